extension Text {
  /// Its code points.
  @inline(never)
  public var unicodeScalars: [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var index = 0
    while index < utf8.count {
      let lead = utf8[index]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      var value = UInt32(length == 1 ? lead : lead & (0x7F >> UInt8(length)))
      for next in utf8[index...].prefix(length).dropFirst() { value = value << 6 | UInt32(next & 0x3F) }
      scalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
      index += length
    }
    return scalars
  }

  /// The text of a code point.
  @inline(never)
  public init(_ scalar: Unicode.Scalar) {
    self.init(decoding: UTF8.encode(scalar).map { Array($0) } ?? [], as: UTF8.self)
  }
}
