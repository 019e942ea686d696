/// The short texts that columns of categories had last, with their codes: most cells of such a column repeat one of a few
/// texts, which are found here without looking at their dictionary.
struct RecentTexts: ~Copyable {
  private struct Entry {
    var word: UInt64 = 0
    var count: UInt32 = 0
    var code: UInt32 = 0
  }

  /// Entries of a column, one for each value of a hash.
  private static let entriesShift = 4
  /// Of more columns nothing is kept: 1 MB of entries are enough.
  private static let mostColumns = 4_096
  /// Bytes of the longest text.
  private static let longest = 8

  private let entries: UnsafeMutablePointer<Entry>
  private let columnCount: Int

  /// Nothing yet of any of these columns.
  init(columnCount: Int) {
    self.columnCount = min(columnCount, Self.mostColumns)
    let count = self.columnCount << Self.entriesShift
    entries = .allocate(capacity: max(count, 1))
    entries.initialize(repeating: Entry(), count: count)
  }

  deinit { entries.deallocate() }

  /// The code of a text, if it is one of the last; eight bytes from its beginning on may be read.
  @inline(__always)
  func code(of text: UnsafePointer<UInt8>, _ count: Int, column: Int) -> UInt32? {
    guard count > 0, count <= Self.longest, column < columnCount else { return nil }
    let word = Self.word(text, count)
    let entry = entries[Self.place(word, column)]
    return entry.word == word && entry.count == UInt32(truncatingIfNeeded: count) ? entry.code : nil
  }

  /// Keeps a text's code.
  func keep(_ code: UInt32, of text: UnsafeBufferPointer<UInt8>, column: Int) {
    guard !text.isEmpty, text.count <= Self.longest, column < columnCount else { return }
    var word: UInt64 = 0
    for byte in text.reversed() { word = word &<< 8 | UInt64(byte) }
    entries[Self.place(word, column)] = Entry(word: word, count: UInt32(text.count), code: code)
  }

  @inline(__always)
  private static func word(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    letters(text) & ~0 &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
  }

  /// By the upper bits of a product (Knuth's multiplicative hashing).
  @inline(__always)
  private static func place(_ word: UInt64, _ column: Int) -> Int {
    column &<< entriesShift | Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) &>> UInt64(64 - entriesShift))
  }
}
