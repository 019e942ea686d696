/// Text to value, strictly: the whole text or nothing, ASCII digits only, finite numbers only.
enum ValueParsing {
  /// `-12`; no hexadecimal, no underscores, nothing that overflows.
  static func integer(_ text: String) -> Int? { Int(text) }

  /// From 0 to 2⁶⁴ − 1.
  static func seed(_ text: String) -> UInt64? {
    text.utf8.allSatisfy(isDigit) ? UInt64(text) : nil
  }

  /// `0.5`, `.5`, `-3`, `1e-4`. Refused: `nan`, `inf`, hexadecimal, `1.`, and what overflows to infinity.
  static func number(_ text: String) -> Double? {
    var rest = text.utf8[...]
    skipSign(&rest)
    let whole = skipDigits(&rest)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard skipDigits(&rest) > 0 else { return nil }
    } else if whole == 0 {
      return nil
    }
    if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
      rest.removeFirst()
      skipSign(&rest)
      guard skipDigits(&rest) > 0 else { return nil }
    }
    guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// `16,16`: at least one whole number of `bounds`.
  static func integerList(_ text: String, in bounds: ClosedRange<Int>) -> [Int]? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Int($0) }.filter(bounds.contains)
    return values.count == parts.count ? values : nil
  }

  /// `0..<100`, `0...99` or `17`; never empty, never negative.
  static func indexRange(_ text: String) -> Range<Int>? {
    if let (first, end) = bounds(text, separator: "..<") { return first < end ? first..<end : nil }
    if let (first, last) = bounds(text, separator: "...") {
      return first <= last && last < Int.max ? first..<(last + 1) : nil
    }
    guard let index = index(text[...]), index < Int.max else { return nil }
    return index..<(index + 1)
  }

  private static func bounds(_ text: String, separator: String) -> (Int, Int)? {
    let parts = text.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = index(parts[0]), let second = index(parts[1]) else { return nil }
    return (first, second)
  }

  private static func index(_ text: Substring) -> Int? { text.utf8.allSatisfy(isDigit) ? Int(text) : nil }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func skipSign(_ text: inout Substring.UTF8View) {
    if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { text.removeFirst() }
  }

  /// Returns how many digits there were.
  private static func skipDigits(_ text: inout Substring.UTF8View) -> Int {
    let digits = text.prefix(while: isDigit).count
    text.removeFirst(digits)
    return digits
  }
}

extension ValueSpecification {
  /// Whether the text is a value of this kind, or one of its words.
  func accepts(_ text: String) -> Bool {
    if words.contains(text) { return true }
    return switch kind {
    case .choice: false
    case .text, .file, .folder: !text.isEmpty
    case .integer(let bounds): ValueParsing.integer(text).map(bounds.contains) ?? false
    case .number(let bounds): ValueParsing.number(text).map(bounds.contains) ?? false
    case .seed: ValueParsing.seed(text) != nil
    case .integerList(let bounds): ValueParsing.integerList(text, in: bounds) != nil
    case .indexRange: ValueParsing.indexRange(text) != nil
    }
  }
}
