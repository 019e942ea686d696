// IDX, the format of the MNIST files (http://yann.lecun.com/exdb/mnist/): a magic number of four bytes 0, 0, element
// type (8 = unsigned byte), number of dimensions; then each dimension as a big-endian UInt32; then the elements.

/// The header of an IDX file of images or labels; it alone tells how long the whole file must be.
public struct IDXHeader: Equatable, Sendable {
  /// The number of images or labels; may be 0.
  public let count: Int
  /// Rows of one image; 1 for labels.
  public let rows: Int
  /// Columns of one image; 1 for labels.
  public let columns: Int
  /// The length of the header itself in bytes: 16 for images, 8 for labels.
  public let headerByteCount: Int
  /// The length of the whole file in bytes, header included.
  public let byteCount: Int
}

/// The images of an IDX file. The bytes of the file are kept as they came, not copied.
public struct IDXImages: Equatable, Sendable {
  /// The number of images.
  public let count: Int
  /// Rows of one image.
  public let rows: Int
  /// Columns of one image.
  public let columns: Int
  /// The whole file, header included.
  public let bytes: [UInt8]
  /// Where in `bytes` the first pixel stands. Pixel (image, row, column) is at
  /// `pixelOffset + (image * rows + row) * columns + column`; 0 is paper, 255 is ink.
  public let pixelOffset: Int
}

/// Reads MNIST's files.
public enum IDX {
  /// The length of the header of a file of images, in bytes.
  public static let imagesHeaderByteCount = 16
  /// The length of the header of a file of labels, in bytes.
  public static let labelsHeaderByteCount = 8

  /// Reads the header of a file of images from its first 16 bytes; more bytes are ignored.
  ///
  /// Throws `.wrongKind`, `.cut`, `.noPixels` or `.sizeOverflow`.
  public static func imagesHeader(_ firstBytes: [UInt8], file: String) throws(FormatError) -> IDXHeader {
    var reader = try reader(of: firstBytes, expecting: .idxImages, file: file)
    let count = try reader.uint32(.bigEndian)
    let rows = try reader.uint32(.bigEndian)
    let columns = try reader.uint32(.bigEndian)
    guard rows > 0 && columns > 0 else {
      let problem = FormatError.Problem.noPixels(
        rows: Int(truncatingIfNeeded: rows), columns: Int(truncatingIfNeeded: columns))
      throw FormatError(file: file, offset: rows == 0 ? 8 : 12, problem: problem)
    }
    return try header(count: count, rows: rows, columns: columns, headerByteCount: imagesHeaderByteCount, file: file)
  }

  /// Reads the header of a file of labels from its first 8 bytes; more bytes are ignored.
  ///
  /// Throws `.wrongKind`, `.cut` or `.sizeOverflow`.
  public static func labelsHeader(_ firstBytes: [UInt8], file: String) throws(FormatError) -> IDXHeader {
    var reader = try reader(of: firstBytes, expecting: .idxLabels, file: file)
    let count = try reader.uint32(.bigEndian)
    return try header(count: count, rows: 1, columns: 1, headerByteCount: labelsHeaderByteCount, file: file)
  }

  /// Reads a whole file of images. O(1): the pixels stay where they are.
  ///
  /// Throws what `imagesHeader` throws, and `.cut` or `.trailingBytes` if the file has another length than its header
  /// promises.
  public static func images(_ bytes: [UInt8], file: String) throws(FormatError) -> IDXImages {
    let header = try imagesHeader(bytes, file: file)
    try checkLength(of: bytes, against: header, file: file)
    return IDXImages(
      count: header.count, rows: header.rows, columns: header.columns, bytes: bytes,
      pixelOffset: header.headerByteCount)
  }

  /// Reads a whole file of labels; which labels are allowed is the caller's question.
  ///
  /// Throws what `labelsHeader` throws, and `.cut` or `.trailingBytes` if the file has another length than its header
  /// promises.
  public static func labels(_ bytes: [UInt8], file: String) throws(FormatError) -> [UInt8] {
    let header = try labelsHeader(bytes, file: file)
    try checkLength(of: bytes, against: header, file: file)
    return Array(bytes[header.headerByteCount...])
  }

  // MARK: Parts

  private static func reader(
    of bytes: [UInt8], expecting expected: FileKind, file: String
  ) throws(FormatError) -> ByteReader {
    let found = FileKind(firstBytes: bytes)
    guard found == expected else {
      throw FormatError(file: file, offset: 0, problem: .wrongKind(expected: expected, found: found))
    }
    return ByteReader(bytes, file: file, offset: 4)
  }

  private static func header(
    count: UInt32, rows: UInt32, columns: UInt32, headerByteCount: Int, file: String
  ) throws(FormatError) -> IDXHeader {
    // Three 32-bit factors may exceed 64 bits, and Int has 32 on WebAssembly.
    let (perImage, _) = UInt64(rows).multipliedReportingOverflow(by: UInt64(columns))
    let (pixels, overflow) = perImage.multipliedReportingOverflow(by: UInt64(count))
    let (total, carry) = pixels.addingReportingOverflow(UInt64(headerByteCount))
    guard !overflow, !carry, let byteCount = Int(exactly: total),
      let count = Int(exactly: count), let rows = Int(exactly: rows), let columns = Int(exactly: columns)
    else { throw FormatError(file: file, offset: 4, problem: .sizeOverflow) }
    return IDXHeader(
      count: count, rows: rows, columns: columns, headerByteCount: headerByteCount, byteCount: byteCount)
  }

  private static func checkLength(of bytes: [UInt8], against header: IDXHeader, file: String) throws(FormatError) {
    if bytes.count < header.byteCount {
      let start = header.headerByteCount
      let problem = FormatError.Problem.cut(needed: header.byteCount - start, available: bytes.count - start)
      throw FormatError(file: file, offset: start, problem: problem)
    }
    if bytes.count > header.byteCount {
      let problem = FormatError.Problem.trailingBytes(bytes.count - header.byteCount)
      throw FormatError(file: file, offset: header.byteCount, problem: problem)
    }
  }
}
