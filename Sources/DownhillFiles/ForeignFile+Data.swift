import DownhillFormats

extension ForeignFile {
  /// What a file is that was given instead of a folder with IDX files, or is in one without them, and what to do: for a
  /// sentence that begins with `it is`. nil if unknown.
  static func inPlaceOfData(_ path: String) -> String? {
    guard let file = Files.beginning(of: path) else { return nil }
    if Gzip.isGzip(file.bytes) { return packed(file.bytes, path) }
    return ForeignFile(firstBytes: file.bytes)?.inPlaceOfData(path, packing: "")
  }

  /// The same of what a gzip file holds.
  private static func packed(_ bytes: [UInt8], _ path: String) -> String {
    let first = bytes.withUnsafeBytes { try? Gzip.prefix($0, count: prefixCount, file: path) }
    let found = first.flatMap { ForeignFile(firstBytes: $0) }
    return found?.inPlaceOfData(path, packing: ", compressed by gzip")
      ?? "a file compressed by gzip: gunzip -k \(shellWord(path))"
  }

  private func inPlaceOfData(_ path: String, packing: String) -> String {
    let file = shellWord(path)
    // A new folder beside the file.
    let fileName = path.split(separator: "/").last.map(String.init) ?? path
    let stem = fileName.prefix { $0 != "." }
    let folder = shellWord(stem.isEmpty || stem.hasPrefix("-") ? "unpacked" : "\(stem)-unpacked")
    func unpacked(_ command: String) -> String { "\(command), then give --data \(folder)" }
    switch self {
    case .dataSet, .idx: return "a file of a data set\(packing): give the folder that it lies in"
    case .archive("a tar archive"):
      return "a tar archive\(packing): \(unpacked("mkdir \(folder) && tar -xf \(file) -C \(folder)"))"
    case .archive("a zip archive"): return "a zip archive: \(unpacked("unzip \(file) -d \(folder)"))"
    case .archive(let name): return "\(name): unpack it into a folder, and give that"
    case .otherCompression(let program):
      return path.contains(".tar.") || path.hasSuffix(".txz") || path.hasSuffix(".tbz2")
        ? "a tar archive compressed by \(program): \(unpacked("mkdir \(folder) && tar -xf \(file) -C \(folder)"))"
        : "a file compressed by \(program): \(program) -dk \(file)"
    case .lfsPointer: return "a Git LFS pointer: git lfs install, then git lfs pull in its repository"
    case .annexPointer: return "a git-annex pointer: git annex get in its repository"
    case .html: return "a web page: the download went wrong and saved the server's answer"
    case .appleDouble: return "what macOS keeps beside a file: give the folder, without ._ before its name"
    case .zeros: return "nothing but zeros: copy or download it again"
    case .model: return "a model: give it before the options; --data takes a folder"
    case .readablePicture: return "a picture: predict takes it after the model"
    case .parquet:
      return "\(name)\(packing): duckdb -csv -c \"from '…'\" | downhill train --data - --target NAME"
    case .numPyArchive:
      return "\(name): give it by its own name, with pictures and classes as x_train, y_train, x_test and y_test"
    case .numPy:
      return "\(name)\(packing): save pictures and classes in one archive, "
        + "numpy.savez(\"data.npz\", x_train=…, y_train=…, x_test=…, y_test=…)"
    case .gzip, .kerasArchive, .pyTorchArchive, .hdf5, .pickle, .otherModel, .picture, .matlab, .csv, .json, .xml,
      .text, .thing:
      return
        "\(name)\(packing): write it as IDX, the bytes 0 0 8 3, then N, rows and columns as 4 bytes each (big-endian), then "
        + "the pixels; labels as 0 0 8 1, N, a byte each"
    }
  }
}
