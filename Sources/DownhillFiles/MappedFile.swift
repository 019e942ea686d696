#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The bytes of a regular file, which the kernel reads as they are needed and may forget again: however long the file is, it
/// takes no memory that others could not have.
///
/// Sendable, since they are never written to. As with every mapped file, the process ends if another cuts the file short
/// meanwhile.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  /// nil for what cannot be mapped, such as a pipe, or an empty file.
  init?(_ path: String) throws(FileError) {
    let descriptor = try Files.openForReading(path)
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG, information.st_size > 0,
      let start = mmap(nil, Int(information.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return nil }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(information.st_size))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }
}
