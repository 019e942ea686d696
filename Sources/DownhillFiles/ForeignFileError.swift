import DownhillFormats

/// A file that is plainly something else than what was asked for.
public struct ForeignFileError: Error, Equatable, Sendable {
  /// What a file should be.
  public enum Purpose: Sendable {
    /// A saved network.
    case model
    /// The pictures of a data set.
    case pictures
    /// The labels of a data set.
    case labels
    /// A picture to predict.
    case picture
    /// A table in text.
    case table
  }

  /// The file as the user named it.
  public let file: String
  /// One or two sentences: what it is, and what to do.
  public let description: String

  init(file: String, _ found: ForeignFile, as purpose: Purpose) {
    self.file = file
    description = "\(file): expected \(purpose.name), found \(found.name). \(found.way(file: file, purpose))"
  }

  /// Throws if these first bytes of a file show that it is something else of a known kind.
  public static func check(_ bytes: [UInt8], as purpose: Purpose, file: String) throws(ForeignFileError) {
    // The readers' errors about files of their own formats are more precise.
    switch (FileKind(firstBytes: Array(bytes.prefix(ForeignFile.prefixCount))), purpose) {
    case (.safeTensors, .model), (.idxImages, .pictures), (.idxImages, .labels), (.idxLabels, .pictures),
      (.idxLabels, .labels), (.png, .picture), (.netpbm, .picture):
      return
    case (.idxOther, .labels) where IDXLabels.canRead(bytes): return
    default: break
    }
    if let found = ForeignFile(firstBytes: bytes) { throw ForeignFileError(file: file, found, as: purpose) }
  }
}

extension ForeignFileError: CustomStringConvertible {}

extension ForeignFileError.Purpose {
  fileprivate var name: String {
    switch self {
    case .model: "a Downhill model"
    case .pictures: "a file of pictures (IDX)"
    case .labels: "a file of labels (IDX)"
    case .picture: "a picture (PNG, JPEG, PGM, PPM or PBM)"
    case .table: "a table (CSV, TSV, LIBSVM's text or NumPy arrays)"
    }
  }
}

extension ForeignFile {
  /// With its article.
  var name: String {
    switch self {
    case .lfsPointer: "a Git LFS pointer"
    case .annexPointer: "a git-annex pointer"
    case .gzip: "a file compressed by gzip"
    case .otherCompression(let program): "a file compressed by \(program)"
    case .archive(let name): name
    case .kerasArchive: "a Keras model (.keras)"
    case .pyTorchArchive: "a PyTorch file (.pt)"
    case .numPyArchive: "a NumPy archive (.npz)"
    case .hdf5: "an HDF5 file, as Keras saves models (.h5)"
    case .pickle: "a Python pickle, as PyTorch saves models"
    case .numPy: "a NumPy array (.npy)"
    case .otherModel(let name): name
    case .parquet: "a Parquet table"
    case .picture(let format): "\(["SVG", "AVIF", "ICO"].contains(format) ? "an" : "a") \(format) picture"
    case .matlab: "a MATLAB file"
    case .csv: "a table in text (CSV)"
    case .json: "JSON text"
    case .xml: "XML text"
    case .html: "a web page"
    case .text: "a text"
    case .zeros: "nothing but zeros"
    case .appleDouble: "what macOS keeps beside a file"
    case .thing(let name): name
    case .idx(let numbers): "an IDX file of \(numbers)"
    case .dataSet: "a file of a data set (IDX)"
    case .model: "a safetensors file"
    case .readablePicture: "a picture"
    }
  }

  /// What to run or to do.
  fileprivate func way(file: String, _ purpose: ForeignFileError.Purpose) -> String {
    switch self {
    case .lfsPointer: "Fetch the file itself: git lfs install, then git lfs pull in its repository."
    case .annexPointer: "Fetch the file itself with git annex get in its repository."
    case .gzip:
      file.hasSuffix(IDXData.unpackedSuffix)
        ? "It is compressed twice: unpack it twice (gunzip)." : "Unpack it first: gunzip -k \(shellWord(file))"
    case .otherCompression(let program): "Unpack it first: \(program) -dk \(shellWord(file))"
    case .archive: "Unpack it, and give the file that is meant."
    case .html: "The download went wrong and saved the server's answer: download the file again."
    case .appleDouble: "Give the file itself, without ._ before its name."
    case .zeros: "It was not copied or downloaded to its end: do it again."
    case .kerasArchive, .pyTorchArchive, .numPyArchive, .hdf5, .pickle, .numPy, .otherModel, .parquet, .matlab, .csv,
      .json, .xml, .text, .idx, .model, .readablePicture, .thing:
      purpose.way(from: self)
    case .dataSet: "Data sets are given by their folder, with --data, and their examples as test:17 or train:3."
    case .picture:
      purpose == .picture
        ? "Convert it to PNG first: magick \(shellWord(file)) -auto-orient picture.png" : purpose.way(from: self)
    }
  }
}

extension ForeignFileError.Purpose {
  /// What to do with a file of another program.
  fileprivate func way(from file: ForeignFile) -> String {
    switch self {
    case .model:
      switch file {
      case .kerasArchive, .pyTorchArchive, .hdf5, .pickle, .otherModel, .numPy, .numPyArchive, .matlab:
        "Models are read as safetensors with layers.0.weight, layers.0.bias and so on: give one that downhill train "
          + "has saved."
      case .lfsPointer, .annexPointer, .gzip, .otherCompression, .archive, .parquet, .picture, .csv, .json, .xml, .html,
        .text, .zeros, .idx, .dataSet, .model, .readablePicture, .appleDouble, .thing:
        "Give a model that downhill train has saved."
      }
    case .pictures where file.isIDX:
      "Pictures are read as unsigned bytes with 3 dimensions: scale them to 0…255 and write them so."
    case .labels where file.isIDX: "Labels are read as whole numbers with 1 dimension: write them so."
    case .pictures:
      "Write them as IDX: the bytes 0 0 8 3, then N, rows and columns as 4 bytes each (big-endian), then the pixels."
    case .labels:
      "Write them as IDX: the bytes 0 0 8 1, their number as 4 bytes (big-endian), then a byte for each label."
    case .picture:
      file == .numPy
        ? "In Python: PIL.Image.fromarray(numpy.load(file)).save(\"picture.png\")"
        : "Give a PNG, JPEG, PGM, PPM or PBM file."
    case .table:
      switch file {
      case .parquet, .json, .thing("an SQLite database"), .thing("an Arrow table"):
        "Write it as CSV, for instance: duckdb -csv -c \"from '…'\" | downhill train --data - --target …"
      case .thing("a document of an office program"): "Save the sheet as CSV (UTF-8) and give that file."
      default: "Give a file whose first line names its columns."
      }
    }
  }
}

extension ForeignFile {
  fileprivate var isIDX: Bool { if case .idx = self { true } else { false } }
}
