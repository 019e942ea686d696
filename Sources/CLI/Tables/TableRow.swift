import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// A row of a table, as `explain` tells of it.
struct TableRow {
  /// From 0, behind the header.
  let index: Int
  /// The file's line on which it begins, from 1; nil if the file has none.
  let line: Int?
  /// What its columns say.
  let columns: [ExampleColumn]
  /// What the network answers.
  let answer: TableAnswer
  /// Whether it has its target.
  let isLabelled: Bool
  /// The row, with its target, or with the answer in its place.
  let example: Examples
  private let rows: TableRows
  private let target: TargetColumns
  private let cost: Cost
  private let fileName: String

  /// Reads row `index` of the table.
  init(_ asked: AskedTable, _ index: Int) throws {
    let table = try TableFile.load(asked.path, asked.options())
    let preparation = asked.model.preparation
    fileName = TableFile.name(of: asked.path)
    guard index < table.rowCount else {
      throw Failure(
        .usage,
        "--example \(index) does not exist: \(fileName) has \(NumberText.counted(table.rowCount, "row")), counted from 0"
          + (table.hasHeader ? " behind the header" : ""))
    }
    self.index = index
    line = table.line(ofRow: index)
    rows = TableRows(table, [index])
    target = preparation.target
    cost = asked.model.cost
    // This throws if a column is not what it should be.
    let (answers, surprises) = try asked.model.answers(rows)
    answer = answers[0]
    columns = try preparation.columns(of: table, row: index)
    for surprise in surprises { Console.err("warning: \(surprise.sentence)\n") }
    // Of new rows a table may lack the column altogether.
    let isComplete = target.names.allSatisfy { table[$0] != nil }
    isLabelled = try isComplete && table.rows(rows, withValuesOf: target.names).known.count == 1
    if isLabelled {
      example = try preparation.dataSet(of: rows, isWeighted: false).set.examples
    } else {
      example = try Self.example(
        preparation.inputs(of: rows).values, answers,
        title: "row \(index) of \(fileName)" + (line.map { " (line \($0))" } ?? ""))
    }
  }

  /// A row without a target, with the answer in its place.
  private static func example(_ inputs: [Float], _ answers: TableAnswers, title: String) throws -> Examples {
    switch answers[0] {
    case .classification:
      return try Examples(
        inputs: inputs, inputCount: inputs.count, labels: [answers.label(row: 0)],
        classCount: answers.target.outputCount)
    case .labels(let labels, _):
      return try Examples(
        inputs: inputs, inputCount: inputs.count, targets: labels.map { $0 ? 1 : 0 }, outputCount: labels.count,
        task: .multiLabel)
    case .quantities:
      let names = answers.target.names.map { quoted($0) }.joined(separator: ", ")
      throw Failure(
        .badData,
        "\(title) has no value of \(names): what a row wishes for is how far the answer is from that. "
          + "predict answers without it")
    }
  }

  /// The label of its class, from 0; nil if it has none.
  var label: Int? {
    guard isLabelled, case .classes = target else { return nil }
    return example.label(0)
  }

  /// `row 17`.
  var title: String { "row \(index)" }

  /// `Row 17 of test.csv, line 19 of the file`.
  var source: String { "Row \(index) of \(fileName)" + (line.map { ", line \($0) of the file" } ?? "") }

  /// What a document says of it besides the story.
  var members: [(key: String, value: JSONValue)] {
    [
      ("line", line.map { .integer($0) } ?? .null),
      (
        "columns",
        .array(
          columns.map { column in
            .object(
              JSONObject([
                ("name", .string(column.name)), ("value", column.value.map { .string($0) } ?? .null),
                ("input", column.input.map { .integer($0) } ?? .null),
              ]))
          })
      ),
      (
        "answers",
        .array(
          target.valueNames(cost).enumerated().map { index, name in
            .object(
              JSONObject([
                ("name", .string(name)), ("answer", answerJSON(index)),
                ("target", targetJSON(target.names[index / (target.valueNames(cost).count / target.names.count)])),
              ]))
          })
      ),
    ]
  }

  private func answerJSON(_ index: Int) -> JSONValue {
    switch answer {
    case .classification(let name, _): .string(name)
    case .labels(let labels, _): .integer(labels[index] ? 1 : 0)
    case .quantities(let values): .number(values[index])
    }
  }

  /// The target as the table has it.
  private func targetJSON(_ name: String) -> JSONValue {
    guard let column = rows.table[name] else { return .null }
    switch column.values {
    case .numbers(let numbers):
      if numbers[index].isNaN { return .null }
      if case .classes = target { return .string(shortest(numbers[index])) }
      return .number(numbers[index])
    case .categories(let categories): return categories[index].map { .string($0) } ?? .null
    }
  }
}

extension Preparation {
  /// What the columns say in a row.
  fileprivate func columns(of table: Table, row: Int) throws -> [ExampleColumn] {
    var first = 0
    return try columns.map { column in
      defer { first += column.inputCount }
      let values = try table.column(column.name).values
      let name = printable(column.name, limit: 40)
      switch (column.kind, values) {
      case (.number(let number), .numbers(let numbers)):
        let value = numbers[row]
        if value.isNaN, number.hasIndicator {
          return ExampleColumn(name: name, value: nil, input: first + 1, kind: .missing)
        }
        let isPlain = number.center == 0 && number.scale == 1
        return ExampleColumn(
          name: name, value: value.isNaN ? nil : shortest(value), input: first,
          kind: number.isRobust ? .robust : isPlain ? .plain : .standardized)
      case (.category(let category), .categories(let categories)):
        guard let text = categories[row], !text.isEmpty else {
          let input = category.hasMissing ? first + category.names.count + (category.hasOther ? 1 : 0) : nil
          return ExampleColumn(name: name, value: nil, input: input, kind: input == nil ? .unknown : .missing)
        }
        let shown = printable(text, limit: 40)
        if let known = category.names.firstIndex(of: text) {
          return ExampleColumn(name: name, value: shown, input: first + known, kind: .category)
        }
        return ExampleColumn(
          name: name, value: shown, input: category.hasOther ? first + category.names.count : nil,
          kind: category.hasOther ? .rare : .unknown)
      case (.number, .categories), (.category, .numbers):
        preconditionFailure("answers about columns of the wrong kind")
      }
    }
  }

  /// What its inputs are in sentences.
  var shownInputs: DataSet.Inputs { .columns(inputNames.map { printable($0, limit: 40) }) }
}

extension TargetColumns {
  /// What is answered, by the names that `shown` makes of those in the file, as sentences have them.
  func outputNames(
    _ cost: Cost, shown: (String) -> String = { printable($0, limit: 40) }
  ) -> OutputNames {
    switch self {
    case .classes(let classes):
      return .classes(
        OutputNames.Classes(
          column: shown(classes.name), names: classes.classes.map(shown), areNumbers: classes.areNumbers))
    case .labels(let names): return .labels(names.map(shown))
    case .quantities(let quantities):
      return .quantities(
        zip(
          valueNames(cost), quantities.flatMap { [TargetColumns.Quantity](repeating: $0, count: cost.outputsPerTarget) }
        )
        .map { OutputNames.Quantity(name: shown($0), mean: $1.mean, scale: $1.scale) })
    }
  }

  /// What each value of an answer is called: the columns, or of quantiles `price:0.9`.
  fileprivate func valueNames(_ cost: Cost) -> [String] {
    guard case .quantities = self, case .quantile(let quantiles) = cost else { return names }
    return names.flatMap { name in quantiles.map { "\(name):\($0)" } }
  }
}

extension JSONValue {
  /// The document, with the names of inputs and outputs.
  func naming(_ model: TableModel) -> JSONValue {
    let outputs = model.preparation.target.outputNames(model.cost) { $0 }.names
    return adding("inputNames", .array(model.preparation.inputNames.map { .string($0) }))
      .adding("outputNames", .array(outputs.map { .string($0) }))
  }
}

extension ParsedArguments {
  /// Throws if options are given that are about pictures or splits, which a table has none of.
  func checkAreForTables(_ options: [any DeclaredOption]) throws {
    for option in options where declares(option) && isGiven(option) {
      throw Failure(
        .usage,
        "\(option.specification.flag) is for models of pictures: of a table, \(operands[0]) reads all rows of --data, or "
          + "those that \(command.verb == "explain" ? "--example" : "--examples") names")
    }
  }
}
