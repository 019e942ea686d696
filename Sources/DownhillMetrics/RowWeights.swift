import Downhill

/// The weight of each row: 1 where none are given.
struct RowWeights: Equatable, Sendable {
  let count: Int
  /// Of all rows, above 0.
  let total: Double
  private let values: [Double]?

  init(_ values: [Double]?, rowCount: Int) throws(EngineError) {
    guard rowCount > 0 else { throw .noExamples }
    count = rowCount
    self.values = values
    guard let values else {
      total = Double(rowCount)
      return
    }
    try checkCount(values.count, is: rowCount, "the weights")
    var sum = CompensatedSum()
    for weight in values {
      try checkFinite(weight, "a weight")
      guard weight >= 0 else { throw .setting(name: "a weight", value: "\(weight)", expected: "0 or more") }
      sum.add(weight)
    }
    total = sum.value
    guard total > 0 && total.isFinite else {
      throw .setting(name: "the sum of the weights", value: "\(total)", expected: "above 0 and finite")
    }
  }

  subscript(row: Int) -> Double { values?[row] ?? 1 }

  /// Whether weights are given.
  var areGiven: Bool { values != nil }

  /// Σ w x
  func sum(_ term: (_ row: Int) -> Double) -> Double {
    var sum = CompensatedSum()
    for row in 0..<count { sum.add(self[row] * term(row)) }
    return sum.value
  }

  /// Σ w x ÷ Σ w
  func mean(_ term: (_ row: Int) -> Double) -> Double { sum(term) / total }
}
