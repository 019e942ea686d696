import Downhill

extension Preparation {
  /// Rows as a network takes them.
  public struct PreparedInputs: Equatable, Sendable {
    /// The inputs, [row][input].
    public let values: [Float]
    /// Columns in which some row has a category, or lacks a value, as no training row did.
    public let surprises: [Surprise]
  }

  /// Values of a column that no training row had: they are answered, but nothing was learnt of them.
  public struct Surprise: Equatable, Sendable {
    /// The column's name.
    public let column: String
    /// The first such category; nil for a missing value.
    public let category: String?
    /// How many rows have one.
    public let rows: Int

    package init(column: String, category: String?, rows: Int) {
      self.column = column
      self.category = category
      self.rows = rows
    }
  }

  /// The inputs of rows. Columns are found by name; those that are not read do not matter.
  ///
  /// - Throws: ``TableError`` if a column does not exist, or a cell is no number where one is needed.
  public func inputs(of rows: TableRows) throws(TableError) -> PreparedInputs {
    let inputCount = inputCount
    var values = [Float](repeating: 0, count: rows.count * inputCount)
    var surprises: [Surprise] = []
    var offset = 0
    for column in columns {
      let problem = values.withUnsafeMutableBufferPointer { values -> TableError? in
        guard let start = values.baseAddress else { return nil }
        do throws(TableError) {
          surprises += try column.write(rows, to: start + offset, stride: inputCount)
          return nil
        } catch {
          return error
        }
      }
      if let problem { throw problem }
      offset += column.inputCount
    }
    return PreparedInputs(values: values, surprises: surprises)
  }

  /// Inputs of rows, in which each row has the inputs of a column from another row.
  public func permuting(_ inputs: [Float], column: Int, from rows: [Int32]) -> [Float] {
    precondition(columns.indices.contains(column), "column \(column) of \(columns.count)")
    let width = inputCount
    precondition(inputs.count == rows.count * width, "inputs of other rows")
    let first = columns[..<column].reduce(0) { $0 + $1.inputCount }
    var result = inputs
    for (row, other) in rows.enumerated() {
      for input in first..<first + columns[column].inputCount {
        result[row * width + input] = inputs[Int(other) * width + input]
      }
    }
    return result
  }

  /// The inputs of one row, given by the names of its columns; a column that is not given is missing.
  func inputs(of values: [String: TableValue]) throws(TableError) -> [Float] {
    var inputs = [Float](repeating: 0, count: inputCount)
    var offset = 0
    for column in columns {
      let value = values[column.name] ?? .missing
      switch column.kind {
      case .number(let number):
        let known: Double
        switch value {
        case .number(let value): known = value
        case .missing: known = .nan
        case .text(let text):
          let cell = TableColumn.TextCell(row: 0, line: 1, text: text, reason: .text)
          throw TableError(file: "the row", problem: .notNumber(column: column.name, cell, others: 0))
        }
        inputs.withUnsafeMutableBufferPointer { number.write(known, to: $0.baseAddress! + offset) }
        guard inputs[offset].isFinite else {
          throw TableError(file: "the row", problem: .outOfRange(column: column.name, numberText(known)))
        }
      case .category(let category):
        let text: String?
        switch value {
        case .number(let value): text = numberText(value)
        case .text(let value): text = value.utf8.isEmpty ? nil : value
        case .missing: text = nil
        }
        let known = text.flatMap { text in category.names.firstIndex { $0.utf8.elementsEqual(text.utf8) } }
        if let input = text == nil ? category.missingInput : known ?? category.otherInput { inputs[offset + input] = 1 }
      }
      offset += column.inputCount
    }
    return inputs
  }

  /// The rows as a data set for training or evaluation; each must have its target. `isTraining` says whether classes count
  /// as ``classWeights`` say, `isWeighted` whether rows count as their weights say, which at least one must then have.
  ///
  /// - Throws: ``TableError`` as ``inputs(of:)`` does, and if a target is none that the model can answer.
  public func dataSet(
    of rows: TableRows, isTraining: Bool = false, isWeighted: Bool = true
  ) throws(TableError) -> (set: DataSet, surprises: [Surprise]) {
    let prepared = try inputs(of: rows)
    let set = try dataSet(of: rows, inputs: prepared.values, isTraining: isTraining, isWeighted: isWeighted)
    return (set, prepared.surprises)
  }

  /// The targets of rows with inputs of one's own, such as those of ``permuting(_:column:from:)``.
  public func dataSet(
    of rows: TableRows, inputs: [Float], isTraining: Bool = false, isWeighted: Bool = true
  ) throws(TableError) -> DataSet {
    let targets = try target.values(of: rows)
    var weights = try rows.weights(isWeighted ? weightColumn : nil)
    if isTraining, !classWeights.isEmpty, case .labels(let labels) = targets {
      weights = labels.enumerated().map { index, label in classWeights[label] * (weights?[index] ?? 1) }
    }
    do throws(EngineError) {
      var examples: Examples
      switch targets {
      case .labels(let labels):
        examples = try Examples(
          inputs: inputs, inputCount: inputCount, labels: labels, classCount: target.outputCount)
      case .numbers(let numbers):
        examples = try Examples(
          inputs: inputs, inputCount: inputCount, targets: numbers, outputCount: target.outputCount,
          task: target.task)
      }
      if let weights { examples = try examples.weighted(by: weights.map { Float($0) }) }
      return try DataSet(examples, inputs: .columns(inputNames), targets: target.described)
    } catch {
      throw TableError(file: rows.table.file, problem: .engine(error))
    }
  }
}

extension TableRows {
  /// How much each row counts, by the numbers of a column; nil without one.
  ///
  /// - Throws: ``TableError`` for a row without a weight, or with a negative one, and if all are 0.
  public func weights(_ name: String?) throws(TableError) -> [Double]? {
    guard let name else { return nil }
    let numbers = try table.numbers(name)
    var weights: [Double] = []
    weights.reserveCapacity(count)
    for row in indices {
      guard numbers[row] >= 0, numbers[row].isFinite else {
        throw table.error(
          inRow: row, .badWeight(column: name, numbers[row].isNaN ? "" : numberText(numbers[row])))
      }
      weights.append(numbers[row])
    }
    if count > 0, weights.allSatisfy({ $0 == 0 }) {
      throw TableError(file: table.file, problem: .noWeight(column: name))
    }
    return weights
  }
}

extension InputColumn {
  /// Writes the column's inputs of each row; `stride` leads from one row to the next.
  fileprivate func write(
    _ rows: TableRows, to start: UnsafeMutablePointer<Float>, stride: Int
  ) throws(TableError) -> [Preparation.Surprise] {
    switch kind {
    case .number(let number): try write(number, rows, to: start, stride: stride)
    case .category(let category): try write(category, rows, to: start, stride: stride)
    }
  }

  private func write(
    _ number: Number, _ rows: TableRows, to start: UnsafeMutablePointer<Float>, stride: Int
  ) throws(TableError) -> [Preparation.Surprise] {
    let column = try rows.table.column(name)
    let numbers = try rows.table.numbers(name)
    var missing = 0
    for (index, row) in rows.indices.enumerated() {
      let value = numbers[row]
      if value.isNaN { missing += 1 }
      try rows.table.check(value, column, row: row)
      let place = start + index * stride
      number.write(value, to: place)
      guard place[0].isFinite else {
        throw rows.table.error(inRow: row, .outOfRange(column: name, numberText(value)))
      }
    }
    return missing > 0 && !number.hasIndicator
      ? [Preparation.Surprise(column: name, category: nil, rows: missing)] : []
  }

  private func write(
    _ category: Category, _ rows: TableRows, to start: UnsafeMutablePointer<Float>, stride: Int
  ) throws(TableError) -> [Preparation.Surprise] {
    let column = try rows.table.column(name)
    guard case .categories(let categories) = column.values else {
      throw TableError(file: rows.table.file, problem: .notCategories(column: name))
    }
    var inputs = [Int?](repeating: category.otherInput, count: categories.categoryCount)
    var isKnown = [Bool](repeating: false, count: categories.categoryCount)
    for (input, name) in category.names.enumerated() {
      guard let code = categories.code(of: name) else { continue }
      inputs[code] = input
      isKnown[code] = true
    }
    // A whole number with a fraction of 0 is the same category: programs write 3 as 3.0 where a cell of the column is empty.
    for (input, name) in category.names.enumerated() {
      guard let code = otherSpelling(of: name).flatMap({ categories.code(of: $0) }), !isKnown[code] else { continue }
      inputs[code] = input
      isKnown[code] = true
    }
    var (unknown, missing) = (0, 0)
    var first: Int?
    for (index, row) in rows.indices.enumerated() {
      let place = start + index * stride
      guard let code = categories.text(ofRow: row) else {
        if let input = category.missingInput { place[input] = 1 } else { missing += 1 }
        continue
      }
      if let input = inputs[code] { place[input] = 1 }
      // Of columns with more categories than the limit the names of the others are not kept.
      if !isKnown[code], !category.hasOther {
        unknown += 1
        if first == nil { first = code }
      }
    }
    var surprises: [Preparation.Surprise] = []
    if let first {
      surprises.append(
        Preparation.Surprise(column: name, category: categories.category(first), rows: unknown))
    }
    if missing > 0 { surprises.append(Preparation.Surprise(column: name, category: nil, rows: missing)) }
    return surprises
  }
}

/// `3.0` of `3`, and the reverse; nil of what is no whole number.
private func otherSpelling(of text: String) -> String? {
  var digits = Array(text.utf8)
  let hasFraction = digits.suffix(2) == Array(".0".utf8)[...]
  if hasFraction { digits.removeLast(2) }
  let unsigned = digits.first == Letter.minus ? digits.dropFirst() : digits[...]
  guard !unsigned.isEmpty, unsigned.allSatisfy({ $0 &- Letter.zero <= 9 }) else { return nil }
  return String(decoding: hasFraction ? digits : digits + Array(".0".utf8), as: UTF8.self)
}

extension TargetColumns {
  /// The numbers of labels or quantities, as the table has them: [row][column].
  ///
  /// - Throws: ``TableError`` for a column that does not exist, or is none of numbers.
  public func numbers(of rows: TableRows) throws(TableError) -> [Double] {
    let names = names
    var numbers = [Double](repeating: 0, count: rows.count * names.count)
    for (column, name) in names.enumerated() {
      let values = try rows.table.numbers(name)
      for (index, row) in rows.indices.enumerated() { numbers[index * names.count + column] = values[row] }
    }
    return numbers
  }

  fileprivate enum Values {
    case labels([Int])
    case numbers([Float])
  }

  /// The targets of rows, each of which must have them.
  fileprivate func values(of rows: TableRows) throws(TableError) -> Values {
    switch self {
    case .classes(let classes): return .labels(try classes.labels(of: rows))
    case .labels(let names):
      return .numbers(try Self.numbers(of: rows, names) { column, value in value == 0 || value == 1 ? value : nil })
    case .quantities(let quantities):
      return .numbers(
        try Self.numbers(of: rows, names) { column, value in
          (value - quantities[column].mean) / quantities[column].scale
        })
    }
  }

  /// [row][column], each made of the value in the table.
  private static func numbers(
    of rows: TableRows, _ names: [String], _ made: (_ column: Int, _ value: Double) -> Double?
  ) throws(TableError) -> [Float] {
    let table = rows.table
    var numbers = [Float](repeating: 0, count: rows.count * names.count)
    for (column, name) in names.enumerated() {
      let values = try table.numbers(name)
      for (index, row) in rows.indices.enumerated() {
        guard let number = made(column, values[row]), Float(number).isFinite else {
          throw table.error(inRow: row, .outOfRange(column: name, numberText(values[row])))
        }
        numbers[index * names.count + column] = Float(number)
      }
    }
    return numbers
  }
}

extension TargetColumns.Classes {
  /// The classes of rows, from 0, each of which must have one.
  ///
  /// - Throws: ``TableError`` for a class that no training row had.
  public func labels(of rows: TableRows) throws(TableError) -> [Int] {
    let table = rows.table
    let column = try table.column(name)
    func unknown(_ row: Int, _ text: String) -> TableError {
      table.error(inRow: row, .unknownClass(column: name, text))
    }
    var labels: [Int] = []
    labels.reserveCapacity(rows.count)
    switch column.values {
    case .numbers(let numbers):
      for row in rows.indices {
        let text = numberText(numbers[row])
        guard let label = index(of: text) else { throw unknown(row, text) }
        labels.append(label)
      }
    case .categories(let categories):
      let label = (0..<categories.categoryCount).map { index(of: categories.category($0)) }
      for row in rows.indices {
        guard let code = categories.text(ofRow: row), let label = label[code] else {
          throw unknown(row, categories[row] ?? "")
        }
        labels.append(label)
      }
    }
    return labels
  }

  /// The class of this name.
  private func index(of name: String) -> Int? { classes.firstIndex { $0.utf8.elementsEqual(name.utf8) } }
}
