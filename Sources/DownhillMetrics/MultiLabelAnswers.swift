import Downhill

/// What was answered on examples with several labels, each on or off, and how good that is.
///
/// All metrics are those of scikit-learn 1.9 of a label-indicator matrix, with weights as its `sample_weight`.
public struct MultiLabelAnswers: Equatable, Sendable {
  /// Each label as a question of its own, with two classes: 1 is on.
  public let labels: [ClassificationAnswers]
  private let weights: RowWeights

  /// Probabilities that labels are on, each from 0 to 1, and whether they are, row-major `[example][label]`. The answer
  /// is on where the probability is above `threshold`.
  ///
  /// The weight of an example is 0 or more; without weights each counts as 1.
  ///
  /// - Throws: As ``ClassificationAnswers/init(probabilities:outputCount:labels:weights:threshold:)``.
  public init<Scalar: RealScalar>(
    probabilities: [Scalar], isOn: [Bool], labelCount: Int, weights: [Double]? = nil, threshold: Double = 0.5
  ) throws(EngineError) {
    try checkShape(probabilities.count, rows: isOn.count / max(labelCount, 1), columns: labelCount, "the probabilities")
    try checkCount(isOn.count, is: probabilities.count, "the labels")
    let rows = 0..<isOn.count / labelCount
    self.weights = try RowWeights(weights, rowCount: rows.count)
    var labels: [ClassificationAnswers] = []
    for label in 0..<labelCount {
      labels.append(
        try ClassificationAnswers(
          probabilities: rows.map { probabilities[$0 * labelCount + label] }, outputCount: 1,
          labels: rows.map { isOn[$0 * labelCount + label] ? 1 : 0 }, weights: weights, threshold: threshold))
    }
    self.labels = labels
  }

  /// The share of the examples of which every label is answered correctly.
  public var subsetAccuracy: Double {
    weights.mean { row in labels.allSatisfy { $0.labels[row] == $0.answers[row] } ? 1 : 0 }
  }

  /// The share of each example's labels that are answered wrongly.
  public var wrongShares: [Double] {
    (0..<weights.count).map { row in
      Double(labels.count { $0.labels[row] != $0.answers[row] }) / Double(labels.count)
    }
  }

  /// The share of all labels of all examples that are answered wrongly: the Hamming loss.
  public var hammingLoss: Double {
    let shares = wrongShares
    return weights.mean { shares[$0] }
  }

  /// Precision, recall and F1 of each label being on.
  public var labelScores: [ClassScore] { labels.map { $0.totals.score(1) } }

  /// Mean precision, recall and F1 of all labels.
  public var macroScore: MacroScore { MacroScore(labelScores) }

  /// The mean log loss of the labels.
  public var logLoss: Double { mean(labels.map { $0.logLoss }) }

  /// The mean area under the labels' ROC curves. Nil unless each label is on for one example and off for another.
  public var areaUnderROC: Double? { ofAll { $0.areaUnderROC } }

  /// The mean of the labels' average precisions. Nil unless each is on for some example; scikit-learn counts the others
  /// as 0.
  public var averagePrecision: Double? { ofAll { $0.averagePrecision } }

  private func ofAll(_ metric: (ClassificationAnswers) -> Double?) -> Double? {
    var values: [Double] = []
    for label in labels {
      guard let value = metric(label) else { return nil }
      values.append(value)
    }
    return mean(values)
  }
}
