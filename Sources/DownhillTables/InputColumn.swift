/// A column of a table as inputs of a network: what was learnt of it from the training rows.
public struct InputColumn: Equatable, Sendable {
  /// The column's name.
  public let name: String
  /// How its values become inputs.
  public let kind: Kind

  /// How the values of a column become inputs.
  public enum Kind: Equatable, Sendable {
    /// A number: one input, and another where some were missing.
    case number(Number)
    /// A category: one input for each.
    case category(Category)
  }

  /// A column of numbers. Its input is (value − center) / scale.
  public struct Number: Equatable, Sendable {
    /// What is subtracted: the mean, or for robust scaling the median, of the training rows.
    public let center: Double
    /// What it is divided by, above 0: the standard deviation over n, or the distance between the quartiles.
    public let scale: Double
    /// The number that stands for a missing one.
    public let fill: Double
    /// Whether a second input is 1 where the number is missing and 0 elsewhere: where training rows lacked some.
    public let hasIndicator: Bool
    /// Whether center and scale are the median and the distance between the quartiles.
    public let isRobust: Bool
  }

  /// A column of categories. The input of a row's category is 1, the others are 0; all are 0 for a category that no
  /// training row had, unless some share an input.
  public struct Category: Equatable, Sendable {
    /// The categories with an input of their own, in the order of their bytes.
    public let names: [String]
    /// Whether an input is 1 for all other categories: where training rows had more than the limit.
    public let hasOther: Bool
    /// Whether an input is 1 for rows without a category: where training rows lacked some.
    public let hasMissing: Bool
  }

  /// How many inputs it has.
  public var inputCount: Int {
    switch kind {
    case .number(let number): number.hasIndicator ? 2 : 1
    case .category(let category): category.names.count + (category.hasOther ? 1 : 0) + (category.hasMissing ? 1 : 0)
    }
  }

  /// What each of its inputs says, in their order: `age`, `age is missing`, `sex = F`, `sex is another`.
  public var inputNames: [String] {
    switch kind {
    case .number(let number): [name] + (number.hasIndicator ? ["\(name) is missing"] : [])
    case .category(let category):
      category.names.map { "\(name) = \($0)" } + (category.hasOther ? ["\(name) is another"] : [])
        + (category.hasMissing ? ["\(name) is missing"] : [])
    }
  }

  /// What is subtracted from each of its inputs, and what it is divided by.
  var centersAndScales: [(center: Double, scale: Double)] {
    switch kind {
    case .number(let number): [(number.center, number.scale)] + (number.hasIndicator ? [(0, 1)] : [])
    case .category: [(center: Double, scale: Double)](repeating: (0, 1), count: inputCount)
    }
  }
}

extension InputColumn.Number {
  /// The inputs of a value, NaN where it is missing, from `place` on.
  func write(_ value: Double, to place: UnsafeMutablePointer<Float>) {
    let known = value.isNaN ? fill : value
    place[0] = Float((known - center) / scale)
    if hasIndicator { place[1] = value.isNaN ? 1 : 0 }
  }
}

extension InputColumn.Category {
  /// The input that is 1 for a category that has none of its own; nil if there is none.
  var otherInput: Int? { hasOther ? names.count : nil }
  /// The input that is 1 for rows without a category; nil if there is none.
  var missingInput: Int? { hasMissing ? names.count + (hasOther ? 1 : 0) : nil }
}
