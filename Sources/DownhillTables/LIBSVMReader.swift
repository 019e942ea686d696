/// Reads a table from the bytes of a file in LIBSVM's text format, also called SVMlight's, block after block.
///
/// A line is a row: its label, then `index:value` for each value that is not 0, with blanks between them and the indices
/// rising. What follows `#` is a comment; lines with nothing else are passed over.
///
/// The columns are `label`, and one for each index that occurs, named as it is written, whether the file counts from 0 or
/// from 1. Every other index is a column of zeros, so that a file and another with fewer indices agree: see
/// ``Table/subscript(_:)->TableColumn?``.
///
/// Memory: 12 bytes for each pair, a block, and a line. ``finish()`` then makes whole columns, with their zeros; how many
/// there will be is known before.
public struct LIBSVMReader: ~Copyable {
  private let file: String
  private let textColumns: [String]
  private let buffer = ByteBuffer()
  private var hasBegun = false
  /// How far the buffer has been looked at for line ends.
  private var searched = 0
  private var line = 1
  private var rows = SparseRows()

  /// A reader of a file of this name, which is for errors' sentences only. Of the options only those columns count that are
  /// to have categories.
  public init(file: String, options: CSVOptions = CSVOptions()) {
    self.file = file
    textColumns = options.textColumns
  }

  /// How many rows have been read.
  public var rowCount: Int { rows.count }
  /// How many columns their table has, with `label`.
  public var columnCount: Int { rows.columnCount + 1 }

  /// The next bytes of the file.
  public mutating func append(_ bytes: [UInt8]) throws(TableError) {
    try bytes.withUnsafeBufferPointer { bytes throws(TableError) in try append(bytes) }
  }

  /// The next bytes of the file.
  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(TableError) {
    try buffer.append(bytes) { () throws(TableError) in
      // Three bytes may be a byte-order mark.
      if buffer.count >= 3 { try readLines() }
    }
  }

  /// The file has ended: its table.
  public consuming func finish() throws(TableError) -> Table {
    buffer.close()
    try readLines()
    guard rows.count > 0 else { throw TableError(file: file, problem: .empty) }
    return rows.table(file: file, textColumns: textColumns)
  }

  /// Reads every line that has ended.
  private mutating func readLines() throws(TableError) {
    let bytes = UnsafePointer(buffer.start)
    var start = 0
    if !hasBegun {
      hasBegun = true
      start = byteOrderMarkLength(UnsafeBufferPointer(start: bytes, count: buffer.count))
    }
    var place = max(searched, start)
    while place < buffer.count {
      if bytes[place] == Letter.lineFeed {
        if let problem = rows.append(LIBSVMTokens(bytes, start, place), line: line) {
          throw TableError(file: file, line: line, problem: problem)
        }
        line += 1
        start = place + 1
      }
      place += 1
    }
    buffer.drop(start)
    searched = buffer.count
  }

  /// Whether a file that begins with these bytes looks like this format: its first line with more than a label has nothing
  /// but pairs behind that.
  public static func recognizes(_ firstBytes: [UInt8]) -> Bool {
    firstBytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return false }
      var begin = byteOrderMarkLength(bytes)
      while begin < bytes.count {
        var end = begin
        while end < bytes.count, bytes[end] != Letter.lineFeed { end += 1 }
        var tokens = LIBSVMTokens(start, begin, end)
        begin = end + 1
        guard let label = tokens.next() else { continue }
        guard looksLikeLabel(label) else { return false }
        var pairs = 0
        while let token = tokens.next() {
          // The last one may be cut.
          let isCut = end == bytes.count && tokens.isAtEnd
          guard looksLikePair(token) || isCut && pairs > 0 else { return false }
          pairs += 1
        }
        if pairs > 0 { return true }
      }
      return false
    }
  }

  /// One number, or several with commas between them.
  private static func looksLikeLabel(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
    var start = 0
    for end in 0...token.count where end == token.count || token[end] == Letter.comma {
      if NumberText(UnsafeBufferPointer(rebasing: token[start..<end])) == nil { return false }
      start = end + 1
    }
    return true
  }

  private static func looksLikePair(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let colon = token.firstIndex(of: Letter.colon), colon > 0, colon + 1 < token.count else { return false }
    let name = UnsafeBufferPointer(rebasing: token[..<colon])
    return name.allSatisfy { $0 &- Letter.zero <= 9 } || isQueryID(name)
  }

  fileprivate static func isQueryID(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    name.count == 3 && name[0] == UInt8(ascii: "q") && name[1] == UInt8(ascii: "i") && name[2] == UInt8(ascii: "d")
  }
}

/// What stands between the blanks of a line, up to its comment. Eight bytes behind the line may be read.
struct LIBSVMTokens {
  private let bytes: UnsafePointer<UInt8>
  private var place: Int
  private let end: Int

  init(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) {
    (self.bytes, place, self.end) = (bytes, start, end)
  }

  /// Whether nothing follows, no blank either.
  var isAtEnd: Bool { place == end }

  mutating func next() -> UnsafeBufferPointer<UInt8>? {
    while place < end, Self.isBlank(bytes[place]) { place += 1 }
    let start = place
    while place < end, !Self.isBlank(bytes[place]), bytes[place] != UInt8(ascii: "#") { place += 1 }
    return place > start ? UnsafeBufferPointer(start: bytes + start, count: place - start) : nil
  }

  /// The end of a line may have a carriage return.
  private static func isBlank(_ byte: UInt8) -> Bool { Letter.isBlank(byte) || byte == Letter.carriageReturn }
}

extension SparseRows {
  /// Reads a line. Returns what is wrong with it.
  mutating func append(_ line: LIBSVMTokens, line number: Int) -> TableError.Problem? {
    var tokens = line
    guard let label = tokens.next() else { return nil }
    guard let value = Self.number(label) else {
      let text = Self.text(label)
      return label.contains(Letter.comma) ? .severalLabels(text) : .label(text)
    }
    begin(label: value, line: number)
    var last: Int?
    while let token = tokens.next() {
      guard let colon = token.firstIndex(of: Letter.colon) else { return .pair(Self.text(token)) }
      let name = UnsafeBufferPointer(rebasing: token[..<colon])
      guard let index = Self.index(name) else {
        return LIBSVMReader.isQueryID(name) ? .query : .pair(Self.text(token))
      }
      let cell = UnsafeBufferPointer(rebasing: token[(colon + 1)...])
      guard let value = Self.number(cell) else { return .pairValue(column: "\(index)", Self.text(cell)) }
      if let last, index <= last { return .indexOrder(index, after: last) }
      last = index
      if name[0] == Letter.zero, name.count > 1 {
        Array("\(index)".utf8).withUnsafeBufferPointer { append(value, name: $0) }
      } else {
        append(value, name: name)
      }
    }
    return nil
  }

  /// The largest index has nine digits.
  private static func index(_ name: UnsafeBufferPointer<UInt8>) -> Int? {
    guard (1...9).contains(name.count) else { return nil }
    var index = 0
    for byte in name {
      let digit = byte &- Letter.zero
      if digit > 9 { return nil }
      index = index * 10 + Int(digit)
    }
    return index
  }

  /// A number with a decimal point, or without.
  private static func number(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
    if let start = cell.baseAddress, cell.count &- 1 < 8, let short = shortNumber(start, cell.count),
      cell.count > 1 || short.fraction < 0
    {
      // Both are exact, and so the quotient is rounded once (Clinger 1990).
      return Double(short.digits) / Powers.ten(max(short.fraction, 0))
    }
    guard let number = NumberText(cell), number.decimal != .comma else { return nil }
    return number.value
  }

  private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: Array(bytes.prefix(200)), as: UTF8.self)
  }
}
