extension Text {
  /// The digits of a number.
  @inline(never)
  private init(_ magnitude: UInt64, radix: UInt64, isNegative: Bool) {
    self.init()
    var rest = magnitude
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest % radix)
      utf8.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
      rest /= radix
    } while rest > 0
    if isNegative { utf8.append(UInt8(ascii: "-")) }
    utf8.reverse()
  }

  /// A whole number.
  @inline(__always)
  public init(_ value: some BinaryInteger, radix: Int = 10) {
    self.init(UInt64(value.magnitude), radix: UInt64(radix), isNegative: value < 0)
  }

  /// The shortest text that is read back as this number.
  @inline(never)
  public init(_ value: Double) { self.init(copying: value.description) }

  /// The shortest text that is read back as this number.
  @inline(never)
  public init(_ value: Float) { self.init(copying: value.description) }

  @inline(never)
  private init(copying text: Swift.String) {
    // Not by way of other views of the text, which would bring UTF-16 along: a number's text is short and contiguous.
    utf8 = text.utf8.withContiguousStorageIfAvailable { Array($0) } ?? []
  }
}

extension FixedWidthInteger {
  /// The number in a text: digits, and a sign before them.
  @inline(__always)
  public init?(_ text: Text) { self.init(text, radix: 10) }

  /// The number in a text, in this base.
  @inline(never)
  public init?(_ text: Text, radix: Int) {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    if digits.isEmpty { return nil }
    self = 0
    for letter in digits {
      let digit: UInt8
      switch letter {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = letter - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = letter - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = letter - UInt8(ascii: "A") + 10
      default: return nil
      }
      guard Int(digit) < radix else { return nil }
      let (shifted, overflow) = multipliedReportingOverflow(by: Self(truncatingIfNeeded: radix))
      let (sum, carry) =
        isNegative
        ? shifted.subtractingReportingOverflow(Self(digit)) : shifted.addingReportingOverflow(Self(digit))
      if overflow || carry { return nil }
      self = sum
    }
  }
}
