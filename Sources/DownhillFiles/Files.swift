#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reading files whole, and questions about paths; writing is in `Files+Writing.swift`.
public enum Files {
  /// The longest file that is read: the largest network with Adam's two moments takes 12 GiB.
  private static let largestFile = 1 << 34

  /// All bytes of a file; at most `streamLimit` of a pipe or a device, which does not say how many there will be.
  ///
  /// - Throws: ``FileError/missing(path:)`` or ``FileError/unreadable(path:reason:)``.
  public static func read(_ path: String, streamLimit: Int = 1 << 30) throws(FileError) -> [UInt8] {
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw .unreadable(path: path, reason: lastError()) }
    // A regular file has a length, a pipe does not: read until the end either way.
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

  /// A descriptor of what is at a path and is no folder.
  static func openForReading(_ path: String) throws(FileError) -> Int32 {
    if isCutShort(path) { throw .unreadable(cutShort: path) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? .missing(path: path) : .unreadable(path: path, reason: lastError())
    }
    guard !isFolder(path) else {
      close(descriptor)
      throw .unreadable(path: path, reason: "it is a folder")
    }
    return descriptor
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
  /// Whether two paths lead to the same file, or would once both are written.
  public static func areSame(_ one: String, _ other: String) -> Bool {
    guard let first = try? target(of: one), let second = try? target(of: other) else { return one == other }
    return first == second || isSameTarget(first, second)
  }

  // MARK: Parts

  /// Whether both are the same thing in the file system, or the same name in the same folder.
  private static func isSameTarget(_ one: String, _ other: String) -> Bool {
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

  /// Waits until the names in a folder are on the disk, as far as the file system does.
  static func syncFolder(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// The path at the end of symbolic links, whether anything is there or not.
  private static func target(of path: String) throws(FileError) -> String {
    if isCutShort(path) { throw .cannotCreate(cutShort: path) }
    guard let real = realpath(path, nil) else { return try WriteTarget.end(ofLinks: path) }
    defer { free(real) }
    return String(cString: real)
  }

  /// Where a symbolic link leads; nil if there is none at this path.
  static func destination(ofLink path: String) -> String? {
    let text = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = max(0, buffer.withMemoryRebound(to: CChar.self) { readlink(path, $0.baseAddress!, $0.count) })
    }
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  /// The folder that a path lies in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

// `read` of the C library, whose name the function above hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
