import Downhill

/// One weight or bias moved by several amounts, up and down: the change of the mean cost that its sensitivity predicts,
/// and the measured one.
public struct Wiggle: Equatable, Sendable {
  /// One move.
  public struct Trial: Equatable, Sendable {
    /// The change of the parameter.
    public let change: Double
    /// The linear prediction: sensitivity × change.
    public let predicted: Double
    /// The measured change of the mean cost.
    public let measured: Double

    /// The error of the prediction as a share of it; nil if it is 0.
    public var deviation: Double? { predicted == 0 ? nil : abs(measured - predicted) / abs(predicted) }
  }

  /// The weight or bias that was moved.
  public let parameter: ParameterIndex
  /// ∂C/∂x of the mean cost.
  public let sensitivity: Double
  /// The trials, from the largest change down to the largest change up.
  public let trials: [Trial]

  /// How far the parameter can be decreased before the prediction is off by a tenth.
  public let straightDown: Reach
  /// How far it can be increased.
  public let straightUp: Reach

  /// How far the linear prediction holds.
  public enum Reach: Equatable, Sendable {
    /// Not even to the smallest change tried.
    case below(Double)
    /// To about here, between two changes tried.
    case about(Double)
    /// Beyond the largest change tried.
    case beyond(Double)
    /// The sensitivity is 0.
    case none
  }

  /// The share by which the prediction may be off.
  public static let tolerance = 0.1
  /// The default sizes of the changes.
  public static let sizes = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
}

extension Explainer {
  /// Moves one weight or bias by each of `sizes`, ascending and above 0, up and down, and compares the mean cost of the
  /// examples with the line of slope `sensitivity`. The examples are read twice.
  public func wiggle(
    _ parameter: ParameterIndex, sensitivity: Double, over examples: Examples, sizes: [Double] = Wiggle.sizes
  ) -> Wiggle {
    let changes = sizes.reversed().map { -$0 } + sizes
    let coarse = trials(parameter, sensitivity, examples, changes)
    let (down, up) = (Array(coarse.prefix(sizes.count).reversed()), Array(coarse.suffix(sizes.count)))
    // Eight steps between the last change within the tolerance and the first beyond it, on either side.
    let fine = trials(parameter, sensitivity, examples, between(down) + between(up))
    return Wiggle(
      parameter: parameter, sensitivity: sensitivity, trials: coarse,
      straightDown: reach(down, fine.filter { $0.change < 0 }), straightUp: reach(up, fine.filter { $0.change > 0 }))
  }

  /// The change of the mean cost for each change of the parameter.
  private func trials(
    _ parameter: ParameterIndex, _ sensitivity: Double, _ examples: Examples, _ changes: [Double]
  ) -> [Wiggle.Trial] {
    guard !changes.isEmpty else { return [] }
    var sums = [Double](repeating: 0, count: changes.count)
    for index in 0..<examples.count {
      let example = MovedExample(
        self, inputs: examples.inputs(index).map { Double($0) }, target: target(examples, index: index))
      let carried = example.carried(by: parameter)
      let weight = Double(examples.weight(index))
      guard carried != 0 else { continue }
      for (trial, change) in changes.enumerated() {
        sums[trial] += weight * (example.cost(moving: parameter, by: change * carried).cost - example.cost)
      }
    }
    return zip(changes, sums).map {
      Wiggle.Trial(change: $0, predicted: sensitivity * $0, measured: $1 / examples.totalWeight)
    }
  }

  /// The first trial, by growing size, that is off by more than the tolerance.
  private func firstBent(_ trials: [Wiggle.Trial]) -> Int? {
    trials.firstIndex { ($0.deviation ?? 0) > Wiggle.tolerance }
  }

  private func between(_ trials: [Wiggle.Trial]) -> [Double] {
    guard let bent = firstBent(trials), bent > 0 else { return [] }
    let (inside, outside) = (trials[bent - 1].change, trials[bent].change)
    return (1..<8).map { inside + (outside - inside) * Double($0) / 8 }
  }

  /// Where the deviation passes the tolerance, on a straight line between the two trials around it.
  private func reach(_ coarse: [Wiggle.Trial], _ fine: [Wiggle.Trial]) -> Wiggle.Reach {
    guard let first = coarse.first, let last = coarse.last, first.deviation != nil else { return .none }
    guard let bent = firstBent(coarse) else { return .beyond(abs(last.change)) }
    guard bent > 0 else { return .below(abs(first.change)) }
    let trials = [coarse[bent - 1]] + fine + [coarse[bent]]
    guard let outside = firstBent(trials), outside > 0, let near = trials[outside - 1].deviation,
      let far = trials[outside].deviation
    else { return .none }
    let (inside, beyond) = (abs(trials[outside - 1].change), abs(trials[outside].change))
    return .about(inside + (beyond - inside) * (Wiggle.tolerance - near) / (far - near))
  }
}
