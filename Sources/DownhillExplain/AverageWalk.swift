import Downhill

/// A walk through many examples towards an ``AverageStory``, for whoever wants to watch the mean of their wishes become
/// what it is, or has other things to do in between.
///
/// First ``advance(examples:)`` until all wishes are added up, then ``measureSlopes(examples:)`` until the slopes are
/// measured; then there is a ``story(engine:)``, the same to the bit, however the way was cut.
public struct AverageWalk: Sendable {
  /// Who knows what examples wish for.
  public let explainer: Explainer
  /// The examples.
  public let examples: Examples
  /// The mean wish of the examples so far.
  public private(set) var average: AverageWish
  /// Where the directions of the slopes come from: behind those that were drawn.
  public private(set) var random: RandomSource

  /// How many examples the story shows on their own, from the first on.
  public let singles: Int
  private let miniBatch: Int
  private var together: AverageFireTogether
  private let directions: [[Backpropagation<Double>.DenseLayer]]
  private var slopes: GradientCheck.Walk

  /// A walk that has not begun; there must be one example at least, of the network's sizes.
  ///
  /// - Parameters:
  ///   - explainer: Who computes.
  ///   - examples: What wishes; of the network's sizes.
  ///   - singles: How many examples the story shows on their own, from the first on.
  ///   - miniBatch: How many make its mini-batch, from the first on.
  ///   - directions: How many random directions the slope is measured along.
  ///   - random: Where the directions come from.
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

  /// Adds the wishes of so many examples more, or of all that are left.
  public mutating func advance(examples count: Int) {
    let end = count < examples.count - average.count ? average.count + count : examples.count
    while average.count < end {
      let wish = explainer.wish(examples, index: average.count)
      average.add(wish)
      together.add(wish)
    }
  }

  // MARK: The slopes

  /// Whether the slopes are measured, if any are to be.
  public var hasSlopes: Bool { directions.isEmpty || slopes.isComplete }
  /// Examples whose slopes are measured.
  public var slopesDone: Int { slopes.done }

  /// Measures the slopes of so many examples more, or of all that are left.
  public mutating func measureSlopes(examples count: Int) {
    if !directions.isEmpty { slopes.advance(examples: count) }
  }

  // MARK: The story

  /// The story of the walk, which must have come to its end.
  ///
  /// - Parameter engine: The gradient of the examples' mean cost as the engine computes it.
  public func story(engine: Gradient) -> AverageStory {
    precondition(isComplete && hasSlopes, "the walk has not come to its end")
    let meanWish = average.wish
    let places = explainer.tellingPlaces(meanWish)
    func mean(_ range: Range<Int>) -> AverageStory.Wish {
      var mean = AverageWish(explainer)
      for index in range { mean.add(examples, index: index) }
      return AverageStory.Wish(mean, first: range.lowerBound, meanWish: meanWish, places: places)
    }
    let gradient = average.gradient
    let engineGradient = [Backpropagation<Double>.DenseLayer](engine)
    let bounds = average.bounds(.float) ?? explainer.backpropagation.zeroGradient
    return AverageStory(
      places: places, singles: (0..<singles).map { mean($0..<$0 + 1) }, miniBatch: mean(0..<miniBatch),
      all: AverageStory.Wish(average, first: 0, meanWish: meanWish, places: places),
      engineWishes: places.map { -engineGradient[$0] },
      engineDifference: GradientDifference(gradient, engineGradient, bounds: bounds),
      slopes: directions.isEmpty
        ? []
        : zip(directions, slopes.derivatives).map { AverageStory.Slope(analytic: gradient.dot($0), numerical: $1) },
      fireTogether: together.layers, meanWish: meanWish)
  }
}

extension Explainer {
  /// Places to look at: the biases of the outputs, of many the ten that should change most, and the two weights of each
  /// layer, the last one first, that should change most.
  public func tellingPlaces(_ wish: [Backpropagation<Double>.DenseLayer]) -> [ParameterPlace] {
    let last = wish.count - 1
    var places = sorted(indicesOfLargest(wish[last].biases, 10)).map {
      ParameterPlace(layer: last + 1, neuron: $0, input: nil)
    }
    for index in wish.indices.reversed() {
      places += indicesOfLargest(wish[index].weights, 2).map {
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
