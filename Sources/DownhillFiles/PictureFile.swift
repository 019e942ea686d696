import DownhillFormats

/// Picture files of every kind that can be read: PNG and Netpbm by this package, JPEG where libturbojpeg is installed.
public enum PictureFile {
  /// Reads a picture into grey levels. A PNG or Netpbm picture with a side longer than `limit` (256 or more) is reduced
  /// while it is read.
  ///
  /// - Throws: ``FileError``, `FormatError`, ``JPEGError`` or ``ForeignFileError``.
  public static func read(_ path: String, reducedTo limit: Int = .max) throws -> GreyImage {
    let bytes = try Files.read(path, extent: FileExtent.picture)
    let kind = FileKind(firstBytes: bytes)
    if !kind.isReadablePicture { try ForeignFileError.check(bytes, as: .picture, file: path) }
    return try decode(bytes, kind, file: path, reducedTo: limit)
  }

  /// The same, or nil for a file of another kind.
  static func readIfPicture(_ path: String, reducedTo limit: Int = .max) throws -> GreyImage? {
    let bytes = try Files.read(path, extent: FileExtent.picture)
    let kind = FileKind(firstBytes: bytes)
    return kind.isReadablePicture ? try decode(bytes, kind, file: path, reducedTo: limit) : nil
  }

  private static func decode(
    _ bytes: [UInt8], _ kind: FileKind, file: String, reducedTo limit: Int
  ) throws -> GreyImage {
    kind == .jpeg
      ? try JPEG.decode(bytes, file: file)
      : try GreyImage.decode(bytes, file: file, reducedTo: limit, inflate: Gzip.inflateZlib)
  }

  /// Whether a file begins like one of the pictures that are read.
  static func isReadable(_ path: String) -> Bool { Files.kind(of: path)?.isReadablePicture ?? false }
}

extension FileKind {
  /// Whether it is one of the pictures that are read.
  fileprivate var isReadablePicture: Bool {
    switch self {
    case .png, .netpbm, .jpeg: true
    case .idxImages, .idxLabels, .idxOther, .safeTensors, .picture, .gif, .webp, .gzip, .zip, .pdf, .html, .empty,
      .unknown:
      false
    }
  }
}
