/// What the file system refused, and why.
public enum FileError: Error, Equatable, Sendable {
  /// There is nothing at this path.
  case missing(path: String)
  /// What is there cannot be read.
  case unreadable(path: String, reason: String)
  /// Nothing can be written at this path.
  case cannotCreate(path: String, reason: String)
  /// Writing failed; what was there before still is.
  case cannotWrite(path: String, reason: String)
  /// Writing failed in the middle of what cannot be replaced: a device, a pipe, or a file that was written in place.
  case incomplete(path: String, reason: String)
  /// Adding to the end failed; what was written before is still there.
  case cannotAppend(path: String, reason: String)
  /// What could not be written where it belongs is whole elsewhere.
  indirect case copied(to: String, because: FileError)
}

extension FileError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .missing(let path): "there is no file \(path)"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .cannotCreate(let path, let reason): "\(path) cannot be written: \(reason)"
    case .cannotWrite(let path, let reason): "writing \(path) failed: \(reason); nothing was changed there"
    case .incomplete(let path, let reason): "writing \(path) failed: \(reason); what is there now is not whole"
    case .cannotAppend(let path, let reason): "writing \(path) failed: \(reason); what was written before is whole"
    case .copied(let copy, let error): "\(error); instead, all of it was saved as \(copy)"
    }
  }
}
