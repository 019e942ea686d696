import DownhillFiles
import DownhillFormats

extension ParsedArguments {
  /// Throws if the path of `option` is, by whatever name, one of the data's files, which are never replaced.
  func checkKeepsData(_ option: String, _ path: String) throws {
    guard let data = self[Shared.data], data != Shared.bundled, let kind = Files.kind(of: path) else { return }
    if Files.isFolder(data) {
      guard kind.mayHoldData, Files.isInFolder(data, path) else { return }
    } else {
      guard kind.mayHoldData || TableFile.recognizes(path), Files.areSame(data, path) else { return }
    }
    let name = tablePath == nil ? "data" : "table"
    throw Failure(.usage, "\(option) \(path) would replace the \(name) that is read; choose another name")
  }
}

extension FileKind {
  /// Whether files of this kind may be part of a data set. Models, logs and pages may be beside them.
  fileprivate var mayHoldData: Bool {
    switch self {
    case .idxImages, .idxLabels, .idxOther, .picture, .png, .netpbm, .jpeg, .gif, .webp, .gzip, .zip: true
    case .safeTensors, .pdf, .html, .empty, .unknown: false
    }
  }
}
