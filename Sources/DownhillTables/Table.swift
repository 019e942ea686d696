/// A table: columns of numbers and of categories, each with a name, and as many rows in each. It does not change.
public struct Table: Sendable {
  /// The columns, in the file's order.
  public let columns: [TableColumn]
  /// How many rows there are, without the header.
  public let rowCount: Int
  /// What was between the cells.
  public let delimiter: UInt8
  /// Whether the first line had the names of the columns; if not they are `c1`, `c2` and so on.
  public let hasHeader: Bool

  /// The file's name, for sentences.
  let file: String
  private let names: TextDictionary
  private let lines: RowLines

  init(
    columns: [TableColumn], rowCount: Int, delimiter: UInt8, hasHeader: Bool, file: String, names: TextDictionary,
    lines: RowLines
  ) {
    self.columns = columns
    self.rowCount = rowCount
    self.delimiter = delimiter
    self.hasHeader = hasHeader
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

  /// The column of this name; nil if there is none.
  public subscript(name: String) -> TableColumn? {
    Array(name.utf8).withUnsafeBufferPointer { names.number(of: $0) }.map { columns[$0] }
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
      throw TableError(
        file: file, line: cell.line, problem: .notNumber(column: name, cell, others: column.textCount - 1))
    }
  }

  /// The file's line, from 1, on which a row begins.
  public func line(ofRow row: Int) -> Int {
    precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
    return lines[row]
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

private func lowercase(_ letter: UInt8) -> UInt8 { (0x41...0x5A).contains(letter) ? letter | 0x20 : letter }

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
