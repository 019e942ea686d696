import EmbeddedText
import Testing

/// The module's strings against the standard library's, over UTF-8 drawn at random.
///
/// Their characters are code points and they are equal if their bytes are: that is what they are compared with, so that the
/// standard library's texts are taken by their `unicodeScalars`.
@Suite("Text") struct TextTests {
  /// The same text, made by both.
  private struct Both: CustomStringConvertible {
    let text: Text
    let string: String

    init(_ scalars: some Sequence<Unicode.Scalar>) {
      string = String(String.UnicodeScalarView(scalars))
      text = Text(decoding: Array(string.utf8), as: UTF8.self)
    }

    var description: String { string.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ") }
  }

  private static func isSame(_ text: Text, _ string: String) -> Bool { text.utf8 == Array(string.utf8) }

  /// 2,000 pairs of texts, every fourth pair the same text with a little more or less behind it.
  private static let pairs: [(Both, Both)] = {
    var random = RandomTexts(seed: 13)
    return (0..<2_000).map { round in
      let one = random.scalars(upTo: 12)
      guard round % 4 == 0 else { return (Both(one), Both(random.scalars(upTo: 12))) }
      return (Both(one), Both(one.dropLast(random.below(3)) + random.scalars(upTo: 2)))
    }
  }()

  @Test func `its code points, their number, and whether there are any`() {
    for (one, _) in Self.pairs {
      #expect(one.text.unicodeScalars == Array(one.string.unicodeScalars), "\(one)")
      #expect(one.text.count == one.string.unicodeScalars.count, "\(one)")
      #expect(one.text.isEmpty == one.string.isEmpty, "\(one)")
    }
  }

  @Test func `the text of a code point`() {
    for scalar in Self.pairs.flatMap({ $0.0.string.unicodeScalars }) {
      #expect(Self.isSame(Text(scalar), String(scalar)), "\(scalar.value)")
    }
  }

  @Test func `same texts are equal and hash alike, others are not`() {
    for (one, other) in Self.pairs {
      let isSame = one.string.unicodeScalars.elementsEqual(other.string.unicodeScalars)
      #expect((one.text == other.text) == isSame, "\(one) and \(other)")
      #expect(Set([one.text, other.text]).count == (isSame ? 1 : 2), "\(one) and \(other)")
      let copy = Both(one.string.unicodeScalars)
      #expect(copy.text == one.text && copy.text.hashValue == one.text.hashValue, "\(one)")
    }
  }

  @Test func `what is equal only when it is composed is two texts here`() {
    #expect("\u{E9}" == "e\u{301}" as String)
    #expect("\u{E9}" != "e\u{301}" as Text)
  }

  @Test func `how it begins, and what is behind that`() {
    for (one, other) in Self.pairs {
      let begins = one.string.unicodeScalars.starts(with: other.string.unicodeScalars)
      #expect(one.text.hasPrefix(other.text) == begins, "\(one) and \(other)")
      for count in 0...4 {
        let rest = String(String.UnicodeScalarView(one.string.unicodeScalars.dropFirst(count)))
        #expect(Self.isSame(one.text.dropFirst(count), rest), "\(one) but \(count)")
      }
      #expect(one.text.dropFirst() == one.text.dropFirst(1))
    }
  }

  @Test func `one behind the other`() {
    for (one, other) in Self.pairs {
      let both = one.string + other.string
      #expect(Self.isSame(one.text + other.text, both))
      var text = one.text
      text += other.text
      text.append(one.text)
      #expect(Self.isSame(text, both + one.string))
      #expect(Self.isSame(Text([one.text, other.text]), both))
      #expect(Self.isSame("‹\(one.text)›\(other.text)", "‹\(one.string)›\(other.string)"))
      let three = [one, other, one]
      #expect(
        Self.isSame(
          three.map(\.text).joined(separator: other.text), three.map(\.string).joined(separator: other.string)))
      #expect(Self.isSame([one.text].joined(separator: other.text), one.string))
      #expect(Self.isSame(Text(repeating: one.text, count: 3), String(repeating: one.string, count: 3)))
      // What they were made of has not changed.
      #expect(Self.isSame(one.text, one.string) && Self.isSame(other.text, other.string))
    }
    #expect([Text]().joined(separator: ", ").isEmpty)
  }

  @Test func `literals, with values in them`() {
    #expect(Self.isSame("", ""))
    #expect(Self.isSame("ŷ = σ(z), 𝛁C ≤ ½ \u{0} \u{10FFFF}", "ŷ = σ(z), 𝛁C ≤ ½ \u{0} \u{10FFFF}"))
    let (count, byte, double, float) = (-12, UInt8(255), 0.1, Float(1) / 3)
    #expect(
      Self.isSame(
        "\(count) \(byte) \(double) \(float) \(true) \(false)\(Text("ß"))",
        "\(count) \(byte) 0.1 0.33333334 true falseß"))
  }

  @Test func `whole numbers in every base`() {
    var random = RandomTexts(seed: 14)
    let edges: [Int64] = [0, 1, -1, 9, 10, .max, .min]
    for value in edges + (0..<500).map({ _ in Int64(bitPattern: random.next() >> UInt64(random.below(64))) }) {
      for radix in 2...36 {
        #expect(Self.isSame(Text(value, radix: radix), String(value, radix: radix)), "\(value) to base \(radix)")
      }
      #expect(Self.isSame(Text(value), String(value)))
      #expect(Self.isSame(Text(UInt64(bitPattern: value)), String(UInt64(bitPattern: value))))
      #expect(Self.isSame(Text(Int8(truncatingIfNeeded: value)), String(Int8(truncatingIfNeeded: value))))
    }
  }

  @Test func `numbers with a point`() {
    var random = RandomTexts(seed: 15)
    for _ in 0..<2_000 {
      let double = Double(bitPattern: random.next())
      #expect(Self.isSame(Text(double), String(double)))
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      #expect(Self.isSame(Text(float), String(float)))
    }
    for double in [0, -0.0, 1, 0.1, 1e16, 1e-5, 123456.75, .infinity, -.infinity, .nan, .leastNonzeroMagnitude] {
      #expect(Self.isSame(Text(double), String(double)))
      #expect(Self.isSame(Text(Float(double)), String(Float(double))))
    }
  }

  @Test func `whole numbers are read, and refused`() {
    var random = RandomTexts(seed: 16)
    var (read, refused) = (0, 0)
    for round in 0..<20_000 {
      let radix = round % 2 == 0 ? 10 : 2 + random.below(35)
      let both = Both(random.numeral(radix: radix))
      #expect(Int64(both.text, radix: radix) == Int64(both.string, radix: radix), "\(both.string) to base \(radix)")
      #expect(UInt64(both.text, radix: radix) == UInt64(both.string, radix: radix), "\(both.string) to base \(radix)")
      #expect(UInt8(both.text, radix: radix) == UInt8(both.string, radix: radix), "\(both.string) to base \(radix)")
      #expect(Int(both.text) == Int(both.string), "\(both.string)")
      if Int64(both.string, radix: radix) == nil { refused += 1 } else { read += 1 }
    }
    // Both happen often, or nothing has been compared.
    #expect(read > 4_000 && refused > 4_000)
    for value in [Int64.min, .max] { #expect(Int64(Text(value)) == value) }
    for text: Text in ["9223372036854775808", "-9223372036854775809", "", "-", "+", "--1"] {
      #expect(Int64(text) == nil)
    }
  }
}
