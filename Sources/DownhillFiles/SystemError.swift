#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why the system did not do what it was asked for, by its number.
package struct SystemError: Error, Equatable {
  package let code: Int32

  /// The last error of this thread, unless another is given.
  package init(_ code: Int32 = errno) { self.code = code }

  /// The system's words.
  package var reason: String { String(cString: strerror(code)) }

  /// Whether a file system says that it does not do this at all, or not for this user. Bytes are where they were, so that
  /// what was only a nicety, such as permissions or waiting for the disk, can be left undone.
  var isRefusal: Bool {
    [EINVAL, ENOTSUP, EOPNOTSUPP, EPERM, EACCES, ENOSYS, EROFS, ENOTTY, EBADF].contains(code)
  }

  /// Whether the device failed or is full: whatever else is tried there will hardly go better.
  var isOfDevice: Bool { [EIO, ENOSPC, EDQUOT, EFBIG].contains(code) }
}

/// The words for the last system error.
func lastError() -> String { SystemError().reason }
