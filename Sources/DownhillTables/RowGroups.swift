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
  /// of which equal numbers are never parted; of categories the `categoryLimit` most frequent have a group each.
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
    let order = sortedIndices(values.count) { values[$0] < values[$1] || values[$1].isNaN && !values[$0].isNaN }
    let known = order.count - values.count { $0.isNaN }
    let distinct = (0..<known).count { $0 == 0 || values[order[$0]] != values[order[$0 - 1]] }
    var groups: [RowGroups.Group] = []
    var groupOfRow = [Int](repeating: 0, count: values.count)
    var first = 0
    var part = 1
    while first < known {
      var end = first + 1
      if distinct > parts + 1 {
        while known * part / parts <= first { part += 1 }
        end = known * part / parts
      }
      while end < known, values[order[end]] == values[order[end - 1]] { end += 1 }
      for place in first..<end { groupOfRow[order[place]] = groups.count }
      groups.append(.numbers(values[order[first]]...values[order[end - 1]]))
      first = end
    }
    for place in known..<order.count { groupOfRow[order[place]] = groups.count }
    if known < order.count { groups.append(.missing) }
    return RowGroups(groups: groups, groupOfRow: groupOfRow)
  }

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
