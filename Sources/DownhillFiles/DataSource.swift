import Downhill
import DownhillFormats
import Synchronization

/// Where labelled pictures come from: a folder with IDX files as MNIST, Fashion-MNIST and EMNIST have them, compressed or
/// not, or the same files in memory.
public struct DataSource: Sendable {
  /// How messages call it.
  public let name: String
  private let origin: Origin
  private let transposed: Bool?

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

    /// What names begin with: EMNIST calls `test` what MNIST calls `t10k`.
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

  /// The files of a folder, which ``DataFolder`` finds. It must exist; its files are looked for when they are loaded.
  ///
  /// `transposed` says whether the rows of its pictures are columns; nil leaves that to their names.
  public init(folder: String, transposed: Bool? = nil) throws(FileError) {
    _ = try DataFolder(folder)
    name = folder
    origin = .folder(folder)
    self.transposed = transposed
  }

  /// Files in memory, under their usual names.
  public init(name: String, files: [(name: String, contents: [UInt8])]) {
    self.name = name
    origin = .memory(files.map { ($0.name, .bytes($0.contents)) })
    transposed = nil
  }

  /// Files that are part of the program, under their usual names: they are read where they lie.
  package init(
    name: String, resident files: [(name: String, contents: UnsafeRawBufferPointer)], transposed: Bool? = nil
  ) {
    self.name = name
    origin = .memory(files.map { ($0.name, .resident($0.contents)) })
    self.transposed = transposed
  }

  /// Reads and checks the pictures and labels of one split. A `classCount` of 1 means one output that answers yes, 1, or
  /// no, 0: see `Examples`.
  ///
  /// The classes are 0 to `classCount` - 1. Labels 1 to `classCount`, as EMNIST's letters have them, are moved down by one:
  /// `firstLabel` says which label, 0 or more, is class 0, and nil leaves that to the labels.
  ///
  /// - Throws: ``FileError``, `FormatError`, ``ForeignFileError`` or ``DataError``.
  public func load(_ split: Split, classCount: Int = 10, firstLabel: Int? = nil) throws -> PictureSet {
    let imageFile = try file(split.imageNames, .images)
    let labelFile = try file(split.labelNames, .labels)
    let images = try read(imageFile, .images) { bytes, name throws(FormatError) in
      try IDX.images(bytes, file: name)
    }
    let labels = try readLabels(labelFile)
    guard images.count == labels.count else {
      throw DataError.counts(
        images: imageFile.name, imageCount: images.count, labels: labelFile.name, labelCount: labels.count)
    }
    guard images.count > 0 else { throw DataError.empty(file: imageFile.name) }
    guard images.rows * images.columns < 1 << 24 else {
      let problem = FormatError.Problem.tooManyPixels(width: images.columns, height: images.rows, limit: 1 << 24 - 1)
      throw FormatError(file: unpackedName(imageFile), offset: 8, problem: problem)
    }
    let first = try firstLabel ?? self.firstLabel(of: labels, split, classCount: classCount)
    precondition(first >= 0, "a first label of \(first)")
    let count = min(max(classCount, 2), 256)
    if let index = labels.firstIndex(where: { $0 < first || $0 - first >= count }),
      let least = labels.min(), let largest = labels.max()
    {
      throw DataError.label(
        file: labelFile.name, example: index, label: labels[index], classes: classCount, first: first,
        labels: least...largest)
    }
    let isTransposed = self.isTransposed
    let examples = try Examples(
      bytes: isTransposed ? uprightBytes(of: images) : images.bytes, offset: images.pixelOffset,
      inputCount: images.rows * images.columns, labels: labels.map { UInt8($0 - first) }, classCount: classCount)
    return PictureSet(
      examples: examples, rows: isTransposed ? images.columns : images.rows,
      columns: isTransposed ? images.rows : images.columns, firstLabel: first, wasTransposed: isTransposed)
  }

  /// Reads and checks both splits, at the same time if there are two threads.
  ///
  /// - Throws: ``FileError``, `FormatError` or ``DataError``, about the training examples first.
  public func loadBoth(
    classCount: Int = 10, firstLabel: Int? = nil, workers: Workers = Workers()
  ) throws -> (training: PictureSet, test: PictureSet) {
    let loaded = Mutex<[Split: Result<PictureSet, any Error>]>([:])
    let splits: [Split] = [.train, .test]
    workers.run(splits.count) { index in
      let result = Result { try load(splits[index], classCount: classCount, firstLabel: firstLabel) }
      loaded.withLock { $0[splits[index]] = result }
    }
    return try loaded.withLock { (try $0[.train]!.get(), try $0[.test]!.get()) }
  }

  /// How large a split is, as the beginning of its file of pictures says, of which no more is read; nil where it cannot be
  /// known in this way, and whatever is wrong is for ``load(_:classCount:firstLabel:)`` to say.
  public func extent(of split: Split) -> Extent? {
    switch origin {
    case .folder(let folder):
      let file = (try? DataFolder(folder))?.file(split.imageNames)
      return file.flatMap { Files.beginning(of: $0) }
        .flatMap { Extent($0.bytes, fileByteCount: $0.fileByteCount, isResident: false) }
    case .memory:
      return (try? file(split.imageNames, .images))?.contents.withUnsafeBytes { all in
        Extent(Array(all.prefix(Files.beginningByteCount)), fileByteCount: all.count, isResident: true)
      }
    }
  }

  /// The four files, compressed, under the names that MNIST's have: what a browser is handed, with upright pictures.
  ///
  /// - Throws: what `load` throws.
  public func packedFiles() throws -> [(name: String, contents: [UInt8])] {
    try Split.allCases.flatMap { split in
      let images = try file(split.imageNames, .images)
      let labels = try file(split.labelNames, .labels)
      let contents =
        try isTransposed || needsNewLabels(labels, split)
        ? load(split).files : [images.contents.array, labels.contents.array]
      return zip([split.imageNames[0], split.labelNames[0]], contents).map { name, bytes in
        ("\(name).gz", Gzip.isGzip(bytes) ? bytes : Gzip.deflate(bytes))
      }
    }
  }

  /// Whether the pictures are turned upright when they are loaded.
  private var isTransposed: Bool {
    if let transposed { return transposed }
    switch origin {
    case .folder(let path): return (try? DataFolder(path))?.isTransposed ?? false
    case .memory: return false
    }
  }

  /// The label that class 0 has: 0, unless the labels are 1 to `classCount`. Test examples may lack the last one; the
  /// training examples decide.
  private func firstLabel(of labels: [Int], _ split: Split, classCount: Int) throws -> Int {
    // One output knows 0 and 1.
    guard classCount > 1, let least = labels.min(), least >= 1 else { return 0 }
    if labels.max() == classCount { return 1 }
    guard split == .test, let training = try? readLabels(file(Split.train.labelNames, .labels)) else { return 0 }
    return training.min() == 1 && training.max() == classCount ? 1 : 0
  }

  /// Whether the labels are no bytes, or count from 1. What cannot be read is refused when it is loaded.
  private func needsNewLabels(_ file: File, _ split: Split) -> Bool {
    guard let labels = try? readLabels(file), let first = try? firstLabel(of: labels, split, classCount: 10) else {
      return false
    }
    let start = try? file.contents.withUnsafeBytes { bytes throws(FormatError) in
      try Gzip.isGzip(bytes) ? Gzip.prefix(bytes, count: 4, file: file.name) : Array(bytes.prefix(4))
    }
    return first != 0 || start != [0, 0, 8, 1]
  }

  // MARK: Files

  /// The first file there is of these names, compressed or not.
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

  /// What the names of unpacked bytes end with.
  static let unpackedSuffix = ", unpacked"

  /// What messages about places in the unpacked bytes call a file.
  private func unpackedName(_ file: File) -> String {
    file.contents.withUnsafeBytes { Gzip.isGzip($0) } ? file.name + Self.unpackedSuffix : file.name
  }

  private func readLabels(_ file: File) throws -> [Int] {
    try read(file, .labels, content: IDXLabels.read)
  }

  /// What is in an IDX file. A compressed one is asked for its header first, which says how much there is to unpack.
  /// Places in the unpacked bytes are no places in the file, and are not told as such.
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
      // What cannot be in so few bytes is a damaged file; what can be, but takes far more memory, may be meant to.
      if count <= Gzip.largestRatio * bytes.count, need > limit {
        throw DataError.packedTooTightly(file: file.name, bytes: bytes.count, need: need, limit: limit)
      }
      return try content(Gzip.inflate(bytes, byteCount: count, file: file.name), unpacked)
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
  /// The label that class 0 has in the files: 0, or 1 where they count from 1.
  public let firstLabel: Int
  /// Whether the rows of the pictures in the files are columns here.
  public let wasTransposed: Bool
}

/// Files that can be read, but do not make a data set.
public enum DataError: Error, Equatable, Sendable {
  /// Not one label for each picture.
  case counts(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// No examples.
  case empty(file: String)
  /// A compressed file that takes far more memory than files of its length do.
  case packedTooTightly(file: String, bytes: Int, need: Int, limit: Int)
  /// A label that is none of the classes, which count from `first`; all labels of the file lie within `labels`.
  case label(file: String, example: Int, label: Int, classes: Int, first: Int, labels: ClosedRange<Int>)
}

extension DataError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .counts(let images, let imageCount, let labels, let labelCount):
      "\(images) has \(counted(imageCount, "picture")), but \(labels) has \(counted(labelCount, "label"))"
    case .empty(let file):
      "\(file) has no examples"
    case .packedTooTightly(let file, let bytes, let need, let limit):
      "\(file): its \(bytes) bytes unpack to what takes about \(need) bytes of memory; from a compressed file of this "
        + "length at most \(limit) are taken. If that is meant, unpack it first (gunzip)"
    case .label(let file, let example, let label, 1, _, _):
      "\(file): example \(example) has the label \(label), but one output knows only 0 and 1"
    case .label(let file, let example, let label, let classes, let first, _):
      "\(file): example \(example) has the label \(label), but there are \(classes) classes, \(first) to "
        + "\(classes - 1 + first)"
    }
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
