import Foundation
import Testing

@testable import DownhillFormats

/// Decimal text to the nearest Double, against C's strtod, which has another way to it.
@Suite("Decimal numbers")
struct DecimalNumberTests {
  /// What the text says, which must be digits, perhaps a point, and perhaps an exponent.
  private static func ours(_ text: some Sequence<UInt8>) -> Double {
    var number = DecimalNumber()
    var (exponent, isNegative, isBehindPoint, isExponent) = (0, false, false, false)
    for byte in text {
      switch byte {
      case UInt8(ascii: "."): isBehindPoint = true
      case UInt8(ascii: "e"): isExponent = true
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "+"): break
      default:
        if isExponent {
          exponent = exponent * 10 + Int(byte - 48)
        } else {
          number.append(byte - 48)
          if isBehindPoint { number.exponent -= 1 }
        }
      }
    }
    number.exponent += isNegative ? -exponent : exponent
    return number.double
  }

  private static func check(_ text: String) {
    let expected = strtod(text, nil)
    let found = ours(text.utf8)
    if found.bitPattern != expected.bitPattern { Issue.record("\(text): \(found), not \(expected)") }
  }

  /// Doubles of any size, subnormal ones as often as not.
  private static func double(_ generator: inout SeededGenerator) -> Double {
    let bits = generator.next()
    let isSubnormal = generator.below(2) == 0
    return Double(bitPattern: isSubnormal ? bits >> UInt64(12 + generator.below(52)) : bits & 0x7FDF_FFFF_FFFF_FFFF)
  }

  @Test("Digits and exponents by chance")
  func chance() {
    var generator = SeededGenerator(state: 11)
    for _ in 0..<300_000 {
      let digits = generator.next() >> UInt64(generator.below(64))
      Self.check("\(digits)e\(generator.below(680) - 360)")
    }
  }

  @Test("As programs write doubles, and one digit more or less")
  func shortest() {
    var generator = SeededGenerator(state: 12)
    for _ in 0..<30_000 {
      let number = Self.double(&generator)
      for decimals in [0, 5, 14, 15, 16, 17, 18, 19, 20] { Self.check(String(format: "%.\(decimals)e", number)) }
    }
  }

  /// The midpoint has up to 767 digits; each is followed by its two neighbours in the last place.
  @Test("Half way between two doubles, and next to it")
  func halfway() throws {
    var generator = SeededGenerator(state: 13)
    for _ in 0..<8_000 {
      let number = Self.double(&generator)
      // The middle is exact in a long double of 64 bits, if the C library has one; so take it apart by hand: digits of
      // the number, of its successor, and their mean.
      let (low, high) = (Self.exactDigits(number), Self.exactDigits(number.nextUp))
      let middle = Self.mean(low, high)
      for change in [-1, 0, 1] {
        let digits = Self.adding(change, to: middle)
        Self.check(String(decoding: digits.map { $0 + 48 }, as: UTF8.self) + "e-1075")
      }
    }
  }

  /// The digits of number × 10^1075, of which there are at most 1,384: a whole number, as every double is a multiple of
  /// 2^-1074.
  private static func exactDigits(_ number: Double) -> [UInt8] {
    String(format: "%.1075f", number).utf8.filter { $0 != UInt8(ascii: ".") }.map { $0 - 48 }
  }

  private static func mean(_ one: [UInt8], _ other: [UInt8]) -> [UInt8] {
    let length = max(one.count, other.count)
    let (a, b) = (
      Array(repeating: 0, count: length - one.count) + one, Array(repeating: 0, count: length - other.count) + other
    )
    var sum = [UInt8](repeating: 0, count: length + 1)
    var carry: UInt8 = 0
    for index in (0..<length).reversed() {
      let digit = a[index] + b[index] + carry
      sum[index + 1] = digit % 10
      carry = digit / 10
    }
    sum[0] = carry
    var rest: UInt8 = 0
    return sum.map { digit in
      let value = rest * 10 + digit
      rest = value % 2
      return value / 2
    }
  }

  private static func adding(_ change: Int, to digits: [UInt8]) -> [UInt8] {
    var result = digits
    var carry = change
    for index in digits.indices.reversed() where carry != 0 {
      let value = Int(result[index]) + carry
      result[index] = UInt8((value + 10) % 10)
      carry = value < 0 ? -1 : value > 9 ? 1 : 0
    }
    return result
  }

  @Test("Thousands of digits, of which the last decides")
  func long() {
    for zeros in [1, 10, 700, 740, 767, 780, 800, 1_000, 5_000] {
      for end in ["", "0", "1", "9"] {
        Self.check("9007199254740993." + String(repeating: "0", count: zeros) + end)
        Self.check("9007199254740992." + String(repeating: "9", count: zeros) + end)
        Self.check("0." + String(repeating: "0", count: zeros) + "1\(end)e\(zeros)")
        Self.check("1" + String(repeating: "0", count: zeros) + "\(end)e-\(zeros)")
      }
    }
  }

  @Test("The ends of the range")
  func ends() {
    for text in [
      "0", "0e0", "0.0e-999999", "5e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.5e-324", "1e-323",
      "1e-324", "9e-325", "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309",
      "1e310",
      "9e99999", "9e-99999", "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9406564584124654e-324",
    ] {
      Self.check(text)
    }
    // Half the smallest double exactly is nothing; the last digit decides.
    let half = Self.mean(Self.exactDigits(.leastNonzeroMagnitude), [0])
    for change in [-1, 0, 1] {
      Self.check(String(decoding: Self.adding(change, to: half).map { $0 + 48 }, as: UTF8.self) + "e-1075")
    }
  }
}
