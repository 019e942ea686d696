import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file that is overwritten in place, because it cannot be replaced by another.
struct InPlace {
  private let descriptor: Int32
  /// The path of a file that this has made.
  private let made: String?

  private static let count = Atomic<Int>(0)

  /// Whether a file is being overwritten, which should be finished. Safe in a signal handler.
  static var isUnderWay: Bool { count.load(ordering: .acquiring) > 0 }

  /// Whether writing in place may work where making another file or renaming it did not. A new file needs a writable
  /// folder.
  static func isPossible(after error: SystemError, in folder: String, isThere: Bool) -> Bool {
    switch error.code {
    case ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP, EISDIR, EMFILE, ENFILE, ENOMEM: false
    default: !error.isOfDevice && (isThere || access(folder, W_OK) == 0)
    }
  }

  /// Makes an empty file under its own name.
  static func create(_ path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }

  /// Opens the file that is there, by the name that the user gave, or makes a new one. Nil if that cannot be.
  init?(path: String, end: String, replaced: stat?) {
    if let replaced {
      made = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
      guard descriptor >= 0 else { return nil }
      var opened = stat()
      guard fstat(descriptor, &opened) == 0, opened.st_dev == replaced.st_dev, opened.st_ino == replaced.st_ino else {
        close(descriptor)
        return nil
      }
    } else {
      made = end
      descriptor = open(end, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { return nil }
    }
  }

  /// Writes the bytes from the beginning, and cuts off the rest of the old file. If that fails, an old file is no
  /// longer whole; a new one is removed again.
  func write(_ bytes: [UInt8]) throws(SystemError) {
    Self.count.add(1, ordering: .acquiringAndReleasing)
    defer { Self.count.subtract(1, ordering: .acquiringAndReleasing) }
    do throws(SystemError) {
      do throws(SystemError) {
        try Descriptor.write(bytes, to: descriptor)
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw SystemError() }
        if Int(information.st_size) > bytes.count {
          guard ftruncate(descriptor, off_t(bytes.count)) == 0 else { throw SystemError() }
        }
        try Descriptor.sync(descriptor)
      } catch {
        close(descriptor)
        throw error
      }
      try Descriptor.close(descriptor)
    } catch {
      if let made { unlink(made) }
      throw error
    }
  }
}
