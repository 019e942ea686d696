import Downhill

/// How much errors differ between groups of rows.
public struct GroupedErrors: Equatable, Sendable {
  /// The errors of a group.
  public struct Group: Equatable, Sendable {
    /// How many rows it has.
    public let rows: Int
    /// Their mean error, weighted; nil if they have no weight.
    public let mean: Double?
  }

  /// In the order of their numbers.
  public let groups: [Group]
  /// η², the share of the errors' variance that lies between the groups, 0…1; nil if all errors are the same.
  public let etaSquared: Double?
  /// Groups with a weight, and rows: as many of equal weight as have a mean that scatters as much, (Σw)² / Σw² (Kish 1965).
  private let counts: (groups: Int, rows: Double)

  /// Whether both say the same.
  public static func == (one: GroupedErrors, other: GroupedErrors) -> Bool {
    one.groups == other.groups && one.etaSquared == other.etaSquared && one.counts == other.counts
  }

  /// The error of each row, 0 or more, and the number of its group, from 0 and less than there are rows.
  ///
  /// - Throws: `EngineError` if there is no row, and for counts that do not fit each other, errors that are not finite, and
  ///   weights that are negative, not finite, or all 0.
  public init(
    errors: [Double], groupOfRow: [Int], weights: [Double]? = nil
  ) throws(EngineError) {
    let weights = try RowWeights(weights, rowCount: errors.count)
    try checkCount(groupOfRow.count, is: errors.count, "the rows' groups")
    for error in errors { try checkFinite(error, "an error") }
    precondition(groupOfRow.allSatisfy { $0 >= 0 && $0 < errors.count }, "more groups than rows")
    let groupCount = groupOfRow.reduce(0) { max($0, $1 + 1) }
    var rows = [Int](repeating: 0, count: groupCount)
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: groupCount)
    var totals = sums
    for (row, group) in groupOfRow.enumerated() {
      rows[group] += 1
      sums[group].add(weights[row] * errors[row])
      totals[group].add(weights[row])
    }
    groups = (0..<groupCount).map { group in
      Group(rows: rows[group], mean: totals[group].value > 0 ? sums[group].value / totals[group].value : nil)
    }
    // In units of the largest error, of which no square is too large.
    let largest = errors.reduce(0) { max($0, $1.magnitude) }
    let unit = largest > 0 ? largest : 1
    let mean = weights.mean { errors[$0] / unit }
    let whole = weights.sum { (errors[$0] / unit - mean) * (errors[$0] / unit - mean) }
    var between = CompensatedSum()
    var occupied = 0
    for (group, total) in zip(groups, totals) {
      guard let groupMean = group.mean else { continue }
      between.add(total.value * (groupMean / unit - mean) * (groupMean / unit - mean))
      occupied += 1
    }
    // Asked of the errors, since their mean may be rounded and then differs from each of them.
    let counting = errors.indices.filter { weights[$0] > 0 }
    let differ = counting.contains { errors[$0] != errors[counting[0]] }
    etaSquared = differ && whole > 0 ? min(between.value / whole, 1) : nil
    let heaviest = counting.reduce(0) { max($0, weights[$1]) }
    let squares = weights.sum { weights[$0] / heaviest / heaviest }
    counts = (occupied, weights.total / heaviest * (weights.total / heaviest) / squares)
  }

  /// Whether the groups differ by more than chance: groups drawn at random are taken for such in at most one of twenty
  /// cases, where the largest difference among `comparisons` groupings is looked for.
  ///
  /// Of k random groups of n rows (n − 1)·η² is nearly χ² with d = k − 1 degrees of freedom, which is above
  /// d + 2·√(d·x) + 2·x at most once in eˣ cases (Laurent and Massart 2000); x is ln(20 · comparisons).
  public func isBeyondChance(among comparisons: Int = 1) -> Bool {
    precondition(comparisons > 0, "\(comparisons) comparisons")
    guard let etaSquared, counts.groups > 1 else { return false }
    let freedom = Double(counts.groups - 1)
    let x = Double.log(20 * Double(comparisons))
    return (counts.rows - 1) * etaSquared > freedom + 2 * (freedom * x).squareRoot() + 2 * x
  }
}
