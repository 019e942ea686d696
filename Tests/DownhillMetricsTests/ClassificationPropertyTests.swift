import Downhill
import DownhillMetrics
import Testing

/// What must hold of any answers.
@Suite struct ClassificationPropertyTests {
  @Test(arguments: [1, 2, 3, 6]) func `the order of the rows does not matter`(outputs: Int) throws {
    for seed in 0..<20 as Range<UInt64> {
      let drawn = RandomAnswers(rows: 40, outputCount: outputs, seed: seed)
      let rows = PermutationImportance.permutation(ofRows: 40, column: 0, repetition: 0, seed: seed).map { Int($0) }
      let straight = try drawn.answers(Array(0..<40)) { drawn.weights[$0] }
      let shuffled = try drawn.answers(rows) { drawn.weights[$0] }
      #expect(areClose(all(straight), all(shuffled)))
    }
  }

  @Test(arguments: [1, 2, 3, 6]) func `a weight is so many rows`(outputs: Int) throws {
    for seed in 0..<20 as Range<UInt64> {
      let drawn = RandomAnswers(rows: 40, outputCount: outputs, seed: seed)
      // Rows of weight 0 would still name their classes.
      let rows = (0..<40).filter { drawn.weights[$0] > 0 }
      let weighted = try drawn.answers(rows) { drawn.weights[$0] }
      let repeated = try drawn.answers(rows.flatMap { [Int](repeating: $0, count: Int(drawn.weights[$0])) }) { _ in 1 }
      #expect(areClose(all(weighted), all(repeated)))
    }
  }

  @Test func `reversed scores have the rest of the area`() throws {
    for seed in 0..<50 as Range<UInt64> {
      let drawn = RandomAnswers(rows: 30, outputCount: 1, seed: seed)
      let isPositive = drawn.labels.map { $0 == 1 }
      let straight = try Ranking(scores: drawn.probabilities, isPositive: isPositive, weights: drawn.weights)
      let reversed = try Ranking(
        scores: drawn.probabilities.map { -$0 }, isPositive: isPositive, weights: drawn.weights)
      let area = try #require(straight.areaUnderROC)
      #expect(isClose(reversed.areaUnderROC, 1 - area, scale: 1))
      // The definition: pairs in order, equals by half.
      var (pairs, ordered) = (0.0, 0.0)
      for one in 0..<30 where isPositive[one] {
        for other in 0..<30 where !isPositive[other] {
          let weight = drawn.weights[one] * drawn.weights[other]
          pairs += weight
          let (high, low) = (drawn.probabilities[one], drawn.probabilities[other])
          ordered += high > low ? weight : high == low ? weight / 2 : 0
        }
      }
      #expect(isClose(area, ordered / pairs))
    }
  }

  @Test func `points left out lie on the lines between the others`() throws {
    let ranking = try Ranking(
      scores: [9, 8, 7, 6, 5, 4, 3, 3], isPositive: [true, true, true, false, false, true, false, true])
    #expect(ranking.rocPoints.map(\.threshold) == [.infinity, 9, 7, 5, 4, 3])
    #expect(ranking.rocPoints.map(\.truePositiveRate) == [0, 0.2, 0.6, 0.6, 0.8, 1])
    #expect(ranking.precisionRecallPoints.map(\.threshold) == [.infinity, 9, 8, 7, 5, 4, 3])
    let precisions: [Double] = [1, 1, 1, 1, 0.6, 4.0 / 6, 0.625]
    #expect(ranking.precisionRecallPoints.map(\.precision) == precisions)
  }

  @Test func `a million rows lose no digit`() throws {
    let count = 1_000_000
    let answers = try ClassificationAnswers(
      probabilities: [Double](repeating: 0.3, count: count), outputCount: 1,
      labels: (0..<count).map { $0 % 10 == 0 ? 0 : 1 }, weights: [Double](repeating: 0.1, count: count))
    // The mean of a tenth of one logarithm and nine tenths of the other, each rounded a few times: 8 units at most. Plain
    // sums are off by thousands.
    let loss = -(Elementary.log(0.7) + 9 * Elementary.log(0.3)) / 10
    #expect((answers.logLoss - loss).magnitude <= 8 * loss.ulp)
    // A tenth of 0.09 and nine tenths of 0.49.
    #expect((answers.brierScore - 0.45).magnitude <= 8 * 0.45.ulp)
    #expect((answers.accuracy - 0.1).magnitude <= 4 * 0.1.ulp)
  }
}
