import Downhill
import DownhillFormats

/// Pictures with labels as MNIST, Fashion-MNIST and EMNIST have them: four IDX files in a folder, compressed or not, or the
/// same files in memory.
struct IDXData: DataReader {
  private let origin: Origin
  private let transposed: Bool?

  typealias File = (name: String, contents: FileContents)

  private enum Origin: Sendable {
    case folder(String)
    case memory([File])
  }

  /// Every folder: missing files are reported by name.
  static func recognizes(_ path: String) -> Bool { (try? DataFolder(path)) != nil }

  init(path: String, transposed: Bool?) throws(FileError) {
    _ = try DataFolder(path)
    origin = .folder(path)
    self.transposed = transposed
  }

  /// Files in memory, under their usual names.
  init(files: [File], transposed: Bool?) {
    origin = .memory(files)
    self.transposed = transposed
  }

  func load(_ split: DataSet.Split, classCount: Int?, firstLabel: Int?) throws -> DataSet {
    let imageFile = try file(split.imageNames, .images)
    let labelFile = try file(split.labelNames, .labels)
    let images = try read(imageFile, .images) { bytes, name throws(FormatError) in
      try IDX.images(bytes, file: name)
    }
    let labels = try readLabels(labelFile)
    let pictures = LabelledPictures(
      pictureFile: imageFile.name, unpackedName: unpackedName(imageFile), labelFile: labelFile.name, rows: images.rows,
      columns: images.columns, bytes: images.bytes, offset: images.pixelOffset, labels: labels,
      isTransposed: isTransposed)
    return try pictures.dataSet(split, classCount: classCount, firstLabel: firstLabel) { trainingLabels }
  }

  func extent(of split: DataSet.Split) -> DataSource.Extent? {
    switch origin {
    case .folder(let folder):
      let file = (try? DataFolder(folder))?.file(split.imageNames)
      return file.flatMap { Files.beginning(of: $0) }
        .flatMap { DataSource.Extent($0.bytes, fileByteCount: $0.fileByteCount, isResident: false) }
    case .memory:
      return (try? file(split.imageNames, .images))?.contents.withUnsafeBytes { all in
        DataSource.Extent(Array(all.prefix(Files.beginningByteCount)), fileByteCount: all.count, isResident: true)
      }
    }
  }

  /// The files as they are, unless the pictures are transposed or the labels are not bytes counted from 0.
  func pack(_ split: DataSet.Split) throws -> (images: [UInt8], labels: [UInt8]) {
    let images = try file(split.imageNames, .images)
    let labels = try file(split.labelNames, .labels)
    return try isTransposed || needsNewLabels(labels, split)
      ? load(split, classCount: nil, firstLabel: nil).idxFiles() : (images.contents.array, labels.contents.array)
  }

  /// Whether the pictures are turned upright when they are loaded.
  var isTransposed: Bool {
    if let transposed { return transposed }
    switch origin {
    case .folder(let path): return (try? DataFolder(path))?.isTransposed ?? false
    case .memory: return false
    }
  }

  /// The labels of the training examples, if they can be read.
  private var trainingLabels: [Int]? { try? readLabels(file(DataSet.Split.train.labelNames, .labels)) }

  /// Whether the labels are not bytes, or count from 1. Loading reports what cannot be read.
  private func needsNewLabels(_ file: File, _ split: DataSet.Split) -> Bool {
    guard let labels = try? readLabels(file) else { return false }
    let range = LabelRange(labels, split) { trainingLabels }
    let first = range.first(classCount: range.classCount)
    let start = try? file.contents.withUnsafeBytes { bytes throws(FormatError) in
      try Gzip.isGzip(bytes) ? Gzip.prefix(bytes, count: 4, file: file.name) : Array(bytes.prefix(4))
    }
    return first != 0 || start != [0, 0, 8, 1]
  }

  // MARK: Files

  /// The first existing file of these names, compressed or not.
  private func file(_ names: [String], _ kind: IDXKind) throws -> File {
    switch origin {
    case .folder(let path):
      let folder = try DataFolder(path)
      guard let file = folder.file(names) else { throw folder.missing(names) }
      return (file, .bytes(try Files.read(file, extent: kind.extent)))
    case .memory(let files):
      for name in names.flatMap({ [$0, "\($0).gz"] }) {
        if let file = files.first(where: { $0.name == name }) { return file }
      }
      throw FileError.missing(path: names[0])
    }
  }

  /// The suffix of the names of unpacked bytes.
  static let unpackedSuffix = ", unpacked"

  /// The name of a file's unpacked bytes in messages about offsets.
  private func unpackedName(_ file: File) -> String {
    file.contents.withUnsafeBytes { Gzip.isGzip($0) } ? file.name + Self.unpackedSuffix : file.name
  }

  private func readLabels(_ file: File) throws -> [Int] {
    try read(file, .labels, content: IDXLabels.read)
  }

  /// The content of an IDX file. Of a compressed one the header is unpacked first, which says how much there is. Errors
  /// at offsets of the unpacked bytes say so.
  private func read<Content>(
    _ file: File, _ kind: IDXKind,
    content: (_ bytes: [UInt8], _ file: String) throws(FormatError) -> Content
  ) throws -> Content {
    try file.contents.withUnsafeBytes { bytes in
      guard Gzip.isGzip(bytes) else {
        try ForeignFileError.check(Array(bytes.prefix(ForeignFile.prefixCount)), as: kind.purpose, file: file.name)
        return try content(file.contents.array, file.name)
      }
      let unpacked = unpackedName(file)
      let first = try Gzip.prefix(bytes, count: ForeignFile.prefixCount, file: file.name)
      try ForeignFileError.check(first, as: kind.purpose, file: unpacked)
      let count = try kind.byteCount(Array(first.prefix(kind.headerByteCount)), unpacked)
      let (need, limit) = (IDXKind.memoryNeed(first, byteCount: count), 64 * bytes.count + 64 << 20)
      // More than gzip can compress into these bytes is a damaged file; less, but far more memory than usual, may be
      // intended.
      if count <= Gzip.largestRatio * bytes.count, need > limit {
        throw DataError.packedTooTightly(file: file.name, bytes: bytes.count, need: need, limit: limit)
      }
      return try content(Gzip.inflate(bytes, byteCount: count, file: file.name), unpacked)
    }
  }
}

extension DataSet.Split {
  /// The beginnings of names: EMNIST's `test` is MNIST's `t10k`.
  private var beginnings: [String] {
    switch self {
    case .train: ["train"]
    case .test: ["t10k", "test"]
    }
  }

  var imageNames: [String] {
    beginnings.flatMap { ["\($0)-images-idx3-ubyte", "\($0)-images.idx3-ubyte"] }
  }

  /// Of the other element types the second number is that of the dimensions, as in QMNIST's name.
  var labelNames: [String] {
    let endings = ["-idx1-ubyte", ".idx1-ubyte", "-idx1-byte", "-idx1-short", "-idx1-int", "-idx2-int"]
    return beginnings.flatMap { beginning in endings.map { "\(beginning)-labels\($0)" } }
  }
}
