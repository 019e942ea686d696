/// How well one class, or one label that is on or off, is found. What would divide by 0 is nil.
public struct ClassScore: Equatable, Sendable {
  /// The share of the answers naming the class that are right; nil if no answer names it.
  public let precision: Double?
  /// The share of its examples that are answered with it; nil if it has none.
  public let recall: Double?
  /// The harmonic mean of the two, 2 tp ÷ (2 tp + fp + fn); nil if the class has neither examples nor answers.
  public let f1: Double?
  /// The weight of its examples; without weights their number (scikit-learn's support).
  public let weight: Double
}

/// Means over classes or labels, in which what is undefined counts as 0 (scikit-learn's `zero_division`).
public struct MacroScore: Equatable, Sendable {
  /// Of the precisions.
  public let precision: Double
  /// Of the recalls.
  public let recall: Double
  /// Of the F1 scores: not the harmonic mean of the two above.
  public let f1: Double

  init(_ scores: [ClassScore]) {
    precision = mean(scores.map { $0.precision ?? 0 })
    recall = mean(scores.map { $0.recall ?? 0 })
    f1 = mean(scores.map { $0.f1 ?? 0 })
  }
}
