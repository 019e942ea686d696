/// Texts drawn at random, the same ones each time: letters, digits and signs, what JSON and HTML escape, code points of two,
/// three and four bytes at both ends of their ranges, and marks that compose with what is before them.
struct RandomTexts {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(state: seed) }

  mutating func next() -> UInt64 { generator.next() }
  mutating func below(_ bound: Int) -> Int { generator.below(bound) }

  mutating func scalar() -> Unicode.Scalar {
    let ranges: [ClosedRange<UInt32>] = [
      0x00...0x7F, 0x20...0x7E, 0x30...0x39, 0x61...0x7A, 0x80...0x7FF, 0x300...0x36F, 0x800...0xD7FF, 0xE000...0xFFFF,
      0x1_0000...0x10_FFFF,
    ]
    let range = ranges[below(ranges.count)]
    // The ends of a range are where an encoding changes its length.
    let value =
      switch below(8) {
      case 0: range.lowerBound
      case 1: range.upperBound
      default: range.lowerBound + UInt32(below(range.count))
      }
    return Unicode.Scalar(value)!
  }

  mutating func scalars(upTo length: Int) -> [Unicode.Scalar] { (0..<below(length + 1)).map { _ in scalar() } }

  /// A text that may be a number: digits mostly, of a base up to 36, with signs and what does not belong there.
  mutating func numeral(radix: Int) -> [Unicode.Scalar] {
    let digits = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)
    var text: [Unicode.Scalar] = []
    switch below(6) {
    case 0: text.append("-")
    case 1: text.append("+")
    default: break
    }
    for _ in 0..<below(22) {
      let own = digits.prefix(radix)
      text.append(below(40) == 0 ? (below(2) == 0 ? digits[below(digits.count)] : scalar()) : own[below(own.count)])
    }
    return text
  }
}
