import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// `downhill describe FILE`: what is in each column of a table, and what looks wrong.
enum DescribeCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let path = arguments.operands[0]
    let table = try TableFile.load(path, arguments.csvOptions(), part: .training)
    let columns = zip(table.columns, table.summaries()).map { DescribedColumn($0, $1) }
    if arguments[Shared.json] {
      Console.out(.json(json(table, columns)))
    } else {
      Console.out(.lines(lines(table, columns, path)))
    }
    return .success
  }

  private static func lines(_ table: Table, _ columns: [DescribedColumn], _ path: String) -> [String] {
    let head = ["column", "kind", "missing", "different", "from … to, or most frequent"]
    let rows = columns.map { [$0.name, $0.kind, $0.missing(of: table.rowCount), $0.distinct, $0.range] }
    let widths = head.indices.map { index in ([head] + rows).map { $0[index].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      cells.enumerated().map { index, cell in
        index == 2 || index == 3 ? padded(cell, to: widths[index]) : filled(cell, to: widths[index])
      }.joined(separator: "  ").trimmingTrailingBlanks()
    }
    var lines = ["\(TableFile.name(of: path)): \(shapeText(table)), \(table.manner)", "", line(head)] + rows.map(line)
    let remarks = columns.flatMap(\.remarks) + table.decimalRemarks(of: table.columns.map(\.name))
    if !remarks.isEmpty { lines += [""] + remarks }
    let target = table.usualTargets.isEmpty ? " --target NAME" : ""
    return lines + ["", "Next:", "  \(Tool.command) train --data \(shellWord(path))\(target)"]
  }

  private static func shapeText(_ table: Table) -> String {
    "\(NumberText.counted(table.rowCount, "row")), \(NumberText.counted(table.columns.count, "column"))"
  }

  private static func json(_ table: Table, _ columns: [DescribedColumn]) -> JSONValue {
    .object(
      JSONObject([
        ("schema", "downhill.describe/1"), ("rows", .integer(table.rowCount)), ("format", .string(table.format.word)),
        ("header", .bool(table.hasHeader)),
        ("delimiter", table.delimiter.map { .string(String(decoding: [$0], as: UTF8.self)) } ?? .null),
        ("columns", .array(columns.map(\.json))),
      ]))
  }
}

/// A column and what is known of it, in words.
private struct DescribedColumn {
  private let column: TableColumn
  private let summary: ColumnSummary

  init(_ column: TableColumn, _ summary: ColumnSummary) { (self.column, self.summary) = (column, summary) }

  var name: String { printable(column.name, limit: 40) }
  var kind: String {
    switch summary.kind {
    case .numbers: "number"
    case .categories: "text"
    }
  }
  var distinct: String { summary.distinctCount.map { NumberText.grouped($0) } ?? "many" }

  func missing(of rows: Int) -> String {
    guard summary.missingCount > 0 else { return "–" }
    return "\(NumberText.grouped(summary.missingCount)) "
      + "(\(NumberText.percent(Double(summary.missingCount) / Double(rows), decimals: 1)))"
  }

  var range: String {
    if let numbers = summary.numbers {
      return "\(shortNumber(numbers.minimum)) … \(shortNumber(numbers.maximum)), mean \(shortNumber(numbers.mean)), "
        + "deviation \(shortNumber(numbers.standardDeviation))"
    }
    return summary.mostFrequent.map { "\(printable($0.value, limit: 30)) (\(NumberText.grouped($0.count)))" } ?? ""
  }

  /// What looks wrong, or may, in sentences.
  var remarks: [String] {
    var sentences = summary.remarks.map { "\(quoted(column.name)) \($0.predicate)" }
    if let given = column.givenName {
      sentences.append(
        "\(quoted(column.name)) is named so here: in the file its name is \(given.isEmpty ? "empty" : "another column's, \(quoted(given))")"
      )
    }
    if let cell = column.firstText, column.textCount * 10 <= summary.count, summary.count >= 10 {
      sentences.append(
        "\(quoted(column.name)) is text because of \(NumberText.counted(column.textCount, "cell")), the first in "
          + "\(cell.line.map { "line \($0)" } ?? "row \(cell.row)"): \(quoted(cell.text))")
    }
    if case .categories(let texts) = column.values, let likeness = TextLikeness(texts) {
      sentences.append("\(quoted(column.name)) \(likeness.predicate)")
    }
    if let numbers = summary.numbers, numbers.infiniteCount > 0 {
      sentences.append("\(quoted(column.name)) is infinite in \(NumberText.counted(numbers.infiniteCount, "row"))")
    }
    return sentences
  }

  var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("name", .string(column.name)), ("kind", .string(kind)), ("missing", .integer(summary.missingCount)),
      ("distinct", summary.distinctCount.map { .integer($0) } ?? .null),
    ]
    if let numbers = summary.numbers {
      members += [
        ("minimum", .number(numbers.minimum)), ("maximum", .number(numbers.maximum)), ("mean", .number(numbers.mean)),
        ("standardDeviation", .number(numbers.standardDeviation)),
      ]
    }
    if let most = summary.mostFrequent {
      members.append(
        ("mostFrequent", .object(JSONObject([("value", .string(most.value)), ("rows", .integer(most.count))]))))
    }
    members.append(("remarks", .array(remarks.map { .string($0) })))
    return .object(JSONObject(members))
  }
}

extension ColumnSummary.Remark {
  /// What follows the column's name.
  fileprivate var predicate: String {
    switch self {
    case .empty: "is empty"
    case .constant: "is the same in all rows"
    case .identifier: "is different in every row, like a name or number of the row: perhaps --drop it"
    case .sameAs(let column): "is the same as \(quoted(column)) in every row"
    case .tells(let column): "tells \(quoted(column)), and the reverse: if one is the target, --drop the other"
    }
  }
}

extension Table {
  /// How it is written.
  fileprivate var manner: String {
    guard case .csv(let delimiter, let hasHeader) = format else { return format.name }
    let names: [UInt8: String] = [0x2C: "commas", 0x3B: "semicolons", 0x09: "tabs", 0x7C: "bars", 0x20: "blanks"]
    let between = "\(names[delimiter] ?? "other signs") between cells"
    let decimal = columns.contains { $0.decimal == .comma } ? ", decimal commas" : ""
    return between + decimal + (hasHeader ? "" : ", no header")
  }
}

extension Table.Format {
  /// The word in documents.
  fileprivate var word: String {
    switch self {
    case .csv: "csv"
    case .libsvm: "libsvm"
    case .arrays: "numpy"
    }
  }

  /// What it is called.
  var name: String {
    switch self {
    case .csv: "CSV"
    case .libsvm: "LIBSVM text"
    case .arrays: "NumPy arrays"
    }
  }
}

/// A number in at most six significant digits.
func shortNumber(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value.isNaN ? "–" : "\(shortest(value))" }
  if value == value.rounded(), abs(value) < 1e9 { return NumberText.grouped(Int(value)) }
  let magnitude = Int(abs(value).log10Floor)
  if magnitude < -4 || magnitude > 8 { return "\(Float(value))" }
  let decimals = max(0, min(6, 4 - magnitude))
  return decimals == 0 ? NumberText.grouped(Int(value.rounded())) : NumberText.fixed(value, decimals: decimals)
}

extension Double {
  /// The exponent of ten of a positive number, near enough for choosing decimals.
  fileprivate var log10Floor: Double {
    var (exponent, rest) = (0.0, self)
    while rest >= 10 { (rest, exponent) = (rest / 10, exponent + 1) }
    while rest < 1 { (rest, exponent) = (rest * 10, exponent - 1) }
    return exponent
  }
}
