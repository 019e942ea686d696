import Downhill

extension Table {
  /// Rows for training, and rows that are held out, each in the table's order.
  public struct Split: Equatable, Sendable {
    /// Rows to learn from.
    public let training: [Int]
    /// Rows to be tried with.
    public let heldOut: [Int]

    /// These rows.
    public init(training: [Int], heldOut: [Int]) {
      self.training = training
      self.heldOut = heldOut
    }
  }

  /// Holds out a share of the rows, 0…1, drawn by a seed: the same rows for the same seed, share and columns, whatever else
  /// is in the table.
  ///
  /// With the name of a column of categories each category, and the rows without one, give the same share, within a row;
  /// but the last row of a category is never held out.
  public func split(heldOut share: Double, seed: UInt64, stratifiedBy column: String? = nil) throws(TableError) -> Split
  {
    precondition(share >= 0 && share <= 1, "a share of \(share)")
    var groups: [[Int32]] = []
    if let column {
      let values = try self.column(column)
      guard case .categories(let categories) = values.values else {
        throw TableError(file: file, problem: .notCategories(column: column))
      }
      groups = [[Int32]](repeating: [], count: categories.categoryCount + 1)
      var row: Int32 = 0
      categories.forEachCode { code in
        groups[code ?? categories.categoryCount].append(row)
        row += 1
      }
    } else {
      groups = [Array(0..<Int32(rowCount))]
    }
    return Self.split(groups, of: Array(0..<rowCount), heldOut: share, seed: seed, keepsOne: column != nil)
  }

  /// The same for groups of rows, or of other examples.
  package static func split(
    _ groups: [[Int32]], of rows: [Int], heldOut share: Double, seed: UInt64, keepsOne: Bool
  ) -> Split {
    // Whole rows of each group, and one more for those that are nearest to it, until the sum is right (Hamilton's way).
    var counts = groups.map { Int(share * Double($0.count)) }
    var left = Int((share * Double(rows.count)).rounded()) - counts.reduce(0) { $0 + $1 }
    let order = sortedIndices(groups.count) { one, other in
      remainder(share, groups[one].count) > remainder(share, groups[other].count)
    }
    for group in order where left > 0 && counts[group] < groups[group].count {
      counts[group] += 1
      left -= 1
    }
    var random = RandomSource(seed: seed)
    var isHeldOut = [Bool](repeating: false, count: (rows.max() ?? -1) + 1)
    for (index, group) in groups.enumerated() {
      var members = group
      members.withUnsafeMutableBufferPointer { random.shuffle($0) }
      let limit = keepsOne && !group.isEmpty ? group.count - 1 : group.count
      for row in members.prefix(min(counts[index], limit)) { isHeldOut[Int(row)] = true }
    }
    var (training, heldOut): ([Int], [Int]) = ([], [])
    for row in rows {
      if isHeldOut[row] { heldOut.append(row) } else { training.append(row) }
    }
    return Split(training: training, heldOut: heldOut)
  }

  private static func remainder(_ share: Double, _ count: Int) -> Double {
    let exact = share * Double(count)
    return exact - exact.rounded(.down)
  }
}

extension TableRows {
  /// Holds out a share of these rows, see ``Table/split(heldOut:seed:stratifiedBy:)``; a column of numbers may stratify,
  /// too, each number being a class.
  public func split(
    heldOut share: Double, seed: UInt64, stratifiedBy column: String? = nil
  ) throws(TableError) -> Table.Split {
    precondition(share >= 0 && share <= 1, "a share of \(share)")
    let groups = try column.map { name throws(TableError) in try self.groups(name) } ?? [indices.map { Int32($0) }]
    return Table.split(groups, of: indices, heldOut: share, seed: seed, keepsOne: column != nil)
  }

  /// The rows by the value in a column.
  private func groups(_ name: String) throws(TableError) -> [[Int32]] {
    switch try table.column(name).values {
    case .categories(let categories):
      var groups = [[Int32]](repeating: [], count: categories.categoryCount + 1)
      for row in indices { groups[categories.code(ofRow: row) ?? categories.categoryCount].append(Int32(row)) }
      return groups
    case .numbers(let numbers):
      let values = indices.map { numbers[$0] }
      let order = sortedIndices(values.count) { values[$0] < values[$1] }
      var groups: [[Int32]] = []
      var last = Double.nan
      for place in order {
        if values[place] != last { groups.append([]) }
        last = values[place]
        groups[groups.count - 1].append(Int32(indices[place]))
      }
      return groups
    }
  }
}
