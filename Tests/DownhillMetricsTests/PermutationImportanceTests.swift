import DownhillMetrics
import Testing

@Suite struct PermutationImportanceTests {
  @Test func byHand() {
    let importance = PermutationImportance(score: 1, permutedScores: [0.5, 0.75, 0.25, 0.5])
    #expect(importance.drops == [0.5, 0.25, 0.75, 0.5] && importance.mean == 0.5)
    // √((0 + 1/16 + 1/16 + 0) ÷ 4)
    #expect(importance.standardDeviation == (1.0 / 32).squareRoot())
  }

  @Test func `only the column that is read matters`() throws {
    let read = (0..<50).map(Double.init)
    // Minus the mean squared error of answers that are the first column.
    let importances = PermutationImportance.importances(columnCount: 2, rowCount: 50, repetitions: 3, seed: 4) {
      column, rows in
      var error = 0.0
      for row in 0..<50 {
        let first = if column == 0, let rows { read[Int(rows[row])] } else { read[row] }
        error += (first - Double(row)) * (first - Double(row))
      }
      return -error / 50
    }
    #expect(importances[1].drops == [0, 0, 0] && importances[1].standardDeviation == 0)
    // Two independent rows of 50 are 2·variance = 2·(50² − 1)/12 apart on the mean; of three permutations none is near 0.
    #expect(importances[0].drops.allSatisfy { (100...900).contains($0) })
    #expect(Set(importances[0].drops).count == 3)
  }

  @Test func `what is scored throws its own error`() {
    struct Refused: Error {}
    #expect(throws: Refused.self) {
      try PermutationImportance.importances(columnCount: 1, rowCount: 2, repetitions: 1, seed: 1) {
        (column: Int?, _: [Int32]?) throws(Refused) -> Double in
        guard column == nil else { throw Refused() }
        return 1
      }
    }
  }

  @Test func `a permutation depends on its numbers alone`() {
    func drawn(_ column: Int, _ repetition: Int, _ seed: UInt64) -> [Int32] {
      PermutationImportance.permutation(ofRows: 30, column: column, repetition: repetition, seed: seed)
    }
    let one = drawn(3, 1, 9)
    #expect(one.sorted() == Array(0..<30) && one == drawn(3, 1, 9))
    #expect(one != drawn(3, 2, 9) && one != drawn(1, 3, 9) && one != drawn(4, 1, 9) && one != drawn(3, 1, 8))
    #expect(PermutationImportance.permutation(ofRows: 0, column: 0, repetition: 0, seed: 0) == [])
    // Whether all or one at a time.
    var seen: [[Int32]?] = []
    _ = PermutationImportance.importances(columnCount: 2, rowCount: 30, repetitions: 2, seed: 9) { _, rows in
      seen.append(rows)
      return 0
    }
    #expect(seen == [nil, drawn(0, 0, 9), drawn(0, 1, 9), drawn(1, 0, 9), drawn(1, 1, 9)])
  }
}
