#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An error of the system, by its number.
package struct SystemError: Error, Equatable {
  package let code: Int32

  /// The last error of this thread, unless another is given.
  package init(_ code: Int32 = errno) { self.code = code }

  /// The system's message.
  package var reason: String { String(cString: strerror(code)) }

  /// Whether a file system does not support this at all, or not for this user. Nothing is lost then, so that optional
  /// steps, such as permissions or waiting for the disk, can be skipped.
  var isRefusal: Bool {
    [EINVAL, ENOTSUP, EOPNOTSUPP, EPERM, EACCES, ENOSYS, EROFS, ENOTTY, EBADF].contains(code)
  }

  /// Whether the device failed or is full, so that trying anything else there is hardly worth it.
  var isOfDevice: Bool { [EIO, ENOSPC, EDQUOT, EFBIG].contains(code) }
}

/// The message of the last system error.
func lastError() -> String { SystemError().reason }
