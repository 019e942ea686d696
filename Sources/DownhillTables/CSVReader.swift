/// Reads a table from the bytes of a file in CSV, block after block: RFC 4180, and what spreadsheets and other programs make
/// of it.
///
/// Cells are between delimiters, rows between line ends (LF, CR or CRLF). A cell that begins with a quote ends with one; in
/// it stand delimiters, line ends, and quotes doubled. A quote within another cell is a quote. Blanks round a cell do not
/// belong to it, unless they are quoted. Lines with nothing but blanks are passed over. Every row has as many cells as the
/// first line.
///
/// A column has numbers as long as each of its cells is one or is missing; the first other cell makes it a column of
/// categories, from its first row on. No text of usual numbers is kept for that: see `CellLayout`.
///
/// Memory: the columns, one byte for each number, and two blocks; where a cell is longer, that.
public struct CSVReader: ~Copyable {
  private let file: String
  private let options: CSVOptions
  private let buffer = ByteBuffer()
  private var head = FirstLine()
  private var state = State.beginning

  private enum State {
    /// Nothing has come.
    case beginning
    /// The byte-order mark has been looked for; the first line has not ended.
    case firstLine
    case cells
  }

  // The cells.
  private var scanner = TableScanner(delimiter: Letter.comma, at: 0)
  private var delimiter = Letter.comma
  /// Where the next cell begins.
  private var start = 0
  /// The opening quote of a cell that has not ended, or -1; where its closing quote is, or -1; from where it is looked for.
  private var opening = -1
  private var closing = -1
  private var searched = 0
  private var hasDoubledQuotes = false
  private var isBehindCarriageReturn = false
  private var column = 0
  /// The line of the next cell, and of the row.
  private var line = 1
  private var rowLine = 1

  // What has been read.
  private var firstRow: FirstRow? = FirstRow()
  private var rows: RowCollector

  /// A reader of a file of this name, which is for errors' sentences only. Throws where there can be no such delimiter.
  public init(file: String, options: CSVOptions = CSVOptions()) throws(TableError) {
    self.file = file
    self.options = options
    rows = RowCollector(options)
    if let byte = options.delimiter {
      let isNone =
        byte == Letter.quote || byte == Letter.lineFeed || byte == Letter.carriageReturn || byte == 0 || byte >= 0x80
      if isNone { throw TableError(file: file, problem: .delimiter(byte)) }
    }
  }

  /// How many rows have been read.
  public var rowCount: Int { rows.rowCount }

  /// How many columns they have.
  public var columnCount: Int { rows.columnCount }

  /// The next bytes of the file.
  public mutating func append(_ bytes: [UInt8]) throws(TableError) {
    try bytes.withUnsafeBufferPointer { bytes throws(TableError) in try append(bytes) }
  }

  /// The next bytes of the file.
  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(TableError) {
    try buffer.append(bytes) { () throws(TableError) in try read(isLast: false) }
  }

  /// The file has ended: its table.
  public consuming func finish() throws(TableError) -> Table {
    buffer.close()
    try read(isLast: true)
    if opening >= 0 { throw TableError(file: file, line: line, problem: .openQuote) }
    if firstRow != nil { throw TableError(file: file, problem: .empty) }
    return try rows.table(file: file, delimiter: delimiter)
  }

  private mutating func read(isLast: Bool) throws(TableError) {
    if state == .beginning {
      // Three bytes may be a byte-order mark.
      guard buffer.count >= 4 || isLast else { return }
      let bytes = buffer.start
      if bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF {
        throw TableError(file: file, line: 1, problem: .utf16)
      }
      buffer.drop(byteOrderMarkLength(UnsafeBufferPointer(start: bytes, count: buffer.count)))
      if isLast { buffer.pad() }
      state = .firstLine
    }
    if state == .firstLine {
      guard head.ends(in: buffer.start, buffer.count) || isLast && !head.isBlank else { return }
      delimiter = options.delimiter ?? head.delimiter(buffer.start)
      start = head.start
      line = head.linesBefore + 1
      rowLine = line
      scanner = TableScanner(delimiter: delimiter, at: start)
      state = .cells
    }
    try readCells(isLast: isLast)
    buffer.drop(start)
    scanner.drop(start)
    opening = opening < 0 ? -1 : opening - start
    closing = closing < 0 ? -1 : closing - start
    searched -= start
    start = 0
  }

  /// Reads every cell that has ended.
  private mutating func readCells(isLast: Bool) throws(TableError) {
    let bytes = UnsafePointer(buffer.start)
    let count = buffer.count
    // At the end zeros follow, so that all bytes are in some whole 64 of them.
    let limit = isLast ? count + 64 : count
    let delimiter = delimiter
    while start < count {
      let first = bytes[start]
      if isBehindCarriageReturn {
        if first == Letter.lineFeed {
          guard scanner.nextEnd(bytes, limit) != nil else { return }
          start += 1
          isBehindCarriageReturn = false
          continue
        }
        isBehindCarriageReturn = false
      }
      // Where the cell begins behind its blanks.
      var text = start
      if opening >= 0 || first == Letter.quote || Letter.isBlank(first) && first != delimiter {
        if opening < 0 {
          while text < count, Letter.isBlank(bytes[text]), bytes[text] != delimiter { text += 1 }
          guard text < count else { return }
          if bytes[text] == Letter.quote {
            (opening, closing, searched) = (text, -1, text + 1)
            hasDoubledQuotes = false
          }
        }
        if opening >= 0 {
          guard let end = try quotedCell(bytes, count, limit) else { return }
          try endCell(bytes[end], at: end)
          continue
        }
      }
      guard let end = scanner.nextEnd(bytes, limit) else { return }
      var textEnd = end
      while textEnd > text, Letter.isBlank(bytes[textEnd - 1]) { textEnd -= 1 }
      let isTaken =
        firstRow == nil
        && (rows.append(bytes + text, textEnd - text, column: column)
          || rows.appendRecent(bytes + text, textEnd - text, column: column))
      if !isTaken { try otherCell(bytes, end) }
      try endCell(bytes[end], at: end)
    }
  }

  /// A cell without quotes that is not simply a number.
  @inline(never)
  private mutating func otherCell(_ bytes: UnsafePointer<UInt8>, _ end: Int) throws(TableError) {
    let cell = trimmed(UnsafeBufferPointer(start: bytes + start, count: end - start))
    if column == 0, cell.isEmpty, bytes[end] != delimiter {
      // A blank line: no cell.
      column = -1
      return
    }
    try take(cell, isQuoted: false)
  }

  /// Takes a quoted cell, and returns where the delimiter or line end behind it is; nil if it has not come yet.
  @inline(never)
  private mutating func quotedCell(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ limit: Int
  ) throws(TableError) -> Int? {
    while closing < 0 {
      guard let quote = scanner.quote(from: searched, bytes, limit) else { return nil }
      searched = quote
      guard quote + 1 < count else { return nil }
      if bytes[quote + 1] == Letter.quote {
        hasDoubledQuotes = true
        searched = quote + 2
      } else {
        closing = quote
        scanner.skipEnds(through: quote)
      }
    }
    guard let end = scanner.nextEnd(bytes, limit) else { return nil }
    for place in closing + 1..<end where !Letter.isBlank(bytes[place]) {
      throw TableError(file: file, line: line, problem: .behindQuote(column: column + 1))
    }
    let cell = UnsafeBufferPointer(start: bytes + opening + 1, count: closing - opening - 1)
    if hasDoubledQuotes {
      var text: [UInt8] = []
      text.reserveCapacity(cell.count)
      var place = 0
      while place < cell.count {
        text.append(cell[place])
        place += cell[place] == Letter.quote ? 2 : 1
      }
      try text.withUnsafeBufferPointer { text throws(TableError) in try take(text, isQuoted: true) }
    } else if firstRow != nil || !rows.appendRecent(bytes + opening + 1, cell.count, column: column) {
      try take(cell, isQuoted: true)
    }
    var previous: UInt8 = 0
    for byte in cell {
      if byte == Letter.carriageReturn || byte == Letter.lineFeed && previous != Letter.carriageReturn { line += 1 }
      previous = byte
    }
    opening = -1
    closing = -1
    return end
  }

  private mutating func take(_ cell: UnsafeBufferPointer<UInt8>, isQuoted: Bool) throws(TableError) {
    if firstRow != nil {
      firstRow?.append(cell, isQuoted: isQuoted, missing: rows.missing)
      return
    }
    if let problem = rows.append(cell, isQuoted: isQuoted, column: column, line: line) {
      throw TableError(file: file, line: line, problem: problem)
    }
  }

  /// What is behind a cell: another, or the end of the row.
  @inline(__always)
  private mutating func endCell(_ byte: UInt8, at end: Int) throws(TableError) {
    start = end + 1
    column += 1
    if byte == delimiter { return }
    isBehindCarriageReturn = byte == Letter.carriageReturn
    if column == rows.columnCount { rows.endRow(line: rowLine) } else { try endOtherLine() }
    column = 0
    line += 1
    rowLine = line
  }

  /// The end of the first line, of a blank one, or of a row that is too long or too short.
  @inline(never)
  private mutating func endOtherLine() throws(TableError) {
    if column == 0 { return }
    if let firstRow {
      self.firstRow = nil
      if let problem = rows.begin(
        firstRow, hasHeader: options.hasHeader ?? (options.namesAreNumbers ? true : nil), line: rowLine)
      {
        throw TableError(file: file, line: rowLine, problem: problem)
      }
    } else {
      throw TableError(file: file, line: rowLine, problem: .ragged(found: column, expected: rows.columnCount))
    }
  }
}
