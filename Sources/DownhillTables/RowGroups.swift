import Downhill

/// Rows in groups of similar values in one column.
public struct RowGroups: Equatable, Sendable {
  /// The groups: of numbers in ascending order, of categories the one with the most rows first; rows without a value come
  /// last.
  public let groups: [Group]
  /// The group of each row.
  public let groupOfRow: [Int]

  /// What the rows of a group have in common.
  public enum Group: Equatable, Sendable {
    /// Numbers within a range, both ends of which occur.
    case numbers(ClosedRange<Double>)
    /// A category.
    case category(String)
    /// So many categories, each with fewer rows than those that have a group of their own.
    case otherCategories(Int)
    /// No value.
    case missing
  }
}

extension TableRows {
  /// Groups the rows by a column. Numbers that are few have a group each, others are cut into `parts` of about as many rows,
  /// by a sample of them, and equal numbers are never parted; of categories the `categoryLimit` most frequent have a group each.
  public func groups(
    by name: String, parts: Int = 4, categoryLimit: Int = 8
  ) throws(TableError) -> RowGroups {
    precondition(parts > 0 && categoryLimit > 0, "\(parts) parts, \(categoryLimit) categories")
    switch try table.column(name).values {
    case .numbers(let numbers): return groups(of: indices.map { numbers[$0] }, parts: parts)
    case .categories(let categories):
      return groups(of: indices.map { categories.code(ofRow: $0) }, categories, limit: categoryLimit)
    }
  }

  private func groups(of values: [Double], parts: Int) -> RowGroups {
    let known = values.filter { !$0.isNaN }
    let ends = Self.ends(of: known, parts: parts)
    var groupOfRow = [Int](repeating: ends.count, count: values.count)
    var ranges = [ClosedRange<Double>?](repeating: nil, count: ends.count)
    for (row, value) in values.enumerated() where !value.isNaN {
      let group = ends.firstIndex { value <= $0 } ?? ends.count - 1
      groupOfRow[row] = group
      ranges[group] = ranges[group].map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    }
    // Rows between two ends that the sample lacks may leave none for a group.
    var number = 0
    let numbers = ranges.map { range -> Int in
      defer { if range != nil { number += 1 } }
      return number
    }
    let groups = ranges.compactMap { $0.map { RowGroups.Group.numbers($0) } }
    return RowGroups(
      groups: groups + (known.count < values.count ? [.missing] : []),
      groupOfRow: groupOfRow.map { $0 < ends.count ? numbers[$0] : groups.count })
  }

  /// The largest number of each group, by a sample of the numbers.
  private static func ends(of numbers: [Double], parts: Int) -> [Double] {
    let step = numbers.count / sampleCount + 1
    let sample = stride(from: 0, to: numbers.count, by: step).map { numbers[$0] }
    let sorted = sortedIndices(sample.count) { sample[$0] < sample[$1] }.map { sample[$0] }
    let distinct = sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
    var ends: [Double] = []
    if distinct.count <= parts + 1 {
      ends = distinct
    } else {
      // Equal numbers are never parted: those at a cut belong to the group before.
      for part in 1...parts {
        let end = sorted[max(sorted.count * part / parts, 1) - 1]
        if ends.last != end { ends.append(end) }
      }
    }
    // All are in some group, though the sample may lack the largest.
    if let last = ends.indices.last { ends[last] = .infinity }
    return ends
  }

  /// Enough for quarters to be right within about a hundredth.
  private static var sampleCount: Int { 1 << 14 }

  private func groups(of codes: [Int?], _ categories: CategoryColumn, limit: Int) -> RowGroups {
    var counts = [Int](repeating: 0, count: categories.categoryCount)
    for case let code? in codes { counts[code] += 1 }
    let present = counts.indices.filter { counts[$0] > 0 }
    let order = sortedIndices(present.count) { counts[present[$0]] > counts[present[$1]] }.map { present[$0] }
    var groupOfCode = [Int](repeating: 0, count: counts.count)
    var groups: [RowGroups.Group] = []
    for code in order {
      groupOfCode[code] = min(groups.count, limit)
      if groups.count < limit { groups.append(.category(categories.category(code))) }
    }
    if order.count > limit { groups.append(.otherCategories(order.count - limit)) }
    let missing = groups.count
    if codes.contains(nil) { groups.append(.missing) }
    return RowGroups(groups: groups, groupOfRow: codes.map { $0.map { groupOfCode[$0] } ?? missing })
  }
}
