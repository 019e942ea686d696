/// A table: columns of numbers and of categories, each with a name, and as many rows in each. It does not change.
public struct Table: Sendable {
  /// The columns, in the file's order.
  public let columns: [TableColumn]
  /// How many rows there are, without the header.
  public let rowCount: Int
  /// What it was read from.
  public let format: Format

  /// What a table was read from.
  public enum Format: Equatable, Sendable {
    /// CSV, with this delimiter between cells. Without a header the columns are named `c1`, `c2` and so on.
    case csv(delimiter: UInt8, hasHeader: Bool)
    /// LIBSVM's text: a column for each index that occurs, and every other index is a column of zeros. The columns of these
    /// names have categories.
    case libsvm(textColumns: [String])
    /// NumPy arrays: the columns of the inputs are `c1`, `c2` and so on, and these are the targets.
    case arrays(targets: [String])
  }

  /// What was between the cells; nil where the format has no delimiter to choose.
  public var delimiter: UInt8? { if case .csv(let delimiter, _) = format { delimiter } else { nil } }

  /// Whether the first line had the names of the columns.
  public var hasHeader: Bool { if case .csv(_, hasHeader: true) = format { true } else { false } }

  /// The names of the columns that are to be learnt unless others are named; empty where the format does not tell.
  public var usualTargets: [String] {
    switch format {
    case .csv: []
    case .libsvm: [SparseRows.labelName]
    case .arrays(let targets): targets
    }
  }

  /// The file's name, for sentences.
  let file: String
  private let names: TextDictionary
  private let lines: RowLines

  init(
    columns: [TableColumn], rowCount: Int, format: Format, file: String, names: TextDictionary, lines: RowLines
  ) {
    self.columns = columns
    self.rowCount = rowCount
    self.format = format
    self.file = file
    self.names = names
    self.lines = lines
  }

  /// The table that the bytes of a file in CSV say, or in TSV. `file` is its name, for errors' sentences only.
  public init(csv bytes: [UInt8], file: String, options: CSVOptions = CSVOptions()) throws(TableError) {
    var reader = try CSVReader(file: file, options: options)
    try reader.append(bytes)
    self = try reader.finish()
  }

  /// A column, from 0.
  public subscript(column: Int) -> TableColumn { columns[column] }

  /// The column of this name; nil if there is none. In LIBSVM's text an index that no line has is a column of zeros.
  public subscript(name: String) -> TableColumn? {
    if let number = Array(name.utf8).withUnsafeBufferPointer({ names.number(of: $0) }) { return columns[number] }
    guard case .libsvm(let textColumns) = format, SparseRows.isIndex(name) else { return nil }
    return TableColumn(
      name: name, NumberColumn(zeros: rowCount),
      areCategories: textColumns.contains(bytesOf: name))
  }

  /// The column of this name, or an error that names the nearest.
  public func column(_ name: String) throws(TableError) -> TableColumn {
    if let column = self[name] { return column }
    throw TableError(file: file, problem: .noColumn(name, nearest: nearestName(to: name)))
  }

  /// The numbers of the column of this name, or an error that names the first cell that is none.
  public func numbers(_ name: String) throws(TableError) -> NumberColumn {
    let column = try column(name)
    switch column.values {
    case .numbers(let numbers): return numbers
    case .categories:
      // No text: the column was asked to have categories.
      guard let cell = column.firstText else {
        throw TableError(file: file, problem: .notNumbers(column: name))
      }
      throw error(about: cell, in: column)
    }
  }

  /// The file's line, from 1, on which a row begins; nil where the file has no lines.
  public func line(ofRow row: Int) -> Int? {
    precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
    if case .arrays = format { return nil }
    return lines[row]
  }

  /// An error about a cell that is no number, where there should be one.
  func error(about cell: TableColumn.TextCell, in column: TableColumn) -> TableError {
    TableError(
      file: file, line: cell.line, row: cell.line == nil ? cell.row : nil,
      problem: .notNumber(column: column.name, cell, others: column.textCount - 1))
  }

  /// An error about a row.
  func error(inRow row: Int, _ problem: TableError.Problem) -> TableError {
    let line = line(ofRow: row)
    return TableError(file: file, line: line, row: line == nil ? row : nil, problem: problem)
  }

  /// The name that the fewest changes make of this one, if they are few.
  private func nearestName(to name: String) -> String? {
    var nearest: (name: String, distance: Int)?
    let wanted = Array(name.utf8.map { lowercase($0) })
    for column in columns.prefix(1_000) {
      let distance = editDistance(wanted, Array(column.name.utf8.prefix(100).map { lowercase($0) }))
      if distance < nearest?.distance ?? (wanted.count / 2 + 2) { nearest = (column.name, distance) }
    }
    return nearest?.name
  }
}

func lowercase(_ letter: UInt8) -> UInt8 { (0x41...0x5A).contains(letter) ? letter | 0x20 : letter }

/// How many bytes have to be put in, left out or changed (Levenshtein 1965); the first hundred count.
private func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
  var row = Array(0...other.count)
  for (index, letter) in one.prefix(100).enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for place in 0..<other.count {
      let changed = diagonal + (letter == other[place] ? 0 : 1)
      diagonal = row[place + 1]
      row[place + 1] = min(changed, diagonal + 1, row[place] + 1)
    }
  }
  return row[other.count]
}

/// On which line of the file each row begins: kept only where the next row does not begin on the next line.
struct RowLines: Sendable {
  private var jumps: [(row: Int, line: Int)] = []

  /// Notes the line of the next row.
  mutating func note(row: Int, line: Int) {
    if let last = jumps.last, line - row == last.line - last.row { return }
    jumps.append((row, line))
  }

  subscript(row: Int) -> Int {
    var (low, high) = (0, jumps.count)
    while low < high {
      let middle = (low + high) / 2
      if jumps[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    return jumps[low - 1].line + row - jumps[low - 1].row
  }
}
