#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a path leads to, before something is written there.
enum WriteTarget {
  /// A device or a pipe, which cannot be replaced, only written to.
  case stream
  /// An ordinary file, which this user may write, at the end of any links.
  case file(path: String, stat)
  /// An ordinary file that has no name any more, such as a removed one behind `/dev/stdout`: it cannot be replaced, and
  /// the link must not be.
  case nameless(stat)
  /// Nothing yet, at the end of any links.
  case nothing(path: String)

  /// Asks the kernel whether the file itself may be written, not only its folder, which is all that a rename needs. The
  /// user's own path is used, so that the kernel's rules about links and files in world-writable folders apply too.
  init(_ path: String) throws(FileError) {
    guard !path.isEmpty else { throw .cannotCreate(path: "\"\"", reason: "it is no name") }
    if Files.isCutShort(path) { throw .cannotCreate(cutShort: path) }
    var information = stat()
    guard stat(path, &information) == 0 else {
      guard errno == ENOENT else { throw .cannotCreate(path: path, reason: lastError()) }
      self = .nothing(path: try Self.end(ofLinks: path))
      return
    }
    switch information.st_mode & S_IFMT {
    case S_IFREG: self = try Self.file(path)
    case S_IFDIR: throw .cannotCreate(path: path, reason: "it is a folder")
    default: self = .stream
    }
  }

  private static func file(_ path: String) throws(FileError) -> WriteTarget {
    // Opened as any program opens a file to write, but without truncating; the file exists, so nothing is created.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: lastError()) }
    defer { close(descriptor) }
    var opened = stat()
    guard fstat(descriptor, &opened) == 0 else { throw .cannotCreate(path: path, reason: lastError()) }
    guard let real = realpath(path, nil) else {
      return Files.destination(ofLink: path) == nil ? .file(path: path, opened) : .nameless(opened)
    }
    defer { free(real) }
    let end = String(cString: real)
    var named = stat()
    guard stat(end, &named) == 0, named.st_dev == opened.st_dev, named.st_ino == opened.st_ino else {
      throw .cannotCreate(path: path, reason: "it has just been replaced by something else")
    }
    return .file(path: end, opened)
  }

  /// The end of symbolic links that lead to nothing.
  static func end(ofLinks path: String) throws(FileError) -> String {
    var end = path
    // Linux follows this many links.
    for _ in 0..<40 {
      guard let next = Files.destination(ofLink: end) else { return end }
      end = next.utf8.first == UInt8(ascii: "/") ? next : "\(Files.folder(of: end))/\(next)"
    }
    throw .cannotCreate(path: path, reason: SystemError(ELOOP).reason)
  }
}
