import Downhill

/// Numbers as people read them, without Foundation and without a locale.
package enum NumberText {
  /// Rounded to `decimals` decimals, halves away from zero: `0.0389`.
  @inline(never)
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−infinity" : "infinity" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded(.toNearestOrAwayFromZero)
    guard scaled < 1e15 else { return "\(value)" }
    var digits = Array("\(Int64(scaled))".utf8)
    if digits.count <= decimals {
      digits = [UInt8](repeating: UInt8(ascii: "0"), count: decimals + 1 - digits.count) + digits
    }
    if decimals > 0 { digits.insert(UInt8(ascii: "."), at: digits.count - decimals) }
    if value < 0 && scaled != 0 { digits.insert(UInt8(ascii: "-"), at: 0) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The same with a plus before what is above zero: `+0.0389`.
  public static func signed(_ value: Double, decimals: Int) -> String {
    let text = fixed(value, decimals: decimals)
    return value > 0 && text.utf8.contains { $0 > UInt8(ascii: "0") } ? "+" + text : text
  }

  /// With at most six significant digits and no zeros at their end: `3`, `0.03`, `3×10⁻⁸`.
  package static func shortest(_ value: Double) -> String {
    let text = Array(significant(value, digits: 6).utf8)
    // Where `×` begins, if there is one.
    let power = text.firstIndex { $0 >= 0x80 } ?? text.count
    var digits = Array(text[..<power])
    if digits.contains(UInt8(ascii: ".")) {
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
      if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    }
    return String(decoding: digits + text[power...], as: UTF8.self)
  }

  /// A share 0 … 1 in percent: `95.08 %`. `100 %` stands for the whole only, never for what is rounded to it.
  public static func percent(_ share: Double, decimals: Int = 2) -> String {
    guard share.isFinite else { return fixed(share, decimals: decimals) }
    var text = fixed(share * 100, decimals: decimals)
    if share < 1, text == fixed(100, decimals: decimals) {
      text = decimals == 0 ? "99" : "99." + String(repeating: "9", count: decimals)
    }
    return text + " %"
  }

  /// A score without its name: `95.08 %` of accuracies, `0.9508` of others.
  package static func score(_ score: Score) -> String {
    switch score.measure {
    case .accuracy: percent(score.value)
    case .rSquared: fixed(score.value, decimals: 4)
    }
  }

  /// A whole number with its thousands apart: `13,002`.
  @inline(never)
  package static func grouped(_ value: Int) -> String {
    let digits = Array("\(value.magnitude)".utf8)
    var text: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A time as people say it: `0.42 s`, `12.3 s`, `3 min 05 s`, `2 h 10 min`.
  package static func duration(_ seconds: Double) -> String {
    if seconds < 9.995 { return fixed(max(seconds, 0), decimals: 2) + " s" }
    if seconds < 99.95 { return fixed(seconds, decimals: 1) + " s" }
    guard seconds < 1e9 else { return "ages" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(padded("\(whole % 60)", to: 2, with: "0")) s" }
    return "\(whole / 3600) h \(padded("\(whole % 3600 / 60)", to: 2, with: "0")) min"
  }

  /// A file's size: `812 bytes`, `53 KB`, `11.3 MB`, `1.2 GB`.
  package static func bytes(_ count: Int) -> String {
    if count < 1_000 { return count == 1 ? "1 byte" : "\(count) bytes" }
    // The bounds are where rounding leads to the next form: never `10.0 KB` or `1000 KB`.
    if count < 999_500 { return fixed(Double(count) / 1_000, decimals: count < 9_950 ? 1 : 0) + " KB" }
    if count < 999_950_000 { return fixed(Double(count) / 1_000_000, decimals: 1) + " MB" }
    return fixed(Double(count) / 1_000_000_000, decimals: 1) + " GB"
  }
}

extension NumberText {
  /// Rounded to `digits` significant digits, halves away from zero: `0.0123`, `1.50`, `13000`. Very small and very
  /// large numbers are written with a power of ten, `1.23×10⁻⁷`; `signed` puts a plus before what is above zero.
  @inline(never)
  package static func significant(_ value: Double, digits: Int, signed: Bool = false) -> String {
    guard value.isFinite, value != 0, digits >= 1 else { return value == 0 ? "0" : fixed(value, decimals: 0) }
    let sign = value < 0 ? "-" : signed ? "+" : ""
    let decimal = Decimal(value.magnitude).rounded(to: digits)
    let ones = (-4..<6).contains(decimal.exponent) ? decimal.plain : decimal.scientific
    return sign + ones
  }

  /// The same text with the minus sign of print, `−`, before its numbers, for pages; terminals and programs keep the
  /// hyphen. Hyphens within words and between numbers stay.
  @inline(never)
  package static func typographic(_ text: String) -> String {
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
        true
      default: false
      }
    }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isMinus =
        byte == UInt8(ascii: "-") && index + 1 < bytes.count && bytes[index + 1] >= UInt8(ascii: "0")
        && bytes[index + 1] <= UInt8(ascii: "9") && (index == 0 || !isWord(bytes[index - 1]))
      if isMinus { result += "−".utf8 } else { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A positive number as its decimal digits d₀.d₁d₂… × 10^exponent, taken from the shortest text that reads back as it.
  private struct Decimal {
    var digits: [UInt8] = []
    var exponent = 0

    init(_ magnitude: Double) {
      let parts = "\(magnitude)".utf8.split(separator: UInt8(ascii: "e"))
      let mantissa = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let written = mantissa.flatMap { Array($0) }.map { $0 - UInt8(ascii: "0") }
      let zeros = written.prefix { $0 == 0 }.count
      digits = Array(written.dropFirst(zeros))
      exponent = mantissa[0].count - 1 - zeros
      if parts.count > 1 { exponent += Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 }
    }

    func rounded(to count: Int) -> Decimal {
      var result = self
      let isUp = digits.count > count && digits[count] >= 5
      result.digits = Array(digits.prefix(count)) + [UInt8](repeating: 0, count: max(0, count - digits.count))
      guard isUp else { return result }
      var index = count - 1
      while index >= 0, result.digits[index] == 9 {
        result.digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        result.digits[index] += 1
      } else {
        result.digits[0] = 1
        result.exponent += 1
      }
      return result
    }

    /// `0.0123`, `12.3`, `12300`.
    var plain: String {
      if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text(digits[...]) }
      let whole = exponent + 1
      guard digits.count > whole else {
        return text(digits[...]) + String(repeating: "0", count: whole - digits.count)
      }
      return text(digits[..<whole]) + "." + text(digits[whole...])
    }

    /// `1.23×10⁻⁷`.
    var scientific: String {
      let rest = digits.count > 1 ? "." + text(digits[1...]) : ""
      return text(digits[..<1]) + rest + "×10" + superscript(exponent)
    }

    private func text(_ digits: ArraySlice<UInt8>) -> String {
      String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }
  }

  private static let superscripts: [String] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]

  /// A whole number as an exponent is written: `⁻⁷`.
  static func superscript(_ number: Int) -> String {
    (number < 0 ? "⁻" : "") + "\(number.magnitude)".utf8.map { superscripts[Int($0 - UInt8(ascii: "0"))] }.joined()
  }
}

extension NumberText {
  /// A number of things: `1 picture`, `10,000 pictures`.
  package static func counted(_ count: Int, _ thing: String) -> String {
    "\(grouped(count)) \(thing)\(count == 1 ? "" : "s")"
  }

  /// A class with its article, as it is spoken: `a 7`, `an 8`, `an 11`.
  package static func article(_ label: Int) -> String {
    // Eight, eighteen, eighty; eleven.
    var hundreds = label
    while hundreds >= 1_000 { hundreds /= 1_000 }
    switch hundreds {
    case 8, 11, 18, 80...89, 800...899: return "an \(label)"
    default: return "a \(label)"
    }
  }
}

/// `text` with `filler` before it until it is `width` characters wide.
package func padded(_ text: String, to width: Int, with filler: Character = " ") -> String {
  String(repeating: filler, count: max(0, width - text.count)) + text
}

/// `text`, followed by blanks up to `width` characters.
package func filled(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
