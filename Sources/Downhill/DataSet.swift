/// Examples and the meaning of their numbers: inputs are pictures or columns of a table, targets are classes, labels or
/// quantities.
///
/// Immutable and shared by copies, as ``Examples`` are.
public struct DataSet: Sendable {
  /// What a network learns from.
  public let examples: Examples
  /// What the inputs are.
  public let inputs: Inputs
  /// What the targets are.
  public let targets: Targets

  /// What the inputs of an example are.
  public enum Inputs: Equatable, Sendable {
    /// The pixels of a picture of this shape, row by row.
    case picture(PictureShape)
    /// The columns of a table, by their names.
    case columns([String])

    /// The number of inputs.
    public var count: Int {
      switch self {
      case .picture(let shape): shape.pixelCount
      case .columns(let names): names.count
      }
    }
  }

  /// What the targets of an example are.
  public enum Targets: Equatable, Sendable {
    /// One of these classes.
    case classes(ClassNames)
    /// Labels of these names, each on or off.
    case labels([String])
    /// These quantities.
    case quantities([Quantity])

    /// What a network learns from them.
    public var task: LearningTask {
      switch self {
      case .classes: .classification
      case .labels: .multiLabel
      case .quantities: .regression
      }
    }
  }

  /// A number with a name and a unit.
  public struct Quantity: Equatable, Sendable {
    /// Such as `price`.
    public var name: String
    /// Such as `USD`; nil if unknown.
    public var unit: String?

    /// A quantity of this name.
    public init(name: String, unit: String? = nil) {
      self.name = name
      self.unit = unit
    }
  }

  /// The parts of a data set.
  public enum Split: String, CaseIterable, Sendable {
    /// For training.
    case train
    /// For the test.
    case test
  }

  /// Examples with these descriptions.
  ///
  /// - Throws: ``EngineError/setting(name:value:expected:)`` if the descriptions do not fit the examples.
  public init(_ examples: Examples, inputs: Inputs, targets: Targets) throws(EngineError) {
    try require(
      inputs.count == examples.inputCount, "the number of inputs described", "\(inputs.count)",
      "\(examples.inputCount), as the examples have")
    try require(
      targets.task == examples.task, "the task described", targets.task.rawValue,
      "\(examples.task.rawValue), as that of the examples")
    let described: Int
    switch targets {
    case .classes(let names): described = names.count
    case .labels(let names): described = names.count
    case .quantities(let quantities): described = quantities.count
    }
    // A single output has two classes.
    let isQuestion = targets.task == .classification && examples.outputCount == 1
    let expected = isQuestion ? 2 : examples.outputCount
    try require(
      described == expected, "the number of targets described", "\(described)", "\(expected), as the examples have")
    self.init(checked: examples, inputs, targets)
  }

  private init(checked examples: Examples, _ inputs: Inputs, _ targets: Targets) {
    (self.examples, self.inputs, self.targets) = (examples, inputs, targets)
  }

  /// Examples in this set.
  public var count: Int { examples.count }

  /// The shape of its pictures; nil if it has none.
  public var pictureShape: PictureShape? {
    guard case .picture(let shape) = inputs else { return nil }
    return shape
  }

  /// The names of its classes; nil if its targets are none.
  public var classNames: ClassNames? {
    guard case .classes(let names) = targets else { return nil }
    return names
  }

  /// The number that names its first class; 0 if classes have words for names, or there are none.
  public var firstLabel: Int {
    guard case .numbers(let first, _)? = classNames else { return 0 }
    return first
  }

  /// The examples at these indices, which must exist.
  public subscript(indices: Range<Int>) -> DataSet { DataSet(checked: examples[indices], inputs, targets) }
}

/// The names of classes, in the order of the outputs.
public enum ClassNames: Equatable, Sendable {
  /// Consecutive whole numbers from `first` on.
  case numbers(first: Int, count: Int)
  /// Words.
  case words([String])

  /// How many classes there are.
  public var count: Int {
    switch self {
    case .numbers(_, let count): count
    case .words(let words): words.count
    }
  }

  /// The name of a class, 0 to ``count`` − 1.
  public subscript(index: Int) -> String {
    switch self {
    case .numbers(let first, let count):
      precondition(index >= 0 && index < count, "class \(index) of \(count)")
      return "\(first + index)"
    case .words(let words): return words[index]
    }
  }
}

/// Rows and columns of a picture.
public struct PictureShape: Equatable, Sendable {
  /// Pixels from top to bottom.
  public var rows: Int
  /// Pixels from left to right.
  public var columns: Int
  /// Pixels in all; `Int.max` if there are more.
  public var pixelCount: Int {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    return overflow ? .max : count
  }

  /// A shape of `rows` by `columns` pixels.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }
}
