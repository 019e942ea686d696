#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A regular file of which only some parts are read.
struct FileGlance: ~Copyable {
  /// Its length in bytes.
  let byteCount: Int
  private let descriptor: Int32

  /// nil if it does not exist, may not be read, or cannot be read twice, such as a pipe.
  init?(_ path: String) {
    guard let byteCount = Files.byteCount(of: path) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    (self.byteCount, self.descriptor) = (byteCount, descriptor)
  }

  deinit { close(descriptor) }

  /// Up to `count` bytes from `offset` on.
  func bytes(at offset: Int, _ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
      received = offset < 0 ? 0 : max(pread(descriptor, buffer.baseAddress!, count, off_t(offset)), 0)
    }
  }
}
