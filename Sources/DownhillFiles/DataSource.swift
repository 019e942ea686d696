import Downhill
import DownhillFormats
import Synchronization

/// Where labelled pictures come from: a folder with IDX files as MNIST and Fashion-MNIST have them, compressed or not, or
/// the same files in memory.
public struct DataSource: Sendable {
  /// How messages call it.
  public let name: String
  private let origin: Origin

  private typealias File = (name: String, contents: FileContents)

  private enum Origin: Sendable {
    case folder(String)
    case memory([File])
  }

  /// What the examples are for.
  public enum Split: String, CaseIterable, Sendable {
    /// To learn from.
    case train
    /// To be judged on.
    case test

    fileprivate var imageNames: [String] {
      switch self {
      case .train: ["train-images-idx3-ubyte", "train-images.idx3-ubyte"]
      case .test: ["t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte"]
      }
    }

    fileprivate var labelNames: [String] {
      switch self {
      case .train: ["train-labels-idx1-ubyte", "train-labels.idx1-ubyte"]
      case .test: ["t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte"]
      }
    }
  }

  /// The files of a folder. It must exist; its files are looked for when they are loaded.
  public init(folder: String) throws(FileError) {
    guard Files.exists(folder) else { throw .unreadable(path: folder, reason: "there is no such folder") }
    guard Files.isFolder(folder) else { throw .unreadable(path: folder, reason: "it is not a folder") }
    name = folder
    origin = .folder(folder)
  }

  /// Files in memory, under their usual names.
  public init(name: String, files: [(name: String, contents: [UInt8])]) {
    self.name = name
    origin = .memory(files.map { ($0.name, .bytes($0.contents)) })
  }

  /// Files that are part of the program, under their usual names: they are read where they lie.
  package init(name: String, resident files: [(name: String, contents: UnsafeRawBufferPointer)]) {
    self.name = name
    origin = .memory(files.map { ($0.name, .resident($0.contents)) })
  }

  /// Reads and checks the pictures and labels of one split.
  ///
  /// - Throws: ``FileError``, `FormatError` or ``DataError``.
  public func load(_ split: Split, classCount: Int = 10) throws -> PictureSet {
    let imageFile = try file(split.imageNames)
    let labelFile = try file(split.labelNames)
    let images = try IDX.images(
      unpacked(imageFile, headerByteCount: IDX.imagesHeaderByteCount, header: IDX.imagesHeader), file: imageFile.name)
    let labels = try IDX.labels(
      unpacked(labelFile, headerByteCount: IDX.labelsHeaderByteCount, header: IDX.labelsHeader), file: labelFile.name)
    guard images.count == labels.count else {
      throw DataError.counts(
        images: imageFile.name, imageCount: images.count, labels: labelFile.name, labelCount: labels.count)
    }
    guard images.count > 0 else { throw DataError.empty(file: imageFile.name) }
    guard images.rows * images.columns < 1 << 24 else {
      let problem = FormatError.Problem.tooManyPixels(width: images.columns, height: images.rows, limit: 1 << 24 - 1)
      throw FormatError(file: imageFile.name, offset: 8, problem: problem)
    }
    let examples: Examples
    do {
      examples = try Examples(
        bytes: images.bytes, offset: images.pixelOffset, inputCount: images.rows * images.columns, labels: labels,
        classCount: classCount)
    } catch .label(let example, let label, let classes) {
      throw DataError.label(file: labelFile.name, example: example, label: label, classes: classes)
    }
    return PictureSet(examples: examples, rows: images.rows, columns: images.columns)
  }

  /// Reads and checks both splits, at the same time if there are two threads.
  ///
  /// - Throws: ``FileError``, `FormatError` or ``DataError``, about the training examples first.
  public func loadBoth(
    classCount: Int = 10, workers: Workers = Workers()
  ) throws -> (training: PictureSet, test: PictureSet) {
    let loaded = Mutex<[Split: Result<PictureSet, any Error>]>([:])
    let splits: [Split] = [.train, .test]
    workers.run(splits.count) { index in
      let result = Result { try load(splits[index], classCount: classCount) }
      loaded.withLock { $0[splits[index]] = result }
    }
    return try loaded.withLock { (try $0[.train]!.get(), try $0[.test]!.get()) }
  }

  /// How large a split is, as the beginning of its file of pictures says, of which no more is read; nil where it cannot be
  /// known in this way, and whatever is wrong is for ``load(_:classCount:)`` to say.
  public func extent(of split: Split) -> Extent? {
    let candidates = split.imageNames.flatMap { [$0, "\($0).gz"] }
    let first: (bytes: [UInt8], fileByteCount: Int)?
    let isResident: Bool
    switch origin {
    case .folder(let folder):
      first = candidates.map { "\(folder)/\($0)" }.first(where: Files.exists).flatMap { Files.beginning(of: $0) }
      isResident = false
    case .memory(let files):
      let file = candidates.lazy.compactMap { name in files.first { $0.name == name } }.first
      first = file?.contents.withUnsafeBytes { all -> (bytes: [UInt8], fileByteCount: Int) in
        (Array(all.prefix(Files.beginningByteCount)), all.count)
      }
      isResident = true
    }
    return first.flatMap { Extent($0.bytes, fileByteCount: $0.fileByteCount, isResident: isResident) }
  }

  /// The four files, compressed, under the names that MNIST's have: what a browser is handed.
  ///
  /// - Throws: ``FileError``.
  public func packedFiles() throws(FileError) -> [(name: String, contents: [UInt8])] {
    var files: [(name: String, contents: [UInt8])] = []
    for names in Split.allCases.flatMap({ [$0.imageNames, $0.labelNames] }) {
      let contents = try file(names).contents.array
      files.append(("\(names[0]).gz", Gzip.isGzip(contents) ? contents : Gzip.deflate(contents)))
    }
    return files
  }

  /// The first file there is of these names, compressed or not.
  private func file(_ names: [String]) throws(FileError) -> File {
    let candidates = names.flatMap { [$0, "\($0).gz"] }
    switch origin {
    case .folder(let folder):
      for name in candidates {
        let path = "\(folder)/\(name)"
        if Files.exists(path) { return (path, .bytes(try Files.read(path))) }
      }
      throw .missing(path: "\(folder)/\(candidates[0]) (nor \(candidates[1]))")
    case .memory(let files):
      for name in candidates {
        if let file = files.first(where: { $0.name == name }) { return file }
      }
      throw .missing(path: candidates[0])
    }
  }

  /// The bytes of an IDX file. A compressed one is asked for its header first, which says how much there is to unpack.
  private func unpacked(
    _ file: File, headerByteCount: Int,
    header: (_ firstBytes: [UInt8], _ file: String) throws(FormatError) -> IDXHeader
  ) throws(FormatError) -> [UInt8] {
    try file.contents.withUnsafeBytes { bytes throws(FormatError) in
      guard Gzip.isGzip(bytes) else { return file.contents.array }
      let first = try Gzip.prefix(bytes, count: headerByteCount, file: file.name)
      return try Gzip.inflate(bytes, byteCount: header(first, file.name).byteCount, file: file.name)
    }
  }
}

/// Labelled pictures, ready for training, with their shape.
public struct PictureSet: Sendable {
  /// One input for each pixel, row by row.
  public let examples: Examples
  /// Pixels from top to bottom.
  public let rows: Int
  /// Pixels from left to right.
  public let columns: Int
}

/// Files that can be read, but do not make a data set.
public enum DataError: Error, Equatable, Sendable {
  /// Not one label for each picture.
  case counts(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// No examples.
  case empty(file: String)
  /// A label that is none of the classes.
  case label(file: String, example: Int, label: Int, classes: Int)
}

extension DataError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .counts(let images, let imageCount, let labels, let labelCount):
      "\(images) has \(counted(imageCount, "picture")), but \(labels) has \(counted(labelCount, "label"))"
    case .empty(let file):
      "\(file) has no examples"
    case .label(let file, let example, let label, 1):
      "\(file): example \(example) has the label \(label), but there is 1 class, 0"
    case .label(let file, let example, let label, let classes):
      "\(file): example \(example) has the label \(label), but there are \(classes) classes, 0 to \(classes - 1)"
    }
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
