import DownhillMetrics
import Testing

/// Every metric of classes against scikit-learn.
@Suite struct ClassificationOracleTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let single: Bool
    let outputCount: Int
    let threshold: Double?
    let probabilities: [Double]
    let labels: [Int]
    let weights: [Double]?
    let accuracy, balancedAccuracy, matthewsCorrelation: Double
    let confusion: [Double]
    let precision, recall, f1: [Double?]
    let macro: [Double]
    let logLoss, brierScore, calibrationError: Double
    let bins: [[Double]]
    let areaUnderROC, averagePrecision: Double?
    let roc, precisionRecall: [[Double]]?
    var testDescription: String { name }

    func answers() throws -> ClassificationAnswers {
      single
        ? try ClassificationAnswers(
          probabilities: probabilities.map { Float($0) }, outputCount: outputCount, labels: labels, weights: weights,
          threshold: threshold)
        : try ClassificationAnswers(
          probabilities: probabilities, outputCount: outputCount, labels: labels, weights: weights, threshold: threshold
        )
    }
  }

  static let cases: [Case] = oracleCases("classification-metrics")

  @Test func `the file holds eighty-two cases`() { #expect(Self.cases.count == 82) }

  @Test(arguments: cases) func answers(_ oracle: Case) throws {
    let answers = try oracle.answers()
    #expect(isClose(answers.accuracy, oracle.accuracy))
    #expect(isClose(answers.balancedAccuracy, oracle.balancedAccuracy))
    // A difference of products, over 1.
    #expect(isClose(answers.matthewsCorrelation, oracle.matthewsCorrelation, scale: 1))
    #expect(areClose(answers.confusionMatrix.flatMap { $0 }, oracle.confusion))
    #expect(areClose(answers.classScores.map(\.precision), oracle.precision))
    #expect(areClose(answers.classScores.map(\.recall), oracle.recall))
    #expect(areClose(answers.classScores.map(\.f1), oracle.f1))
    #expect(areClose(answers.macroScore, oracle.macro))
  }

  @Test(arguments: cases) func probabilities(_ oracle: Case) throws {
    let answers = try oracle.answers()
    #expect(isClose(answers.logLoss, oracle.logLoss))
    #expect(isClose(answers.brierScore, oracle.brierScore))
    // Differences of accuracy and confidence, up to 1.
    #expect(isClose(answers.expectedCalibrationError(), oracle.calibrationError, scale: 1))
    let bins = answers.reliability().enumerated().filter { $0.element.weight > 0 }
    #expect(bins.map { Double($0.offset) } == oracle.bins.map { $0[0] })
    #expect(areClose(bins.map { $0.element.weight }, oracle.bins.map { $0[1] }))
    #expect(areClose(bins.map { $0.element.accuracy }, oracle.bins.map { $0[2] }))
    #expect(areClose(bins.map { $0.element.confidence }, oracle.bins.map { $0[3] }))
  }

  @Test(arguments: cases) func rankings(_ oracle: Case) throws {
    let answers = try oracle.answers()
    #expect(isClose(answers.areaUnderROC, oracle.areaUnderROC))
    #expect(isClose(answers.averagePrecision, oracle.averagePrecision))
    guard let roc = oracle.roc, let precisionRecall = oracle.precisionRecall else { return }
    let ranking = answers.ranking(ofClass: 1)
    let start = ranking.rocPoints[0]
    #expect(start.threshold == .infinity && start.falsePositiveRate == 0 && start.truePositiveRate == 0)
    let points = ranking.rocPoints.dropFirst()
    #expect(areClose(points.map(\.threshold), roc.map { $0[0] }))
    #expect(areClose(points.map(\.falsePositiveRate), roc.map { $0[1] }))
    #expect(areClose(points.map(\.truePositiveRate), roc.map { $0[2] }))
    let first = ranking.precisionRecallPoints[0]
    #expect(first.threshold == .infinity && first.recall == 0 && first.precision == 1)
    let others = ranking.precisionRecallPoints.dropFirst()
    #expect(areClose(others.map(\.threshold), precisionRecall.map { $0[0] }))
    #expect(areClose(others.map(\.recall), precisionRecall.map { $0[1] }))
    #expect(areClose(others.map(\.precision), precisionRecall.map { $0[2] }))
  }
}
