import Downhill

/// What is decided about the columns before a preparation is learnt. What is not said is chosen by the columns.
public struct PreparationOptions: Equatable, Sendable {
  /// What a network is to learn; nil for what suits the targets: classification for texts and for few different whole
  /// numbers, regression for other numbers.
  public var task: LearningTask?
  /// Columns that are not read.
  public var dropped: [String] = []
  /// Columns that are categories: they must have been read as texts, see ``CSVOptions/textColumns``.
  public var categories: [String] = []
  /// How many categories of a column have an input of their own.
  public var categoryLimit = 256
  /// How numbers are scaled.
  public var scaling = Scaling.standard
  /// Whether the targets of a regression are learnt in units of their standard deviation.
  public var scalesTargets = true

  /// The column whose numbers say how much each row counts; it is not read otherwise.
  public var weight: String?
  /// How much the classes count in training.
  public var classWeights = ClassWeights.none

  /// How much the classes count in training, besides the rows' own weights.
  public enum ClassWeights: Equatable, Sendable {
    /// All alike.
    case none
    /// Each class as much as any other: n / (k·n_c), with n rows, k classes and n_c rows of this one.
    case balanced
    /// As named; classes that are not named count 1.
    case named([(name: String, weight: Double)])

    /// Whether both say the same.
    public static func == (one: ClassWeights, other: ClassWeights) -> Bool {
      switch (one, other) {
      case (.none, .none), (.balanced, .balanced): true
      case (.named(let one), .named(let other)):
        one.count == other.count
          && zip(one, other).allSatisfy { $0.name.utf8.elementsEqual($1.name.utf8) && $0.weight == $1.weight }
      default: false
      }
    }
  }

  /// How numbers are scaled.
  public enum Scaling: String, CaseIterable, Equatable, Sendable {
    /// By mean and standard deviation.
    case standard
    /// By median and distance between the quartiles; where that is 0, by half the distance between the extremes.
    case robust
    /// Not at all.
    case none
  }

  /// Nothing is decided.
  public init() {}

  /// The most different whole numbers that are taken for classes.
  static let classLimit = 20
}
