import Downhill
import DownhillFormats

extension DataSource {
  /// The size of a split, known before it is read.
  public struct Extent: Equatable, Sendable {
    /// How many examples there are.
    public let examples: Int
    /// Pixels from top to bottom.
    public let rows: Int
    /// Pixels from left to right.
    public let columns: Int
    /// Pixels of a picture.
    public var pixels: Int { rows * columns }
    /// Bytes of the file of pictures.
    public let fileByteCount: Int
    /// Whether that file is compressed.
    public let isPacked: Bool
    /// Whether it is in memory already.
    public let isResident: Bool
    /// The share of pixels that are not zero, as the first pictures have it.
    public let shareOfInk: Double

    init(examples: Int, rows: Int, columns: Int, fileByteCount: Int, isPacked: Bool) {
      (self.examples, self.rows, self.columns) = (examples, rows, columns)
      (self.fileByteCount, self.isPacked) = (fileByteCount, isPacked)
      isResident = false
      // At least: most of the pixels may be zero.
      shareOfInk = 0
    }

    /// Pictures in a file each.
    init(examples: Int, shape: PictureShape, shareOfInk: Double) {
      (self.examples, rows, columns, self.shareOfInk) = (examples, shape.rows, shape.columns, shareOfInk)
      // They are read one by one.
      (fileByteCount, isPacked, isResident) = (0, false, false)
    }

    /// What the beginning of a file of pictures says; nil if it is none.
    init?(_ beginning: [UInt8], fileByteCount: Int, isResident: Bool) {
      isPacked = Gzip.isGzip(beginning)
      let unpacked: [UInt8]? =
        isPacked
        ? beginning.withUnsafeBytes { try? Gzip.prefix($0, count: Files.beginningByteCount / 2, file: "") } : beginning
      // What no data set can have is for reading to refuse.
      guard let unpacked, let header = try? IDX.imagesHeader(unpacked, file: ""), header.rows < 1 << 24,
        header.columns < 1 << 24, header.rows * header.columns < 1 << 24
      else { return nil }
      examples = header.count
      rows = header.rows
      columns = header.columns
      self.fileByteCount = fileByteCount
      self.isResident = isResident
      let pixels = unpacked.dropFirst(header.headerByteCount)
      shareOfInk = pixels.isEmpty ? 0 : Double(pixels.count { $0 != 0 }) / Double(pixels.count)
    }
  }
}
