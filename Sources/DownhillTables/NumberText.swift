import DownhillFormats

/// The sign between whole and fraction.
public enum DecimalSign: Equatable, Sendable {
  /// `1.5`
  case point
  /// `1,5`
  case comma
}

/// A cell that says a number: a sign, digits with a decimal sign before, among or behind them, an exponent; or `inf`,
/// `infinity`, `nan` in any case.
struct NumberText {
  var value: Double
  /// The decimal sign, if it has one.
  var decimal: DecimalSign?
  /// Whether it might as well be a whole number in groups of three digits: `1,234`.
  var mayBeGrouped = false

  /// The number that is nearest to what the bytes say; nil if they do not say any.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    let count = text.count
    var place = 0
    var number = DecimalNumber()
    if place < count, text[place] == Letter.minus || text[place] == Letter.plus {
      number.isNegative = text[place] == Letter.minus
      place += 1
    }
    let first = place
    // What up to 19 digits say, for the ways without arithmetic of many words.
    var leading: UInt64 = 0
    var significant = 0
    var digits = 0
    var fraction = 0
    while place < count {
      let digit = text[place] &- Letter.zero
      if digit <= 9 {
        number.append(digit)
        digits += 1
        if significant > 0 || digit > 0 { significant += 1 }
        if significant <= 19 { leading = leading &* 10 &+ UInt64(digit) }
        if decimal != nil { fraction += 1 }
      } else if decimal == nil, text[place] == Letter.point || text[place] == Letter.comma {
        decimal = text[place] == Letter.point ? .point : .comma
      } else {
        break
      }
      place += 1
    }
    if digits == 0 {
      guard decimal == nil, let special = Self.special(text, from: first) else { return nil }
      value = number.isNegative ? -special : special
      return
    }
    if decimal != nil, place == count {
      let whole = digits - fraction
      mayBeGrouped = fraction == 3 && (1...3).contains(whole) && text[first] != Letter.zero
    }
    var exponent = 0
    if place < count, text[place] | 0x20 == UInt8(ascii: "e") {
      place += 1
      var isBelow = false
      if place < count, text[place] == Letter.minus || text[place] == Letter.plus {
        isBelow = text[place] == Letter.minus
        place += 1
      }
      guard place < count else { return nil }
      while place < count, text[place] &- Letter.zero <= 9 {
        // Beyond this there is only zero and infinity, whatever the digits.
        if exponent < 1 << 24 { exponent = exponent * 10 + Int(text[place] - Letter.zero) }
        place += 1
      }
      if isBelow { exponent = -exponent }
    }
    guard place == count else { return nil }
    exponent -= fraction
    if significant <= 19, exponent <= 0, let near = Self.quotient(leading, digits: -exponent) {
      value = number.isNegative ? -near : near
    } else {
      number.exponent += exponent
      value = number.double
    }
  }

  private static func special(_ text: UnsafeBufferPointer<UInt8>, from first: Int) -> Double? {
    func isWord(_ word: StaticString) -> Bool {
      guard text.count - first == word.utf8CodeUnitCount else { return false }
      for index in 0..<word.utf8CodeUnitCount where text[first + index] | 0x20 != word.utf8Start[index] { return false }
      return true
    }
    if isWord("inf") || isWord("infinity") { return .infinity }
    return isWord("nan") ? .nan : nil
  }

  /// number / 10^digits, exactly rounded; nil where that takes more than two words.
  static func quotient(_ number: UInt64, digits: Int) -> Double? {
    guard digits < Powers.count else { return nil }
    let power = Powers.ten(digits)
    let estimate = Double(number) / power
    // Both are exact, and so the quotient is rounded once (Clinger 1990).
    if number <= 1 << 53 || digits == 0 { return estimate }
    guard digits <= 19, estimate >= 1 / 1024 else { return nil }
    // Whether number / 10^digits lies within half a unit in the last place of the estimate, by whole numbers:
    // number × 2^shift against (2 × significand ± 1) × 10^digits, both of 128 bits.
    var significand = estimate.significandBitPattern | 1 << 52
    let shift = 53 - Int(estimate.exponent)
    guard shift >= 0 else { return nil }
    let left = shifted(number, by: shift)
    let divisor = Powers.wholeTen(digits)
    for _ in 0..<3 {
      // Below a power of two the next number is half as far away.
      guard significand > 1 << 52, significand < 1 << 53 - 1 else { return nil }
      let upper = (2 * significand + 1).multipliedFullWidth(by: divisor)
      let lower = (2 * significand - 1).multipliedFullWidth(by: divisor)
      let isOdd = significand & 1 == 1
      if isLess(upper, left) || isOdd && isEqual(upper, left) {
        significand += 1
      } else if isLess(left, lower) || isOdd && isEqual(lower, left) {
        significand -= 1
      } else {
        return Double(
          sign: .plus, exponentBitPattern: estimate.exponentBitPattern, significandBitPattern: significand & ~(1 << 52))
      }
    }
    return nil
  }

  private typealias Words = (high: UInt64, low: UInt64)

  private static func shifted(_ number: UInt64, by shift: Int) -> Words {
    if shift == 0 { return (0, number) }
    return (number >> UInt64(64 - shift), number << UInt64(shift))
  }
  private static func isLess(_ one: Words, _ other: Words) -> Bool {
    one.high < other.high || one.high == other.high && one.low < other.low
  }
  private static func isEqual(_ one: Words, _ other: Words) -> Bool { one.high == other.high && one.low == other.low }

  /// Whether the bytes are digits in groups of three, `1,234,567` or `1.234,5`.
  static func isGrouped(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = 0
    if place < text.count, text[place] == Letter.minus || text[place] == Letter.plus { place += 1 }
    func digits() -> Int {
      let start = place
      while place < text.count, text[place] &- Letter.zero <= 9 { place += 1 }
      return place - start
    }
    guard (1...3).contains(digits()), place < text.count else { return false }
    let separator = text[place]
    guard separator == Letter.comma || separator == Letter.point || separator == UInt8(ascii: "'") else { return false }
    while place < text.count, text[place] == separator {
      place += 1
      if digits() != 3 { return false }
    }
    if place == text.count { return true }
    guard text[place] == Letter.comma || text[place] == Letter.point else { return false }
    place += 1
    _ = digits()
    return place == text.count
  }
}

/// Powers of ten that a Double holds exactly.
enum Powers {
  static let count = 23

  /// 10^exponent for 0…22.
  @inline(__always)
  static func ten(_ exponent: Int) -> Double {
    // By multiplication of exact numbers: a table would be made on first use, and asked for each time.
    switch exponent {
    case 0: 1
    case 1: 1e1
    case 2: 1e2
    case 3: 1e3
    case 4: 1e4
    case 5: 1e5
    case 6: 1e6
    case 7: 1e7
    case 8: 1e8
    case 9: 1e9
    case 10: 1e10
    case 11: 1e11
    case 12: 1e12
    case 13: 1e13
    case 14: 1e14
    case 15: 1e15
    case 16: 1e16
    case 17: 1e17
    case 18: 1e18
    case 19: 1e19
    case 20: 1e20
    case 21: 1e21
    default: 1e22
    }
  }

  /// 10^exponent for 0…19.
  @inline(__always)
  static func wholeTen(_ exponent: Int) -> UInt64 {
    // Each of them is below 2^64 and a multiple of its power of two, and so a Double.
    UInt64(ten(exponent))
  }
}
