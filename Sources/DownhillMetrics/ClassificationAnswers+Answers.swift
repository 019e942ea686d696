// Metrics of the classes answered, whatever their probabilities.
extension ClassificationAnswers {
  /// The share of the examples that are answered correctly.
  public var accuracy: Double { totals.accuracy }

  /// The mean recall of the classes that have examples.
  public var balancedAccuracy: Double { totals.balancedAccuracy }

  /// The correlation of labels and answers, −1…1 (Matthews 1975; for several classes Gorodkin 2004). 0 if all labels or all
  /// answers are the same.
  public var matthewsCorrelation: Double { totals.matthewsCorrelation }

  /// Precision, recall and F1 of each class.
  public var classScores: [ClassScore] { (0..<classCount).map { totals.score($0) } }

  /// Mean precision, recall and F1 of the classes that occur among labels or answers, as scikit-learn takes it.
  public var macroScore: MacroScore {
    MacroScore((0..<classCount).filter { totals.occurs[$0] }.map { totals.score($0) })
  }

  /// The weight of the examples of each label with each answer, `[label][answer]`; without weights their number.
  public var confusionMatrix: [[Double]] {
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: classCount * classCount)
    for row in 0..<count { sums[labels[row] * classCount + answers[row]].add(weights[row]) }
    return (0..<classCount).map { label in (0..<classCount).map { sums[label * classCount + $0].value } }
  }
}
