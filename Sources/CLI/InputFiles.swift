import DownhillFiles
import DownhillFormats

extension ParsedArguments {
  /// Throws if the path of `option` is, by whatever name, one of the data's files, which are never replaced.
  func checkKeepsData(_ option: String, _ path: String) throws {
    guard let folder = self[Shared.data], folder != Shared.bundled, Files.kind(of: path)?.mayHoldData == true,
      Files.isInFolder(folder, path)
    else { return }
    throw Failure(.usage, "\(option) \(path) would replace the data that is read; choose another name")
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
