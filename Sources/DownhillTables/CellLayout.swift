/// How a cell of a column of numbers was written, in one byte: with it the text can be made again from the number, should
/// the column turn out to be one of texts. So no text of usual numbers has to be kept.
enum CellLayout {
  /// 0…22: so many digits behind the decimal sign, nothing before them but a minus and digits without a leading zero, and
  /// the digits together are below 10^15. The number times a power of ten is within a quarter of the digits.
  static let shortLimit: UInt64 = 1_000_000_000_000_000
  /// 64…86: the same for digits of up to 19 places, whose distance from the number times the power of ten, as Double
  /// computes it, is a byte of the column's remarks.
  static let long: UInt8 = 64
  /// Nothing between quotes.
  static let quotedEmpty: UInt8 = 250
  /// Missing.
  static let missing: UInt8 = 254
  /// Written otherwise: the text is among the column's remarks.
  static let other: UInt8 = 255

  /// The layout of a cell that says `value`, and what has to be remarked.
  static func of(_ text: UnsafeBufferPointer<UInt8>, value: Double, remarks: inout [UInt8]) -> UInt8 {
    if let layout = regular(text, value: value, remarks: &remarks) { return layout }
    // Length, seven bits a byte, and the text.
    var count = text.count
    while count >= 0x80 {
      remarks.append(UInt8(truncatingIfNeeded: count) | 0x80)
      count >>= 7
    }
    remarks.append(UInt8(count))
    remarks += text
    return other
  }

  private static func regular(
    _ text: UnsafeBufferPointer<UInt8>, value: Double, remarks: inout [UInt8]
  ) -> UInt8? {
    let first = text.first == Letter.minus ? 1 : 0
    guard text.count > first, text.count - first <= 24 else { return nil }
    var digits: UInt64 = 0
    var significant = 0
    var point: Int?
    for place in first..<text.count {
      let digit = text[place] &- Letter.zero
      if digit <= 9 {
        digits = digits &* 10 &+ UInt64(digit)
        if significant > 0 || digit > 0 { significant += 1 }
      } else if point == nil, text[place] == Letter.point || text[place] == Letter.comma {
        point = place
      } else {
        return nil
      }
    }
    let fraction = point.map { text.count - 1 - $0 } ?? 0
    let whole = (point ?? text.count) - first
    guard significant <= 19, whole > 0, whole == 1 || text[first] != Letter.zero, point == nil || fraction > 0,
      fraction < Powers.count
    else { return nil }
    if digits < shortLimit { return UInt8(fraction) }
    guard let distance = distance(digits, from: value, fraction) else { return nil }
    remarks.append(distance)
    return long + UInt8(fraction)
  }

  /// How far digits are from the number times a power of ten, as a byte; nil if too far.
  @inline(__always)
  static func distance(_ digits: UInt64, from value: Double, _ fraction: Int) -> UInt8? {
    let distance = Int64(bitPattern: digits &- scaled(value, fraction))
    return distance == Int64(Int8(truncatingIfNeeded: distance)) ? UInt8(truncatingIfNeeded: distance) : nil
  }

  @inline(__always)
  private static func scaled(_ value: Double, _ fraction: Int) -> UInt64 {
    let product = value.magnitude * Powers.ten(fraction)
    return product < 0x1p64 ? UInt64(product) : .max
  }

  /// The text again; nil for a missing cell. Remarks are taken from `place` on.
  static func text(
    _ layout: UInt8, value: Double, decimal: UInt8, remarks: [UInt8], place: inout Int
  ) -> [UInt8]? {
    switch layout {
    case missing: return nil
    case quotedEmpty: return []
    case other:
      var count = 0
      var shift = 0
      while remarks[place] >= 0x80 {
        count |= Int(remarks[place] & 0x7F) << shift
        shift += 7
        place += 1
      }
      count |= Int(remarks[place]) << shift
      place += 1
      defer { place += count }
      return Array(remarks[place..<place + count])
    case long...:
      let fraction = Int(layout - long)
      let digits = scaled(value, fraction) &+ UInt64(bitPattern: Int64(Int8(bitPattern: remarks[place])))
      place += 1
      return written(digits, fraction, decimal, isNegative: value.sign == .minus)
    default:
      let digits = UInt64((value.magnitude * Powers.ten(Int(layout))).rounded())
      return written(digits, Int(layout), decimal, isNegative: value.sign == .minus)
    }
  }

  private static func written(_ digits: UInt64, _ fraction: Int, _ decimal: UInt8, isNegative: Bool) -> [UInt8] {
    var text: [UInt8] = []
    var rest = digits
    var count = 0
    while rest > 0 || count <= fraction {
      if count == fraction, fraction > 0 { text.append(decimal) }
      text.append(Letter.zero + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
      count += 1
    }
    if isNegative { text.append(Letter.minus) }
    text.reverse()
    return text
  }
}
