/// Appends numbers to a buffer of bytes: the mirror of `ByteReader`.
public struct ByteWriter {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []

  /// An empty buffer with room for `capacity` bytes, 0 to a quarter of `Int.max`.
  public init(capacity: Int = 0) {
    precondition((0...Int.max / 4).contains(capacity), "room for \(capacity) bytes")
    bytes.reserveCapacity(capacity)
  }

  /// Appends bytes as they are.
  public mutating func append(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// Appends one byte.
  public mutating func uint8(_ value: UInt8) {
    bytes.append(value)
  }

  /// Appends two bytes.
  public mutating func uint16(_ value: UInt16, _ order: ByteOrder) {
    integer(value, order)
  }

  /// Appends four bytes.
  public mutating func uint32(_ value: UInt32, _ order: ByteOrder) {
    integer(value, order)
  }

  /// Appends eight bytes.
  public mutating func uint64(_ value: UInt64, _ order: ByteOrder) {
    integer(value, order)
  }

  /// Appends an IEEE 754 single: four bytes.
  public mutating func float32(_ value: Float, _ order: ByteOrder) {
    integer(value.bitPattern, order)
  }

  private mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value, _ order: ByteOrder) {
    for index in 0..<MemoryLayout<Value>.size {
      let shift =
        switch order {
        case .bigEndian: MemoryLayout<Value>.size - 1 - index
        case .littleEndian: index
        }
      bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift)))
    }
  }
}
