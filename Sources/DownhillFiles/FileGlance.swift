#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A regular file of which some bytes are looked at here and there, without reading what lies between.
struct FileGlance: ~Copyable {
  /// How long it is.
  let byteCount: Int
  private let descriptor: Int32

  /// nil for what is not there, may not be read, or cannot be read again, such as a pipe.
  init?(_ path: String) {
    guard let byteCount = Files.byteCount(of: path) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    (self.byteCount, self.descriptor) = (byteCount, descriptor)
  }

  deinit { close(descriptor) }

  /// As many bytes from a place on as there are.
  func bytes(at offset: Int, _ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
      received = offset < 0 ? 0 : max(pread(descriptor, buffer.baseAddress!, count, off_t(offset)), 0)
    }
  }
}
