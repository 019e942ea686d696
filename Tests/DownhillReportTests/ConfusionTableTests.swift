import Testing

@testable import DownhillReport

@Suite struct ConfusionTableTests {
  @Test func `rows are labels, columns predictions, zeros dots`() {
    #expect(
      ConfusionTable.lines([[90, 10, 0], [0, 1_200, 0], [1, 0, 2]]) == [
        "label      0     1     2  correct",
        "    0     90    10     ·   90.0 %",
        "    1      · 1,200     ·  100.0 %",
        "    2      1     ·     2   66.7 %",
      ])
  }

  @Test func `a label without examples has no share`() {
    #expect(
      ConfusionTable.lines([[0, 0], [1, 2]]) == [
        "label  0 1  correct",
        "    0  · ·        –",
        "    1  1 2   66.7 %",
      ])
  }

  @Test func `columns are as wide as the numbers of the classes, too`() {
    let lines = ConfusionTable.lines([[Int]](repeating: [Int](repeating: 1, count: 11), count: 11))
    #expect(lines[0] == "label   0  1  2  3  4  5  6  7  8  9 10  correct")
    #expect(lines[11] == "   10   1  1  1  1  1  1  1  1  1  1  1    9.1 %")
    #expect(lines.allSatisfy { $0.count == lines[0].count })
  }

  @Test func `almost all is not all`() {
    #expect(ConfusionTable.lines([[9_999, 1], [0, 1]])[1].hasSuffix("  99.9 %"))
  }

  @Test func `nothing but a head for no classes`() {
    #expect(ConfusionTable.lines([]) == ["label    correct"])
  }

  @Test func `the most frequent mistakes come first, those as frequent in the order of the labels`() {
    let confusion = [[5, 3, 1_000], [3, 0, 0], [0, 7, 99]]
    #expect(
      ConfusionTable.largest(confusion, count: 10) == [
        "0 taken as 2: 1,000", "2 taken as 1: 7", "0 taken as 1: 3", "1 taken as 0: 3",
      ])
    #expect(ConfusionTable.largest(confusion, count: 2) == ["0 taken as 2: 1,000", "2 taken as 1: 7"])
    #expect(ConfusionTable.largest([[4, 0], [0, 4]], count: 3) == [])
    #expect(ConfusionTable.largest([], count: 3) == [])
  }
}
