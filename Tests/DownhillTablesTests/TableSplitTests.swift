import Testing

@testable import DownhillTables

@Suite("Splits of tables")
struct TableSplitTests {
  /// So many rows, sorted by class: of ten rows six are a, three b and one c.
  private static func sorted(_ tens: Int) throws -> Table {
    var text = "x,class\n"
    for (name, count) in [("a", 6), ("b", 3), ("c", 1)] {
      for row in 0..<count * tens { text += "\(row),\(name)\n" }
    }
    return try table(text)
  }

  @Test func `each row is in one part, in order, and the seed decides`() throws {
    let all = try Self.sorted(10)
    let split = try all.split(heldOut: 0.25, seed: 1)
    #expect(split.heldOut.count == 25)
    #expect((split.training + split.heldOut).sorted() == Array(0..<100))
    #expect(split.training == split.training.sorted() && split.heldOut == split.heldOut.sorted())
    #expect(try all.split(heldOut: 0.25, seed: 1) == split)
    #expect(try all.split(heldOut: 0.25, seed: 2) != split)
    // Drawn from everywhere in a sorted file.
    #expect(split.heldOut.contains { $0 < 50 } && split.heldOut.contains { $0 >= 60 })
    #expect(try all.split(heldOut: 0, seed: 1).heldOut == [])
    #expect(try all.split(heldOut: 1, seed: 1).training == [])
  }

  @Test func `each category gives its share, and keeps a row`() throws {
    let all = try Self.sorted(10)
    for seed in 0..<20 as Range<UInt64> {
      let held = try all.split(heldOut: 0.2, seed: seed, stratifiedBy: "class").heldOut
      #expect(held.count == 20)
      #expect(held.count { $0 < 60 } == 12 && held.count { $0 >= 90 } == 2)
      // 1.5, 0.75 and 0.25 rows of three rooms are 1 and a half, 1 and 0.
      let few = try Self.sorted(1).split(heldOut: 0.25, seed: seed, stratifiedBy: "class").heldOut
      #expect(few.count { $0 < 6 } == 2 && few.count { $0 >= 6 && $0 < 9 } == 1 && !few.contains(9))
    }
    // A category of one row is learnt from, whatever the share.
    #expect(try Self.sorted(1).split(heldOut: 1, seed: 1, stratifiedBy: "class").training.count == 3)
    let error = #expect(throws: TableError.self) { try all.split(heldOut: 0.2, seed: 1, stratifiedBy: "x") }
    #expect(error?.description == "f.csv: column \"x\" has numbers, not categories. Name a column with texts.")
    #expect(throws: TableError.self) { try all.split(heldOut: 0.2, seed: 1, stratifiedBy: "y") }
  }

  @Test func `rows without a category are a group`() throws {
    let read = try table("a\n" + String(repeating: "x\nNA\n", count: 50))
    let held = try read.split(heldOut: 0.5, seed: 3, stratifiedBy: "a").heldOut
    #expect(held.count { $0 % 2 == 0 } == 25 && held.count { $0 % 2 == 1 } == 25)
  }

  @Test func `a column names the parts`() throws {
    let words = try table("x,part\n1,train\n2,Val\n3,TEST\n4,training\n5,no\n6,validate\n7,true\n8,testing\n9,Dev\n")
    let parts = try TableRows(words).split(by: "part")
    #expect(parts.training == [0, 3, 4] && parts.validation == [1, 5, 6, 8] && parts.test == [2, 7])
    let numbers = try table("x,part\n1,0\n2,1.0\n3,2\n4,0\n")
    let some = try TableRows(numbers, [3, 2, 1]).split(by: "part")
    #expect(some.training == [3] && some.validation == [1] && some.test == [2])
    for (text, cell) in [
      ("x,part\n1,0\n2,3\n", "3"), ("x,part\n1,0\n2,NA\n", ""), ("x,part\n1,val\n2,maybe\n", "maybe"),
    ] {
      #expect(throws: TableError(file: "f.csv", line: 3, problem: .badPart(column: "part", cell))) {
        try TableRows(table(text)).split(by: "part")
      }
    }
    #expect(throws: TableError(file: "f.csv", problem: .noColumn("parts", nearest: "part"))) {
      try TableRows(words).split(by: "parts")
    }
  }
}
