#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Temporary files of runs that were killed.
enum StaleTemporaries {
  /// Seconds after which an unlocked file counts as left behind.
  private static let age = 86_400

  /// Removes this user's from a folder: with a name of our pattern, not locked, and older than a day.
  static func remove(in folder: String) {
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        isOurs(bytes) ? String(decoding: bytes.prefix(nameLength), as: UTF8.self) : nil
      }
      if let name { removeIfStale("\(folder)/\(name)") }
    }
  }

  private static let prefix = Array(TemporaryFile.prefix.utf8)
  private static let nameLength = prefix.count + TemporaryFile.suffixLength

  private static func isOurs(_ name: UnsafeRawBufferPointer) -> Bool {
    guard name.count > nameLength, name.prefix(prefix.count).elementsEqual(prefix), name[nameLength] == 0 else {
      return false
    }
    return name[prefix.count..<nameLength].allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
  }

  private static func removeIfStale(_ path: String) {
    var information = stat()
    guard lstat(path, &information) == 0, isStale(information) else { return }
    // Open for writing, which network file systems require for an exclusive lock.
    let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var opened = stat()
    guard fstat(descriptor, &opened) == 0, opened.st_dev == information.st_dev, opened.st_ino == information.st_ino,
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    unlink(path)
  }

  private static func isStale(_ information: stat) -> Bool {
    #if canImport(Darwin)
    let changed = information.st_mtimespec.tv_sec
    #else
    let changed = information.st_mtim.tv_sec
    #endif
    return information.st_mode & S_IFMT == S_IFREG && information.st_uid == geteuid() && changed < time(nil) - age
  }
}
