import Testing

@testable import DownhillTables

@Suite struct RowGroupsTests {
  private func groups(_ cells: [String], limit: Int = 8) throws -> RowGroups {
    let table = try table("x,y\n" + cells.map { "\($0),1\n" }.joined())
    return try TableRows(table).groups(by: "x", categoryLimit: limit)
  }

  @Test func `numbers are cut into quarters, and equal ones stay together`() throws {
    let eight = try groups(["5", "1", "8", "2", "7", "3", "6", "4"])
    #expect(eight.groups == [.numbers(1...2), .numbers(3...4), .numbers(5...6), .numbers(7...8)])
    #expect(eight.groupOfRow == [2, 0, 3, 0, 3, 1, 2, 1])
    // Half of them are 0.
    let zeros = try groups(["0", "0", "0", "0", "0", "0", "1", "2", "3", "4", "5", "NA"])
    #expect(zeros.groups == [.numbers(0...0), .numbers(1...2), .numbers(3...5), .missing])
    #expect(zeros.groupOfRow == [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 3])
  }

  @Test func `few numbers have a group each`() throws {
    let few = try groups(["3", "1", "3", "3", "2", "3", "3"])
    #expect(few.groups == [.numbers(1...1), .numbers(2...2), .numbers(3...3)])
    #expect(few.groupOfRow == [2, 0, 2, 2, 1, 2, 2])
    #expect(try groups(["NA", "NA"]).groups == [.missing])
  }

  @Test func `every row is in a group whose range holds its number`() throws {
    for count in 1..<60 {
      let numbers = (0..<count).map { $0 * 7919 % 31 }
      let made = try groups(numbers.map { "\($0)" })
      #expect(made.groups.count <= 5 && Set(made.groupOfRow) == Set(made.groups.indices))
      for (number, group) in zip(numbers, made.groupOfRow) {
        var range: ClosedRange<Double>?
        if case .numbers(let found) = made.groups[group] { range = found }
        #expect(range?.contains(Double(number)) == true, "\(made)")
      }
    }
  }

  @Test func `the most frequent categories have a group each`() throws {
    let made = try groups(["a", "b", "c", "b", "", "c", "b", "d"], limit: 2)
    #expect(made.groups == [.category("b"), .category("c"), .otherCategories(2), .missing])
    #expect(made.groupOfRow == [2, 0, 1, 0, 3, 1, 0, 2])
    #expect(throws: TableError.self) { try TableRows(table("x,y\n1,2\n")).groups(by: "z") }
  }
}
