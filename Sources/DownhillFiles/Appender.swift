#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A device or a pipe that text is written to bit by bit, opened once.
public final class Appender {
  private let path: String
  private let descriptor: Int32

  /// Opens what is at `path`. A pipe waits for its reader.
  public init(path: String) throws(FileError) {
    if Files.isCutShort(path) { throw .cannotCreate(cutShort: path) }
    self.path = path
    descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: lastError()) }
  }

  deinit { close(descriptor) }

  /// Writes bytes behind those written before.
  public func append(_ bytes: [UInt8]) throws(FileError) { try Files.writeAll(bytes, descriptor, path) }
}
