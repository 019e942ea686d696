import Downhill
import DownhillMetrics
import Foundation
import Testing

private struct OracleFile<Case: Decodable>: Decodable { let cases: [Case] }

/// The cases of a file in `Tests/Oracles`; `Scripts/oracles/README.md` says how they were made.
func oracleCases<Case: Decodable>(_ name: String, _ type: Case.Type = Case.self) -> [Case] {
  let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Oracles/\(name).json")
  do {
    return try JSONDecoder().decode(OracleFile<Case>.self, from: Data(contentsOf: url)).cases
  } catch {
    preconditionFailure("\(url.path): \(error)")
  }
}

/// Both within 10⁻¹² of the larger one, and of `scale`: what they are a difference of, where digits may cancel.
/// Nil is close to nil alone.
func isClose(_ one: Double?, _ other: Double?, scale: Double = 0) -> Bool {
  guard let one, let other else { return one == nil && other == nil }
  return one == other || (one - other).magnitude <= 1e-12 * max(one.magnitude, other.magnitude, scale)
}

func areClose(_ one: [Double?], _ other: [Double?], scale: Double = 0) -> Bool {
  one.count == other.count && zip(one, other).allSatisfy { isClose($0, $1, scale: scale) }
}

func areClose(_ one: MacroScore, _ other: [Double]) -> Bool { areClose([one.precision, one.recall, one.f1], other) }

/// Rows of answers drawn at random, as four tests want them: probabilities in sixteenths, so that there are ties.
struct RandomAnswers {
  var probabilities: [Double] = []
  var labels: [Int] = []
  var weights: [Double] = []
  let outputCount: Int

  init(rows: Int, outputCount: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    self.outputCount = outputCount
    for _ in 0..<rows {
      probabilities += (0..<outputCount).map { _ in Double(random.nextInteger(below: 17)) / 16 }
      labels.append(random.nextInteger(below: max(outputCount, 2)))
      weights.append(Double(random.nextInteger(below: 4)))
    }
  }

  func answers(_ rows: [Int], weights: (Int) -> Double) throws -> ClassificationAnswers {
    try ClassificationAnswers(
      probabilities: rows.flatMap { probabilities[$0 * outputCount..<($0 + 1) * outputCount] },
      outputCount: outputCount, labels: rows.map { labels[$0] }, weights: rows.map(weights))
  }
}

/// Every metric, in one list.
func all(_ answers: ClassificationAnswers) -> [Double?] {
  [
    answers.accuracy, answers.balancedAccuracy, answers.matthewsCorrelation, answers.logLoss, answers.brierScore,
    answers.expectedCalibrationError(), answers.areaUnderROC, answers.averagePrecision, answers.macroScore.precision,
    answers.macroScore.recall, answers.macroScore.f1,
  ] + answers.confusionMatrix.flatMap { $0 }
    + answers.classScores.flatMap { [$0.precision, $0.recall, $0.f1, $0.weight] }
}
