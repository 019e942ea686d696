import Downhill
import DownhillFormats
import Synchronization

/// Where labelled examples come from: a path, or files in memory.
public struct DataSource: Sendable {
  /// Its name in messages.
  public let name: String
  private let reader: any DataReader

  /// The formats, in the order in which they are tried; the last one reports what is wrong with anything else.
  private static let readers: [any DataReader.Type] = [PictureArrays.self, IDXData.self]

  /// The data set at a path: a folder with IDX files, or at most two levels above one; or a file of NumPy arrays with
  /// pictures. It must exist; its files are found when they are loaded.
  ///
  /// `transposed` says whether rows and columns of its pictures are exchanged; nil if that follows from their names.
  public init(path: String, transposed: Bool? = nil) throws {
    name = path
    let readers = Self.readers
    let reader = readers.first { $0.recognizes(path) } ?? readers[readers.count - 1]
    self.reader = try reader.init(path: path, transposed: transposed)
  }

  /// IDX files in memory, under their usual names.
  public init(name: String, files: [(name: String, contents: [UInt8])]) {
    self.name = name
    reader = IDXData(files: files.map { ($0.name, .bytes($0.contents)) }, transposed: nil)
  }

  /// IDX files that are part of the program, under their usual names: they are not copied.
  package init(
    name: String, resident files: [(name: String, contents: UnsafeRawBufferPointer)], transposed: Bool? = nil
  ) {
    self.name = name
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
  /// - Throws: ``FileError``, `FormatError`, ``ForeignFileError`` or ``DataError``.
  public func load(_ split: DataSet.Split, classCount: Int? = 10, firstLabel: Int? = nil) throws -> DataSet {
    try reader.load(split, classCount: classCount, firstLabel: firstLabel)
  }

  /// Reads and checks both splits, at the same time if there are two threads.
  ///
  /// - Throws: what `load` throws, about the training examples first.
  public func loadBoth(
    classCount: Int? = 10, firstLabel: Int? = nil, workers: Workers = Workers()
  ) throws -> (training: DataSet, test: DataSet) {
    let loaded = Mutex<[DataSet.Split: Result<DataSet, any Error>]>([:])
    let splits: [DataSet.Split] = [.train, .test]
    workers.run(splits.count) { index in
      let result = Result { try load(splits[index], classCount: classCount, firstLabel: firstLabel) }
      loaded.withLock { $0[splits[index]] = result }
    }
    return try loaded.withLock { (try $0[.train]!.get(), try $0[.test]!.get()) }
  }

  /// The size of a split by the headers of its files; nil if they cannot be read, which
  /// ``load(_:classCount:firstLabel:)`` will report.
  public func extent(of split: DataSet.Split) -> Extent? { reader.extent(of: split) }

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
