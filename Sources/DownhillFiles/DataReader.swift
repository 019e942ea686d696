import Downhill

/// A format that data sets come in. `DataSource` lists the formats that there are.
protocol DataReader: Sendable {
  /// Whether this is the format for what is at a path.
  static func recognizes(_ path: String) -> Bool

  /// The data at a path. `transposed` says whether the rows of its pictures are columns; nil leaves that to the data.
  init(path: String, transposed: Bool?) throws

  /// Whether the pictures are turned upright when they are loaded.
  var isTransposed: Bool { get }

  /// Reads and checks one split, see `DataSource.load`.
  func load(_ split: DataSet.Split, classCount: Int?, firstLabel: Int?) throws -> DataSet

  /// How large a split is, if that can be known without reading it.
  func extent(of split: DataSet.Split) -> DataSource.Extent?

  /// Pictures and classes of a split as IDX files.
  func pack(_ split: DataSet.Split) throws -> (images: [UInt8], labels: [UInt8])
}

extension DataReader {
  var isTransposed: Bool { false }

  func extent(of split: DataSet.Split) -> DataSource.Extent? { nil }

  func pack(_ split: DataSet.Split) throws -> (images: [UInt8], labels: [UInt8]) {
    try load(split, classCount: nil, firstLabel: nil).idxFiles()
  }
}
