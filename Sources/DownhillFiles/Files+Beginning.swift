#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Files {
  /// How much of a file to examine: more than any header that is read here, and what zlib reads in one go.
  static let beginningByteCount = 65_536

  /// The first bytes of a regular file, and how many it has in all; nil for what cannot be read again, such as a pipe.
  package static func beginning(of path: String) -> (bytes: [UInt8], fileByteCount: Int)? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: beginningByteCount) { buffer, count in
      count = max(pread(descriptor, buffer.baseAddress!, beginningByteCount, 0), 0)
    }
    return (bytes, Int(information.st_size))
  }

  /// Bytes of a regular file; nil for anything else.
  package static func byteCount(of path: String) -> Int? {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(information.st_size)
  }
}
