import Downhill

/// A format of data sets. `DataSource` lists the formats.
protocol DataReader: Sendable {
  /// Whether the data at a path have this format.
  static func recognizes(_ path: String) -> Bool

  /// The data at a path. `transposed` says whether rows and columns of its pictures are exchanged; nil if that follows
  /// from the data.
  init(path: String, transposed: Bool?) throws

  /// Whether the pictures are turned upright when they are loaded.
  var isTransposed: Bool { get }

  /// Reads and checks one split, see `DataSource.load`.
  func load(_ split: DataSet.Split, classCount: Int?, firstLabel: Int?) throws -> DataSet

  /// The same as a request has it, with what to say about the data, in sentences. Throws if the request cannot be met; a shape
  /// is one for pictures whose sizes may differ.
  func load(
    _ split: DataSet.Split, _ request: DataRequest, workers: Workers
  ) throws -> (set: DataSet, notes: [String])

  /// The splits that the data have.
  var splits: [DataSet.Split] { get }

  /// Whether the data say which split an example belongs to.
  var isDividedBySplit: Bool { get }

  /// Whether it is a folder of pictures by class: one example has the class of the next, sizes may differ, and the pictures are
  /// taken as they are.
  var isPictureFolder: Bool { get }

  /// Whether the data have names for the classes, which say how many there are.
  var hasNamedClasses: Bool { get }

  /// The number of outputs of a request, if that is known without reading it all.
  func classCount(_ request: DataRequest) -> Int?

  /// The size of a split, if that is known without reading it all.
  func extent(of split: DataSet.Split) -> DataSource.Extent?

  /// Pictures and classes of a split as IDX files.
  func pack(_ split: DataSet.Split) throws -> (images: [UInt8], labels: [UInt8])
}

extension DataReader {
  var isTransposed: Bool { false }

  var splits: [DataSet.Split] { DataSet.Split.allCases }

  var isDividedBySplit: Bool { true }

  var isPictureFolder: Bool { false }

  var hasNamedClasses: Bool { isPictureFolder }

  func classCount(_ request: DataRequest) -> Int? { request.classCount }

  func load(
    _ split: DataSet.Split, _ request: DataRequest, workers: Workers
  ) throws -> (set: DataSet, notes: [String]) {
    if let names = request.names { throw DataError.numbersForWords(names: names) }
    return (try load(split, classCount: request.classCount, firstLabel: request.firstLabel), [])
  }

  func extent(of split: DataSet.Split) -> DataSource.Extent? { nil }

  func pack(_ split: DataSet.Split) throws -> (images: [UInt8], labels: [UInt8]) {
    try load(split, classCount: nil, firstLabel: nil).idxFiles()
  }
}
