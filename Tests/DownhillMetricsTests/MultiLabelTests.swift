import DownhillMetrics
import Testing

@Suite struct MultiLabelTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let labelCount: Int
    let probabilities: [Double]
    let isOn: [Int]
    let weights: [Double]?
    let subsetAccuracy: Double
    let precision, recall, f1: [Double?]
    let macro: [Double]
    let logLoss, hammingLoss: Double
    let areaUnderROC, averagePrecision: Double?
    var testDescription: String { name }
  }

  static let cases: [Case] = oracleCases("label-metrics")

  @Test func `the file holds fourteen cases`() { #expect(Self.cases.count == 14) }

  @Test(arguments: cases) func everyMetric(_ oracle: Case) throws {
    let answers = try MultiLabelAnswers(
      probabilities: oracle.probabilities, isOn: oracle.isOn.map { $0 == 1 }, labelCount: oracle.labelCount,
      weights: oracle.weights)
    #expect(isClose(answers.subsetAccuracy, oracle.subsetAccuracy))
    #expect(areClose(answers.labelScores.map(\.precision), oracle.precision))
    #expect(areClose(answers.labelScores.map(\.recall), oracle.recall))
    #expect(areClose(answers.labelScores.map(\.f1), oracle.f1))
    #expect(areClose(answers.macroScore, oracle.macro))
    #expect(isClose(answers.logLoss, oracle.logLoss))
    #expect(isClose(answers.hammingLoss, oracle.hammingLoss))
    #expect(isClose(answers.areaUnderROC, oracle.areaUnderROC))
    #expect(isClose(answers.averagePrecision, oracle.averagePrecision))
  }

  /// Two labels; the answers are on/off, on/on, off/off, on/off.
  @Test func byHand() throws {
    let probabilities: [Float] = [0.75, 0.25, 1, 0.75, 0.5, 0, 0.75, 0.25]
    let isOn = [true, false, true, false, false, false, false, false]
    let answers = try MultiLabelAnswers(probabilities: probabilities, isOn: isOn, labelCount: 2)
    #expect(answers.subsetAccuracy == 0.5)
    #expect(answers.labelScores.map(\.precision) == [2 / 3, 0])
    // The second label is never on.
    #expect(answers.labelScores.map(\.recall) == [1, nil])
    #expect(answers.labelScores.map(\.f1) == [0.8, 0])
    #expect(areClose(answers.macroScore, [1 / 3, 0.5, 0.4]))
    #expect(answers.labels[0].areaUnderROC == 0.875)
    // Half is not above half, but it is above a quarter.
    let lower = try MultiLabelAnswers(probabilities: probabilities, isOn: isOn, labelCount: 2, threshold: 0.25)
    #expect(lower.labels[0].answers == [1, 1, 1, 1] && lower.subsetAccuracy == 0.25)
    let weighted = try MultiLabelAnswers(
      probabilities: probabilities, isOn: isOn, labelCount: 2, weights: [1, 0, 2, 1])
    #expect(weighted.subsetAccuracy == 0.75)
  }
}
