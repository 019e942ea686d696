import DownhillFormats

/// Labels as IDX files have them: unsigned bytes, or whole numbers of another size, which `DownhillFormats` does not
/// read. A second dimension of size 1 is ignored; of QMNIST's eight numbers for each digit the first is its label.
enum IDXLabels {
  /// The longest header of a file of labels: two dimensions.
  static let headerByteCount = 12

  /// The layout of whole numbers in a file.
  private struct Layout {
    let isSigned: Bool
    let headerByteCount: Int
    /// Bytes of one number.
    let width: Int
    let count: Int
    /// Numbers for each label, of which the first counts.
    let stride: Int

    var byteCount: Int? {
      let (numbers, overflow) = count.multipliedReportingOverflow(by: stride * width)
      return overflow || numbers > Int.max - headerByteCount ? nil : headerByteCount + numbers
    }
  }

  /// Whether these first bytes are those of labels of another size than a byte.
  static func canRead(_ firstBytes: [UInt8]) -> Bool { (try? layout(firstBytes, file: "")) != nil }

  /// The length of the whole file, from its first bytes.
  static func byteCount(_ firstBytes: [UInt8], file: String) throws(FormatError) -> Int {
    guard let layout = try layout(firstBytes, file: file) else {
      return try IDX.labelsHeader(firstBytes, file: file).byteCount
    }
    guard let byteCount = layout.byteCount else { throw FormatError(file: file, offset: 4, problem: .sizeOverflow) }
    return byteCount
  }

  /// The labels of a file, in their order.
  static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> [Int] {
    guard let layout = try layout(bytes, file: file) else { return try IDX.labels(bytes, file: file).map { Int($0) } }
    let byteCount = try byteCount(bytes, file: file)
    let start = layout.headerByteCount
    guard bytes.count >= byteCount else {
      let problem = FormatError.Problem.cut(needed: byteCount - start, available: bytes.count - start)
      throw FormatError(file: file, offset: start, problem: problem)
    }
    guard bytes.count == byteCount else {
      throw FormatError(file: file, offset: byteCount, problem: .trailingBytes(bytes.count - byteCount))
    }
    return (0..<layout.count).map { index in
      let offset = start + index * layout.stride * layout.width
      // Big-endian, in two's complement.
      let first = layout.isSigned ? Int(Int8(bitPattern: bytes[offset])) : Int(bytes[offset])
      return bytes[offset + 1..<offset + layout.width].reduce(first) { $0 << 8 | Int($1) }
    }
  }

  /// The layout of a file of other whole numbers; nil for unsigned bytes of one dimension, and for other files.
  private static func layout(_ bytes: [UInt8], file: String) throws(FormatError) -> Layout? {
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, (1...2).contains(bytes[3]), bytes[2...3] != [8, 1] else {
      return nil
    }
    let width: Int
    switch bytes[2] {
    case 0x08, 0x09: width = 1
    case 0x0B: width = 2
    case 0x0C: width = 4
    // 0x0D and 0x0E are floats.
    default: return nil
    }
    var reader = ByteReader(bytes, file: file, offset: 4)
    let count = try reader.uint32(.bigEndian)
    let stride = try bytes[3] == 1 ? 1 : reader.uint32(.bigEndian)
    guard stride == 1 || stride == 8 else { return nil }
    guard let count = Int(exactly: count) else { throw FormatError(file: file, offset: 4, problem: .sizeOverflow) }
    return Layout(
      isSigned: bytes[2] != 0x08, headerByteCount: reader.offset, width: width, count: count, stride: Int(stride))
  }
}
