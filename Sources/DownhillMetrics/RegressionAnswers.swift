import Downhill

/// What was answered for quantities that are known, and how good that is.
///
/// All metrics are those of scikit-learn 1.9, with weights as its `sample_weight`: one for each target, in its unit, and
/// their mean. They are computed in `Double`, and their sums lose no digits however many examples there are.
public struct RegressionAnswers: Equatable, Sendable {
  /// A metric of each target.
  public struct Scores: Equatable, Sendable {
    /// In the targets' order.
    public let perTarget: [Double]
    /// The mean over the targets, each counting alike.
    public var mean: Double { DownhillMetrics.mean(perTarget) }
  }

  /// How many quantities each example has.
  public let targetCount: Int
  private let predictions, targets: [Double]
  private let weights: RowWeights

  /// Answers and what they should be, row-major `[example][target]`.
  ///
  /// The weight of an example is 0 or more; without weights each counts as 1.
  ///
  /// - Throws: `EngineError` if there is no example, and for counts that do not fit each other, numbers that are
  ///   not finite, and weights that are negative, not finite, or all 0.
  public init<Scalar: RealScalar>(
    predictions: [Scalar], targets: [Scalar], targetCount: Int = 1, weights: [Double]? = nil
  ) throws(EngineError) {
    try checkShape(targets.count, rows: targets.count / max(targetCount, 1), columns: targetCount, "the targets")
    try checkCount(predictions.count, is: targets.count, "the predictions")
    self.weights = try RowWeights(weights, rowCount: targets.count / targetCount)
    self.predictions = try checkedNumbers(predictions, "a prediction")
    self.targets = try checkedNumbers(targets, "a target")
    self.targetCount = targetCount
  }

  /// How many examples there are.
  public var count: Int { weights.count }

  /// The distance of each prediction from its target, row-major `[example][target]`.
  public var absoluteErrors: [Double] { zip(targets, predictions).map { ($0 - $1).magnitude } }

  /// The mean distance from the target (MAE).
  public var meanAbsoluteError: Scores { means { ($0 - $1).magnitude } }

  /// The square root of the mean squared distance from the target (RMSE).
  public var rootMeanSquaredError: Scores {
    Scores(perTarget: means { ($0 - $1) * ($0 - $1) }.perTarget.map { $0.squareRoot() })
  }

  /// The mean of target minus prediction: above 0 where answers are too low.
  public var meanResidual: Scores { means { $0 - $1 } }

  /// The mean pinball loss of the quantile τ, 0…1: τ for each unit that the answer is too low, 1 − τ for each that it is too
  /// high.
  public func pinballLoss(quantile: Double) -> Scores {
    precondition(quantile >= 0 && quantile <= 1, "a quantile of \(quantile)")
    return means { target, prediction in
      let residual = target - prediction
      return residual >= 0 ? quantile * residual : (quantile - 1) * residual
    }
  }

  /// The median distance from the target; of an even number the mean of the middle two.
  public var medianAbsoluteError: Scores {
    each { target in
      WeightedQuantiles(weights) { row in residual(row, target).magnitude }.value(0.5)
    }
  }

  /// The mean deviance of a Poisson distribution with the answer for its mean, 2 (y ln(y ÷ a) − y + a). Nil if a target is
  /// negative or an answer is not above 0.
  public var meanPoissonDeviance: Scores? {
    guard targets.allSatisfy({ $0 >= 0 }) && predictions.allSatisfy({ $0 > 0 }) else { return nil }
    return means { y, a in 2 * ((y > 0 ? y * Elementary.log(y / a) : 0) - y + a) }
  }

  /// The coefficient of determination, R²: 1 − Σ(y − a)² ÷ Σ(y − ȳ)². Of a target that is always the same it is 1 if all
  /// answers are right, and otherwise 0. Nil of a single example.
  public var rSquared: Scores? {
    guard count > 1 else { return nil }
    return each { target in
      let errors = weights.sum { row in residual(row, target) * residual(row, target) }
      if errors == 0 { return 1 }
      guard !isConstant(target) else { return 0 }
      let middle = weights.mean { row in value(row, target) }
      let spread = weights.sum { row in (value(row, target) - middle) * (value(row, target) - middle) }
      return spread > 0 ? 1 - errors / spread : 0
    }
  }

  /// Quantiles of target minus prediction at these levels, 0…1, for drawing: of a level that lies just between two examples
  /// the mean of both.
  public func residualQuantiles(_ levels: [Double], target: Int = 0) -> [Double] {
    precondition(target >= 0 && target < targetCount, "target \(target) of \(targetCount)")
    precondition(levels.allSatisfy { $0 >= 0 && $0 <= 1 }, "levels are from 0 to 1")
    let quantiles = WeightedQuantiles(weights) { row in residual(row, target) }
    return levels.map { quantiles.value($0) }
  }

  private func value(_ row: Int, _ target: Int) -> Double { targets[row * targetCount + target] }

  private func residual(_ row: Int, _ target: Int) -> Double {
    targets[row * targetCount + target] - predictions[row * targetCount + target]
  }

  /// Asked of the numbers, since their mean may be rounded and then differs from each of them.
  private func isConstant(_ target: Int) -> Bool {
    var first: Double?
    for row in 0..<count where weights[row] > 0 {
      if let first, first != value(row, target) { return false }
      first = value(row, target)
    }
    return true
  }

  private func each(_ metric: (_ target: Int) -> Double) -> Scores { Scores(perTarget: (0..<targetCount).map(metric)) }

  private func means(_ loss: (_ target: Double, _ prediction: Double) -> Double) -> Scores {
    each { target in
      weights.mean { row in loss(value(row, target), predictions[row * targetCount + target]) }
    }
  }
}
