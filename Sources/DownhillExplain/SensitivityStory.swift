import Downhill

/// How sensitive the mean cost of some examples is to each weight and bias, and how far that can be trusted: all that
/// `downhill sensitivity` shows.
public struct SensitivityStory: Equatable, Sendable {
  /// How many examples the cost is a mean of.
  public let exampleCount: Int
  /// The mean cost.
  public let cost: Double
  /// All weights and biases, the most sensitive first.
  public let ranking: SensitivityRanking
  /// The chosen one.
  public let chosen: SensitivityRanking.Entry
  /// The one it is compared with.
  public let other: SensitivityRanking.Entry
  /// The chosen one moved.
  public let wiggle: Wiggle

  /// How many times as much the chosen one matters as the other; nil if the other does not matter.
  public var ratio: Double? { SensitivityRanking.ratio(chosen, to: other) }
}

extension Explainer {
  /// The story of these examples, at least one, which must fit the network.
  ///
  /// - Parameters:
  ///   - examples: The examples that the cost is the mean of.
  ///   - parameter: The chosen weight or bias; the most sensitive one if nil.
  ///   - other: The one to compare it with; if nil the median of those that matter.
  public func sensitivityStory(
    of examples: Examples, parameter: ParameterIndex? = nil, against other: ParameterIndex? = nil
  ) -> SensitivityStory {
    var mean = AverageWish(self)
    for index in 0..<examples.count { mean.add(examples, index: index) }
    let gradient = mean.gradient
    let ranking = SensitivityRanking(backpropagation, gradient: gradient)
    func entry(_ parameter: ParameterIndex) -> SensitivityRanking.Entry {
      SensitivityRanking.Entry(
        parameter: parameter, value: backpropagation.layers[parameter], sensitivity: gradient[parameter])
    }
    let chosen = parameter.map(entry) ?? ranking.entries[0]
    return SensitivityStory(
      exampleCount: mean.count, cost: mean.meanCost, ranking: ranking, chosen: chosen,
      other: other.map(entry) ?? ranking.median ?? ranking.entries[0],
      wiggle: wiggle(chosen.parameter, sensitivity: chosen.sensitivity, over: examples))
  }
}
