extension Files {
  /// Whether the system would read this as the name of another file: it reads names up to the first zero byte.
  static func isCutShort(_ path: String) -> Bool { path.utf8.contains(0) }
}

extension FileError {
  /// The error for reading such a path.
  static func unreadable(cutShort path: String) -> FileError { .unreadable(path: shown(path), reason: cut) }

  /// The error for writing such a path.
  static func cannotCreate(cutShort path: String) -> FileError { .cannotCreate(path: shown(path), reason: cut) }

  private static var cut: String { "a path cannot have a zero byte in it" }

  private static func shown(_ path: String) -> String {
    path.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\\0")
  }
}
