import DownhillFormats
import DownhillTables

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Tables in files: CSV, TSV or LIBSVM's text, perhaps compressed by gzip, or NumPy arrays. Which it is follows from the
/// content.
public enum TableFile {
  /// The path that stands for standard input.
  public static let standardInput = "-"
  private static let blockSize = 1 << 20
  /// How many bytes of CSV are read before the first guess at how many rows there are.
  private static let firstCheck = 16 << 20

  /// How large a table will be, known before its columns are made. Those of CSV grow as they are read: how many rows will
  /// come, the size of the file makes probable.
  public struct Extent: Equatable, Sendable {
    /// Rows of the table.
    public let rows: Int
    /// Columns of the table.
    public let columns: Int
    /// Bytes that are unpacked beside it.
    public let unpackedByteCount: Int
    /// Rows that are in memory already, in the columns.
    public let readRows: Int

    init(rows: Int, columns: Int, unpackedByteCount: Int = 0, readRows: Int = 0) {
      (self.rows, self.columns, self.unpackedByteCount) = (rows, columns, unpackedByteCount)
      self.readRows = readRows
    }
  }

  /// The rows that a file has for training and those it has for the test.
  public enum Part: Sendable {
    /// Those for training, or all where the file does not tell them apart.
    case training
    /// Those for the test, or all where the file does not tell them apart.
    case test
  }

  /// Whether a regular file looks like a table, by its content.
  public static func recognizes(_ path: String) -> Bool {
    if path == standardInput { return true }
    guard let (bytes, _) = Files.beginning(of: path) else { return false }
    if ArrayFile.recognizes(bytes) { return !PictureArrays.recognizes(path) }
    guard let first = unpacked(bytes, file: path), !first.isEmpty else { return bytes.isEmpty }
    switch ForeignFile(firstBytes: first) {
    case .csv, .text: return true
    default: return isUTF16(first)
    }
  }

  /// The table in a file, or of standard input if the path is `-`.
  ///
  /// Text is read block by block: besides the columns only a block is in memory, and of a compressed file its bytes. Options
  /// of CSV that are given make any text CSV. `check` may throw if there is not enough memory for a table of this size; it is
  /// asked again whenever twice as much of a large CSV file has been read. Of a file with rows for training and for the test, those of `part` are read.
  ///
  /// - Throws: ``FileError``, ``ForeignFileError``, ``ArrayError``, `FormatError`, `TableError` or what `check` throws.
  public static func read(
    _ path: String, _ options: CSVOptions = CSVOptions(), part: Part = .test,
    check: (Extent) throws -> Void = { _ in }
  ) throws -> Table {
    switch try content(path, options, check) {
    case .table(let table): return table
    case .arrays(let file): return try file.table(part, options, check)
    }
  }

  /// The tables in a file: the rows for training, or all, and those for the test where the file tells them apart.
  ///
  /// - Throws: What ``read(_:_:part:check:)`` throws.
  public static func readParts(
    _ path: String, _ options: CSVOptions = CSVOptions(), check: (Extent) throws -> Void = { _ in }
  ) throws -> (training: Table, test: Table?) {
    switch try content(path, options, check) {
    case .table(let table): return (table, nil)
    case .arrays(let file):
      return (
        try file.table(.training, options, check), file.test == nil ? nil : try file.table(.test, options, check)
      )
    }
  }

  private enum Content {
    case table(Table)
    case arrays(ArrayRoles)
  }

  private static func content(
    _ path: String, _ options: CSVOptions, _ check: (Extent) throws -> Void
  ) throws -> Content {
    let isStandardInput = path == standardInput
    let name = isStandardInput ? "standard input" : path
    let source = try isStandardInput ? BlockSource(descriptor: STDIN_FILENO, name) : BlockSource(path)
    let block = try source.next(blockSize)
    if ArrayFile.recognizes(block) {
      let isMapped = !isStandardInput && Files.isRegular(path)
      return .arrays(
        try ArrayRoles(isMapped ? ArrayFile(path: path) : ArrayFile(.bytes(source.all(after: block)), name: name)))
    }
    if Gzip.isGzip(block) {
      let bytes = try source.all(after: block)
      let first = unpacked(bytes, file: name)
      if let first {
        if ArrayFile.recognizes(first) { throw ForeignFileError(file: name, .gzip, as: .table) }
        try checkIsText(first, file: name)
      }
      return .table(
        try table(first ?? [], name, options, check) { take in
          try bytes.withUnsafeBytes { bytes in
            try Gzip.forEachPiece(of: bytes, pieceSize: blockSize, file: name, take)
          }
        })
    }
    try checkIsText(block, file: name)
    return .table(
      try table(block, name, options, check, byteCount: source.byteCount) { take in
        var block = block
        while !block.isEmpty {
          try take(block)
          block = try source.next(blockSize)
        }
      })
  }

  /// The table of a text that begins with these bytes and comes in blocks.
  private static func table(
    _ first: [UInt8], _ name: String, _ options: CSVOptions, _ check: (Extent) throws -> Void, byteCount: Int? = nil,
    _ forEachBlock: (_ take: ([UInt8]) throws -> Void) throws -> Void
  ) throws -> Table {
    if options.delimiter == nil, options.decimal == nil, options.hasHeader == nil, LIBSVMReader.recognizes(first) {
      var reader = LIBSVMReader(file: name, options: options)
      try forEachBlock { try reader.append($0) }
      try check(Extent(rows: reader.rowCount, columns: reader.columnCount))
      return try reader.finish()
    }
    var reader = try CSVReader(file: name, options: options)
    var (received, next) = (0, firstCheck)
    try withoutActuallyEscaping(check) { check in
      try forEachBlock { block in
        try reader.append(block)
        received += block.count
        guard let byteCount, received >= next, received < byteCount else { return }
        next = 2 * received
        let rows = (Double(reader.rowCount) * Double(byteCount) / Double(received)).rounded()
        try check(Extent(rows: Int(min(rows, 1e15)), columns: reader.columnCount, readRows: reader.rowCount))
      }
    }
    return try reader.finish()
  }

  /// Throws if the first bytes are those of something else.
  private static func checkIsText(_ bytes: [UInt8], file: String) throws(ForeignFileError) {
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
    return bytes.withUnsafeBytes { try? Gzip.prefix($0, count: Files.beginningByteCount, file: file) }
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

  /// How many bytes there are; nil of what is no regular file.
  var byteCount: Int? {
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(information.st_size)
  }

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

  /// The bytes of a block, and all that follow.
  func all(after block: [UInt8]) throws(FileError) -> [UInt8] {
    var bytes = block
    while true {
      let block = try next(1 << 20)
      if block.isEmpty { return bytes }
      bytes += block
    }
  }
}
