import Downhill

extension Table {
  /// Rows for training, and rows that are held out, each in the table's order.
  public struct Split: Equatable, Sendable {
    /// Rows to learn from.
    public let training: [Int]
    /// Rows to be tried with.
    public let heldOut: [Int]
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
    return Self.split(groups, rowCount: rowCount, heldOut: share, seed: seed, keepsOne: column != nil)
  }

  /// The same for groups of rows.
  static func split(_ groups: [[Int32]], rowCount: Int, heldOut share: Double, seed: UInt64, keepsOne: Bool) -> Split {
    // Whole rows of each group, and one more for those that are nearest to it, until the sum is right (Hamilton's way).
    var counts = groups.map { Int(share * Double($0.count)) }
    var left = Int((share * Double(rowCount)).rounded()) - counts.reduce(0) { $0 + $1 }
    let order = sortedIndices(groups.count) { one, other in
      remainder(share, groups[one].count) > remainder(share, groups[other].count)
    }
    for group in order where left > 0 && counts[group] < groups[group].count {
      counts[group] += 1
      left -= 1
    }
    var random = RandomSource(seed: seed)
    var isHeldOut = [Bool](repeating: false, count: rowCount)
    for (index, group) in groups.enumerated() {
      var rows = group
      rows.withUnsafeMutableBufferPointer { random.shuffle($0) }
      let limit = keepsOne && !group.isEmpty ? group.count - 1 : group.count
      for row in rows.prefix(min(counts[index], limit)) { isHeldOut[Int(row)] = true }
    }
    var (training, heldOut): ([Int], [Int]) = ([], [])
    for row in 0..<rowCount {
      if isHeldOut[row] { heldOut.append(row) } else { training.append(row) }
    }
    return Split(training: training, heldOut: heldOut)
  }

  private static func remainder(_ share: Double, _ count: Int) -> Double {
    let exact = share * Double(count)
    return exact - exact.rounded(.down)
  }
}
