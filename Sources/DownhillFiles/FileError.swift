/// What the file system refused, and why.
public enum FileError: Error, Equatable, Sendable {
  /// There is nothing at this path.
  case missing(path: String)
  /// What is there cannot be read.
  case unreadable(path: String, reason: String)
  /// Nothing can be written at this path.
  case cannotCreate(path: String, reason: String)
  /// Writing failed; what stood there before still stands there.
  case cannotWrite(path: String, reason: String)
}

extension FileError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .missing(let path): "there is no file \(path)"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .cannotCreate(let path, let reason): "\(path) cannot be written: \(reason)"
    case .cannotWrite(let path, let reason): "writing \(path) failed: \(reason); nothing was changed there"
    }
  }
}
