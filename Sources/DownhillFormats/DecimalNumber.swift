// Decimal text to the nearest Double, exactly rounded. The standard library's own conversion calls C's strtod, which
// Embedded Swift on WebAssembly lacks. An estimate of 63 bits with an error bound decides nearly always; where a number
// is too near the midpoint of two doubles, big integers compare the two.

/// A number ± digits × 10^exponent, as written in a text.
package struct DecimalNumber {
  package var isNegative = false
  package var exponent = 0
  /// The first significant digits as a number, and how many they are; without leading zeros.
  private var leading: UInt64 = 0
  private var leadingCount = 0
  /// The digits after them, as far as they matter.
  private var rest: [UInt8] = []

  /// As many digits as always fit into 64 bits.
  private static let leadingLimit = 19
  /// No double and no midpoint between two doubles has more than 767 significant digits: beyond them only matters
  /// whether any digit is not zero.
  private static let restLimit = 781

  /// Zero.
  package init() {}

  /// Appends a digit, 0…9, to the integer.
  package mutating func append(_ digit: UInt8) {
    if leadingCount < Self.leadingLimit {
      leading = leading &* 10 &+ UInt64(digit)
      if leading > 0 { leadingCount &+= 1 }
    } else if rest.count < Self.restLimit {
      rest.append(digit)
    } else {
      exponent += 1
      if digit > 0 { rest[Self.restLimit - 1] |= 1 }
    }
  }

  /// The digits as an integer; nil if it does not fit, or for minus zero, which only a Double can hold.
  var integer: Int? {
    guard exponent == 0, rest.isEmpty else { return nil }
    if !isNegative { return Int(exactly: leading) }
    // Int.min has no positive counterpart.
    return leading > 0 && leading <= UInt64(Int.min.magnitude) ? Int(truncatingIfNeeded: 0 &- leading) : nil
  }

  /// The nearest Double, ties to even; infinite if beyond the range.
  package var double: Double {
    let magnitude = leading == 0 ? 0 : nearestMagnitude
    return isNegative ? -magnitude : magnitude
  }

  private var nearestMagnitude: Double {
    // 0.digits × 10^scale. The largest double is below 10^309, half the smallest above 10^-324.
    let scale = exponent + rest.count + leadingCount
    if scale > 309 { return .infinity }
    if scale < -323 { return 0 }

    // The number lies in estimate ..< estimate + 160, times 2^power.
    let (estimate, power) = self.estimate
    // Doubles have 53 bits; subnormal ones fewer, none below 2^-1074.
    let dropped = max(10, -1074 - power)
    if dropped > 64 { return 0 }
    var kept = dropped == 64 ? 0 : estimate >> UInt64(dropped)
    let middle = (2 * kept + 1) << UInt64(dropped - 1)
    if estimate > middle {
      kept += 1
    } else if estimate + 160 > middle, exceeds(2 * kept + 1, power + dropped - 1, orEquals: kept & 1 == 1) {
      kept += 1
    }
    return Double(sign: .plus, exponent: dropped + power, significand: Double(kept))
  }

  /// At most 63 bits of the number, cut off, and the power of two that they count.
  ///
  /// Each product of two numbers with 64 bits loses less than 2^-62 of itself, squared ten times from 10^1 at most 114 ×
  /// 2^-63 in all; with the digits that are left out (10 × 2^-63), the constant and ten more products that makes less
  /// than 150 × 2^-63 of the number, which is less than 2^63.
  private var estimate: (mantissa: UInt64, power: Int) {
    // 10^-342, the smallest power that is needed, and from there upwards.
    var result = (mantissa: 0xEEF4_53D6_923B_D65A as UInt64, power: -1200)
    var factor = (mantissa: 0xA000_0000_0000_0000 as UInt64, power: -60)
    multiply(&result, (leading << UInt64(leading.leadingZeroBitCount), -leading.leadingZeroBitCount))
    var remaining = exponent + rest.count + 342
    while remaining > 0 {
      if remaining & 1 == 1 { multiply(&result, factor) }
      multiply(&factor, factor)
      remaining >>= 1
    }
    return (result.mantissa >> 1, result.power + 1)
  }

  /// The upper 64 bits of the product of two numbers that have their highest bit set.
  private func multiply(
    _ number: inout (mantissa: UInt64, power: Int), _ factor: (mantissa: UInt64, power: Int)
  ) {
    number.mantissa = number.mantissa.multipliedFullWidth(by: factor.mantissa).high
    let shift = number.mantissa.leadingZeroBitCount
    number = (number.mantissa << UInt64(shift), number.power + factor.power + 64 - shift)
  }

  /// Whether the number is greater than middle × 2^power, exactly, or equals it where that is enough.
  private func exceeds(_ middle: UInt64, _ power: Int, orEquals: Bool) -> Bool {
    var number = BigNatural(leading)
    var (value, unit): (UInt32, UInt32) = (0, 1)
    for (index, digit) in rest.enumerated() {
      value = value * 10 + UInt32(digit)
      unit *= 10
      if unit == 1_000_000_000 || index == rest.count - 1 {
        number.multiply(by: unit, adding: value)
        (value, unit) = (0, 1)
      }
    }
    var other = BigNatural(middle)
    // 10^exponent = 5^exponent × 2^exponent.
    if exponent > 0 { number.multiply(byPowerOfFive: exponent) } else { other.multiply(byPowerOfFive: -exponent) }
    if exponent > power { number.shiftLeft(exponent - power) } else { other.shiftLeft(power - exponent) }
    return number.isGreater(than: other, orEquals: orEquals)
  }
}

/// A natural number of any size, with only what decimal conversion needs.
private struct BigNatural {
  /// Least significant first, without zeros at the end.
  private var words: [UInt32] = []

  init(_ value: UInt64) {
    words = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
    if words[1] == 0 { words.removeLast() }
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

  mutating func multiply(byPowerOfFive exponent: Int) {
    var rest = exponent
    // 5^13 is the highest power below 2^32.
    while rest >= 13 {
      multiply(by: 1_220_703_125, adding: 0)
      rest -= 13
    }
    for _ in 0..<rest { multiply(by: 5, adding: 0) }
  }

  mutating func shiftLeft(_ count: Int) {
    multiply(by: 1 << UInt32(count % 32), adding: 0)
    words.insert(contentsOf: repeatElement(0, count: count / 32), at: 0)
  }

  func isGreater(than other: BigNatural, orEquals: Bool) -> Bool {
    if words.count != other.words.count { return words.count > other.words.count }
    for index in words.indices.reversed() where words[index] != other.words[index] {
      return words[index] > other.words[index]
    }
    return orEquals
  }
}
