import DownhillMetrics
import Testing

/// Every metric of quantities against scikit-learn.
@Suite struct RegressionOracleTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let targetCount: Int
    let targets, predictions: [Double]
    let weights: [Double]?
    let absolute, squared, median, residual: [Double]
    let pinball: [[Double]]
    let poisson: [Double]?
    let rSquared: [Double]?
    let means: [Double?]
    let quantiles: [Double]
    var testDescription: String { name }
  }

  static let cases: [Case] = oracleCases("regression-metrics")

  @Test func `the file holds fifty cases`() { #expect(Self.cases.count == 50) }

  @Test(arguments: cases) func everyMetric(_ oracle: Case) throws {
    let answers = try RegressionAnswers(
      predictions: oracle.predictions, targets: oracle.targets, targetCount: oracle.targetCount,
      weights: oracle.weights)
    #expect(areClose(answers.meanAbsoluteError.perTarget, oracle.absolute))
    #expect(areClose(answers.rootMeanSquaredError.perTarget, oracle.squared))
    #expect(areClose(answers.medianAbsoluteError.perTarget, oracle.median))
    for (tau, losses) in zip([0.1, 0.5, 0.95], oracle.pinball) {
      #expect(areClose(answers.pinballLoss(quantile: tau).perTarget, losses))
    }
    // Residuals cancel in their mean, terms as large as the targets in a deviance, and both sums of squares in R².
    #expect(areClose(answers.meanResidual.perTarget, oracle.residual, scale: oracle.absolute.max() ?? 0))
    #expect((answers.meanPoissonDeviance == nil) == (oracle.poisson == nil))
    if let deviances = answers.meanPoissonDeviance, let expected = oracle.poisson {
      #expect(areClose(deviances.perTarget, expected, scale: oracle.targets.max() ?? 0))
    }
    #expect((answers.rSquared == nil) == (oracle.rSquared == nil))
    if let shares = answers.rSquared, let expected = oracle.rSquared {
      #expect(areClose(shares.perTarget, expected, scale: 1))
    }
    #expect(
      areClose(
        [
          answers.meanAbsoluteError.mean, answers.rootMeanSquaredError.mean, answers.medianAbsoluteError.mean,
          answers.rSquared?.mean,
        ], oracle.means))
    let quantiles = (0..<oracle.targetCount).flatMap {
      answers.residualQuantiles([0, 0.25, 0.5, 0.9, 1], target: $0)
    }
    #expect(areClose(quantiles, oracle.quantiles))
  }
}
