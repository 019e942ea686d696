extension Files {
  /// Whether the system could take this for the name of another file: it reads a name up to its first zero byte only.
  static func isCutShort(_ path: String) -> Bool { path.utf8.contains(0) }
}

extension FileError {
  /// A path that is not read, as the system would cut it at a zero byte.
  static func unreadable(cutShort path: String) -> FileError { .unreadable(path: shown(path), reason: cut) }

  /// A path at which nothing is made, for the same reason.
  static func cannotCreate(cutShort path: String) -> FileError { .cannotCreate(path: shown(path), reason: cut) }

  private static var cut: String { "a path cannot have a zero byte in it" }

  private static func shown(_ path: String) -> String {
    path.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\\0")
  }
}
