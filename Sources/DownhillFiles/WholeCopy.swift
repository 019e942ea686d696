#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A copy of what belongs elsewhere: complete, on the disk, and under a name that tells what it is. It stays until
/// somebody removes it.
enum WholeCopy {
  /// Saves one beside its place, else in the working folder, else in the folder for temporary files.
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

  /// Whether a copy could be begun anywhere. Nothing stays behind.
  static func isPossible(for path: String) -> Bool {
    folders(for: path).contains { folder in
      guard let file = try? TemporaryFile(in: folder, prefix: prefix(for: path)) else { return false }
      file.remove()
      return true
    }
  }

  /// What the name of a copy begins with: the name of what it is a copy of, unless that is too long for an addition.
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

  /// Whether a path is a device's: no place for copies, and no name for them.
  static func isOfSystem(_ path: String) -> Bool { path.hasPrefix("/dev/") || path.hasPrefix("/proc/") }
}
