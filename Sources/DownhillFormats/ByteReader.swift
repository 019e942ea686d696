/// The order of the bytes of a number.
public enum ByteOrder: Sendable {
  /// The most significant byte first, as in IDX, PNG and binary PGM.
  case bigEndian
  /// The least significant byte first, as in safetensors.
  case littleEndian
}

/// A bounds-checked cursor over the bytes of a file. Reading beyond the end throws `.cut`; it never traps.
public struct ByteReader {
  /// All bytes of the file.
  public let bytes: [UInt8]
  /// The file's name, for errors.
  public let file: String
  /// The next byte to be read, counted from the start of the file.
  public private(set) var offset: Int

  /// Starts at `offset` of `bytes`, which must lie in `0...bytes.count`.
  public init(_ bytes: [UInt8], file: String, offset: Int = 0) {
    precondition(offset >= 0 && offset <= bytes.count, "the reader must start inside its bytes")
    self.bytes = bytes
    self.file = file
    self.offset = offset
  }

  /// The number of bytes not yet read.
  public var remaining: Int { bytes.count - offset }

  /// Reads `count` bytes without copying them; throws `.cut` if fewer are left. `count` must not be negative.
  public mutating func slice(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
    precondition(count >= 0, "a count of bytes is not negative")
    guard count <= remaining else {
      throw FormatError(file: file, offset: offset, problem: .cut(needed: count, available: remaining))
    }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// Reads one byte; throws `.cut` at the end.
  public mutating func uint8() throws(FormatError) -> UInt8 {
    try integer(.bigEndian)
  }

  /// Reads two bytes; throws `.cut` if fewer are left.
  public mutating func uint16(_ order: ByteOrder) throws(FormatError) -> UInt16 {
    try integer(order)
  }

  /// Reads four bytes; throws `.cut` if fewer are left.
  public mutating func uint32(_ order: ByteOrder) throws(FormatError) -> UInt32 {
    try integer(order)
  }

  /// Reads eight bytes; throws `.cut` if fewer are left.
  public mutating func uint64(_ order: ByteOrder) throws(FormatError) -> UInt64 {
    try integer(order)
  }

  /// Reads four bytes as an IEEE 754 single; throws `.cut` if fewer are left.
  public mutating func float32(_ order: ByteOrder) throws(FormatError) -> Float {
    Float(bitPattern: try integer(order))
  }

  private mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
    _ order: ByteOrder
  ) throws(FormatError) -> Value {
    let start = offset
    _ = try slice(MemoryLayout<Value>.size)
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: Value.self) }
    switch order {
    case .bigEndian: return Value(bigEndian: value)
    case .littleEndian: return Value(littleEndian: value)
    }
  }
}
