import DownhillExplain

/// A column of a table in the row that a story is about: what is told of an example that is no picture.
public struct ExampleColumn: Equatable, Sendable {
  /// The column's name.
  public var name: String
  /// The row's value as people write it; nil where it is missing.
  public var value: String?
  /// The one of the network's inputs that speaks of it: a number's own, or that of the category; nil if all are 0.
  public var input: Int?
  /// How it becomes inputs.
  public var kind: Kind

  /// How a value becomes inputs.
  public enum Kind: Equatable, Sendable {
    /// A number, less the mean of the training rows and in units of their standard deviation.
    case standardized
    /// A number, less the median of the training rows and in units of the distance between their quartiles.
    case robust
    /// A number as it is.
    case plain
    /// A category, of which an input is 1.
    case category
    /// A category that shares an input with others that were rare.
    case rare
    /// Missing, which an input says.
    case missing
    /// A category, or that it is missing, as in no training row: all inputs are 0.
    case unknown
  }

  /// A column.
  public init(name: String, value: String?, input: Int?, kind: Kind) {
    self.name = name
    self.value = value
    self.input = input
    self.kind = kind
  }

  /// What it is called beside its input: `age`, `sex = F`.
  var label: String {
    switch kind {
    case .standardized, .robust, .plain, .unknown: name
    case .category: "\(name) = \(value ?? "")"
    case .rare: "\(name) is another"
    case .missing: "\(name) is missing"
    }
  }

  /// What its input says: `age, 39, is 0.03 standard deviations above the mean`.
  func sentence(input: Double) -> String {
    let (unit, center): (String, String)
    switch kind {
    case .standardized: (unit, center) = ("standard deviations", "the mean")
    case .robust: (unit, center) = ("quartile distances", "the median")
    case .plain: return value.map { "\(name) is \($0)" } ?? "\(name) is missing: 0 stands for it"
    case .category: return "\(label) is on"
    case .rare: return "\(name) = \(value ?? "") is one of the rare ones, which share an input"
    case .missing: return label
    case .unknown:
      return value.map { "\(name) = \($0) was in no training row" } ?? "\(name) is missing, as in no training row"
    }
    guard let value else { return "\(name) is missing: \(center) stands for it" }
    let size = NumberText.significant(input.magnitude, digits: 2)
    return input == 0
      ? "\(name), \(value), is \(center)"
      : "\(name), \(value), is \(size) \(unit) \(input > 0 ? "above" : "below") \(center)"
  }
}

extension [ExampleColumn] {
  /// Those with the largest inputs first, with these inputs and what they say.
  func ranked(_ inputs: [Double]) -> [(label: String, input: Double, sentence: String)] {
    let values = map { $0.input.map { inputs[$0] } ?? 0 }
    return indicesOfLargest(values).map {
      (self[$0].label, values[$0], self[$0].sentence(input: values[$0]))
    }
  }
}
