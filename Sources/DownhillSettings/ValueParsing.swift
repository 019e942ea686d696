import Downhill
import DownhillFormats

/// Text to value, strictly: the whole text or nothing, ASCII digits only, finite numbers only.
package enum ValueParsing {
  /// `-12`; no hexadecimal, no underscores, nothing that overflows.
  package static func integer(_ text: String) -> Int? { Int(text) }

  /// A whole number of `bounds`.
  package static func integer(_ text: String, in bounds: ClosedRange<Int>) -> Int? {
    integer(text).flatMap { bounds.contains($0) ? $0 : nil }
  }

  /// From 0 to 2⁶⁴ − 1.
  package static func seed(_ text: String) -> UInt64? {
    text.utf8.allSatisfy(isDigit) ? UInt64(text) : nil
  }

  /// `0.5`, `.5`, `-3`, `1e-4`. Refused: `nan`, `inf`, hexadecimal, `1.`, and what overflows to infinity.
  @inline(never)
  package static func number(_ text: String) -> Double? {
    var rest = Array(text.utf8)[...]
    var decimal = DecimalNumber()
    decimal.isNegative = skipSign(&rest)
    let whole = takeDigits(&rest, into: &decimal)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let decimals = takeDigits(&rest, into: &decimal)
      guard decimals > 0 else { return nil }
      decimal.exponent -= decimals
    } else if whole == 0 {
      return nil
    }
    if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
      rest.removeFirst()
      let isNegative = skipSign(&rest)
      guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
      // Beyond the cap the number is zero or infinite, whatever the digits.
      let exponent = rest.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 100_000_000) }
      rest = rest[rest.endIndex...]
      decimal.exponent += isNegative ? -exponent : exponent
    }
    guard rest.isEmpty else { return nil }
    let value = decimal.double
    return value.isFinite ? value : nil
  }

  /// A finite number of `bounds`.
  package static func number(_ text: String, in bounds: ClosedRange<Double>) -> Double? {
    number(text).flatMap { bounds.contains($0) ? $0 : nil }
  }

  /// `0.1,0.5`: at least one number of `bounds`.
  package static func numberList(_ text: String, in bounds: ClosedRange<Double>) -> [Double]? {
    list(text) { number($0, in: bounds) }
  }

  /// `16,16`: at least one whole number of `bounds`.
  package static func integerList(_ text: String, in bounds: ClosedRange<Int>) -> [Int]? {
    list(text) { integer($0, in: bounds) }
  }

  @inline(never)
  private static func list<Value>(_ text: String, _ parse: (String) -> Value?) -> [Value]? {
    var values: [Value] = []
    for part in Setting.parts(of: text) {
      guard let value = parse(part) else { return nil }
      values.append(value)
    }
    return values
  }

  /// `0-99` and `0...99`, both ends included; `0:100` and `0..<100`, the end excluded; `17`. Never empty or negative.
  /// All but `..<` work unquoted in a shell.
  package static func indexRange(_ text: String) -> Range<Int>? {
    for separator in [":", "..<"] {
      guard let (first, end) = bounds(text, separator: separator) else { continue }
      return first < end ? first..<end : nil
    }
    for separator in ["-", "..."] {
      guard let (first, last) = bounds(text, separator: separator) else { continue }
      return first <= last && last < Int.max ? first..<(last + 1) : nil
    }
    guard let index = index(Array(text.utf8)[...]), index < Int.max else { return nil }
    return index..<(index + 1)
  }

  /// `28x28`, rows first, each 1 to 4,096; of all together a network can have an input for each pixel.
  package static func pictureShape(_ text: String) -> PictureShape? {
    guard let (rows, columns) = bounds(text, separator: "x"), (1...4096).contains(rows), (1...4096).contains(columns),
      rows * columns < 1 << 24
    else { return nil }
    return PictureShape(rows: rows, columns: columns)
  }

  private static func bounds(_ text: String, separator: String) -> (Int, Int)? {
    let (bytes, separator) = (Array(text.utf8), Array(separator.utf8))
    guard
      let position = bytes.indices.first(where: {
        $0 + separator.count <= bytes.count && bytes[$0..<$0 + separator.count].elementsEqual(separator)
      }), let first = index(bytes[..<position]), let second = index(bytes[(position + separator.count)...])
    else { return nil }
    return (first, second)
  }

  private static func index(_ text: ArraySlice<UInt8>) -> Int? {
    text.allSatisfy(isDigit) ? Int(String(decoding: Array(text), as: UTF8.self)) : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// Whether there was a minus.
  private static func skipSign(_ text: inout ArraySlice<UInt8>) -> Bool {
    guard let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return false }
    text.removeFirst()
    return sign == UInt8(ascii: "-")
  }

  /// Returns how many digits there were.
  private static func takeDigits(_ text: inout ArraySlice<UInt8>, into decimal: inout DecimalNumber) -> Int {
    var count = 0
    while let digit = text.first, isDigit(digit) {
      decimal.append(digit - UInt8(ascii: "0"))
      text.removeFirst()
      count += 1
    }
    return count
  }
}

extension PictureShape {
  /// As it is typed: see `ValueParsing.pictureShape`.
  package var typed: String { "\(rows)x\(columns)" }
}

extension ValueSpecification {
  /// The first part of a text that is none of `words`; nil if nothing but them is allowed and all parts are, and where
  /// other texts are allowed, too.
  package func wrongWord(of text: String) -> String? {
    switch kind {
    case .choice: words.contains(text) ? nil : text
    case .wordList: Setting.wrongPart(of: text, among: words)
    default: nil
    }
  }

  /// Whether the text is a value of this kind, or one of its words.
  package func accepts(_ text: String) -> Bool {
    if words.contains(text) { return true }
    return switch kind {
    case .choice: false
    case .wordList: wrongWord(of: text) == nil
    case .text, .file, .folder: !text.isEmpty
    case .integer(let bounds): ValueParsing.integer(text, in: bounds) != nil
    case .number(let bounds): ValueParsing.number(text, in: bounds) != nil
    case .seed: ValueParsing.seed(text) != nil
    case .integerList(let bounds): ValueParsing.integerList(text, in: bounds) != nil
    case .numberList(let bounds): ValueParsing.numberList(text, in: bounds) != nil
    case .indexRange: ValueParsing.indexRange(text) != nil
    case .pictureSize: ValueParsing.pictureShape(text) != nil
    }
  }
}
