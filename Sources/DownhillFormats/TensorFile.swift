/// A named array of numbers.
public struct Tensor: Equatable, Sendable {
  /// The name, unique in its file.
  public var name: String
  /// The size of each dimension, the slowest first; empty for a single number.
  public var shape: [Int]
  /// The numbers, row-major; as many as the product of `shape`.
  public var values: [Float]

  /// Makes a tensor; the number of values must be the product of `shape`.
  public init(name: String, shape: [Int], values: [Float]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// A named list of 64-bit numbers.
public struct DoubleTensor: Equatable, Sendable {
  /// The name, unique in its file.
  public var name: String
  /// The numbers.
  public var values: [Double]

  /// Makes a tensor of one dimension.
  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// The content of a safetensors file: tensors and metadata, both in order.
public struct TensorFile: Equatable, Sendable {
  /// One piece of metadata: both are text.
  public struct Metadatum: Equatable, Sendable {
    /// The name, unique in its file.
    public var key: String
    /// The text.
    public var value: String

    /// Makes a piece of metadata.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A tensor in the file that holds other numbers than finite 32-bit floats.
  public struct Unread: Equatable, Sendable {
    /// The name, unique in its file.
    public let name: String
    /// The first byte of the file that cannot be read.
    let offset: Int
    /// Why not.
    let problem: FormatError.TensorProblem

    func error(file: String) -> FormatError {
      FormatError(file: file, offset: offset, problem: .tensor(name: name, problem))
    }
  }

  /// The metadata in the order of the file.
  public var metadata: [Metadatum]
  /// The tensors in the order of the header.
  public var tensors: [Tensor]
  /// The lists of 64-bit numbers in the order of the header. They are written before the tensors, and are among the
  /// ``unread`` when they are read: whoever asks for 32-bit numbers of that name gets an error.
  public var doubles: [DoubleTensor] = []
  /// The tensors that were ignored, in the order of the header; they are not written.
  public private(set) var unread: [Unread] = []

  /// Makes a file's content.
  public init(metadata: [Metadatum] = [], tensors: [Tensor]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  init(metadata: [Metadatum], tensors: [Tensor], doubles: [DoubleTensor], unread: [Unread]) {
    self.init(metadata: metadata, tensors: tensors)
    self.doubles = doubles
    self.unread = unread
  }

  /// The metadata of this name, or nil. O(metadata).
  public func metadata(_ key: String) -> String? {
    metadata.first { sameBytes($0.key, key) }?.value
  }

  /// The 64-bit numbers of this name, or nil. O(tensors).
  public func doubles(_ name: String) -> [Double]? {
    doubles.first { sameBytes($0.name, name) }?.values
  }

  /// The tensor of this name, or nil. O(tensors).
  public func tensor(_ name: String) -> Tensor? {
    tensors.first { sameBytes($0.name, name) }
  }
}
