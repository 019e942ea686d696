/// The rows read so far, by column. What comes is written where the last piece of each column is made, all of which have
/// the same number of rows; when they are full, each is put away as compactly as it can be.
struct RowCollector: ~Copyable {
  let missing: MissingWords
  private let decimal: DecimalSign?
  private let textColumns: [String]
  private(set) var columnCount = 0
  private var names = TextDictionary()
  private var givenNames: [Int: [UInt8]] = [:]
  private var hasHeader = false
  private var columns: [ColumnBuilder] = []
  private var lines = RowLines()
  private(set) var rowCount = 0

  /// How many rows a piece has is 2^shift.
  private var shift = 0
  private var pieceSize = 1
  /// The row within the piece.
  private var row = 0
  /// Of each column the numbers of the piece, or the codes as the bits of a Double, and their layouts.
  private var values = UnsafeMutablePointer<Double>.allocate(capacity: 1)
  private var layouts = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  /// From one column to the next.
  private var stride = 1
  /// What is known of each column: see `Seen`.
  private var seen = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  private var recent = RecentTexts(columnCount: 0)
  /// Whether a byte, at the beginning of a cell, rules out that the cell is simply a number.
  private let isRefused = UnsafeMutablePointer<Bool>.allocate(capacity: 256)

  /// What is known of a column, as bits.
  private enum Seen {
    static let categories: UInt8 = 1
    static let point: UInt8 = 2
    static let comma: UInt8 = 4
    /// A comma that cannot be between thousands.
    static let clearComma: UInt8 = 8
  }

  /// The numbers of a piece take so much of memory, with all columns, unless there are very many.
  private static let pieceBytes = 1 << 22

  init(_ options: CSVOptions) {
    missing = MissingWords(options.missingWords)
    decimal = options.decimal
    textColumns = options.textColumns
    for byte in 0..<256 { isRefused[byte] = missing.hasWord(beginning: UInt8(byte)) }
  }

  deinit {
    values.deallocate()
    layouts.deallocate()
    seen.deallocate()
    isRefused.deallocate()
  }

  /// The first line decides how many columns there are, and their names.
  mutating func begin(_ first: FirstRow, hasHeader: Bool?, line: Int) -> TableError.Problem? {
    self.hasHeader = hasHeader ?? !first.saysNumbers
    columnCount = first.cells.count
    if self.hasHeader {
      for (index, cell) in first.cells.enumerated() {
        if let problem = cell.text.withUnsafeBufferPointer({ textProblem($0, column: index) }) { return problem }
      }
    }
    (names, givenNames) = first.names(areGiven: self.hasHeader)
    while shift < 14, columnCount << (shift + 1) * 9 <= Self.pieceBytes { shift += 1 }
    shift = max(shift, 2)
    pieceSize = 1 << shift
    // Not a power of two: the columns of a row would share a set of the cache.
    stride = pieceSize + (shift > 6 ? 72 : 0)
    columns = [ColumnBuilder](repeating: ColumnBuilder(), count: columnCount)
    values.deallocate()
    layouts.deallocate()
    seen.deallocate()
    values = .allocate(capacity: stride * columnCount)
    layouts = .allocate(capacity: stride * columnCount)
    seen = .allocate(capacity: columnCount)
    seen.initialize(repeating: 0, count: columnCount)
    recent = RecentTexts(columnCount: columnCount)
    makeTextColumns()
    if self.hasHeader { return nil }
    for (column, cell) in first.cells.enumerated() {
      let problem = cell.text.withUnsafeBufferPointer {
        append($0, isQuoted: cell.isQuoted, column: column, line: line)
      }
      if let problem { return problem }
    }
    endRow(line: line)
    return nil
  }

  /// Gives categories to the columns that are to have them, before their first row.
  private mutating func makeTextColumns() {
    for name in textColumns {
      guard let column = Array(name.utf8).withUnsafeBufferPointer({ names.number(of: $0) }) else { continue }
      columns[column].makeCategories(
        because: nil, UnsafeMutableBufferPointer(start: nil, count: 0), UnsafeBufferPointer(start: nil, count: 0),
        decimal: Letter.point)
      seen[column] |= Seen.categories
    }
  }

  mutating func endRow(line: Int) {
    lines.note(row: rowCount, line: line)
    rowCount += 1
    row += 1
    if row == pieceSize { putAway() }
  }

  private mutating func putAway() {
    for column in 0..<columnCount {
      columns[column].putAway(
        UnsafeBufferPointer(start: values + column * stride, count: row),
        UnsafeBufferPointer(start: layouts + column * stride, count: row))
    }
    row = 0
  }

  /// Takes a cell that is simply a number: perhaps a minus, digits without a leading zero, perhaps a point and digits, in all
  /// at most 19. Whether it is one, and the column one of numbers. Eight bytes behind the cell may be read.
  @inline(__always)
  mutating func append(_ cell: UnsafePointer<UInt8>, _ count: Int, column: Int) -> Bool {
    guard column < columnCount, count &- 1 < 21, !isRefused[Int(cell[0])], seen[column] & Seen.categories == 0 else {
      return false
    }
    let minus = cell[0] == Letter.minus ? 1 : 0
    let (first, length) = (cell + minus, count &- minus)
    let digits: UInt64
    let fraction: Int
    if length &- 1 < 8 {
      guard let number = shortNumber(first, length) else { return false }
      (digits, fraction) = number
    } else {
      guard let number = longNumber(first, length) else { return false }
      (digits, fraction) = number
    }
    let whole = fraction < 0 ? length : length &- fraction &- 1
    guard whole > 0, whole == 1 || first[0] != Letter.zero else { return false }
    if fraction >= 0 {
      guard fraction > 0, seen[column] & Seen.comma == 0, decimal != .comma else { return false }
      seen[column] |= Seen.point
    }
    let places = max(fraction, 0)
    let magnitude: Double
    var layout = UInt8(truncatingIfNeeded: places)
    if digits < CellLayout.shortLimit {
      // Both are exact, and so the quotient is rounded once (Clinger 1990).
      magnitude = Double(digits) / Powers.ten(places)
    } else {
      guard let near = NumberText.quotient(digits, digits: places),
        let distance = CellLayout.distance(digits, from: near, places)
      else { return false }
      magnitude = near
      layout |= CellLayout.long
      columns[column].remarks.append(distance)
    }
    let index = column &* stride &+ row
    values[index] = Double(bitPattern: magnitude.bitPattern | UInt64(truncatingIfNeeded: minus) &<< 63)
    layouts[index] = layout
    return true
  }

  /// Takes a cell whose text its column of categories had lately; returns whether it is such a one. Eight bytes from its
  /// beginning on may be read.
  @inline(__always)
  mutating func appendRecent(_ cell: UnsafePointer<UInt8>, _ count: Int, column: Int) -> Bool {
    guard column < columnCount, seen[column] & Seen.categories != 0,
      let code = recent.code(of: cell, count, column: column)
    else { return false }
    values[column &* stride &+ row] = Double(bitPattern: UInt64(code))
    return true
  }

  /// Takes any cell: blanks and quotes are gone. Returns what is wrong with it.
  mutating func append(
    _ cell: UnsafeBufferPointer<UInt8>, isQuoted: Bool, column: Int, line: Int
  ) -> TableError.Problem? {
    // What is too much is counted, and refused at the end of the row.
    guard column < columnCount else { return nil }
    let index = column * stride + row
    let isCategories = seen[column] & Seen.categories != 0
    if !isQuoted, missing.contains(cell) {
      values[index] = isCategories ? Double(bitPattern: UInt64(CategoryColumn.missing)) : .nan
      layouts[index] = CellLayout.missing
      return nil
    }
    if !isCategories {
      if cell.isEmpty {
        values[index] = .nan
        layouts[index] = CellLayout.quotedEmpty
        return nil
      }
      let reason: TableColumn.TextCell.Reason
      if let number = NumberText(cell) {
        if accepts(number, column: column, cell: cell, line: line) {
          values[index] = number.value
          layouts[index] = CellLayout.of(cell, value: number.value, remarks: &columns[column].remarks)
          return nil
        }
        reason = number.mayBeGrouped ? .grouped : .decimalSign
      } else {
        reason = NumberText.isGrouped(cell) ? .grouped : .text
      }
      if let problem = textProblem(cell, column: column) { return problem }
      let text = TableColumn.TextCell(
        row: rowCount, line: line, text: String(decoding: Array(cell), as: UTF8.self), reason: reason)
      columns[column].makeCategories(
        because: text, UnsafeMutableBufferPointer(start: values + column * stride, count: row),
        UnsafeBufferPointer(start: layouts + column * stride, count: row),
        decimal: seen[column] & Seen.comma != 0 ? Letter.comma : Letter.point)
      seen[column] |= Seen.categories
    }
    guard let code = columns[column].code(of: cell) else { return textProblem(cell, column: column) }
    // What may stand for a missing cell does so only without quotes.
    if !isQuoted || !missing.contains(cell) { recent.keep(code, of: cell, column: column) }
    values[index] = Double(bitPattern: UInt64(code))
    return nil
  }

  /// Whether a number has the decimal sign of its column, which is noted.
  private mutating func accepts(
    _ number: NumberText, column: Int, cell: UnsafeBufferPointer<UInt8>, line: Int
  ) -> Bool {
    guard let sign = number.decimal else { return true }
    if let decimal, decimal != sign { return false }
    switch sign {
    case .point:
      if seen[column] & Seen.comma != 0 { return false }
      seen[column] |= Seen.point
    case .comma:
      if seen[column] & Seen.point != 0 { return false }
      if !number.mayBeGrouped || decimal != nil {
        seen[column] |= Seen.clearComma
      } else if seen[column] & Seen.comma == 0 {
        columns[column].firstComma = (line, Array(cell))
      }
      seen[column] |= Seen.comma
    }
    return true
  }

  /// The table of all rows.
  consuming func table(file: String, delimiter: UInt8) throws(TableError) -> Table {
    if row > 0 { putAway() }
    var finished: [TableColumn] = []
    finished.reserveCapacity(columnCount)
    for index in 0..<columnCount {
      let (name, seen) = (names[index], seen[index])
      let isUnclear = seen & (Seen.comma | Seen.clearComma | Seen.categories) == Seen.comma
      // Where commas are between cells, those within quotes are more likely between thousands.
      if isUnclear, delimiter == Letter.comma, let comma = columns[index].firstComma {
        throw TableError(
          file: file, line: comma.line,
          problem: .ambiguousComma(column: name, text: String(decoding: comma.text, as: UTF8.self)))
      }
      finished.append(
        columns[index].column(
          name: name, givenName: givenNames[index].map { String(decoding: $0, as: UTF8.self) },
          decimal: seen & Seen.comma != 0 ? .comma : seen & Seen.point != 0 ? .point : nil, shift: shift,
          rowCount: rowCount))
      columns[index] = ColumnBuilder()
    }
    return Table(
      columns: finished, rowCount: rowCount, format: .csv(delimiter: delimiter, hasHeader: hasHeader), file: file,
      names: names, lines: lines)
  }
}

/// What is wrong with the bytes of a text.
private func textProblem(_ text: UnsafeBufferPointer<UInt8>, column: Int) -> TableError.Problem? {
  for byte in text where byte == 0 { return .zeroByte }
  return isUTF8(text) ? nil : .notUTF8(column: column + 1)
}

/// Whether bytes are a text (RFC 3629).
func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  var place = 0
  while place < bytes.count {
    let lead = bytes[place]
    place += 1
    if lead < 0x80 { continue }
    var (rest, allowed) = (1, UInt8(0x80)...UInt8(0xBF))
    switch lead {
    case 0xC2...0xDF: break
    case 0xE0: (rest, allowed) = (2, 0xA0...0xBF)
    case 0xED: (rest, allowed) = (2, 0x80...0x9F)
    case 0xE1...0xEF: rest = 2
    case 0xF0: (rest, allowed) = (3, 0x90...0xBF)
    case 0xF1...0xF3: rest = 3
    case 0xF4: (rest, allowed) = (3, 0x80...0x8F)
    default: return false
    }
    for _ in 0..<rest {
      guard place < bytes.count, allowed.contains(bytes[place]) else { return false }
      allowed = 0x80...0xBF
      place += 1
    }
  }
  return true
}

/// More than eight letters that are at most 19 digits, perhaps with a point among them: what the digits say, and how many are
/// behind the point, or -1 where there is none.
@inline(__always)
private func longNumber(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> (digits: UInt64, fraction: Int)? {
  guard count <= 20 else { return nil }
  var digits: UInt64 = 0
  var place = 0
  while place < count {
    let digit = bytes[place] &- Letter.zero
    if digit > 9 { break }
    digits = digits &* 10 &+ UInt64(digit)
    place &+= 1
  }
  if place == count { return count < 20 ? (digits, -1) : nil }
  guard bytes[place] == Letter.point else { return nil }
  place &+= 1
  let fraction = count &- place
  while place &+ 8 <= count {
    let word = letters(bytes + place)
    guard areDigits(word) else { return nil }
    digits = digits &* 100_000_000 &+ number(ofDigits: word)
    place &+= 8
  }
  while place < count {
    let digit = bytes[place] &- Letter.zero
    if digit > 9 { return nil }
    digits = digits &* 10 &+ UInt64(digit)
    place &+= 1
  }
  return (digits, fraction)
}
