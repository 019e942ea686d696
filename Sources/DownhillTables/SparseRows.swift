/// Rows of which only some columns have a value, and the others 0; each with a label.
struct SparseRows {
  private var labels: [Double] = []
  private var lines = RowLines()
  /// The columns in the order in which they first came.
  private var names = TextDictionary()
  /// Of all rows, one behind the other: numbers of columns, and their values. A row ends before `ends` of it.
  private var slots: [UInt32] = []
  private var values: [Double] = []
  private var ends: [Int] = []

  /// The name of the labels' column.
  static let labelName = "label"

  var count: Int { labels.count }
  var columnCount: Int { names.count }

  /// The next row.
  mutating func begin(label: Double, line: Int) {
    lines.note(row: labels.count, line: line)
    labels.append(label)
    ends.append(slots.count)
  }

  /// A value of the last row, of a column that it has no value of yet.
  mutating func append(_ value: Double, name: UnsafeBufferPointer<UInt8>) {
    slots.append(UInt32(names.number(of: name) ?? names.append(name)))
    values.append(value)
    ends[ends.count - 1] = slots.count
  }

  /// The table of all rows; its columns are in the order of their indices.
  consuming func table(file: String, textColumns: [String]) -> Table {
    let count = labels.count
    let columns = byColumn()
    let ordered = (0..<names.count).map { (slot: $0, name: names[$0]) }.sorted { one, other in
      let (left, right) = (one.name.utf8, other.name.utf8)
      return left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
    }
    var order = TextDictionary()
    func named(_ name: String, _ numbers: NumberColumn) -> TableColumn {
      _ = Array(name.utf8).withUnsafeBufferPointer { order.append($0) }
      return TableColumn(name: name, numbers, areCategories: textColumns.contains(bytesOf: name))
    }
    var finished: [TableColumn] = []
    finished.reserveCapacity(ordered.count + 1)
    let labels = labels
    finished.append(
      named(
        Self.labelName,
        NumberColumn(count: count) { rows, place in
          _ = place.update(fromContentsOf: labels[rows])
          return nil
        }))
    let zeros = NumberColumn(zeros: count)
    for (slot, name) in ordered { finished.append(named(name, columns.column(slot, zeros: zeros))) }
    return Table(
      columns: finished, rowCount: count, format: .libsvm(textColumns: textColumns), file: file, names: order,
      lines: lines)
  }

  /// The values of each column, in the order of rows, by counting.
  private mutating func byColumn() -> SparseColumns {
    var starts = [Int](repeating: 0, count: names.count + 1)
    for slot in slots { starts[Int(slot) + 1] += 1 }
    for slot in 0..<names.count { starts[slot + 1] += starts[slot] }
    var next = starts
    var rows = [UInt32](repeating: 0, count: slots.count)
    var sorted = [Double](repeating: 0, count: slots.count)
    var place = 0
    for (row, end) in ends.enumerated() {
      while place < end {
        let slot = Int(slots[place])
        rows[next[slot]] = UInt32(row)
        sorted[next[slot]] = values[place]
        next[slot] += 1
        place += 1
      }
    }
    (slots, values, ends) = ([], [], [])
    return SparseColumns(starts: starts, rows: rows, values: sorted)
  }
}

/// The values of columns, one column behind the other.
private struct SparseColumns {
  let starts: [Int]
  let rows: [UInt32]
  let values: [Double]

  /// A column with its zeros; pieces with nothing else are those of `zeros`, and take no memory.
  func column(_ slot: Int, zeros: NumberColumn) -> NumberColumn {
    var next = starts[slot]
    let end = starts[slot + 1]
    return NumberColumn(count: zeros.count) { range, place in
      guard next < end, Int(rows[next]) < range.upperBound else { return zeros.piece(range) }
      place.update(repeating: 0)
      while next < end, Int(rows[next]) < range.upperBound {
        place[Int(rows[next]) - range.lowerBound] = values[next]
        next += 1
      }
      return nil
    }
  }
}

extension SparseRows {
  /// Whether a column is called so by its index: digits, and no zero before others.
  static func isIndex(_ name: String) -> Bool {
    let count = name.utf8.count
    guard (1...9).contains(count), name.utf8.allSatisfy({ $0 &- Letter.zero <= 9 }) else { return false }
    return count == 1 || name.utf8.first != Letter.zero
  }
}
