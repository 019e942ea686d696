import Downhill

/// What many examples wish for, each on its own and all together, with the proof that the mean of their wishes is the
/// negative gradient of the cost: all that `downhill average` shows.
public struct AverageStory: Sendable {
  /// A list of desired changes: of one example, or the mean of several.
  public struct Wish: Equatable, Sendable {
    /// The first of the examples, as a place among those that were given.
    public let first: Int
    /// How many examples, one behind the other.
    public let count: Int
    /// Their mean cost.
    public let cost: Double
    /// The length of the list of all desired changes, ‖∇C‖.
    public let norm: Double
    /// The cosine of the angle to the mean wish of all examples: 1 for the same direction, 0 for a right angle.
    public let cosine: Double
    /// −∂C/∂x of each of ``AverageStory/places``.
    public let wishes: [Double]
  }

  /// The derivative of the mean cost along a random direction of length 1, by two ways.
  public struct Slope: Equatable, Sendable {
    /// The gradient's product with the direction.
    public let analytic: Double
    /// How the cost really changes that way.
    public let numerical: GradientCheck.Derivative
  }

  /// The weights and biases that are shown: output biases, then the largest weights of each layer.
  public let places: [ParameterPlace]
  /// Some single examples.
  public let singles: [Wish]
  /// The mean over the first few examples.
  public let miniBatch: Wish
  /// The mean over all examples.
  public let all: Wish
  /// −∂C/∂x of the same places from the engine.
  public let engineWishes: [Double]
  /// The mean wish of all examples against the engine's gradient, in `Float`.
  public let engineDifference: GradientDifference
  /// The mean wish of all examples against the cost itself, along random directions.
  public let slopes: [Slope]
  /// Fire together, wire together, averaged over all examples.
  public let fireTogether: [FireTogether]
  /// The mean wish of all examples for every weight and bias, −∇C.
  public let meanWish: [Backpropagation<Double>.DenseLayer]
}

extension Explainer {
  /// The story of these examples, of which there must be one at least, of the network's sizes.
  ///
  /// - Parameters:
  ///   - engine: The gradient of their mean cost as the engine computes it (`Network.gradient(of:cost:)`).
  ///   - singles: How many examples are shown on their own, from the first on.
  ///   - miniBatch: How many make the mini-batch, from the first on.
  ///   - directions: How many random directions the slope is measured along.
  ///   - random: Where the directions come from.
  public func averageStory(
    of examples: Examples, engine: Gradient, singles: Int, miniBatch: Int, directions: Int, random: inout RandomSource
  ) -> AverageStory {
    var all = AverageWish(self, bounded: true)
    var together = AverageFireTogether(self)
    for index in 0..<examples.count {
      let wish = wish(examples, index: index)
      all.add(wish)
      together.add(wish)
    }
    let meanWish = all.wish
    let places = tellingPlaces(meanWish)
    func mean(_ range: Range<Int>) -> AverageStory.Wish {
      var mean = AverageWish(self)
      for index in range { mean.add(examples, index: index) }
      return AverageStory.Wish(mean, first: range.lowerBound, meanWish: meanWish, places: places)
    }
    let check = GradientCheck(self, examples)
    let random = check.randomDirections(directions, random: &random)
    let gradient = all.gradient
    let engineGradient = [Backpropagation<Double>.DenseLayer](engine)
    let bounds = all.bounds(.float) ?? backpropagation.zeroGradient
    return AverageStory(
      places: places, singles: (0..<min(singles, examples.count)).map { mean($0..<$0 + 1) },
      miniBatch: mean(0..<min(miniBatch, examples.count)),
      all: AverageStory.Wish(all, first: 0, meanWish: meanWish, places: places),
      engineWishes: places.map { -engineGradient[$0] },
      engineDifference: GradientDifference(gradient, engineGradient, bounds: bounds),
      slopes: zip(random, check.derivatives(along: random)).map {
        AverageStory.Slope(analytic: gradient.dot($0), numerical: $1)
      },
      fireTogether: together.layers, meanWish: meanWish)
  }

  /// Places to look at: the biases of the outputs, of many the ten that should change most, and the two weights of each
  /// layer, the last one first, that should change most.
  private func tellingPlaces(_ wish: [Backpropagation<Double>.DenseLayer]) -> [ParameterPlace] {
    let last = wish.count - 1
    var places = placesOfLargest(wish[last].biases, 10).sorted().map {
      ParameterPlace(layer: last + 1, neuron: $0, input: nil)
    }
    for index in wish.indices.reversed() {
      places += placesOfLargest(wish[index].weights, 2).map {
        ParameterPlace(layer: index + 1, neuron: $0 / wish[index].inputs, input: $0 % wish[index].inputs)
      }
    }
    return places
  }
}

extension AverageStory.Wish {
  fileprivate init(
    _ mean: AverageWish, first: Int, meanWish: [Backpropagation<Double>.DenseLayer], places: [ParameterPlace]
  ) {
    let wish = mean.wish
    self.init(
      first: first, count: mean.count, cost: mean.meanCost, norm: wish.norm, cosine: wish.cosine(meanWish),
      wishes: places.map { wish[$0] })
  }
}
