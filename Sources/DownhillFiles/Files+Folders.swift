#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Files {
  /// Makes a folder, if it does not exist; its parent must.
  public static func makeFolder(_ path: String) throws(FileError) {
    if isCutShort(path) { throw .cannotCreate(cutShort: path) }
    guard mkdir(path, 0o777) != 0 else { return }
    let code = errno
    if code == EEXIST && isFolder(path) { return }
    throw .cannotCreate(path: path, reason: code == EEXIST ? "it is not a folder" : String(cString: strerror(code)))
  }

  /// Makes a folder and its parents, as far as they do not exist.
  public static func makeFolders(_ path: String) throws(FileError) {
    if isCutShort(path) { throw .cannotCreate(cutShort: path) }
    for index in path.indices.dropFirst() where path[index] == "/" { try makeFolder(String(path[..<index])) }
    try makeFolder(path)
  }

  /// Whether a folder is empty.
  public static func isEmptyFolder(_ path: String) throws(FileError) -> Bool {
    if isCutShort(path) { throw .unreadable(cutShort: path) }
    guard let folder = opendir(path) else { throw .unreadable(path: path, reason: lastError()) }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let isItselfOrAbove = withUnsafeBytes(of: &entry.pointee.d_name) { name in
        name[0] == UInt8(ascii: ".") && (name[1] == 0 || name[1] == UInt8(ascii: ".") && name[2] == 0)
      }
      if !isItselfOrAbove { return false }
    }
    return true
  }

  /// The names in a folder, in no order.
  static func names(in path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else { throw .unreadable(path: path, reason: lastError()) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
