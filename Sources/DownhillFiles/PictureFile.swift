import DownhillFormats

/// Picture files of every kind that can be read: PNG and Netpbm by this package, JPEG where libturbojpeg is installed.
public enum PictureFile {
  /// Reads a picture into grey levels. A PNG or Netpbm picture with a side longer than `limit` (256 or more) is reduced
  /// while it is read.
  ///
  /// - Throws: ``FileError``, `FormatError`, ``JPEGError`` or ``ForeignFileError``.
  public static func read(_ path: String, reducedTo limit: Int = .max) throws -> GreyImage {
    let bytes = try Files.read(path, extent: FileExtent.picture)
    if FileKind(firstBytes: bytes) == .jpeg { return try JPEG.decode(bytes, file: path) }
    try ForeignFileError.check(bytes, as: .picture, file: path)
    return try GreyImage.decode(bytes, file: path, reducedTo: limit, inflate: Gzip.inflateZlib)
  }
}
