#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Files {
  /// Writes a file whole or not at all: into a temporary file beside it, onto the disk, and only then under its name. A
  /// reader sees the old file or the new one, also after a crash.
  ///
  /// What a file system does not offer, such as permissions or waiting for the disk, is skipped. A file that cannot be
  /// replaced, because it is mounted or its folder is not writable, is written in place, with a whole copy elsewhere
  /// until that is done.
  ///
  /// - Parameters:
  ///   - bytes: what is written.
  ///   - path: where.
  ///   - keepsCopy: whether bytes that cannot be written where they belong are saved beside it, in the working folder or
  ///     in the folder for temporary files: the error is ``FileError/copied(to:because:)`` then.
  ///   - willWriteInPlace: called before the file is written in place, with the path of the copy and the reason. The
  ///     copy is removed once the file is whole.
  ///   - isCancelled: called while a pipe has no reader, or one that does not read; true gives up.
  public static func write(
    _ bytes: [UInt8], to path: String, keepsCopy: Bool = false, isCancelled: () -> Bool = { false },
    willWriteInPlace: @escaping (_ copy: String, _ reason: String) -> Void = { _, _ in }
  ) throws(FileError) {
    do throws(FileError) {
      switch try WriteTarget(path) {
      case .stream: try writeStream(bytes, path, isCancelled)
      case .file(let end, let information):
        try Replacement(bytes: bytes, path: path, end: end, replaced: information, willWriteInPlace: willWriteInPlace)
          .run(keepsCopy: keepsCopy)
      case .nameless(let information):
        try Replacement(bytes: bytes, path: path, end: path, replaced: information, willWriteInPlace: willWriteInPlace)
          .writeInPlace(copy: nil, because: Replacement.namelessness)
      case .nothing(let end):
        try Replacement(bytes: bytes, path: path, end: end, replaced: nil, willWriteInPlace: willWriteInPlace)
          .run(keepsCopy: keepsCopy)
      }
    } catch {
      if case .copied = error { throw error }
      guard keepsCopy, !bytes.isEmpty, let copy = WholeCopy.save(bytes, of: path) else { throw error }
      throw .copied(to: copy, because: error)
    }
  }

  /// Throws unless a file could be written at this path now, by doing what
  /// ``write(_:to:keepsCopy:isCancelled:willWriteInPlace:)`` does. Leaves nothing behind.
  public static func checkWritable(_ path: String) throws(FileError) {
    let end: String
    let isThere: Bool
    switch try WriteTarget(path) {
    case .stream:
      guard access(path, W_OK) == 0 else { throw .cannotCreate(path: path, reason: lastError()) }
      return
    case .nameless:
      guard WholeCopy.isPossible(for: path) else {
        throw .cannotCreate(path: path, reason: Replacement.namelessness)
      }
      return
    case .file(let target, _): (end, isThere) = (target, true)
    case .nothing(let target): (end, isThere) = (target, false)
    }
    do throws(SystemError) {
      try TemporaryFile(in: folder(of: end)).remove()
    } catch {
      let refusal = FileError.cannotCreate(path: path, reason: Replacement.reason(error, folder: folder(of: end)))
      guard InPlace.isPossible(after: error, in: folder(of: end), isThere: isThere) else { throw refusal }
      if !isThere {
        guard InPlace.create(end) else { throw refusal }
        unlink(end)
      }
      guard WholeCopy.isPossible(for: end) else {
        guard isThere, access(end, W_OK) == 0 else { throw refusal }
        throw .cannotCreate(
          path: path, reason: Replacement.homelessness(Replacement.reason(error, folder: folder(of: end))))
      }
    }
    // The file system may also refuse the name itself, such as one that is too long.
    var information = stat()
    guard lstat(end, &information) == 0 || errno == ENOENT else {
      throw .cannotCreate(path: path, reason: lastError())
    }
  }

  /// Ends writing when the process is about to end: removes what is not whole yet. Safe in a signal handler.
  ///
  /// - Returns: false while a file is being written in place: it should become whole first.
  public static func abandonWriting() -> Bool {
    if InPlace.isUnderWay { return false }
    TemporaryFile.removeCurrent()
    return true
  }

  /// Without blocking: a reader that never comes must not keep the program from ending.
  private static func writeStream(
    _ bytes: [UInt8], _ path: String, _ isCancelled: () -> Bool
  ) throws(FileError) {
    var descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    while descriptor < 0 {
      // A named pipe not yet opened for reading; the reader of an unnamed one does not come back.
      guard errno == ENXIO, !WholeCopy.isOfSystem(path) else {
        throw .cannotCreate(path: path, reason: lastError())
      }
      guard !isCancelled() else { throw .cannotCreate(path: path, reason: "nothing reads from it") }
      usleep(20_000)
      descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    }
    do throws(SystemError) {
      do throws(SystemError) {
        try Descriptor.write(bytes, to: descriptor, isCancelled: isCancelled)
      } catch {
        close(descriptor)
        throw error
      }
      try Descriptor.close(descriptor)
    } catch {
      throw .incomplete(path: path, reason: error.reason)
    }
  }
}

/// A file that is being written under a temporary name, to replace another.
struct Replacement {
  let bytes: [UInt8]
  /// The path as the user gave it.
  let path: String
  /// Where it leads.
  let end: String
  /// The file that is there now.
  let replaced: stat?
  let willWriteInPlace: (_ copy: String, _ reason: String) -> Void

  func run(keepsCopy: Bool) throws(FileError) {
    let folder = Files.folder(of: end)
    StaleTemporaries.remove(in: folder)
    let temporary: TemporaryFile
    do throws(SystemError) {
      temporary = try TemporaryFile(in: folder)
    } catch {
      let reason = Self.reason(error, folder: folder)
      guard InPlace.isPossible(after: error, in: folder, isThere: replaced != nil) else {
        throw .cannotCreate(path: path, reason: reason)
      }
      try writeInPlace(copy: nil, because: reason)
      return
    }
    do throws(SystemError) {
      try temporary.fill(bytes, like: replaced, permissions: permissions)
    } catch {
      temporary.remove()
      throw .cannotWrite(path: path, reason: error.reason)
    }
    do throws(SystemError) {
      try temporary.rename(to: end)
    } catch {
      if InPlace.isPossible(after: error, in: folder, isThere: replaced != nil) {
        try writeInPlace(copy: keep(temporary), because: error.reason)
        return
      }
      let failure = FileError.cannotWrite(path: path, reason: error.reason)
      guard keepsCopy else {
        temporary.remove()
        throw failure
      }
      throw .copied(to: keep(temporary), because: failure)
    }
    Files.syncFolder(folder)
  }

  /// Keeps a whole file as a copy, under a name that no later run removes as stale.
  private func keep(_ temporary: TemporaryFile) -> String {
    if let path = temporary.keep(prefix: WholeCopy.prefix(for: end)) { return path }
    guard let copy = WholeCopy.save(bytes, of: end) else { return temporary.keep() }
    unlink(temporary.path)
    return copy
  }

  /// Why no file could be made in a folder.
  static func reason(_ error: SystemError, folder: String) -> String {
    error.code == ENOENT ? "there is no folder \(folder)" : error.reason
  }

  /// Why a file without a name is written in place.
  static let namelessness = "it has no name any more"

  /// Why a file that can be written in place is not, given why it cannot be replaced.
  static func homelessness(_ reason: String) -> String {
    "\(reason); it could be written in place, but nowhere is room for a whole copy meanwhile: name a folder with TMPDIR"
  }

  /// Overwrites the existing file, or makes it under its name, once a whole copy is elsewhere.
  func writeInPlace(copy: String?, because reason: String) throws(FileError) {
    guard let copy = copy ?? WholeCopy.save(bytes, of: end) else {
      throw .cannotCreate(path: path, reason: Self.homelessness(reason))
    }
    // Reported before the target is touched, so that at no moment the only whole file is an unknown one.
    willWriteInPlace(copy, reason)
    guard let target = InPlace(path: path, end: end, replaced: replaced) else {
      throw .copied(to: copy, because: .cannotCreate(path: path, reason: reason))
    }
    do throws(SystemError) {
      try target.write(bytes)
    } catch {
      let failure: FileError =
        replaced == nil
        ? .cannotWrite(path: path, reason: error.reason) : .incomplete(path: path, reason: error.reason)
      throw .copied(to: copy, because: failure)
    }
    unlink(copy)
  }

  /// The permissions of the file that is replaced, or those that a new file gets.
  private var permissions: mode_t {
    if let replaced { return replaced.st_mode & 0o7777 }
    let mask = umask(0)
    umask(mask)
    return 0o666 & ~mask
  }
}
