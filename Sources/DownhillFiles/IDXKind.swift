import DownhillFormats

/// The two kinds of files of a data set, and how their headers are read.
struct IDXKind {
  let purpose: ForeignFileError.Purpose
  let headerByteCount: Int
  /// The length of the whole file, unpacked, from its first bytes.
  let byteCount: (_ firstBytes: [UInt8], _ file: String) throws(FormatError) -> Int

  static var images: IDXKind {
    IDXKind(purpose: .pictures, headerByteCount: IDX.imagesHeaderByteCount) { bytes, name throws(FormatError) in
      try IDX.imagesHeader(bytes, file: name).byteCount
    }
  }

  static var labels: IDXKind {
    IDXKind(purpose: .labels, headerByteCount: IDXLabels.headerByteCount, byteCount: IDXLabels.byteCount)
  }

  /// The extent of a file with this beginning.
  func extent(_ beginning: [UInt8], file: String, size: Int?) throws(FormatError) -> FileExtent {
    FileExtent.data(beginning, file: file, self)
  }

  /// About the memory, in bytes, that pictures or labels take while a network is trained or evaluated: the bytes
  /// themselves, twice as much for the nonzero ones, and for each example its label, its indices and its outcome.
  static func memoryNeed(_ firstBytes: [UInt8], byteCount: Int) -> Int {
    // The number of examples follows the magic number of four bytes.
    let count = firstBytes.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let (bytes, overflow) = 3.multipliedReportingOverflow(by: byteCount)
    let (need, carry) = bytes.addingReportingOverflow(64 * count)
    return overflow || carry ? .max : need
  }
}
