import Downhill

/// Examples in the order of their scores, the highest first, and how well that tells yes from no, whatever the threshold.
///
/// Examples with the same score are one step: no threshold parts them. Examples of weight 0 are left out.
public struct Ranking: Equatable, Sendable {
  /// The different scores, descending.
  private let thresholds: [Double]
  /// The weight of all examples whose score is at least that threshold, which are not positive and which are.
  private let falsePositives, truePositives: [Double]

  /// Scores, the higher the more likely positive, and whether they are.
  ///
  /// - Throws: `EngineError` if there is no example, and for counts that do not fit each other, scores that are
  ///   not finite, and weights that are negative, not finite, or all 0.
  public init(scores: [Double], isPositive: [Bool], weights: [Double]? = nil) throws(EngineError) {
    let weights = try RowWeights(weights, rowCount: isPositive.count)
    try checkCount(scores.count, is: isPositive.count, "the scores")
    for score in scores { try checkFinite(score, "a score") }
    self.init(weights, score: { scores[$0] }, isPositive: { isPositive[$0] })
  }

  init(_ weights: RowWeights, score: (_ row: Int) -> Double, isPositive: (_ row: Int) -> Bool) {
    let rows = (0..<weights.count).filter { weights[$0] > 0 }
    let scores = rows.map { score($0) }
    var (thresholds, falsePositives, truePositives): ([Double], [Double], [Double]) = ([], [], [])
    var (negative, positive) = (CompensatedSum(), CompensatedSum())
    for index in sortedIndices(rows.count, by: { scores[$0] > scores[$1] }) {
      if isPositive(rows[index]) { positive.add(weights[rows[index]]) } else { negative.add(weights[rows[index]]) }
      if thresholds.last == scores[index] {
        falsePositives[falsePositives.count - 1] = negative.value
        truePositives[truePositives.count - 1] = positive.value
      } else {
        thresholds.append(scores[index])
        falsePositives.append(negative.value)
        truePositives.append(positive.value)
      }
    }
    (self.thresholds, self.falsePositives, self.truePositives) = (thresholds, falsePositives, truePositives)
  }

  private var negatives: Double { falsePositives[falsePositives.count - 1] }
  private var positives: Double { truePositives[truePositives.count - 1] }

  /// The area under the ROC curve: the chance that a positive example has the higher score than a negative one, where
  /// equals count half. Nil unless there are examples of both.
  public var areaUnderROC: Double? {
    guard positives > 0 && negatives > 0 else { return nil }
    var area = CompensatedSum()
    var (x, y) = (0.0, 0.0)
    for (nextX, nextY) in zip(falsePositives, truePositives) {
      area.add((nextX - x) * (nextY + y))
      (x, y) = (nextX, nextY)
    }
    return area.value / (2 * positives * negatives)
  }

  /// The mean of the precisions at all thresholds, each weighted by what it adds to the recall; nothing is interpolated. Nil
  /// if no example is positive, where scikit-learn says 0.
  public var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var sum = CompensatedSum()
    var previous = 0.0
    for (wrong, right) in zip(falsePositives, truePositives) {
      sum.add((right - previous) * (right / (right + wrong)))
      previous = right
    }
    return sum.value / positives
  }

  /// The ROC curve from (0, 0) to (1, 1), without the points that lie on a straight line between their neighbours, as
  /// scikit-learn's `roc_curve` leaves them out. Empty unless there are examples of both kinds.
  public var rocPoints: [ROCPoint] {
    guard positives > 0 && negatives > 0 else { return [] }
    let start = ROCPoint(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0)
    return [start]
      + kept { Self.bends(falsePositives, at: $0) || Self.bends(truePositives, at: $0) }.map { index in
        ROCPoint(
          threshold: thresholds[index], falsePositiveRate: falsePositives[index] / negatives,
          truePositiveRate: truePositives[index] / positives)
      }
  }

  /// Precision by recall, from recall 0, where precision is 1 by definition, to recall 1. Of points of the same recall the
  /// first and the last are there, as with scikit-learn's `precision_recall_curve(drop_intermediate=True)`, whose order is
  /// the other way round. Empty if no example is positive.
  public var precisionRecallPoints: [PrecisionRecallPoint] {
    guard positives > 0 else { return [] }
    let start = PrecisionRecallPoint(threshold: .infinity, recall: 0, precision: 1)
    return [start]
      + kept { truePositives[$0 - 1] != truePositives[$0] || truePositives[$0] != truePositives[$0 + 1] }.map { index in
        PrecisionRecallPoint(
          threshold: thresholds[index], recall: truePositives[index] / positives,
          precision: truePositives[index] / (truePositives[index] + falsePositives[index]))
      }
  }

  /// The first and the last threshold, and those between that are needed.
  private func kept(_ isNeeded: (_ index: Int) -> Bool) -> [Int] {
    thresholds.indices.filter { $0 == 0 || $0 == thresholds.count - 1 || isNeeded($0) }
  }

  private static func bends(_ values: [Double], at index: Int) -> Bool {
    values[index] - values[index - 1] != values[index + 1] - values[index]
  }
}

/// A point of the ROC curve: what answering yes from this score on does.
public struct ROCPoint: Equatable, Sendable {
  /// Scores of at least this count as yes; infinite at the first point.
  public let threshold: Double
  /// The share of the negative examples that count as yes.
  public let falsePositiveRate: Double
  /// The share of the positive examples that count as yes: the recall.
  public let truePositiveRate: Double
}

/// A point of the precision-recall curve: what answering yes from this score on does.
public struct PrecisionRecallPoint: Equatable, Sendable {
  /// Scores of at least this count as yes; infinite at the first point.
  public let threshold: Double
  /// The share of the positive examples that count as yes.
  public let recall: Double
  /// The share of what counts as yes that is positive.
  public let precision: Double
}
