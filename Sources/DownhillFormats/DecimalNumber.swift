// Decimal text to the nearest Double, exactly rounded. The standard library's own conversion calls C's strtod, which
// Embedded Swift on WebAssembly lacks. Long division of big integers is slow, and simple enough to be seen to be right.

/// A number ± digits × 10^exponent, as it stands in a text.
package struct DecimalNumber {
  package var isNegative = false
  package var exponent = 0
  /// Significant digits without leading zeros, at most `digitLimit` of them.
  private var digits: [UInt8] = []

  /// No double and no midpoint between two doubles has more than 767 significant digits: beyond them only matters
  /// whether any digit is not zero.
  private static let digitLimit = 800

  /// Zero.
  package init() {}

  /// Appends a digit, 0…9, to the integer.
  package mutating func append(_ digit: UInt8) {
    if digits.isEmpty && digit == 0 { return }
    if digits.count < Self.digitLimit {
      digits.append(digit)
    } else {
      exponent += 1
      if digit > 0 { digits[Self.digitLimit - 1] |= 1 }
    }
  }

  /// The integer that the digits alone say; nil if it does not fit, or for minus zero, which only a Double can hold.
  var integer: Int? {
    guard exponent == 0, !(isNegative && digits.isEmpty) else { return nil }
    var value = 0
    for digit in digits {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.subtractingReportingOverflow(Int(digit))
      if overflow || carry { return nil }
      value = sum  // negative, because Int.min has no positive counterpart
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// The nearest Double, ties to even; infinite if beyond the range.
  package var double: Double {
    let magnitude = digits.isEmpty ? 0 : nearestMagnitude
    return isNegative ? -magnitude : magnitude
  }

  private var nearestMagnitude: Double {
    // 0.digits × 10^scale. The largest double is below 10^309, half the smallest above 10^-324.
    let scale = exponent + digits.count
    if scale > 309 { return .infinity }
    if scale < -323 { return 0 }

    var numerator = BigNatural(decimalDigits: digits)
    var denominator = BigNatural(1)
    for _ in 0..<max(exponent, 0) { numerator.multiply(by: 10, adding: 0) }
    for _ in 0..<max(-exponent, 0) { denominator.multiply(by: 10, adding: 0) }

    // numerator / denominator = quotient × 2^-shift with 2^62 < quotient < 2^64: more bits than a Double has.
    let shift = 63 - (numerator.bitWidth - denominator.bitWidth)
    if shift > 0 { numerator.shiftLeft(shift) } else { denominator.shiftLeft(-shift) }
    denominator.shiftLeft(63)
    var quotient: UInt64 = 0
    for _ in 0..<64 {
      quotient <<= 1
      if !(numerator < denominator) {
        numerator.subtract(denominator)
        quotient |= 1
      }
      denominator.halve()
    }
    return rounded(quotient, isExact: numerator.isZero, exponent: -shift)
  }

  /// The Double nearest to quotient × 2^exponent, where an inexact quotient stands for a little more.
  private func rounded(_ quotient: UInt64, isExact: Bool, exponent: Int) -> Double {
    let width = 64 - quotient.leadingZeroBitCount
    // Subnormal numbers have fewer bits: none below 2^-1074.
    let dropped = max(width - 53, -1074 - exponent)
    if dropped > 64 { return 0 }
    var kept = dropped == 64 ? 0 : quotient >> UInt64(dropped)
    let half = UInt64(1) << UInt64(dropped - 1)
    let rest = dropped == 64 ? quotient : quotient & (half << 1 - 1)
    if rest > half || (rest == half && (!isExact || kept & 1 == 1)) { kept += 1 }
    return Double(sign: .plus, exponent: dropped + exponent, significand: Double(kept))
  }
}

/// A natural number of any size: what a decimal conversion needs of it and no more.
private struct BigNatural {
  /// Least significant first, without zeros at the end.
  private var words: [UInt32]

  init(_ value: UInt32) {
    words = value == 0 ? [] : [value]
  }

  init(decimalDigits: [UInt8]) {
    words = []
    for digit in decimalDigits { multiply(by: 10, adding: UInt32(digit)) }
  }

  var isZero: Bool { words.isEmpty }

  var bitWidth: Int {
    words.isEmpty ? 0 : 32 * words.count - words[words.count - 1].leadingZeroBitCount
  }

  mutating func multiply(by factor: UInt32, adding addend: UInt32) {
    var carry = UInt64(addend)
    for index in words.indices {
      carry += UInt64(words[index]) * UInt64(factor)
      words[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry > 0 { words.append(UInt32(carry)) }
  }

  mutating func shiftLeft(_ count: Int) {
    if words.isEmpty { return }
    let bits = UInt32(count % 32)
    if bits > 0 { multiply(by: 1 << bits, adding: 0) }
    words.insert(contentsOf: repeatElement(0, count: count / 32), at: 0)
  }

  mutating func halve() {
    var carry: UInt32 = 0
    for index in words.indices.reversed() {
      let word = words[index]
      words[index] = word >> 1 | carry << 31
      carry = word & 1
    }
    trim()
  }

  /// `other` must not be larger.
  mutating func subtract(_ other: BigNatural) {
    var borrow = false
    for index in words.indices {
      let subtrahend = index < other.words.count ? other.words[index] : 0
      let (partial, first) = words[index].subtractingReportingOverflow(subtrahend)
      let (difference, second) = partial.subtractingReportingOverflow(borrow ? 1 : 0)
      words[index] = difference
      borrow = first || second
    }
    trim()
  }

  static func < (one: BigNatural, other: BigNatural) -> Bool {
    if one.words.count != other.words.count { return one.words.count < other.words.count }
    for index in one.words.indices.reversed() where one.words[index] != other.words[index] {
      return one.words[index] < other.words[index]
    }
    return false
  }

  private mutating func trim() {
    while words.last == 0 { words.removeLast() }
  }
}
