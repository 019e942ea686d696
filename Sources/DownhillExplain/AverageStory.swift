import Downhill

/// What many examples wish for, singly and together, with the proof that the mean of their wishes is the negative
/// gradient of the cost: everything that `downhill average` shows.
public struct AverageStory: Sendable {
  /// A list of desired changes: of one example, or the mean of several.
  public struct Wish: Equatable, Sendable {
    /// The index of the first of the examples among those given.
    public let first: Int
    /// The number of consecutive examples.
    public let count: Int
    /// Their mean cost.
    public let cost: Double
    /// The length of the vector of all desired changes, ‖∇C‖.
    public let norm: Double
    /// The cosine of the angle to the mean wish of all examples: 1 for the same direction, 0 for a right angle.
    public let cosine: Double
    /// −∂C/∂x of each of ``AverageStory/parameters``.
    public let wishes: [Double]
  }

  /// The derivative of the mean cost along a random direction of length 1, computed in two ways.
  public struct Slope: Equatable, Sendable {
    /// The inner product of gradient and direction.
    public let analytic: Double
    /// The slope measured from the cost itself.
    public let numerical: GradientCheck.Derivative
  }

  /// The weights and biases that are shown: output biases, then the largest weights of each layer.
  public let parameters: [ParameterIndex]
  /// The wishes of some single examples.
  public let singles: [Wish]
  /// The mean wish of the first few examples.
  public let miniBatch: Wish
  /// The mean wish of all examples.
  public let all: Wish
  /// −∂C/∂x of the same ``parameters``, computed by the engine.
  public let engineWishes: [Double]
  /// The mean wish of all examples compared with the engine's gradient, in `Float`.
  public let engineDifference: GradientDifference
  /// The mean wish of all examples compared with slopes of the cost itself, along random directions.
  public let slopes: [Slope]
  /// Fire together, wire together, averaged over all examples.
  public let fireTogether: [FireTogether]
  /// The mean wish of all examples for every weight and bias, −∇C.
  public let meanWish: [Backpropagation<Double>.DenseLayer]
}

extension Explainer {
  /// The story of these examples, at least one, which must fit the network.
  ///
  /// - Parameters:
  ///   - examples: The examples, which must fit the network.
  ///   - engine: The gradient of their mean cost by the engine (`Network.gradient(of:cost:)`).
  ///   - singles: How many examples, from the first on, are shown singly.
  ///   - miniBatch: How many examples, from the first on, make the mini-batch.
  ///   - directions: Along how many random directions the slope is measured.
  ///   - random: The source of the directions.
  public func averageStory(
    of examples: Examples, engine: Gradient, singles: Int, miniBatch: Int, directions: Int, random: inout RandomSource
  ) -> AverageStory {
    var walk = AverageWalk(
      self, examples, singles: singles, miniBatch: miniBatch, directions: directions, random: random)
    walk.advance(examples: .max)
    walk.measureSlopes(examples: .max)
    random = walk.random
    return walk.story(engine: engine)
  }
}
