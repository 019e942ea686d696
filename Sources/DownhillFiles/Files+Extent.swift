import DownhillFormats

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Files {
  /// How much of a file is examined first, and how much may follow its end before reading stops.
  private static let look = 65_536

  /// The bytes of a file, as many as its beginning announces. If more follow, a few of them are included, for the error
  /// message; if the file is not of an expected kind, perhaps only its beginning.
  ///
  /// - Throws: ``FileError`` as ``read(_:streamLimit:)``, what `extent` throws, and `.trailingBytes` if far more bytes follow.
  package static func read(
    _ path: String, extent: (_ beginning: [UInt8], _ path: String, _ size: Int?) throws(FormatError) -> FileExtent
  ) throws -> [UInt8] {
    if isCutShort(path) { throw FileError.unreadable(cutShort: path) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? FileError.missing(path: path) : FileError.unreadable(path: path, reason: lastError())
    }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw FileError.unreadable(path: path, reason: lastError()) }
    guard information.st_mode & S_IFMT != S_IFDIR else {
      throw FileError.unreadable(path: path, reason: "it is a folder")
    }
    let isRegular = information.st_mode & S_IFMT == S_IFREG
    let size = isRegular ? Int(information.st_size) : nil

    var bytes: [UInt8] = []
    var until = look
    while true {
      try readOn(&bytes, until: until, size: size, descriptor, path)
      if bytes.count < until { return bytes }
      switch try extent(bytes, path, size) {
      case .recognized: return bytes
      case .undecided(let next):
        guard next > until else { return bytes }
        until = next
      case .needed(let length):
        try readOn(&bytes, until: length, size: size, descriptor, path)
        return bytes
      case .atMost(let announced):
        let length = min(max(announced, 0), Int.max - look)
        if let size, size > length + look {
          throw FormatError(file: path, offset: length, problem: .trailingBytes(size - length))
        }
        try readOn(&bytes, until: length + look, size: size, descriptor, path)
        guard bytes.count < length + look || size != nil else {
          throw FileError.unreadable(path: path, reason: "it does not end within the \(length) bytes that it announces")
        }
        return bytes
      }
    }
  }

  /// Reads until there are `until` bytes, or the file ends. For a regular file, whose length is known, memory is
  /// reserved at once.
  private static func readOn(
    _ bytes: inout [UInt8], until: Int, size: Int?, _ descriptor: Int32, _ path: String
  ) throws(FileError) {
    if let size { bytes.reserveCapacity(min(until, size)) }
    var room = look
    while bytes.count < until {
      let count = min(room, until - bytes.count)
      var received = 0
      let part = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        repeat { received = systemRead(descriptor, buffer.baseAddress!, count) } while received < 0 && errno == EINTR
        initialized = max(received, 0)
      }
      guard received >= 0 else { throw .unreadable(path: path, reason: lastError()) }
      if received == 0 { return }
      bytes += part
      // Longer pieces of longer files: fewer calls, and never much memory beyond the bytes.
      room = min(2 * room, 4 << 20)
    }
  }
}

// `read` of the C library, whose name the functions above hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
