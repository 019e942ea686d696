import Downhill

/// One weight or bias moved by several amounts, up and down: what the straight line of its sensitivity foretells, and what
/// the mean cost of the examples really does.
public struct Wiggle: Equatable, Sendable {
  /// One amount.
  public struct Trial: Equatable, Sendable {
    /// By how much the parameter was changed.
    public let change: Double
    /// What the straight line says: sensitivity × change.
    public let predicted: Double
    /// What the mean cost did.
    public let measured: Double

    /// How far the straight line is off, as a share of what it foretells; nil if that is 0.
    public var deviation: Double? { predicted == 0 ? nil : abs(measured - predicted) / abs(predicted) }
  }

  /// What was moved.
  public let place: ParameterPlace
  /// ∂C/∂x of the mean cost.
  public let sensitivity: Double
  /// The trials, from the largest change down to the largest change up.
  public let trials: [Trial]

  /// How far the parameter can be changed downwards, and upwards, before the straight line is off by a tenth.
  public let straightDown: Reach
  /// The same upwards.
  public let straightUp: Reach

  /// How far a straight line holds.
  public enum Reach: Equatable, Sendable {
    /// Not even as far as the smallest change that was tried.
    case below(Double)
    /// As far as this, found between two changes that were tried.
    case about(Double)
    /// Farther than the largest change that was tried.
    case beyond(Double)
    /// There is no straight line: the sensitivity is 0.
    case none
  }

  /// The share by which a straight line may be off.
  public static let tolerance = 0.1
  /// The sizes that are tried, unless others are asked for.
  public static let sizes = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
}

extension Explainer {
  /// Moves one weight or bias by each of `sizes`, ascending and above 0, up and down, and compares the mean cost of the
  /// examples with the line whose slope is `sensitivity`. The examples are read twice, one after the other.
  public func wiggle(
    _ place: ParameterPlace, sensitivity: Double, over examples: Examples, sizes: [Double] = Wiggle.sizes
  ) -> Wiggle {
    let changes = sizes.reversed().map { -$0 } + sizes
    let coarse = trials(place, sensitivity, examples, changes)
    let (down, up) = (Array(coarse.prefix(sizes.count).reversed()), Array(coarse.suffix(sizes.count)))
    // Eight steps between the last change within the tolerance and the first beyond it, on either side.
    let fine = trials(place, sensitivity, examples, between(down) + between(up))
    return Wiggle(
      place: place, sensitivity: sensitivity, trials: coarse,
      straightDown: reach(down, fine.filter { $0.change < 0 }), straightUp: reach(up, fine.filter { $0.change > 0 }))
  }

  /// The change of the mean cost for each change of a parameter.
  private func trials(
    _ place: ParameterPlace, _ sensitivity: Double, _ examples: Examples, _ changes: [Double]
  ) -> [Wiggle.Trial] {
    guard !changes.isEmpty else { return [] }
    var sums = [Double](repeating: 0, count: changes.count)
    for index in 0..<examples.count {
      let example = MovedExample(
        self, inputs: examples.inputs(index).map { Double($0) }, target: examples.target(index).map { Double($0) })
      let carried = example.carried(by: place)
      guard carried != 0 else { continue }
      for (trial, change) in changes.enumerated() {
        sums[trial] += example.cost(moving: place, by: change * carried).cost - example.cost
      }
    }
    return zip(changes, sums).map {
      Wiggle.Trial(change: $0, predicted: sensitivity * $0, measured: $1 / Double(examples.count))
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
