import DownhillFormats
import DownhillTables

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Tables in files.
public enum TableFile {
  /// The path that stands for standard input.
  public static let standardInput = "-"
  private static let blockSize = 1 << 20

  /// Whether a regular file looks like a table, by its content: text, perhaps compressed by gzip.
  public static func recognizes(_ path: String) -> Bool {
    if path == standardInput { return true }
    guard let (bytes, _) = Files.beginning(of: path) else { return false }
    guard let first = unpacked(bytes, file: path), !first.isEmpty else { return bytes.isEmpty }
    switch ForeignFile(firstBytes: first) {
    case .csv, .text: return true
    default: return isUTF16(first)
    }
  }

  /// The table in a file, or of standard input if the path is `-`: CSV or TSV, perhaps compressed by gzip.
  ///
  /// Read block by block: besides the columns only a block is in memory, and of a compressed file its bytes.
  ///
  /// - Throws: ``FileError``, ``ForeignFileError``, `FormatError` or `TableError`.
  public static func read(_ path: String, _ options: CSVOptions = CSVOptions()) throws -> Table {
    let isStandardInput = path == standardInput
    let name = isStandardInput ? "standard input" : path
    let source = try isStandardInput ? BlockSource(descriptor: STDIN_FILENO, name) : BlockSource(path)
    var block = try source.next(blockSize)
    if Gzip.isGzip(block) {
      var bytes = block
      while true {
        block = try source.next(blockSize)
        if block.isEmpty { break }
        bytes += block
      }
      return try unpack(bytes, name, options)
    }
    try check(block, file: name)
    var reader = try CSVReader(file: name, options: options)
    while !block.isEmpty {
      try reader.append(block)
      block = try source.next(blockSize)
    }
    return try reader.finish()
  }

  private static func unpack(_ bytes: [UInt8], _ name: String, _ options: CSVOptions) throws -> Table {
    if let first = unpacked(bytes, file: name) { try check(first, file: name) }
    var reader = try CSVReader(file: name, options: options)
    try bytes.withUnsafeBytes { bytes in
      try Gzip.forEachPiece(of: bytes, pieceSize: blockSize, file: name) { try reader.append($0) }
    }
    return try reader.finish()
  }

  /// Throws if the first bytes are those of something else.
  private static func check(_ bytes: [UInt8], file: String) throws(ForeignFileError) {
    // Of these the reader knows more.
    if bytes.isEmpty || isUTF16(bytes) { return }
    switch ForeignFile(firstBytes: bytes) {
    case .csv, .text, .zeros, nil: return
    case .some: try ForeignFileError.check(bytes, as: .table, file: file)
    }
  }

  private static func isUTF16(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }

  /// The first bytes, as they are without compression; nil if they cannot be unpacked.
  private static func unpacked(_ bytes: [UInt8], file: String) -> [UInt8]? {
    guard Gzip.isGzip(bytes) else { return bytes }
    return bytes.withUnsafeBytes { try? Gzip.prefix($0, count: ForeignFile.prefixCount, file: file) }
  }
}

/// A file, or standard input, block by block.
private final class BlockSource {
  private let descriptor: Int32
  private let name: String
  private let closes: Bool

  init(_ path: String) throws(FileError) {
    descriptor = try Files.openForReading(path)
    name = path
    closes = true
  }

  init(descriptor: Int32, _ name: String) {
    self.descriptor = descriptor
    self.name = name
    closes = false
  }

  deinit { if closes { close(descriptor) } }

  /// The next bytes, `size` of them unless the file ends before; none at its end.
  func next(_ size: Int) throws(FileError) -> [UInt8] {
    var reason: String?
    let block = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let received = read(descriptor, buffer.baseAddress! + count, size - count)
        if received < 0, errno == EINTR { continue }
        if received < 0 { reason = lastError() }
        if received <= 0 { break }
        count += received
      }
    }
    if let reason { throw .unreadable(path: name, reason: reason) }
    return block
  }
}
