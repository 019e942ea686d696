/// Rows in the parts that a column names, each in the order of the rows.
public struct PredefinedSplit: Equatable, Sendable {
  /// Rows to learn from.
  public var training: [Int] = []
  /// Rows to measure on after each epoch.
  public var validation: [Int] = []
  /// Rows to measure the trained network on.
  public var test: [Int] = []

  private enum Part { case training, validation, test }

  /// The part of a word; nil if it names none.
  private static func part(_ text: String) -> Part? {
    let word = Array(text.utf8.map { lowercase($0) })
    func isOne(of words: [String]) -> Bool { words.contains { word.elementsEqual($0.utf8) } }
    if isOne(of: ["train", "training", "no", "false", "0"]) { return .training }
    if isOne(of: ["validation", "validate", "valid", "val", "dev", "yes", "true", "1"]) { return .validation }
    return isOne(of: ["test", "testing", "2"]) ? .test : nil
  }

  fileprivate init(_ rows: TableRows, _ name: String) throws(TableError) {
    let column = try rows.table.column(name)
    switch column.values {
    case .numbers(let numbers):
      for row in rows.indices {
        let number = numbers[row]
        switch number {
        case 0: training.append(row)
        case 1: validation.append(row)
        case 2: test.append(row)
        default:
          throw rows.table.error(inRow: row, .badPart(column: name, number.isNaN ? "" : numberText(number)))
        }
      }
    case .categories(let categories):
      let parts = (0..<categories.categoryCount).map { Self.part(categories.category($0)) }
      for row in rows.indices {
        guard let code = categories.code(ofRow: row), let part = parts[code] else {
          throw rows.table.error(inRow: row, .badPart(column: name, categories[row] ?? ""))
        }
        switch part {
        case .training: training.append(row)
        case .validation: validation.append(row)
        case .test: test.append(row)
        }
      }
    }
  }
}

extension TableRows {
  /// The rows in parts, as a column names them: `train`, `training`, `no`, `false` or 0; `validation`, `validate`, `valid`,
  /// `val`, `dev`, `yes`, `true` or 1; `test`, `testing` or 2. Capitals do not matter.
  ///
  /// - Throws: ``TableError`` if there is no such column, or a row where it says something else or nothing.
  public func split(by column: String) throws(TableError) -> PredefinedSplit { try PredefinedSplit(self, column) }
}
