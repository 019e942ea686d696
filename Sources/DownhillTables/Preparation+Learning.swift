import Downhill

extension Preparation {
  /// Learns from training rows how columns become inputs and outputs values of the target columns.
  ///
  /// Every column that is neither a target nor dropped is read. One that cannot help is left out, see ``notes``. Sums are
  /// in Double, row after row.
  ///
  /// - Throws: ``TableError`` if a column does not exist, a cell cannot be used, or nothing is left to learn from.
  public init(
    learntFrom rows: TableRows, targets: [String], options: PreparationOptions = PreparationOptions(),
    missingWords: [String] = CSVOptions.usualMissingWords
  ) throws(TableError) {
    let table = rows.table
    for name in options.dropped + options.categories + (options.weight.map { [$0] } ?? []) {
      _ = try table.column(name)
    }
    let (known, missing) = try table.rows(rows, withValuesOf: targets)
    guard known.count > 0 else { throw TableError(file: table.file, problem: .noRows(targets: targets)) }
    let target = try TargetColumns(learntFrom: known, targets, options)
    var notes: [Note] = missing > 0 ? [.withoutTarget(rows: missing)] : []
    var columns: [InputColumn] = []
    let others = targets + (options.weight.map { [$0] } ?? [])
    for column in table.columns where !others.contains(bytesOf: column.name) {
      if options.dropped.contains(bytesOf: column.name) { continue }
      let learnt: InputColumn?
      switch column.values {
      case .numbers(let numbers):
        learnt = try InputColumn(learntFrom: numbers, column, known, options, &notes)
      case .categories(let categories):
        try column.checkIsNoColumnOfNumbers(table, options)
        learnt = InputColumn(learntFrom: categories, column, known, options, &notes)
      }
      guard let learnt else { continue }
      columns.append(learnt)
      for name in targets where try column.givesAway(table.column(name), known) {
        notes.append(.givesAway(column: column.name, target: name))
      }
    }
    guard !columns.isEmpty else { throw TableError(file: table.file, problem: .noInputs) }
    self.init(
      columns: columns, target: target, weightColumn: options.weight,
      classWeights: try target.weights(known, options), missingWords: missingWords, notes: notes)
  }
}

extension Table {
  /// The rows in which each of these columns has a value, and how many do not.
  public func rows(
    _ rows: TableRows, withValuesOf names: [String]
  ) throws(TableError) -> (known: TableRows, missing: Int) {
    var columns: [TableColumn] = []
    for name in names { columns.append(try column(name)) }
    let known = rows.indices.filter { row in columns.allSatisfy { !$0.isMissing(row) } }
    return (TableRows(self, known), rows.count - known.count)
  }
}

extension TableColumn {
  /// Whether a row has no value: an empty text is none.
  func isMissing(_ row: Int) -> Bool {
    switch values {
    case .numbers(let numbers): numbers[row].isNaN
    case .categories(let categories): categories.text(ofRow: row) == nil
    }
  }

  /// A column of which nearly all cells are numbers is one of numbers with wrong cells, unless it is said to be none.
  fileprivate func checkIsNoColumnOfNumbers(_ table: Table, _ options: PreparationOptions) throws(TableError) {
    guard let cell = firstText, !options.categories.contains(bytesOf: name) else {
      return
    }
    let present = table.rowCount - missingCount
    guard present >= 10, textCount * 10 <= present else { return }
    throw table.error(about: cell, in: self)
  }

  /// Whether its value tells the target's in every row: the same number, or for each category one class and the reverse.
  fileprivate func givesAway(_ target: TableColumn, _ rows: TableRows) -> Bool {
    switch (values, target.values) {
    case (.numbers(let one), .numbers(let other)):
      return rows.indices.allSatisfy { one[$0] == other[$0] }
    case (.categories(let one), .categories(let other)):
      var partners = [Int](repeating: -1, count: one.categoryCount)
      var reverse = [Int](repeating: -1, count: other.categoryCount)
      for row in rows.indices {
        guard let code = one.code(ofRow: row), let partner = other.code(ofRow: row) else { return false }
        if partners[code] < 0 { partners[code] = partner }
        if reverse[partner] < 0 { reverse[partner] = code }
        if partners[code] != partner || reverse[partner] != code { return false }
      }
      return true
    default: return false
    }
  }
}

extension CategoryColumn {
  /// The number of a row's text; nil where it is missing or empty.
  func text(ofRow row: Int) -> Int? {
    guard let code = code(ofRow: row), !texts.utf8(code).isEmpty else { return nil }
    return code
  }
}

// MARK: Inputs

extension InputColumn {
  /// A column of numbers; nil if it cannot help.
  fileprivate init?(
    learntFrom numbers: NumberColumn, _ column: TableColumn, _ rows: TableRows, _ options: PreparationOptions,
    _ notes: inout [Preparation.Note]
  ) throws(TableError) {
    var known: [Double] = []
    known.reserveCapacity(rows.count)
    for row in rows.indices {
      let value = numbers[row]
      if value.isNaN { continue }
      try rows.table.check(value, column, row: row)
      known.append(value)
    }
    let isMissing = known.count < rows.count
    if known.isEmpty || !isMissing && known.allSatisfy({ $0 == known[0] }) {
      notes.append(.dropped(column: column.name, .constant))
      return nil
    }
    if numbers.countsRows {
      notes.append(.dropped(column: column.name, .rowNumber))
      return nil
    }
    let (center, scale) = known.centerAndScale(options.scaling)
    let fill = options.scaling == .robust ? center : known.meanAndDeviation.mean
    self.init(
      name: column.name,
      kind: .number(
        Number(
          center: center, scale: scale, fill: fill, hasIndicator: isMissing, isRobust: options.scaling == .robust)))
  }

  /// A column of categories; nil if it cannot help.
  fileprivate init?(
    learntFrom categories: CategoryColumn, _ column: TableColumn, _ rows: TableRows, _ options: PreparationOptions,
    _ notes: inout [Preparation.Note]
  ) {
    var counts = [Int](repeating: 0, count: categories.categoryCount)
    var missing = 0
    for row in rows.indices {
      if let code = categories.text(ofRow: row) { counts[code] += 1 } else { missing += 1 }
    }
    let seen = counts.indices.filter { counts[$0] > 0 }
    let isAsked = options.categories.contains(bytesOf: column.name)
    if seen.isEmpty || seen.count == 1 && missing == 0 {
      notes.append(.dropped(column: column.name, .constant))
      return nil
    }
    if seen.count == rows.count - missing, seen.count > 1, !isAsked {
      notes.append(.dropped(column: column.name, .identifier))
      return nil
    }
    let byCount = sortedIndices(seen.count) { one, other in
      let (one, other) = (seen[one], seen[other])
      return counts[one] != counts[other]
        ? counts[one] > counts[other]
        : categories.texts.utf8(one).lexicographicallyPrecedes(categories.texts.utf8(other))
    }
    let kept = byCount.prefix(max(options.categoryLimit, 1)).map { seen[$0] }
    if kept.count < seen.count {
      notes.append(.manyCategories(column: column.name, count: seen.count, limit: kept.count))
    }
    let order = sortedIndices(kept.count) { one, other in
      categories.texts.utf8(kept[one]).lexicographicallyPrecedes(categories.texts.utf8(kept[other]))
    }
    self.init(
      name: column.name,
      kind: .category(
        Category(
          names: order.map { categories.category(kept[$0]) }, hasOther: kept.count < seen.count,
          hasMissing: missing > 0)))
  }
}

extension Table {
  /// Throws unless a number is finite.
  func check(_ value: Double, _ column: TableColumn, row: Int) throws(TableError) {
    guard !value.isInfinite else {
      throw error(inRow: row, .infinite(column: column.name, isNegative: value < 0))
    }
  }
}

extension NumberColumn {
  /// Whether each number is one more than that of the row before, in ten rows or more.
  fileprivate var countsRows: Bool {
    guard count >= 10, self[0] == self[0].rounded() else { return false }
    for row in 1..<count where self[row] != self[row - 1] + 1 { return false }
    return true
  }
}

// MARK: Targets

extension TargetColumns {
  fileprivate init(
    learntFrom rows: TableRows, _ names: [String], _ options: PreparationOptions
  ) throws(TableError) {
    let table = rows.table
    let first = try table.column(names[0])
    let task: LearningTask
    if let asked = options.task { task = asked } else { task = try TargetColumns.task(of: rows, names) }
    switch task {
    case .classification:
      guard names.count == 1 else { throw TableError(file: table.file, problem: .severalClassColumns(names)) }
      self = .classes(try Classes(learntFrom: first, rows))
    case .multiLabel:
      for name in names {
        let numbers = try table.numbers(name)
        for row in rows.indices where numbers[row] != 0 && numbers[row] != 1 {
          throw table.error(inRow: row, .notLabel(column: name, numberText(numbers[row])))
        }
      }
      self = .labels(names)
    case .regression:
      var quantities: [Quantity] = []
      for name in names {
        let (column, numbers) = (try table.column(name), try table.numbers(name))
        var values: [Double] = []
        values.reserveCapacity(rows.count)
        for row in rows.indices {
          try table.check(numbers[row], column, row: row)
          values.append(numbers[row])
        }
        let (mean, scale) = values.meanAndDeviation
        quantities.append(
          options.scalesTargets
            ? Quantity(name: name, mean: mean, scale: scale > 0 ? scale : 1) : Quantity(name: name, mean: 0, scale: 1))
      }
      self = .quantities(quantities)
    }
  }
}

extension TargetColumns {
  /// How much each class counts in training; empty if all count alike.
  fileprivate func weights(_ rows: TableRows, _ options: PreparationOptions) throws(TableError) -> [Double] {
    if case .none = options.classWeights { return [] }
    guard case .classes(let classes) = self else {
      throw TableError(file: rows.table.file, problem: .classWeights(unknown: nil))
    }
    switch options.classWeights {
    case .none: return []
    case .balanced:
      var sums = [Double](repeating: 0, count: classes.classes.count)
      let weights = try rows.weights(options.weight)
      for (index, label) in try classes.labels(of: rows).enumerated() { sums[label] += weights?[index] ?? 1 }
      let sum = sums.reduce(0, +)
      return sums.map { $0 > 0 ? sum / (Double(sums.count) * $0) : 1 }
    case .named(let named):
      var weights = [Double](repeating: 1, count: classes.classes.count)
      for (name, weight) in named {
        guard let index = classes.classes.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else {
          throw TableError(file: rows.table.file, problem: .classWeights(unknown: name))
        }
        weights[index] = weight
      }
      return weights
    }
  }

  /// What a network learns of these columns, unless something else is asked for. Texts are classes, and so are whole
  /// numbers if at most 20 are different and each is in two rows; several columns of 0 and 1 are labels; all else is
  /// regression. Each row must have a value in each.
  public static func task(of rows: TableRows, _ names: [String]) throws(TableError) -> LearningTask {
    names.count > 1 ? rows.table.taskOfSeveral(rows, names) : try rows.table.column(names[0]).task(rows)
  }
}

extension TargetColumns.Classes {
  fileprivate init(learntFrom column: TableColumn, _ rows: TableRows) throws(TableError) {
    let names: [String]
    switch column.values {
    case .numbers(let numbers):
      for row in rows.indices { try rows.table.check(numbers[row], column, row: row) }
      let values = sortedNumbers(rows.indices.map { numbers[$0] })
      names = values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }.map { numberText(values[$0]) }
    case .categories(let categories):
      var isSeen = [Bool](repeating: false, count: categories.categoryCount)
      for row in rows.indices { categories.text(ofRow: row).map { isSeen[$0] = true } }
      let seen = isSeen.indices.filter { isSeen[$0] }
      names = sortedIndices(seen.count) { one, other in
        categories.texts.utf8(seen[one]).lexicographicallyPrecedes(categories.texts.utf8(seen[other]))
      }.map { categories.category(seen[$0]) }
    }
    guard names.count > 1 else {
      throw TableError(file: rows.table.file, problem: .singleClass(column: column.name, names[0]))
    }
    guard names.count <= Evaluation.confusionLimit else {
      throw TableError(file: rows.table.file, problem: .manyClasses(column: column.name, count: names.count))
    }
    self.init(name: column.name, classes: names, areNumbers: column.kind == .numbers)
  }
}

extension TableColumn {
  /// What a network learns of it: texts are classes, and so are few different whole numbers, each of which two rows have.
  fileprivate func task(_ rows: TableRows) -> LearningTask {
    guard case .numbers(let numbers) = values else { return .classification }
    var counts: [(value: Double, count: Int)] = []
    for row in rows.indices {
      let value = numbers[row]
      if let index = counts.firstIndex(where: { $0.value == value }) {
        counts[index].count += 1
      } else {
        guard value == value.rounded(), value.isFinite, counts.count < PreparationOptions.classLimit else {
          return .regression
        }
        counts.append((value, 1))
      }
    }
    return counts.allSatisfy { $0.count > 1 } ? .classification : .regression
  }
}

extension Table {
  /// Several columns of 0 and 1 are labels; of other numbers, quantities.
  fileprivate func taskOfSeveral(_ rows: TableRows, _ names: [String]) -> LearningTask {
    let areLabels = names.allSatisfy { name in
      guard case .numbers(let numbers)? = self[name]?.values else { return false }
      return rows.indices.allSatisfy { numbers[$0] == 0 || numbers[$0] == 1 }
    }
    return areLabels ? .multiLabel : .regression
  }
}

// MARK: Numbers

extension [Double] {
  /// The mean and the standard deviation over n of finite numbers, of which there must be some.
  ///
  /// In two passes; where a sum overflows, once more in units of the largest.
  var meanAndDeviation: (mean: Double, deviation: Double) {
    let plain = meanAndDeviation(unit: 1)
    if plain.mean.isFinite, plain.deviation.isFinite { return plain }
    return meanAndDeviation(unit: reduce(0) { Swift.max($0, $1.magnitude) })
  }

  private func meanAndDeviation(unit: Double) -> (mean: Double, deviation: Double) {
    let count = Double(count)
    let mean = reduce(0) { $0 + $1 / unit } / count
    var (squares, rest) = (0.0, 0.0)
    for value in self {
      let distance = value / unit - mean
      squares += distance * distance
      rest += distance
    }
    // The second term is what rounding the mean left.
    let variance = Swift.max(0, squares - rest * rest / count) / count
    return (mean * unit, variance.squareRoot() * unit)
  }

  /// What is subtracted from the numbers and what they are divided by.
  fileprivate func centerAndScale(_ scaling: PreparationOptions.Scaling) -> (center: Double, scale: Double) {
    switch scaling {
    case .none: return (0, 1)
    case .standard:
      let (mean, deviation) = meanAndDeviation
      return (mean, deviation > 0 ? deviation : 1)
    case .robust:
      let ascending = sortedNumbers(self)
      let distance = ascending.quantile(0.75) - ascending.quantile(0.25)
      let range = (ascending[count - 1] - ascending[0]) / 2
      return (ascending.quantile(0.5), distance > 0 ? distance : range > 0 ? range : 1)
    }
  }

  /// The quantile of ascending numbers, linear between two of them (Hyndman and Fan 1996, type 7).
  private func quantile(_ share: Double) -> Double {
    let place = share * Double(count - 1)
    let below = Int(place)
    let above = Swift.min(below + 1, count - 1)
    return self[below] + (self[above] - self[below]) * (place - Double(below))
  }
}

/// Numbers in ascending order.
func sortedNumbers(_ numbers: [Double]) -> [Double] {
  sortedIndices(numbers.count) { numbers[$0] < numbers[$1] }.map { numbers[$0] }
}
