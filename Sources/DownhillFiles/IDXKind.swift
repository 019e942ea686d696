import DownhillFormats

/// The two kinds of files that a data set has, and how their headers are read.
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

  /// How long a file is that begins so.
  func extent(_ beginning: [UInt8], file: String, size: Int?) throws(FormatError) -> FileExtent {
    FileExtent.data(beginning, file: file, self)
  }

  /// About what pictures or labels take in memory while a network is trained or judged: themselves, their bytes that are not
  /// zero twice over, and for each example its label, its places in lists and what became of it.
  static func memoryNeed(_ firstBytes: [UInt8], byteCount: Int) -> Int {
    // Behind the magic number of four bytes stands the number of examples.
    let count = firstBytes.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let (bytes, overflow) = 3.multipliedReportingOverflow(by: byteCount)
    let (need, carry) = bytes.addingReportingOverflow(64 * count)
    return overflow || carry ? .max : need
  }
}
