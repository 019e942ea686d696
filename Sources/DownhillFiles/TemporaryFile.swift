import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file under a temporary name, while it is not whole yet.
///
/// It is locked, so that another run does not take it for one left behind. If a signal ends the program, the handler
/// removes it: see ``Files/abandonWriting()``.
final class TemporaryFile {
  /// What the name of every temporary file begins with; ``suffixLength`` letters and digits follow.
  static let prefix = ".downhill-"
  static let suffixLength = 6

  let path: String
  private var descriptor: Int32 = -1

  /// Makes an empty file in a folder, which only this user may read. Its name ends in a random part.
  init(in folder: String, prefix: String = TemporaryFile.prefix) throws(SystemError) {
    var candidate = ""
    for _ in 0..<100 {
      candidate = Self.randomPath(in: folder, prefix: prefix)
      // Announced to the signal handler before it exists, so that it is never left behind.
      Self.announce(candidate)
      descriptor = open(candidate, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if descriptor >= 0 || errno != EEXIST { break }
    }
    path = candidate
    guard descriptor >= 0 else {
      let error = SystemError()
      Self.retract()
      throw error
    }
    // Where there are no locks, younger than a day is protection enough.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes all bytes, gives the file the owner and permissions of the one that it is to replace, if any, and waits for
  /// the disk. The file is closed then: some file systems do not rename open files.
  func fill(_ bytes: [UInt8], like replaced: stat?, permissions: mode_t) throws(SystemError) {
    try Descriptor.write(bytes, to: descriptor)
    if let replaced { try keepOwner(of: replaced) }
    if fchmod(descriptor, permissions) != 0 {
      let error = SystemError()
      if !error.isRefusal { throw error }
    }
    try Descriptor.sync(descriptor)
    let descriptor = descriptor
    self.descriptor = -1
    try Descriptor.close(descriptor)
  }

  /// Renames the file to its final name.
  func rename(to name: String) throws(SystemError) {
    guard systemRename(path, name) == 0 else { throw SystemError() }
    Self.retract()
  }

  /// Removes the file.
  func remove() {
    unlink(path)
    Self.retract()
  }

  /// Keeps the file under another name in its folder.
  ///
  /// - Returns: its path; nil if it cannot be renamed, and is still temporary.
  func keep(prefix: String) -> String? {
    let name = Self.randomPath(in: Files.folder(of: path), prefix: prefix)
    guard !Files.exists(name), systemRename(path, name) == 0 else { return nil }
    Self.retract()
    return name
  }

  /// Keeps the file as it is.
  ///
  /// - Returns: its path.
  @discardableResult
  func keep() -> String {
    Self.retract()
    return path
  }

  private func keepOwner(of replaced: stat) throws(SystemError) {
    var own = stat()
    guard fstat(descriptor, &own) == 0, (own.st_uid, own.st_gid) != (replaced.st_uid, replaced.st_gid) else { return }
    // Only root may give a file to another user; its group may stay if this user belongs to it.
    for owner in [replaced.st_uid, uid_t.max] {
      if fchown(descriptor, owner, replaced.st_gid) == 0 { return }
      let error = SystemError()
      if !error.isRefusal { throw error }
    }
  }

  private static func randomPath(in folder: String, prefix: String) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    let name = prefix + String((0..<suffixLength).map { _ in letters.randomElement()! })
    return folder == "." ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }

  // MARK: State for the signal handler

  /// The address of the unfinished file's path, as a C string; 0 if there is none. The thread that exchanges it owns
  /// it.
  private static let current = Atomic<UInt>(0)

  private static func announce(_ path: String) { free(exchange(strdup(path))) }

  private static func retract() { free(exchange(nil)) }

  /// Removes the unfinished file, if there is one. The process must end then. Safe in a signal handler.
  static func removeCurrent() {
    if let path = exchange(nil) { unlink(path) }
  }

  private static func exchange(_ path: UnsafeMutablePointer<CChar>?) -> UnsafeMutablePointer<CChar>? {
    UnsafeMutablePointer(
      bitPattern: current.exchange(UInt(bitPattern: path), ordering: .acquiringAndReleasing))
  }
}

// `rename` of the C library, whose name the method above hides.
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
