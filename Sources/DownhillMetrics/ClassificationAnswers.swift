import Downhill

/// What a classifier answered on examples whose classes are known, and how good that is.
///
/// All metrics are those of scikit-learn 1.9 and equal to it within rounding, with weights as its `sample_weight`. They
/// are computed in `Double`, and their sums lose no digits however many examples there are. Classes count from 0.
public struct ClassificationAnswers: Equatable, Sendable {
  /// How many classes there are, 2 or more.
  public let classCount: Int
  /// The class of each example.
  public let labels: [Int]
  /// The class answered for each example.
  public let answers: [Int]
  /// `[example][class]`, from 0 to 1.
  public let probabilities: [Double]

  /// Probabilities are kept this far from 0 and 1 when their logarithm is taken.
  let clipping: Double
  let weights: RowWeights
  let totals: ClassTotals

  /// Answers as probabilities, each from 0 to 1, row-major `[example][output]`.
  ///
  /// With one output there are two classes, and it is the probability of class 1. The answer is the class of the largest
  /// probability, the first of equals, as the engine answers. With two classes `threshold` decides instead: the answer is
  /// class 1 where its probability is above it. Of one output it is ½ where nothing is said.
  ///
  /// Where the logarithm is taken, probabilities are clipped by the rounding unit of their type: 2⁻⁵² of `Double`, 2⁻²³
  /// of `Float`, as scikit-learn does. It reads numbers from a file as `Double`.
  ///
  /// The weight of an example is 0 or more; without weights each counts as 1.
  ///
  /// - Throws: `EngineError` if there is no example, and for counts that do not fit each other, for labels that
  ///   are no class, for probabilities and thresholds that are not from 0 to 1, and for weights that are negative, not
  ///   finite, or all 0.
  public init<Scalar: RealScalar>(
    probabilities: [Scalar], outputCount: Int, labels: [Int], weights: [Double]? = nil, threshold: Double? = nil
  ) throws(EngineError) {
    self.weights = try RowWeights(weights, rowCount: labels.count)
    try checkShape(probabilities.count, rows: labels.count, columns: outputCount, "the probabilities")
    try checkLabels(labels, outputCount: outputCount)
    let outputs = try checkedProbabilities(probabilities)
    self.probabilities = outputCount == 1 ? outputs.flatMap { [1 - $0, $0] } : outputs
    self.labels = labels
    classCount = max(outputCount, 2)
    clipping = Double(Scalar.ulpOfOne)
    answers = try Self.answers(
      self.probabilities, classCount: classCount, threshold: threshold ?? (outputCount == 1 ? 0.5 : nil))
    totals = ClassTotals(labels: labels, answers: answers, classCount: classCount, weights: self.weights)
  }

  private static func answers(
    _ probabilities: [Double], classCount: Int, threshold: Double?
  ) throws(EngineError) -> [Int] {
    let rows = 0..<probabilities.count / classCount
    if let threshold {
      try checkThreshold(threshold)
      guard classCount == 2 else {
        throw .setting(
          name: "the threshold", value: "\(threshold)", expected: "left out where there are \(classCount) classes")
      }
      return rows.map { probabilities[$0 * 2 + 1] > threshold ? 1 : 0 }
    }
    return rows.map { row in
      var best = 0
      for index in 1..<classCount where probabilities[row * classCount + index] > probabilities[row * classCount + best]
      {
        best = index
      }
      return best
    }
  }

  /// How many examples there are.
  public var count: Int { labels.count }

  func probability(_ row: Int, ofClass index: Int) -> Double { probabilities[row * classCount + index] }
}
