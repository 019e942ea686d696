import DownhillFormats

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Files {
  /// Whether this very file, under whatever name, is in a folder or its subfolders, as deep as data sets may be.
  package static func isInFolder(_ folder: String, _ path: String, depth: Int = 4) -> Bool {
    var wanted = stat()
    guard stat(path, &wanted) == 0, let listing = opendir(folder) else { return false }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name == "." || name == ".." { continue }
      let inside = "\(folder)/\(name)"
      var information = stat()
      guard stat(inside, &information) == 0 else { continue }
      if information.st_dev == wanted.st_dev && information.st_ino == wanted.st_ino { return true }
      if information.st_mode & S_IFMT == S_IFDIR, depth > 1, isInFolder(inside, path, depth: depth - 1) { return true }
    }
    return false
  }

  /// The kind of an ordinary file, recognized by its first bytes; nil if it cannot be read.
  package static func kind(of path: String) -> FileKind? {
    guard isRegular(path) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      let received = systemRead(descriptor, buffer.baseAddress!, 64)
      isRead = received >= 0
      count = max(received, 0)
    }
    return isRead ? FileKind(firstBytes: bytes) : nil
  }
}

// `read` of the C library, whose name that of `Files` hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
