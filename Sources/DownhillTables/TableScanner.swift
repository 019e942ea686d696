import CProcessor

/// Finds where cells end and where quotes are, 64 bytes at a time: each byte is compared with what may end a cell by vector
/// instructions, and what is found is a word of 64 bits, of which one bit after the other is taken.
///
/// Positions are relative to a buffer whose beginning moves on: see `drop`.
struct TableScanner {
  private let delimiter: UInt8
  /// Where the 64 bytes begin whose marks are at hand.
  private var base: Int
  /// Delimiters and line ends that have not been taken.
  private var ends: UInt64 = 0
  private var quotes: UInt64 = 0

  /// A scanner that begins at a position.
  init(delimiter: UInt8, at start: Int) {
    self.delimiter = delimiter
    base = start - 64
  }

  /// The first `count` bytes of the buffer are gone.
  mutating func drop(_ count: Int) { base -= count }

  /// Goes on to the next 64 bytes, if there are as many.
  @inline(__always)
  private mutating func advance(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard base + 128 <= count else { return false }
    base += 64
    let block = bytes + base
    ends =
      vector_bytes_equal(block, delimiter) | vector_bytes_equal(block, Letter.lineFeed)
      | vector_bytes_equal(block, Letter.carriageReturn)
    quotes = vector_bytes_equal(block, Letter.quote)
    return true
  }

  /// The position of the next delimiter or line end, which is taken; nil if it has not come yet.
  @inline(__always)
  mutating func nextEnd(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    while ends == 0 {
      if !advance(bytes, count) { return nil }
    }
    let position = base + ends.trailingZeroBitCount
    ends &= ends &- 1
    return position
  }

  /// The position of the first quote from `start` on; nil if it has not come yet.
  mutating func quote(from start: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    while true {
      let offset = start - base
      if offset < 64 {
        let found = offset <= 0 ? quotes : quotes & (~0 << UInt64(offset))
        if found != 0 { return base + found.trailingZeroBitCount }
      }
      if !advance(bytes, count) { return nil }
    }
  }

  /// What would end a cell up to here, within the bytes at hand, does not: it is quoted.
  mutating func skipEnds(through position: Int) {
    let offset = position - base
    ends &= offset >= 63 ? 0 : ~0 << UInt64(offset + 1)
  }
}

/// Bytes that mean something in a table.
enum Letter {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let plus = UInt8(ascii: "+")
  static let comma = UInt8(ascii: ",")
  static let minus = UInt8(ascii: "-")
  static let point = UInt8(ascii: ".")
  static let colon = UInt8(ascii: ":")
  static let zero = UInt8(ascii: "0")

  /// What may stand round a cell without belonging to it.
  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
}

/// Bytes without the blanks round them.
func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  var (start, end) = (0, bytes.count)
  while start < end, Letter.isBlank(bytes[start]) { start += 1 }
  while end > start, Letter.isBlank(bytes[end - 1]) { end -= 1 }
  return UnsafeBufferPointer(rebasing: bytes[start..<end])
}

/// How many bytes a byte-order mark in UTF-8 takes at the beginning of a text: 3, or 0 if there is none.
func byteOrderMarkLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
}

/// A growing buffer whose beginning can be let go.
final class ByteBuffer {
  private(set) var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 12)
  private(set) var count = 0
  private var capacity = 1 << 12

  deinit { start.deallocate() }

  /// How much is looked at in one go.
  private static let blockSize = 1 << 18

  /// Appends bytes block by block, each of which `read` looks at, and perhaps drops, before the next.
  func append(_ bytes: UnsafeBufferPointer<UInt8>, _ read: () throws(TableError) -> Void) throws(TableError) {
    var place = 0
    while place < bytes.count {
      let end = min(place + Self.blockSize, bytes.count)
      append(UnsafeBufferPointer(rebasing: bytes[place..<end]))
      place = end
      try read()
    }
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    if let first = bytes.baseAddress { (start + count).update(from: first, count: bytes.count) }
    count += bytes.count
  }

  /// Appends a line end, and as many zeros behind it, not counted, as a scanner may want to see.
  func close() {
    reserve(129)
    start[count] = Letter.lineFeed
    count += 1
    pad()
  }

  /// Zeros behind the bytes once more.
  func pad() { (start + count).update(repeating: 0, count: 128) }

  func drop(_ number: Int) {
    if number == 0 { return }
    count -= number
    // They may overlap; `update` knows.
    start.update(from: start + number, count: count)
  }

  /// Makes room, and for eight bytes behind the last one, which may be read together with it.
  private func reserve(_ more: Int) {
    if count + more + 8 <= capacity { return }
    capacity = max(2 * capacity, count + more + 8)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
  }
}
