import Downhill

/// An ``AverageStory`` computed in parts, so that one can watch the mean of the wishes form.
///
/// Call ``advance(examples:)`` until ``isComplete``, then ``measureSlopes(examples:)`` until ``hasSlopes``, then
/// ``story(engine:)``: its bits do not depend on the parts.
public struct AverageWalk: Sendable {
  /// The explainer of the network.
  public let explainer: Explainer
  /// The examples.
  public let examples: Examples
  /// The mean wish of the examples added so far.
  public private(set) var average: AverageWish
  /// The source of the directions, after those that were drawn.
  public private(set) var random: RandomSource

  /// How many examples, from the first on, the story shows singly.
  public let singles: Int
  private let miniBatch: Int
  private var together: AverageFireTogether
  private let directions: [[Backpropagation<Double>.DenseLayer]]
  private var slopes: GradientCheck.Walk

  /// A walk at its start; there must be at least one example, and they must fit the network.
  ///
  /// - Parameters:
  ///   - explainer: The explainer of the network.
  ///   - examples: The examples, which must fit the network.
  ///   - singles: How many examples, from the first on, the story shows singly.
  ///   - miniBatch: How many examples, from the first on, make its mini-batch.
  ///   - directions: Along how many random directions the slope is measured.
  ///   - random: The source of the directions.
  public init(
    _ explainer: Explainer, _ examples: Examples, singles: Int, miniBatch: Int, directions: Int, random: RandomSource
  ) {
    self.explainer = explainer
    self.examples = examples
    self.singles = min(singles, examples.count)
    self.miniBatch = min(miniBatch, examples.count)
    self.random = random
    average = AverageWish(explainer, bounded: true)
    together = AverageFireTogether(explainer)
    let check = GradientCheck(explainer, examples)
    self.directions = check.randomDirections(directions, random: &self.random)
    slopes = check.walk(along: self.directions)
  }

  // MARK: The wishes

  /// Whether the wishes of all examples are added up.
  public var isComplete: Bool { average.count == examples.count }

  /// Adds the wishes of `count` more examples, or of all that are left.
  public mutating func advance(examples count: Int) {
    let end = count < examples.count - average.count ? average.count + count : examples.count
    while average.count < end {
      let wish = explainer.wish(examples, index: average.count)
      let weight = Double(examples.weight(average.count))
      average.add(wish, weight: weight)
      together.add(wish, weight: weight)
    }
  }

  // MARK: The slopes

  /// Whether all slopes are measured.
  public var hasSlopes: Bool { directions.isEmpty || slopes.isComplete }
  /// The number of examples whose slopes are measured.
  public var slopesDone: Int { slopes.done }

  /// Measures the slopes of `count` more examples, or of all that are left.
  public mutating func measureSlopes(examples count: Int) {
    if !directions.isEmpty { slopes.advance(examples: count) }
  }

  // MARK: The story

  /// The story, once wishes and slopes are complete.
  ///
  /// - Parameter engine: The gradient of the examples' mean cost by the engine.
  public func story(engine: Gradient) -> AverageStory {
    precondition(isComplete && hasSlopes, "the walk is not complete")
    let meanWish = average.wish
    let parameters = explainer.tellingParameters(meanWish)
    func mean(_ range: Range<Int>) -> AverageStory.Wish {
      var mean = AverageWish(explainer)
      // A single example has its own wish, whatever it counts among others.
      for index in range {
        if range.count == 1 {
          mean.add(explainer.wish(examples, index: index))
        } else {
          mean.add(examples, index: index)
        }
      }
      return AverageStory.Wish(mean, first: range.lowerBound, meanWish: meanWish, parameters: parameters)
    }
    let gradient = average.gradient
    let engineGradient = [Backpropagation<Double>.DenseLayer](engine)
    let bounds = average.bounds(.float) ?? explainer.backpropagation.zeroGradient
    return AverageStory(
      parameters: parameters, singles: (0..<singles).map { mean($0..<$0 + 1) }, miniBatch: mean(0..<miniBatch),
      all: AverageStory.Wish(average, first: 0, meanWish: meanWish, parameters: parameters),
      engineWishes: parameters.map { -engineGradient[$0] },
      engineDifference: GradientDifference(gradient, engineGradient, bounds: bounds),
      slopes: directions.isEmpty
        ? []
        : zip(directions, slopes.derivatives).map { AverageStory.Slope(analytic: gradient.dot($0), numerical: $1) },
      fireTogether: together.layers, meanWish: meanWish)
  }
}

extension Explainer {
  /// Parameters worth showing: the biases of the outputs (of more than ten, those that should change most), and for
  /// each layer, the last one first, the two weights that should change most.
  public func tellingParameters(_ wish: [Backpropagation<Double>.DenseLayer]) -> [ParameterIndex] {
    let last = wish.count - 1
    var parameters = sorted(indicesOfLargest(wish[last].biases, 10)).map {
      ParameterIndex(layer: last + 1, neuron: $0, input: nil)
    }
    for index in wish.indices.reversed() {
      parameters += indicesOfLargest(wish[index].weights, 2).map {
        ParameterIndex(layer: index + 1, neuron: $0 / wish[index].inputs, input: $0 % wish[index].inputs)
      }
    }
    return parameters
  }
}

extension AverageStory.Wish {
  fileprivate init(
    _ mean: AverageWish, first: Int, meanWish: [Backpropagation<Double>.DenseLayer], parameters: [ParameterIndex]
  ) {
    let wish = mean.wish
    self.init(
      first: first, count: mean.count, cost: mean.meanCost, norm: wish.norm, cosine: wish.cosine(meanWish),
      wishes: parameters.map { wish[$0] })
  }
}
