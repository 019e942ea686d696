extension NPYElement {
  /// Reads elements as Double, which holds each of them exactly, but for whole numbers beyond 2^53, which are rounded.
  ///
  /// - Parameter bytes: All elements of the array.
  /// - Parameter first: The index of the first that is read; the others follow at distances of `stride`.
  /// - Parameter values: As many places as there are elements to read, which must lie within `bytes`.
  package func read(
    _ bytes: UnsafeRawBufferPointer, first: Int, stride: Int, to values: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(!isText, "texts are no numbers")
    guard values.count > 0 else { return }
    let last = first + (values.count - 1) * stride
    precondition(
      first >= 0 && stride >= 0 && last < bytes.count / byteCount, "elements \(first) to \(last) of other bytes")
    let source = Source(start: bytes.baseAddress! + first * byteCount, step: stride * byteCount, order: order)
    switch (kind, byteCount) {
    case (.bool, _): source.read(to: values) { (value: UInt8) in value == 0 ? 0 : 1 }
    case (.signed, 1): source.read(to: values) { (value: UInt8) in Double(Int8(bitPattern: value)) }
    case (.signed, 2): source.read(to: values) { (value: UInt16) in Double(Int16(bitPattern: value)) }
    case (.signed, 4): source.read(to: values) { (value: UInt32) in Double(Int32(bitPattern: value)) }
    case (.signed, _): source.read(to: values) { (value: UInt64) in Double(Int64(bitPattern: value)) }
    case (.unsigned, 1): source.read(to: values) { (value: UInt8) in Double(value) }
    case (.unsigned, 2): source.read(to: values) { (value: UInt16) in Double(value) }
    case (.unsigned, 4): source.read(to: values) { (value: UInt32) in Double(value) }
    case (.unsigned, _): source.read(to: values) { (value: UInt64) in Double(value) }
    case (.floating, 2): source.read(to: values) { (value: UInt16) in double(ofHalf: value) }
    case (.floating, 4): source.read(to: values) { (value: UInt32) in Double(Float(bitPattern: value)) }
    case (.floating, _): source.read(to: values) { (value: UInt64) in Double(bitPattern: value) }
    case (.codePoints, _), (.characters, _): break
    }
  }

  /// Reads the text of an element: its bytes, or its code points in UTF-8. Whether all of these are Unicode's.
  ///
  /// - Parameter bytes: All elements of the array.
  /// - Parameter text: Becomes the text.
  package func read(_ bytes: UnsafeRawBufferPointer, _ index: Int, into text: inout [UInt8]) -> Bool {
    precondition(isText && index >= 0 && index < bytes.count / byteCount, "element \(index) of other bytes")
    text.removeAll(keepingCapacity: true)
    let element = UnsafeRawBufferPointer(rebasing: bytes[index * byteCount..<(index + 1) * byteCount])
    if kind == .characters {
      var end = byteCount
      while end > 0, element[end - 1] == 0 { end -= 1 }
      text.append(contentsOf: element[..<end])
      return true
    }
    var zeros = 0
    for place in stride(from: 0, to: byteCount, by: 4) {
      let bits = element.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      let code = order == .littleEndian ? UInt32(littleEndian: bits) : UInt32(bigEndian: bits)
      // Zeros fill up the element, unless something follows them.
      if code == 0 {
        zeros += 1
        continue
      }
      guard Unicode.Scalar(code) != nil else { return false }
      while zeros > 0 {
        text.append(0)
        zeros -= 1
      }
      text.appendCodePoint(code)
    }
    return true
  }

  /// Elements at equal distances.
  private struct Source {
    let start: UnsafeRawPointer
    /// In bytes.
    let step: Int
    let order: ByteOrder

    @inline(__always)
    func read<Bits: FixedWidthInteger>(
      to values: UnsafeMutableBufferPointer<Double>, _ made: (Bits) -> Double
    ) {
      for index in values.indices {
        let bits = (start + index &* step).loadUnaligned(as: Bits.self)
        values[index] = made(order == .littleEndian ? Bits(littleEndian: bits) : Bits(bigEndian: bits))
      }
    }
  }
}

/// A number of IEEE 754's binary16. By hand: not every processor of this package has the type.
private func double(ofHalf bits: UInt16) -> Double {
  let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1_023))
  let magnitude: Double
  switch exponent {
  // Subnormal: the fraction counts 2^-24.
  case 0: magnitude = fraction * 0x1p-24
  case 31: magnitude = fraction == 0 ? .infinity : .nan
  default: magnitude = (1_024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
  }
  return bits & 0x8000 == 0 ? magnitude : -magnitude
}

extension [UInt8] {
  /// Appends one of Unicode's code points in UTF-8 (RFC 3629).
  fileprivate mutating func appendCodePoint(_ code: UInt32) {
    func byte(_ first: UInt32, _ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: first | code >> shift) }
    func next(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | code >> shift & 0x3F) }
    switch code {
    case 0..<0x80: append(UInt8(code))
    case 0x80..<0x800:
      append(byte(0xC0, 6))
      append(next(0))
    case 0x800..<0x10000:
      append(byte(0xE0, 12))
      append(next(6))
      append(next(0))
    default:
      append(byte(0xF0, 18))
      append(next(12))
      append(next(6))
      append(next(0))
    }
  }
}
