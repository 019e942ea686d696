import DownhillFiles
import DownhillFormats

extension Model {
  /// The model in a file.
  static func read(_ path: String) throws -> Model { try read(contents(path), file: path) }

  /// The bytes of a model's file.
  static func contents(_ path: String) throws -> [UInt8] {
    guard !Files.isFolder(path) else {
      throw FileError.unreadable(path: path, reason: "it is a folder; give the model file in it")
    }
    return try Files.read(path, extent: FileExtent.model)
  }

  /// The model in the bytes of a file. Errors say if another program saved it, and what is missing.
  static func read(_ bytes: [UInt8], file: String) throws -> Model {
    try ForeignFileError.check(bytes, as: .model, file: file)
    do throws(FormatError) {
      return try ModelFile.decode(bytes, file: file)
    } catch {
      guard case .model(.missingMetadata("architecture")) = error.problem,
        let content = try? SafeTensors.decode(bytes, file: file, passingOver: true)
      else { throw error }
      throw Failure(.badData, content.foreignModel(file))
    }
  }
}

extension TensorFile {
  /// The error about a safetensors file of another program.
  fileprivate func foreignModel(_ file: String) -> String {
    let names = tensors.map(\.name) + unread.map(\.name)
    let shown = names.prefix(3).map { "\"\(printable($0, limit: 40))\"" }.joined(separator: ", ")
    let tensors = names.isEmpty ? "no tensors" : "the tensors \(shown)\(names.count > 3 ? ", …" : "")"
    return "\(file): safetensors of another program, with \(tensors). A model of Downhill has layers.0.weight, "
      + "layers.0.bias and so on, and metadata such as \"architecture\": give one that downhill train has saved."
  }

  /// The tensors that do not belong to a model: `num_batches_tracked`.
  var otherNames: [String] {
    let read = tensors.map(\.name).filter {
      !$0.hasPrefix("layers.") && !$0.hasPrefix("optimizer.") && !$0.hasPrefix("last.")
    }
    return read + unread.map(\.name).filter { doubles($0) == nil || metadata("downhill.table") == nil }
  }
}
