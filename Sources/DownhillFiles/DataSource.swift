import Downhill
import DownhillFormats
import Synchronization

/// Where labelled examples come from: a path, or files in memory.
public struct DataSource: Sendable {
  /// Its name in messages.
  public let name: String
  private let reader: any DataReader
  private let pictureShape: PictureShape?

  /// The formats, in the order in which they are tried; the last one reports what is wrong with anything else.
  private static let readers: [any DataReader.Type] = [PictureArrays.self, PictureFolder.self, IDXData.self]

  /// The data set at a path: a folder with IDX files, or with pictures in a folder for each class, or at most two levels above
  /// one; or a file of NumPy arrays with pictures. It must exist; IDX files are found when they are loaded.
  ///
  /// `transposed` says whether rows and columns of its pictures are exchanged; nil if that follows from their names. Pictures in
  /// folders, whose sizes may differ, are brought to `pictureShape`; nil if they must all be like the first.
  public init(path: String, transposed: Bool? = nil, pictureShape: PictureShape? = nil) throws {
    name = path
    self.pictureShape = pictureShape
    let readers = Self.readers
    let reader = readers.first { $0.recognizes(path) } ?? readers[readers.count - 1]
    self.reader = try reader.init(path: path, transposed: transposed)
  }

  /// IDX files in memory, under their usual names.
  public init(name: String, files: [(name: String, contents: [UInt8])]) {
    self.name = name
    pictureShape = nil
    reader = IDXData(files: files.map { ($0.name, .bytes($0.contents)) }, transposed: nil)
  }

  /// IDX files that are part of the program, under their usual names: they are not copied.
  package init(
    name: String, resident files: [(name: String, contents: UnsafeRawBufferPointer)], transposed: Bool? = nil
  ) {
    self.name = name
    pictureShape = nil
    reader = IDXData(files: files.map { ($0.name, .resident($0.contents)) }, transposed: transposed)
  }

  /// Whether the pictures are turned upright when they are loaded.
  package var isTransposed: Bool { reader.isTransposed }

  /// Reads and checks one split. A `classCount` of 1 means one output for yes, 1, or no, 0: see `Examples`; nil means
  /// as many classes as the training labels have, at least two.
  ///
  /// The classes are 0 to `classCount` - 1. Labels 1 to `classCount`, as EMNIST's letters have them, are reduced by
  /// one: `firstLabel` says which label, 0 or more, is class 0; nil if that follows from the labels.
  ///
  /// Folders of pictures have words for the names of their classes, unless these are consecutive numbers: `names` says which
  /// words belong to the outputs, as a model has them; nil if that follows from the folders, as many as `classCount`.
  ///
  /// - Throws: ``FileError``, `FormatError`, ``ForeignFileError``, ``JPEGError`` or ``DataError``.
  public func load(
    _ split: DataSet.Split, classCount: Int? = 10, firstLabel: Int? = nil, names: [String]? = nil
  ) throws -> DataSet {
    try load(split, DataRequest(classCount: classCount, firstLabel: firstLabel, names: names)).set
  }

  /// The same as a request has it, with what to say about the data, in sentences.
  package func load(
    _ split: DataSet.Split, _ request: DataRequest, workers: Workers? = nil
  ) throws -> (set: DataSet, notes: [String]) {
    var request = request
    request.shape = pictureShape ?? request.shape
    return try reader.load(
      split, request, workers: workers ?? Workers(count: reader.isPictureFolder ? Workers.availableProcessors : 1))
  }

  /// The splits that it has.
  package var splits: [DataSet.Split] { reader.splits }

  /// Whether it says which split an example belongs to.
  package var isDividedBySplit: Bool { reader.isDividedBySplit }

  /// Whether it is a folder of pictures by class.
  package var isPictureFolder: Bool { reader.isPictureFolder }

  /// Whether the data have names for the classes, which say how many there are.
  package var hasNamedClasses: Bool { reader.hasNamedClasses }

  /// The number of outputs of a request, if that is known without reading it all.
  package func classCount(_ request: DataRequest) -> Int? { reader.classCount(request) }

  /// Reads and checks both splits, at the same time if there are two threads.
  ///
  /// - Throws: what `load` throws, about the training examples first.
  public func loadBoth(
    classCount: Int? = 10, firstLabel: Int? = nil, workers: Workers = Workers()
  ) throws -> (training: DataSet, test: DataSet) {
    let splits = try loadAll(
      DataSet.Split.allCases, DataRequest(classCount: classCount, firstLabel: firstLabel), workers: workers)
    return (splits[0].set, splits[1].set)
  }

  /// The same for some splits as a request has them, each with what to say about it.
  package func loadAll(
    _ splits: [DataSet.Split], _ request: DataRequest, workers: Workers
  ) throws -> [(set: DataSet, notes: [String])] {
    // Many files are shared by the workers, one of few is not.
    if isPictureFolder { return try splits.map { try load($0, request, workers: workers) } }
    let loaded = Mutex<[DataSet.Split: Result<(set: DataSet, notes: [String]), any Error>]>([:])
    workers.run(splits.count) { index in
      let result = Result { try load(splits[index], request) }
      loaded.withLock { $0[splits[index]] = result }
    }
    return try loaded.withLock { loaded in try splits.map { try loaded[$0]!.get() } }
  }

  /// The size of a split by the headers of its files; nil if they cannot be read, which
  /// ``load(_:classCount:firstLabel:names:)`` will report.
  public func extent(of split: DataSet.Split) -> Extent? {
    guard let extent = reader.extent(of: split) else { return nil }
    guard isPictureFolder, let pictureShape else { return extent }
    return Extent(examples: extent.examples, shape: pictureShape, shareOfInk: extent.shareOfInk)
  }

  /// Pictures and classes as four compressed IDX files under MNIST's names, with upright pictures, for the browser.
  ///
  /// - Throws: what `load` throws.
  public func packedFiles() throws -> [(name: String, contents: [UInt8])] {
    try DataSet.Split.allCases.flatMap { split in
      let files = try reader.pack(split)
      return zip([split.imageNames[0], split.labelNames[0]], [files.images, files.labels]).map { name, bytes in
        ("\(name).gz", Gzip.isGzip(bytes) ? bytes : Gzip.deflate(bytes))
      }
    }
  }
}
