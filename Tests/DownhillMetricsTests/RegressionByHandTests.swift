import Downhill
import DownhillMetrics
import Testing

@Suite struct RegressionByHandTests {
  /// Residuals −1, 0, 2 and −1.
  private static func answers(weights: [Double]? = nil) throws -> RegressionAnswers {
    try RegressionAnswers(predictions: [2, 2, 1, 7] as [Float], targets: [1, 2, 3, 6], weights: weights)
  }

  @Test func `four rows`() throws {
    let answers = try Self.answers()
    #expect(answers.meanAbsoluteError.perTarget == [1])
    #expect(answers.rootMeanSquaredError.mean == 1.5.squareRoot())
    #expect(answers.meanResidual.mean == 0)
    #expect(answers.medianAbsoluteError.mean == 1)
    #expect(isClose(answers.rSquared?.mean, 1 - 6.0 / 14))
    #expect(answers.pinballLoss(quantile: 0.25).mean == 0.5)
    let logs = Elementary.log(0.5) + 3 * Elementary.log(3) + 6 * Elementary.log(6.0 / 7)
    #expect(isClose(answers.meanPoissonDeviance?.mean, 2 * logs / 4, scale: 1))
    #expect(answers.residualQuantiles([0, 0.25, 0.5, 0.6, 0.75, 1]) == [-1, -1, -0.5, 0, 1, 2])
  }

  @Test func `weights`() throws {
    let answers = try Self.answers(weights: [1, 0, 4, 1])
    #expect(isClose(answers.meanAbsoluteError.mean, 10.0 / 6) && answers.meanResidual.mean == 1)
    #expect(isClose(answers.rootMeanSquaredError.mean, 3.0.squareRoot()))
    // Of a distance of 1 there is a third, below the middle.
    #expect(answers.medianAbsoluteError.mean == 2)
    // The mean target is 19/6.
    let spread = (169.0 + 4 + 289) / 36
    #expect(isClose(answers.rSquared?.mean, 1 - 18 / spread))
    let half = try Self.answers(weights: [0, 1, 2, 1])
    #expect(half.medianAbsoluteError.mean == 1.5, "half of the weight lies up to 1")
  }

  @Test func `a target that is always the same`() throws {
    // The mean of three times 0.1 is not 0.1: R² must not come from the rest.
    for (predictions, share) in [([0.1, 0.1, 0.1], 1.0), ([0.1, 0.1, 0.2], 0)] {
      let answers = try RegressionAnswers(predictions: predictions, targets: [0.1, 0.1, 0.1])
      #expect(answers.rSquared?.mean == share)
    }
    // The one that differs has no weight.
    let answers = try RegressionAnswers(predictions: [1.0, 2, 3], targets: [1, 1, 2], weights: [1, 1, 0])
    #expect(answers.rSquared?.mean == 0)
    #expect(try RegressionAnswers(predictions: [1.0], targets: [1]).rSquared == nil)
  }

  @Test func `several targets`() throws {
    let answers = try RegressionAnswers(predictions: [1.0, 10, 3, 10], targets: [1, 20, 1, 10], targetCount: 2)
    #expect(answers.count == 2 && answers.meanAbsoluteError.perTarget == [1, 5] && answers.meanAbsoluteError.mean == 3)
    #expect(answers.rSquared?.perTarget == [0, -1] && answers.rSquared?.mean == -0.5)
    #expect(answers.residualQuantiles([0, 1], target: 1) == [0, 10])
  }

  @Test func `a deviance needs counts and means above 0`() throws {
    #expect(try RegressionAnswers(predictions: [1.0, 0], targets: [1, 1]).meanPoissonDeviance == nil)
    #expect(try RegressionAnswers(predictions: [1.0, 1], targets: [1, -1]).meanPoissonDeviance == nil)
    #expect(try RegressionAnswers(predictions: [1.0, 2], targets: [1, 0]).meanPoissonDeviance?.mean == 2)
  }
}
