#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reading files whole, and writing them whole or not at all.
public enum Files {
  /// The longest file that is read: a network of the most parameters with Adam's two moments takes 12 GiB.
  private static let largestFile = 1 << 34

  /// All bytes of a file; at most `streamLimit` of a pipe or a device, which does not say how many there will be.
  ///
  /// - Throws: ``FileError/missing(path:)`` or ``FileError/unreadable(path:reason:)``.
  public static func read(_ path: String, streamLimit: Int = 1 << 30) throws(FileError) -> [UInt8] {
    if isCutShort(path) { throw .unreadable(cutShort: path) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? .missing(path: path) : .unreadable(path: path, reason: lastError())
    }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw .unreadable(path: path, reason: lastError()) }
    guard information.st_mode & S_IFMT != S_IFDIR else {
      throw .unreadable(path: path, reason: "it is a folder")
    }
    // A regular file says how long it is, a pipe does not: read until the end either way.
    let expected = information.st_mode & S_IFMT == S_IFREG ? Int(information.st_size) : 0
    guard expected <= largestFile else {
      throw .unreadable(path: path, reason: "its \(expected) bytes are more than any model or data set has")
    }
    let limit = expected > 0 ? largestFile : streamLimit
    var bytes: [UInt8] = []
    var failure: FileError?
    while failure == nil {
      let room = max(expected - bytes.count, 65_536)
      let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        var received = systemRead(descriptor, buffer.baseAddress!, room)
        while received < 0 && errno == EINTR { received = systemRead(descriptor, buffer.baseAddress!, room) }
        if received < 0 { failure = .unreadable(path: path, reason: lastError()) }
        count = max(received, 0)
      }
      if part.isEmpty { break }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      if bytes.count > limit { failure = .unreadable(path: path, reason: "it does not end within \(limit) bytes") }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Whether anything is at this path.
  public static func exists(_ path: String) -> Bool {
    !isCutShort(path) && access(path, F_OK) == 0
  }

  /// Whether this path is a folder.
  public static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return !isCutShort(path) && stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether an ordinary file is at this path, which ends and can be read again, unlike a device or a pipe.
  public static func isRegular(_ path: String) -> Bool {
    var information = stat()
    return !isCutShort(path) && stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
  }

  /// Throws unless a file could be written at this path now. Nothing stays behind.
  public static func checkWritable(_ path: String) throws(FileError) {
    let target = try target(of: path)
    if isFolder(target) { throw .cannotCreate(path: path, reason: "it is a folder") }
    if isSpecial(target) {
      guard access(target, W_OK) == 0 else { throw .cannotCreate(path: path, reason: lastError()) }
      return
    }
    // The file system may also refuse the name itself, such as one that is too long.
    var information = stat()
    guard lstat(target, &information) == 0 || errno == ENOENT else {
      throw .cannotCreate(path: path, reason: lastError())
    }
    let temporary = try createTemporary(beside: target, for: path)
    close(temporary.descriptor)
    unlink(temporary.path)
  }

  /// Whether two paths lead to the same file, or would once both are written.
  public static func areSame(_ one: String, _ other: String) -> Bool {
    guard let first = try? target(of: one), let second = try? target(of: other) else { return one == other }
    return first == second || isSamePlace(first, second)
  }

  /// Writes a file whole or not at all: into a temporary file beside it, onto the disk, and only then under its name. A
  /// reader sees the old file or the new one, also after a crash.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let target = try target(of: path)
    if isFolder(target) { throw .cannotCreate(path: path, reason: "it is a folder") }
    if isSpecial(target) {
      // A device or a pipe cannot be replaced, only written to.
      let descriptor = open(target, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: lastError()) }
      defer { close(descriptor) }
      try writeAll(bytes, descriptor, path)
      return
    }
    let temporary = try createTemporary(beside: target, for: path)
    do throws(FileError) {
      defer { close(temporary.descriptor) }
      try writeAll(bytes, temporary.descriptor, path)
      guard fchmod(temporary.descriptor, permissions(of: target)) == 0, fsync(temporary.descriptor) == 0 else {
        throw .cannotWrite(path: path, reason: lastError())
      }
      guard rename(temporary.path, target) == 0 else { throw .cannotWrite(path: path, reason: lastError()) }
    } catch {
      unlink(temporary.path)
      throw error
    }
    syncFolder(of: target)
  }

  // MARK: Pieces

  /// Whether both are the same thing in the file system, or the same name in the same folder.
  private static func isSamePlace(_ one: String, _ other: String) -> Bool {
    var first = stat()
    var second = stat()
    switch (stat(one, &first) == 0, stat(other, &second) == 0) {
    case (true, true): return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    case (false, false):
      return one.split(separator: "/").last == other.split(separator: "/").last
        && stat(folder(of: one), &first) == 0 && stat(folder(of: other), &second) == 0
        && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    case (true, false), (false, true): return false
    }
  }

  private static func createTemporary(
    beside target: String, for path: String
  ) throws(FileError) -> (path: String, descriptor: Int32) {
    let folder = self.folder(of: target)
    // A name of its own: with the file's in it, it could be too long where the file's is not.
    var template = Array("\(folder)/.downhill-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      let reason = errno == ENOENT ? "there is no folder \(folder)" : lastError()
      throw .cannotCreate(path: path, reason: reason)
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return (String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self), descriptor)
  }

  static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress! + written, bytes.count - written) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .cannotWrite(path: path, reason: lastError()) }
      written += count
    }
  }

  /// The permissions of the file that is replaced, or those that a new file gets.
  private static func permissions(of path: String) -> mode_t {
    var information = stat()
    if stat(path, &information) == 0 { return information.st_mode & 0o7777 }
    let mask = umask(0)
    umask(mask)
    return 0o666 & ~mask
  }

  private static func syncFolder(of path: String) {
    let descriptor = open(folder(of: path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// The file at the end of symbolic links, there or not: it is replaced, and the links stay.
  private static func target(of path: String) throws(FileError) -> String {
    guard !path.isEmpty else { throw .cannotCreate(path: "\"\"", reason: "it is no name") }
    if isCutShort(path) { throw .cannotCreate(cutShort: path) }
    var target = path
    // Linux follows as many links.
    for _ in 0..<40 {
      if exists(target) {
        // A pipe behind /dev/stdout is there, but has no path.
        guard let real = realpath(target, nil) else { return target }
        defer { free(real) }
        return String(cString: real)
      }
      guard let next = destination(ofLink: target) else { return target }
      target = next.utf8.first == UInt8(ascii: "/") ? next : "\(folder(of: target))/\(next)"
    }
    throw .cannotCreate(path: path, reason: String(cString: strerror(ELOOP)))
  }

  private static func destination(ofLink path: String) -> String? {
    let text = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = max(0, buffer.withMemoryRebound(to: CChar.self) { readlink(path, $0.baseAddress!, $0.count) })
    }
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  private static func isSpecial(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT != S_IFREG
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// The words for the last system error.
func lastError() -> String { String(cString: strerror(errno)) }

// `read` and `write` of the C library, whose names the functions above hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
