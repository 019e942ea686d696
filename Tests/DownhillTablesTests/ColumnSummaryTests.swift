import Testing

@testable import DownhillTables

@Suite("Summaries of columns")
struct ColumnSummaryTests {
  @Test func `numbers`() throws {
    let read = try table("a\n2\n4\n4\nNA\n4\n5\n5\n7\n9\n").summaries()[0]
    #expect(read.count == 8 && read.missingCount == 1 && read.distinctCount == 5)
    // 2 4 4 4 5 5 7 9: the sum of squares about 5 is 32.
    #expect(
      read.numbers
        == .init(minimum: 2, maximum: 9, mean: 5, standardDeviation: (32.0 / 7).squareRoot(), infiniteCount: 0))
    #expect(read.mostFrequent?.value == "4" && read.mostFrequent?.count == 3)
    #expect(read.remarks == [])
    let far = try table("a\n1e9\n1000000001\n1000000002\ninf\n").summaries()[0].numbers
    #expect(far == .init(minimum: 1e9, maximum: .infinity, mean: 1_000_000_001, standardDeviation: 1, infiniteCount: 1))
  }

  @Test func `categories`() throws {
    let read = try table("a,b\nx,1\ny,2\nNA,3\ny,4\nx,7\n").summaries()[0]
    #expect(read.count == 4 && read.missingCount == 1 && read.distinctCount == 2 && read.numbers == nil)
    #expect(read.mostFrequent?.value == "x" && read.mostFrequent?.count == 2)
  }

  @Test func `what looks wrong`() throws {
    let read = try table(
      "id,name,none,same,text,x,copy,y,group,label,code\n"
        + "7,u,,1,t,0.1,0.1,3,a,one,a\n3,v,NA,1,t,0.2,0.2,3,b,two,b\n5,w,,1,t,0.3,0.3,4,a,one,a\n9,z,,1,t,0.4,0.4,4,c,three,c\n"
    )
    let remarks = Dictionary(uniqueKeysWithValues: read.summaries().map { ($0.name, $0.remarks) })
    #expect(
      remarks == [
        "id": [.identifier], "name": [.identifier], "none": [.empty], "same": [.constant], "text": [.constant], "x": [],
        "copy": [.sameAs(column: "x")], "y": [], "group": [], "label": [.tells(column: "group")],
        "code": [.sameAs(column: "group")],
      ])
  }

  @Test func `counting ends at a limit`() throws {
    let text = "a,b,c\n" + (0..<100).map { "\($0),\(($0 * 37) % 100),\($0 % 10)\n" }.joined()
    let read = try table(text).summaries(countingUpTo: 50)
    // Numbers that rise are all different without counting.
    #expect(read.map(\.distinctCount) == [100, nil, 10])
    #expect(read[0].remarks == [.identifier])
    #expect(try table(text).summaries().map(\.distinctCount) == [100, 100, 10])
    #expect(try table("a,b\n").summaries().map(\.remarks) == [[.empty], [.empty]])
  }
}
