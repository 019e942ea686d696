import Downhill

/// What a network answers about a row of a table, and how its outputs say it.
public enum TargetColumns: Equatable, Sendable {
  /// The class in one column: of two classes one output, the probability of the second; otherwise one output for each.
  case classes(Classes)
  /// For each of these columns of 0 and 1 whether it is 1.
  case labels([String])
  /// The numbers in these columns: an output × scale + mean.
  case quantities([Quantity])

  /// The classes of a column.
  public struct Classes: Equatable, Sendable {
    /// The column's name.
    public let name: String
    /// The classes: numbers ascending, texts in the order of their bytes.
    public let classes: [String]
    /// Whether they are numbers, as which they are then compared.
    public let areNumbers: Bool

    package init(name: String, classes: [String], areNumbers: Bool) {
      self.name = name
      self.classes = classes
      self.areNumbers = areNumbers
    }
  }

  /// Numbers of a column.
  public struct Quantity: Equatable, Sendable {
    /// The column's name.
    public let name: String
    /// The mean of the training rows.
    public let mean: Double
    /// Their standard deviation over n; 1 where they are all the same.
    public let scale: Double

    package init(name: String, mean: Double, scale: Double) {
      self.name = name
      self.mean = mean
      self.scale = scale
    }
  }

  /// The names of the columns.
  public var names: [String] {
    switch self {
    case .classes(let classes): [classes.name]
    case .labels(let names): names
    case .quantities(let quantities): quantities.map { $0.name }
    }
  }

  /// What a network learns of them.
  public var task: LearningTask {
    switch self {
    case .classes: .classification
    case .labels: .multiLabel
    case .quantities: .regression
    }
  }

  /// How many outputs a network needs for them.
  public var outputCount: Int {
    switch self {
    case .classes(let classes): classes.classes.count == 2 ? 1 : classes.classes.count
    case .labels(let names): names.count
    case .quantities(let quantities): quantities.count
    }
  }

  /// The same, as a data set describes it.
  public var described: DataSet.Targets {
    switch self {
    case .classes(let classes): .classes(.words(classes.classes))
    case .labels(let names): .labels(names)
    case .quantities(let quantities): .quantities(quantities.map { DataSet.Quantity(name: $0.name) })
    }
  }
}
