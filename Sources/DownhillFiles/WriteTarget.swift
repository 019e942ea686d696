#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a path leads to, looked at before something is written there.
enum WriteTarget {
  /// A device or a pipe, which cannot be replaced, only written to.
  case stream
  /// An ordinary file, which this user may write, at the end of any links.
  case file(path: String, stat)
  /// An ordinary file that has no name any more, such as one behind `/dev/stdout` that was removed: no other can take its
  /// place, and least of all that of the link.
  case nameless(stat)
  /// Nothing yet, at the end of any links.
  case nothing(path: String)

  /// Asks the kernel whether the file may be written, and not only its folder, which is all that a rename asks. It is asked
  /// by the name that the user gave: so its rules about links and files in folders that all may write hold, too.
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
    // As any program opens a file that it writes, but nothing is cut off: the file is there, so nothing is created.
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
      throw .cannotCreate(path: path, reason: "it was replaced by something else just now")
    }
    return .file(path: end, opened)
  }

  /// Where symbolic links lead that end at nothing.
  static func end(ofLinks path: String) throws(FileError) -> String {
    var end = path
    // Linux follows as many links.
    for _ in 0..<40 {
      guard let next = Files.destination(ofLink: end) else { return end }
      end = next.utf8.first == UInt8(ascii: "/") ? next : "\(Files.folder(of: end))/\(next)"
    }
    throw .cannotCreate(path: path, reason: SystemError(ELOOP).reason)
  }
}
