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

  /// The size of a split, if that is known without reading it all.
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
