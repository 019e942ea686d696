#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A complete copy of what could not be written where it belongs, under a name that says what it is. It stays until the
/// user removes it.
enum WholeCopy {
  /// Saves one beside its target, else in the working folder, else in the folder for temporary files.
  ///
  /// - Returns: its path; nil if it can be saved nowhere.
  static func save(_ bytes: [UInt8], of path: String) -> String? {
    for folder in folders(for: path) {
      guard let file = try? TemporaryFile(in: folder, prefix: prefix(for: path)) else { continue }
      do {
        try file.fill(bytes, like: nil, permissions: 0o600)
        file.keep()
        Files.syncFolder(folder)
        return file.path
      } catch {
        file.remove()
      }
    }
    return nil
  }

  /// Whether a copy could be made anywhere. Leaves nothing behind.
  static func isPossible(for path: String) -> Bool {
    folders(for: path).contains { folder in
      guard let file = try? TemporaryFile(in: folder, prefix: prefix(for: path)) else { return false }
      file.remove()
      return true
    }
  }

  /// The beginning of a copy's name: the original name, unless that is too long.
  static func prefix(for path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let isUsable = !name.isEmpty && name.utf8.count <= 240 && !isOfSystem(path)
    return "\(isUsable ? name : "downhill").kept-"
  }

  private static func folders(for path: String) -> [String] {
    let variable = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let general = [".", variable.isEmpty ? "/tmp" : variable]
    return isOfSystem(path) ? general : [Files.folder(of: path)] + general
  }

  /// Whether a path belongs to a device: copies cannot be put or named there.
  static func isOfSystem(_ path: String) -> Bool { path.hasPrefix("/dev/") || path.hasPrefix("/proc/") }
}
