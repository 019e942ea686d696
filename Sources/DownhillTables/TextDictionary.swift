/// Texts in the order in which they first came, each with its number.
struct TextDictionary: Sendable {
  /// All of them, one behind the other, in UTF-8, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// Numbers by hash; `free` where there is none. Their number is a power of two.
  private var slots = [UInt32](repeating: free, count: 8)

  private static let free = UInt32.max

  var count: Int { ends.count }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  /// The bytes of a text.
  func utf8(_ number: Int) -> ArraySlice<UInt8> { bytes[range(number)] }

  /// A text.
  subscript(number: Int) -> String { String(decoding: Array(utf8(number)), as: UTF8.self) }

  /// The number of a text, if it is there.
  func number(of text: UnsafeBufferPointer<UInt8>) -> Int? {
    let found = slots[slot(of: text)]
    return found == Self.free ? nil : Int(found)
  }

  /// Appends a text that is not there, and returns its number.
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    bytes += text
    ends.append(bytes.count)
    if 2 * count > slots.count {
      slots = [UInt32](repeating: Self.free, count: 4 * slots.count)
      for number in 0..<count {
        let place = bytes.withUnsafeBufferPointer { all in
          slot(of: UnsafeBufferPointer(rebasing: all[range(number)]), isNew: true)
        }
        slots[place] = UInt32(number)
      }
    } else {
      slots[slot(of: text, isNew: true)] = UInt32(count - 1)
    }
    return count - 1
  }

  /// Where a text is, or would be.
  private func slot(of text: UnsafeBufferPointer<UInt8>, isNew: Bool = false) -> Int {
    var slot = Int(truncatingIfNeeded: Self.hash(text)) & (slots.count - 1)
    while slots[slot] != Self.free {
      if !isNew, isEqual(text, to: Int(slots[slot])) { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func isEqual(_ text: UnsafeBufferPointer<UInt8>, to number: Int) -> Bool {
    let range = range(number)
    guard range.count == text.count else { return false }
    return bytes.withUnsafeBufferPointer { all in
      for index in 0..<text.count where all[range.lowerBound + index] != text[index] { return false }
      return true
    }
  }

  /// Eight bytes after the other, each multiplied to 128 bits of which both halves count (after wyhash, Wang Yi 2019).
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = UInt64(text.count) ^ 0xA076_1D64_78BD_642F
    var word: UInt64 = 0
    var filled = 0
    for byte in text {
      word = word << 8 | UInt64(byte)
      filled += 1
      if filled == 8 {
        state = mixed(state ^ word, 0xE703_7ED1_A0B4_28DB)
        (word, filled) = (0, 0)
      }
    }
    return mixed(state ^ word, 0x8EBC_6AF0_9C88_C6E3)
  }

  private static func mixed(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }
}
