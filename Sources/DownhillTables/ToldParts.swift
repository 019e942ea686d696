/// Rows in the parts that a column tells, each in the order of the rows.
public struct ToldParts: Equatable, Sendable {
  /// Rows to learn from.
  public var training: [Int] = []
  /// Rows to measure on after each epoch.
  public var validation: [Int] = []
  /// Rows to measure the trained network on.
  public var test: [Int] = []
}

extension TableRows {
  /// The part of each row, as a column tells it: `train`, `training`, `no`, `false` or 0; `validation`, `validate`, `valid`,
  /// `val`, `dev`, `yes`, `true` or 1; `test`, `testing` or 2. Capitals do not matter.
  ///
  /// - Throws: ``TableError`` if there is no such column, or a row where it says something else or nothing.
  public func parts(toldBy name: String) throws(TableError) -> ToldParts {
    let column = try table.column(name)
    var parts = ToldParts()
    for row in indices {
      let text: String
      switch column.values {
      case .numbers(let numbers): text = numbers[row].isNaN ? "" : numberText(numbers[row])
      case .categories(let categories): text = categories[row] ?? ""
      }
      let word = Array(text.utf8.map { lowercase($0) })
      if word.isOne(of: "train", "training", "no", "false", "0") {
        parts.training.append(row)
      } else if word.isOne(of: "validation", "validate", "valid", "val", "dev", "yes", "true", "1") {
        parts.validation.append(row)
      } else if word.isOne(of: "test", "testing", "2") {
        parts.test.append(row)
      } else {
        throw table.error(inRow: row, .badPart(column: name, text))
      }
    }
    return parts
  }
}

extension [UInt8] {
  fileprivate func isOne(of words: String...) -> Bool { words.contains { elementsEqual($0.utf8) } }
}
