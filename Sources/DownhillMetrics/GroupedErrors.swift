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
  public let explained: Double?
  /// Whether that is more than groups drawn at random have: more than three standard deviations above their mean,
  /// (k − 1 + 3·√(2(k − 1))) / (n − 1) of k groups and n rows.
  public let isBeyondChance: Bool

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
    let mean = weights.mean { errors[$0] }
    let whole = weights.sum { (errors[$0] - mean) * (errors[$0] - mean) }
    var between = CompensatedSum()
    var occupied = 0
    for (group, total) in zip(groups, totals) {
      guard let middle = group.mean else { continue }
      between.add(total.value * (middle - mean) * (middle - mean))
      occupied += 1
    }
    // Asked of the errors, since their mean may be rounded and then differs from each of them.
    let counting = errors.indices.filter { weights[$0] > 0 }
    let explained = counting.contains { errors[$0] != errors[counting[0]] } ? min(between.value / whole, 1) : nil
    self.explained = explained
    // η² of random groups has the mean (k − 1)/(n − 1), and nearly the deviation √(2(k − 1))/(n − 1).
    let freedom = Double(occupied - 1)
    let bound = (freedom + 3 * (2 * freedom).squareRoot()) / Double(max(counting.count - 1, 1))
    isBeyondChance = occupied > 1 && explained.map { $0 > bound } ?? false
  }
}
