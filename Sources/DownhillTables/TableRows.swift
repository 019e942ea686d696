/// Some rows of a table, in an order.
public struct TableRows: Sendable {
  /// The table.
  public let table: Table
  /// Indices of its rows, from 0.
  public let indices: [Int]

  /// The rows at these indices, which must exist.
  public init(_ table: Table, _ indices: [Int]) {
    precondition(indices.allSatisfy { $0 >= 0 && $0 < table.rowCount }, "a row that the table does not have")
    self.table = table
    self.indices = indices
  }

  /// All rows.
  public init(_ table: Table) {
    self.table = table
    indices = Array(0..<table.rowCount)
  }

  /// Throws for the first number below 0 in one of these columns.
  package func checkAreCounts(_ names: [String]) throws(TableError) {
    for name in names {
      let numbers = try table.numbers(name)
      for row in indices where numbers[row] < 0 {
        throw table.error(inRow: row, .negativeCount(column: name, numberText(numbers[row])))
      }
    }
  }

  /// How many there are.
  public var count: Int { indices.count }
}
