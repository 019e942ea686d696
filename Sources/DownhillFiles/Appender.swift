#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Appends text to a file, a device or a pipe that is opened once; a reader sees each piece as it is written.
public final class Appender {
  private let path: String
  private var descriptor: Int32
  /// Whether it is a regular file, from which what was half written can be removed again.
  private let isOwnFile: Bool
  /// Bytes removed from the file.
  public let removedByteCount: Int

  /// Opens what is at `path`, or makes a new file there. A pipe waits for its reader.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - count: how many bytes of a file to keep; all of them if nil.
  public init(path: String, keeping count: Int? = nil) throws(FileError) {
    if Files.isCutShort(path) { throw .cannotCreate(cutShort: path) }
    self.path = path
    let opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o666)
    guard opened >= 0 else { throw .cannotCreate(path: path, reason: Self.reason(path)) }
    var information = stat()
    let isFile = fstat(opened, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
    if isFile, let output = Self.standardOutput(into: information) {
      // One file offset for both: otherwise each would overwrite what the other has written.
      systemClose(opened)
      descriptor = fcntl(output, F_DUPFD_CLOEXEC, 3)
      isOwnFile = false
    } else {
      descriptor = opened
      isOwnFile = isFile
    }
    removedByteCount = isOwnFile ? max(0, Int(information.st_size) - max(0, count ?? .max)) : 0
    guard removedByteCount > 0, let count else { return }
    guard ftruncate(descriptor, off_t(max(0, count))) == 0 else { throw .cannotCreate(path: path, reason: lastError()) }
  }

  deinit {
    if descriptor >= 0 { systemClose(descriptor) }
  }

  /// Appends bytes: all of them, or none where a file takes only some.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    var information = stat()
    let isKnown = isOwnFile && fstat(descriptor, &information) == 0
    do throws(SystemError) {
      try Descriptor.write(bytes, to: descriptor)
    } catch {
      if isKnown { ftruncate(descriptor, information.st_size) }
      throw .cannotAppend(path: path, reason: error.reason)
    }
  }

  /// Waits until everything is on the disk, and closes.
  public func close() throws(FileError) {
    guard descriptor >= 0 else { return }
    let descriptor = descriptor
    self.descriptor = -1
    do throws(SystemError) {
      do throws(SystemError) {
        try Descriptor.sync(descriptor)
      } catch {
        systemClose(descriptor)
        throw error
      }
      try Descriptor.close(descriptor)
    } catch {
      throw .cannotAppend(path: path, reason: error.reason)
    }
  }

  /// Throws unless `path` could be opened for appending. Leaves nothing behind.
  public static func check(_ path: String) throws(FileError) {
    let target = try WriteTarget(path)
    switch target {
    case .stream:
      guard access(path, W_OK) == 0 else { throw .cannotCreate(path: path, reason: lastError()) }
    case .file, .nameless: break
    case .nothing(let end):
      let opened = open(end, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard opened >= 0 else { throw .cannotCreate(path: path, reason: reason(end)) }
      systemClose(opened)
      unlink(end)
    }
  }

  /// The descriptor of standard output or error, if what was opened is where it goes.
  private static func standardOutput(into opened: stat) -> Int32? {
    [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
      var information = stat()
      return fstat(descriptor, &information) == 0
        && information.st_dev == opened.st_dev && information.st_ino == opened.st_ino
    }
  }

  private static func reason(_ path: String) -> String {
    let error = SystemError()
    let folder = Files.folder(of: path)
    switch error.code {
    case ENOENT where !Files.exists(folder): return "there is no folder \(folder)"
    case EISDIR: return "it is a folder"
    default: return error.reason
    }
  }
}

// `close` of the C library, whose name the method above hides.
@discardableResult
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
