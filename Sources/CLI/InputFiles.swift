import DownhillFiles
import DownhillFormats

extension ParsedArguments {
  /// Throws if what `option` names is one of the files that hold the data, by whatever name: they are never replaced.
  func checkKeepsData(_ option: String, _ path: String) throws {
    guard let folder = self[Shared.data], folder != Shared.bundled, Files.kind(of: path)?.mayHoldData == true,
      Files.isInFolder(folder, path)
    else { return }
    throw Failure(.usage, "\(option) \(path) would replace the data that is read; choose another name")
  }
}

extension FileKind {
  /// Whether a data set may consist of such files, or be packed into them. Models, logs and pages may lie beside them.
  fileprivate var mayHoldData: Bool {
    switch self {
    case .idxImages, .idxLabels, .idxOther, .picture, .png, .netpbm, .jpeg, .gif, .webp, .gzip, .zip: true
    case .safeTensors, .pdf, .html, .empty, .unknown: false
    }
  }
}
