import Downhill

/// What there is to say of a column before anything is learnt from it.
public struct ColumnSummary: Equatable, Sendable {
  /// The column's name.
  public let name: String
  /// What kind of values it has.
  public let kind: TableColumn.Kind
  /// How many rows have a value.
  public let count: Int
  /// How many rows have none.
  public let missingCount: Int
  /// How many different values there are; nil if more than was counted.
  public let distinctCount: Int?
  /// Of numbers; nil of categories, and where there is none.
  public let numbers: Numbers?
  /// The value that most rows have, of those counted, the first of several, and how many have it; nil if there are none or
  /// too many to count.
  public let mostFrequent: (value: String, count: Int)?
  /// What may be wrong with it, or with learning from it.
  public let remarks: [Remark]

  /// What numbers are like.
  public struct Numbers: Equatable, Sendable {
    /// The least and the greatest.
    public let minimum, maximum: Double
    /// Of those that are finite; NaN if there is none.
    public let mean: Double
    /// The standard deviation of those that are finite, over one less than there are; NaN of fewer than two.
    public let standardDeviation: Double
    /// How many are infinite.
    public let infiniteCount: Int
  }

  /// What may be wrong with a column.
  public enum Remark: Equatable, Sendable {
    /// No row has a value.
    case empty
    /// All rows that have a value have the same.
    case constant
    /// Each row has a value of its own, and these are texts or whole numbers: a name for the row, of which nothing can be
    /// learnt.
    case identifier
    /// Each row has what it has in a column before.
    case sameAs(column: String)
    /// Rows have the same text here just where they have the same in a column before: one tells the other.
    case tells(column: String)
  }

  /// Whether both say the same.
  public static func == (one: ColumnSummary, other: ColumnSummary) -> Bool {
    one.name == other.name && one.kind == other.kind && one.count == other.count
      && one.missingCount == other.missingCount && one.distinctCount == other.distinctCount
      && one.numbers == other.numbers && one.mostFrequent?.value == other.mostFrequent?.value
      && one.mostFrequent?.count == other.mostFrequent?.count && one.remarks == other.remarks
  }
}

extension Table {
  /// A summary of each column. Different numbers are counted up to `limit`, which takes at most 48 bytes for
  /// each and 24 MB.
  public func summaries(countingUpTo limit: Int = 1 << 20) -> [ColumnSummary] {
    let twins = self.twins
    return columns.indices.map { index in
      switch columns[index].values {
      case .numbers(let numbers): summary(columns[index], numbers, twin: twins[index], limit: limit)
      case .categories(let categories): summary(columns[index], categories, twin: twins[index])
      }
    }
  }

  private func summary(
    _ column: TableColumn, _ numbers: NumberColumn, twin: ColumnSummary.Remark?, limit: Int
  ) -> ColumnSummary {
    let count = rowCount - column.missingCount
    var moments = Moments()
    var distinct = NumberCounts(limit: limit)
    numbers.forEach { value in
      if value.isNaN { return }
      moments.add(value)
      distinct.add(value)
    }
    let (distinctCount, mostFrequent) = distinct.finish()
    var remarks: [ColumnSummary.Remark] = []
    if count == 0 {
      remarks.append(.empty)
    } else if moments.minimum == moments.maximum {
      remarks.append(.constant)
    } else if count == rowCount, moments.isWhole, distinctCount == count || moments.isIncreasing {
      remarks.append(.identifier)
    }
    if let twin { remarks.append(twin) }
    return ColumnSummary(
      name: column.name, kind: .numbers, count: count, missingCount: column.missingCount,
      distinctCount: distinctCount ?? (moments.isIncreasing ? count : nil),
      numbers: count == 0 ? nil : moments.numbers,
      mostFrequent: mostFrequent.map { (numberText($0.value), $0.count) }, remarks: remarks)
  }

  private func summary(
    _ column: TableColumn, _ categories: CategoryColumn, twin: ColumnSummary.Remark?
  ) -> ColumnSummary {
    let counts = categories.rowCounts
    var best: Int?
    var distinct = 0
    for (code, count) in counts.enumerated() where count > 0 {
      distinct += 1
      if best.map({ counts[$0] < count }) ?? true { best = code }
    }
    let count = rowCount - column.missingCount
    var remarks: [ColumnSummary.Remark] = []
    if distinct == 1 {
      remarks.append(.constant)
    } else if distinct == rowCount {
      remarks.append(.identifier)
    }
    if let twin { remarks.append(twin) }
    return ColumnSummary(
      name: column.name, kind: .categories, count: count, missingCount: column.missingCount, distinctCount: distinct,
      numbers: nil, mostFrequent: best.map { (categories.category($0), counts[$0]) }, remarks: remarks)
  }

  /// For each column the first before that is the same, or whose texts are grouped in the same way. Constant columns have
  /// none: they would all be alike.
  private var twins: [ColumnSummary.Remark?] {
    let prints = columns.map { $0.print }
    var order = sortedIndices(columns.count) { prints[$0] == prints[$1] ? $0 < $1 : prints[$0] < prints[$1] }[...]
    var twins = [ColumnSummary.Remark?](repeating: nil, count: columns.count)
    while let first = order.first {
      order = order.dropFirst()
      guard rowCount > 1 else { continue }
      // Those with the same print follow.
      for other in order {
        if prints[other] != prints[first] { break }
        if twins[other] == nil { twins[other] = columns[other].twin(of: columns[first]) }
      }
      // Those that have found theirs need not be compared with one another.
      while let next = order.first, prints[next] == prints[first], twins[next] != nil { order = order.dropFirst() }
    }
    return twins
  }
}

extension TableColumn {
  /// A number that columns of the same values have in common.
  fileprivate var print: UInt64 {
    var state: UInt64
    func add(_ word: UInt64) {
      state = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15).high &+ state &* 0xE703_7ED1_A0B4_28DB
    }
    switch values {
    case .numbers(let numbers):
      state = 1
      numbers.forEach { add(($0 + 0).bitPattern) }
    case .categories(let categories):
      state = 2
      categories.forEachCode { code in add(code.map { UInt64($0) } ?? UInt64(CategoryColumn.missing)) }
    }
    return state
  }

  fileprivate func twin(of first: TableColumn) -> ColumnSummary.Remark? {
    switch (values, first.values) {
    case (.numbers(let one), .numbers(let other)):
      var isConstant = true
      for row in 0..<one.count {
        let (left, right) = (one[row], other[row])
        if left != right && !(left.isNaN && right.isNaN) { return nil }
        if left != one[0] { isConstant = false }
      }
      return isConstant ? nil : .sameAs(column: first.name)
    case (.categories(let one), .categories(let other)):
      // Numbers of texts are given in the order in which they come.
      for (left, right) in zip(one.pieces, other.pieces) where left != right { return nil }
      if one.categoryCount < 2 || one.categoryCount == one.count { return nil }
      for code in 0..<one.categoryCount where one.texts.utf8(code) != other.texts.utf8(code) {
        return .tells(column: first.name)
      }
      return .sameAs(column: first.name)
    default: return nil
    }
  }
}

/// Mean and deviation in one pass (Welford 1962), and what else is seen on the way.
private struct Moments {
  private var count = 0
  private var mean = 0.0
  private var squares = 0.0
  private var infiniteCount = 0
  private var previous = -Double.infinity
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private(set) var isWhole = true
  private(set) var isIncreasing = true

  mutating func add(_ value: Double) {
    minimum = min(minimum, value)
    maximum = max(maximum, value)
    if value <= previous { isIncreasing = false }
    previous = value
    guard value.isFinite else {
      infiniteCount += 1
      isWhole = false
      return
    }
    if value != value.rounded() { isWhole = false }
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
  }

  var numbers: ColumnSummary.Numbers {
    ColumnSummary.Numbers(
      minimum: minimum, maximum: maximum, mean: count > 0 ? mean : .nan,
      standardDeviation: count > 1 ? (squares / Double(count - 1)).squareRoot() : .nan, infiniteCount: infiniteCount)
  }
}

/// How often each number came, up to so many different ones.
///
/// In a large table each look is a wait for memory. So numbers are gathered first, and counted in many small tables, one after
/// the other, each of which fits in a cache.
private struct NumberCounts {
  private static let batch = 1 << 20
  private static let partBits: UInt64 = 8

  private let limit: Int
  private var parts = [Part](repeating: Part(), count: 1 << partBits)
  private var distinct = 0
  private var gathered: [Double] = []
  private var counted = 0

  init(limit: Int) { self.limit = limit }

  private var isFull: Bool { distinct > limit }

  mutating func add(_ value: Double) {
    if isFull { return }
    gathered.append(value)
    if gathered.count == Self.batch { countGathered() }
  }

  /// How many there are, nil if too many; and the first of those that came most often.
  mutating func finish() -> (count: Int?, mostFrequent: (value: Double, count: Int)?) {
    countGathered()
    if isFull { return (nil, nil) }
    var best = Entry()
    for part in parts {
      for entry in part.entries where entry.count > 0 {
        if entry.count > best.count || entry.count == best.count && entry.order < best.order { best = entry }
      }
    }
    return (distinct, best.count > 0 ? (best.value, Int(best.count)) : nil)
  }

  private mutating func countGathered() {
    // Where each part's numbers begin, by how many the parts before it have.
    var ends = [Int](repeating: 0, count: parts.count + 1)
    for value in gathered { ends[Self.part(Self.hash(value)) + 1] += 1 }
    for part in parts.indices { ends[part + 1] += ends[part] }
    var sorted = [Entry](repeating: Entry(), count: gathered.count)
    for (index, value) in gathered.enumerated() {
      let part = Self.part(Self.hash(value))
      sorted[ends[part]] = Entry(value: value, count: 1, order: UInt32(counted + index))
      ends[part] += 1
    }
    for entry in sorted {
      let hash = Self.hash(entry.value)
      if parts[Self.part(hash)].add(entry, hash) { distinct += 1 }
    }
    counted += gathered.count
    gathered.removeAll(keepingCapacity: true)
    if isFull { parts = [] }
  }

  /// The part of a hash, by its highest bits; the lowest tell the place there.
  private static func part(_ hash: UInt64) -> Int { Int(hash >> (64 - partBits)) }

  private static func hash(_ value: Double) -> UInt64 {
    // Minus zero is zero.
    let product = ((value + 0).bitPattern &* 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  /// A number, how often it came, and how many numbers came before it.
  struct Entry {
    var value = 0.0
    /// 0 where there is no number.
    var count: UInt32 = 0
    var order: UInt32 = 0
  }

  /// The numbers whose hashes begin alike.
  struct Part {
    private(set) var entries = [Entry](repeating: Entry(), count: 4)
    private var distinct = 0

    /// Counts a number, and says whether it is new.
    mutating func add(_ entry: Entry, _ hash: UInt64) -> Bool {
      let place = slot(of: entry.value, hash)
      if entries[place].count > 0 {
        entries[place].count += 1
        return false
      }
      entries[place] = entry
      distinct += 1
      if 3 * distinct > 2 * entries.count { grow() }
      return true
    }

    private mutating func grow() {
      let old = entries
      entries = [Entry](repeating: Entry(), count: 2 * old.count)
      for entry in old where entry.count > 0 {
        let place = slot(of: entry.value, NumberCounts.hash(entry.value))
        entries[place] = entry
      }
    }

    private func slot(of value: Double, _ hash: UInt64) -> Int {
      entries.withUnsafeBufferPointer { entries in
        var slot = Int(truncatingIfNeeded: hash) & (entries.count - 1)
        while entries[slot].count > 0, entries[slot].value != value { slot = (slot + 1) & (entries.count - 1) }
        return slot
      }
    }
  }
}

/// A number as it is written: whole ones below a billion without a point.
func numberText(_ value: Double) -> String {
  if let whole = Int(exactly: value), whole.magnitude < 1_000_000_000 { return "\(whole)" }
  return "\(value)"
}
