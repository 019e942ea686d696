import Downhill
import DownhillMetrics
import Testing

/// Four rows, whose metrics can be seen.
@Suite struct ClassificationByHandTests {
  private static func question(weights: [Double]? = nil, threshold: Double? = nil) throws -> ClassificationAnswers {
    try ClassificationAnswers(
      probabilities: [0.8, 0.4, 0.6, 0.1], outputCount: 1, labels: [1, 1, 0, 0], weights: weights, threshold: threshold)
  }

  @Test func `a question of yes and no`() throws {
    let answers = try Self.question()
    #expect(answers.answers == [1, 0, 1, 0])
    #expect(answers.confusionMatrix == [[1, 1], [1, 1]])
    #expect(answers.accuracy == 0.5 && answers.balancedAccuracy == 0.5 && answers.matthewsCorrelation == 0)
    let logs = Elementary.log(0.8) + 2 * Elementary.log(0.4) + Elementary.log(0.9)
    #expect(isClose(answers.logLoss, -logs / 4))
    #expect(isClose(answers.brierScore, 0.77 / 4))
    // Three of the four pairs are in order.
    #expect(answers.areaUnderROC == 0.75)
    // The first yes is the first of one, the second the second of three.
    #expect(isClose(answers.averagePrecision, 5.0 / 6))
    #expect(isClose(answers.expectedCalibrationError(), 0.375))
    let bins = answers.reliability(binCount: 5)
    #expect(bins.map(\.weight) == [0, 0, 2, 1, 1])
    #expect(bins[2].accuracy == 0 && bins[2].confidence == 0.6 && bins[0].accuracy == nil)
    #expect(bins[2].lowerLimit == 0.4 && bins[2].upperLimit == 0.6)
  }

  @Test func `a weight counts a row so many times`() throws {
    let answers = try Self.question(weights: [3, 1, 2, 0])
    #expect(answers.confusionMatrix == [[0, 2], [1, 3]])
    #expect(answers.accuracy == 0.5 && answers.balancedAccuracy == 0.375)
    #expect(isClose(answers.brierScore, 0.2))
    #expect(answers.classScores[0].precision == 0 && answers.classScores[0].weight == 2)
    #expect(answers.classScores[1].precision == 0.6 && answers.classScores[1].recall == 0.75)
    #expect(answers.areaUnderROC == 0.75)
    #expect(isClose(answers.averagePrecision, 11.0 / 12))
  }

  @Test func `a threshold decides`() throws {
    let answers = try Self.question(threshold: 0.3)
    #expect(answers.answers == [1, 1, 1, 0])
    #expect(answers.classScores[1].precision == 2 / 3 && answers.classScores[1].recall == 1)
    #expect(answers.classScores[1].f1 == 0.8)
    #expect(isClose(answers.matthewsCorrelation, 2 / 12.0.squareRoot()))
    // Of yes that is 0.4 likely.
    #expect(isClose(answers.expectedCalibrationError(), 0.375))
    #expect(try Self.question(threshold: 0.4).answers == [1, 0, 1, 0], "not above itself")
    let two = try ClassificationAnswers(
      probabilities: [0.2, 0.8, 0.6, 0.4, 0.4, 0.6, 0.9, 0.1], outputCount: 2, labels: [1, 1, 0, 0], threshold: 0.3)
    #expect(two.answers == answers.answers && areClose(all(two), all(answers)))
  }

  @Test func `three classes`() throws {
    let answers = try ClassificationAnswers(
      probabilities: [0.5, 0.25, 0.25, 0.25, 0.25, 0.5, 0, 0.25, 0.75, 0.25, 0.5, 0.25] as [Float], outputCount: 3,
      labels: [0, 1, 2, 2])
    #expect(answers.answers == [0, 2, 2, 1])
    #expect(answers.confusionMatrix == [[1, 0, 0], [0, 0, 1], [0, 1, 1]])
    #expect(answers.accuracy == 0.5 && answers.balancedAccuracy == 0.5)
    #expect(answers.classScores.map(\.precision) == [1, 0, 0.5] && answers.classScores.map(\.recall) == [1, 0, 0.5])
    #expect(answers.macroScore.f1 == 0.5)
    // (2·4 − (1 + 1 + 4)) ÷ √(10·10)
    #expect(isClose(answers.matthewsCorrelation, 0.2))
    #expect(answers.brierScore == 0.5625)
    // The right classes have ½, ¼, ¾ and ¼.
    let logs = Elementary.log(0.5) + 2 * Elementary.log(0.25) + Elementary.log(0.75)
    #expect(isClose(answers.logLoss, -logs / 4))
    #expect((0..<3).map { answers.ranking(ofClass: $0).areaUnderROC } == [1, 1 / 3, 0.625])
    #expect((0..<3).map { answers.ranking(ofClass: $0).averagePrecision } == [1, 0.25, 0.75])
    #expect(isClose(answers.areaUnderROC, 47.0 / 72) && isClose(answers.averagePrecision, 2.0 / 3))
  }

  @Test func `certain and wrong costs what the clipping allows`() throws {
    let wrong = try ClassificationAnswers(probabilities: [0.0], outputCount: 1, labels: [1])
    #expect(isClose(wrong.logLoss, 52 * Elementary.log(2)))
    let single = try ClassificationAnswers(probabilities: [0] as [Float], outputCount: 1, labels: [1])
    #expect(isClose(single.logLoss, 23 * Elementary.log(2)))
    let right = try ClassificationAnswers(probabilities: [1.0], outputCount: 1, labels: [1])
    #expect(isClose(right.logLoss, 0x1p-52))
  }

  @Test func `what a class is absent from has no value`() throws {
    let answers = try ClassificationAnswers(
      probabilities: [0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0], outputCount: 4, labels: [0, 0])
    #expect(answers.answers == [0, 0], "the first of equals")
    #expect(answers.areaUnderROC == nil && answers.averagePrecision == nil)
    #expect(answers.classScores[0].recall == 1 && answers.classScores[1].recall == nil)
    #expect(answers.classScores[1].precision == nil && answers.classScores[1].f1 == nil)
    // Classes that nobody names or has are left out of the means.
    #expect(answers.macroScore.precision == 1 && answers.balancedAccuracy == 1 && answers.matthewsCorrelation == 0)
    let no = try ClassificationAnswers(probabilities: [0.25, 0.75], outputCount: 1, labels: [0, 0])
    #expect(no.areaUnderROC == nil && no.averagePrecision == nil && no.ranking(ofClass: 1).rocPoints == [])
    #expect(no.ranking(ofClass: 1).precisionRecallPoints == [] && no.ranking(ofClass: 0).averagePrecision == 1)
  }
}
