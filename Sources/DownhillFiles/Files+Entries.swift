#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Files {
  /// What is in a folder under one name.
  struct Entry: Equatable, Sendable {
    let name: String
    let kind: Kind

    /// What a name leads to, at the end of symbolic links.
    enum Kind: Equatable, Sendable {
      case folder
      case file
      /// A link that leads nowhere.
      case brokenLink
      /// A pipe, a socket or a device.
      case other
    }
  }

  /// What is in a folder, in the order of the names' bytes, which is the same on every file system.
  static func entries(in path: String) throws(FileError) -> [Entry] {
    guard let folder = opendir(path) else { throw .unreadable(path: path, reason: lastError()) }
    defer { closedir(folder) }
    var entries: [Entry] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      // Asking for each of many files by itself would take longer than reading the folder.
      let kind: Entry.Kind =
        switch Int(entry.pointee.d_type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        default: Self.kind(at: "\(path)/\(name)")
        }
      entries.append(Entry(name: name, kind: kind))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func kind(at path: String) -> Entry.Kind {
    var information = stat()
    guard stat(path, &information) == 0 else { return .brokenLink }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// What tells a folder from all others, under whatever name; nil if there is none.
  static func identity(of folder: String) -> [UInt64]? {
    var information = stat()
    guard stat(folder, &information) == 0 else { return nil }
    return [UInt64(truncatingIfNeeded: information.st_dev), UInt64(truncatingIfNeeded: information.st_ino)]
  }
}
