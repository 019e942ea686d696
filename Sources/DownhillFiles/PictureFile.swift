import DownhillFormats

/// Picture files of every kind that can be read: PNG and Netpbm by this package, JPEG where libturbojpeg is installed.
public enum PictureFile {
  /// Reads a picture into grey levels.
  ///
  /// - Throws: ``FileError``, `FormatError`, ``ForeignFileError`` or ``JPEGError``.
  public static func read(_ path: String) throws -> GreyImage {
    let bytes = try Files.read(path)
    if FileKind(firstBytes: bytes) == .jpeg { return try JPEG.decode(bytes, file: path) }
    try ForeignFileError.check(bytes, as: .picture, file: path)
    return try GreyImage.decode(bytes, file: path, inflate: Gzip.inflateZlib)
  }
}
