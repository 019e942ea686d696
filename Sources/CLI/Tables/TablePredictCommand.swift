import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// `downhill predict MODEL --data FILE`: a model's answers about the rows of a table, as a table.
enum TablePredictCommand {
  static func run(_ arguments: ParsedArguments, _ model: Model, _ kernels: Kernels) throws -> ExitStatus {
    guard arguments.operands.count == 1 else {
      throw Failure(
        .usage, "\(arguments.operands[0]) is a model of a table, which answers about all rows of --data")
    }
    let table = try arguments.table(for: model)
    // As for the tables that are read, - is the standard stream.
    let path = arguments[PredictCommand.output].flatMap { $0 == TableFile.standardInput ? nil : $0 }
    if let path {
      try arguments.checkKeepsTables("--output", path)
      if Files.areSame(path, arguments.operands[0]) {
        throw Failure(.usage, "--output \(path) would replace the model that answers; choose another name")
      }
      try Files.checkWritable(path)
    }
    let columns = arguments.names(PredictCommand.columns) ?? []
    let rows = try TableFile.load(table.path, table.options(keeping: columns))
    for name in columns { _ = try rows.column(name) }
    let work = model.network.architecture.parameterCount * rows.rowCount
    var (answers, surprises) = try table.model.answers(
      TableRows(rows), kernels: kernels, workers: arguments.workers(work: work))
    answers.threshold = arguments[TableOptions.threshold]
    for surprise in surprises { Console.err("warning: \(surprise.sentence)\n") }
    let result = AnswerTable(answers, rows, columns)
    if arguments[Shared.json] {
      Console.out(.json(result.json))
    } else if let path {
      try ResultFile.write(result.csv, to: path)
      Console.err("\(NumberText.counted(answers.count, "answer")) in \(path)\n")
    } else {
      Console.out(.own(String(decoding: result.csv, as: UTF8.self)))
    }
    return .success
  }
}

/// Answers beside columns of the table that they are about.
struct AnswerTable {
  private let answers: TableAnswers
  private let columns: [TableColumn]

  init(_ answers: TableAnswers, _ table: Table, _ columns: [String]) {
    self.answers = answers
    self.columns = columns.compactMap { table[$0] }
  }

  /// The names of the columns.
  private var names: [String] {
    let own: [String]
    switch answers.target {
    case .classes(let classes): own = ["prediction"] + classes.classes.map { "probability:\($0)" }
    case .labels(let names): own = names.map { "prediction:\($0)" } + names.map { "probability:\($0)" }
    case .quantities(let quantities):
      let names = quantities.count == 1 ? ["prediction"] : quantities.map { "prediction:\($0.name)" }
      own =
        answers.quantiles.isEmpty
        ? names : names.flatMap { name in answers.quantiles.map { "\(name):\(shortest($0))" } }
    }
    return columns.map(\.name) + own
  }

  /// The cells of a row.
  private func cells(_ row: Int) -> [JSONValue] {
    let kept = columns.map { $0.json(row) }
    switch answers[row] {
    case .classification(let name, let probabilities):
      return kept + [.string(name)] + probabilities.map { .number($0) }
    case .labels(let labels, let probabilities):
      return kept + labels.map { .integer($0 ? 1 : 0) } + probabilities.map { .number($0) }
    case .quantities(let values): return kept + values.map { .number($0) }
    }
  }

  /// RFC 4180, with commas and line feeds.
  var csv: [UInt8] {
    var bytes: [UInt8] = []
    append(names.map { .string($0) }, to: &bytes)
    for row in 0..<answers.count { append(cells(row), to: &bytes) }
    return bytes
  }

  private func append(_ cells: [JSONValue], to bytes: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .string(let text): bytes += quotedCell(text).utf8
      case .integer(let number): bytes += "\(number)".utf8
      case .number(let number): bytes += shortest(number).utf8
      case .null, .bool, .array, .object: break
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// What is answered, and one object for each row.
  var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("schema", "downhill.predict.table/1"), ("task", .string(answers.target.task.rawValue)),
      ("targets", texts(answers.target.names)),
    ]
    if case .classes(let classes) = answers.target { members.append(("classes", texts(classes.classes))) }
    if !answers.quantiles.isEmpty { members.append(("quantiles", .array(answers.quantiles.map { .number($0) }))) }
    members += [
      ("columns", texts(columns.map(\.name))), ("rows", .array((0..<answers.count).map { rowJSON($0) })),
    ]
    return .object(JSONObject(members))
  }

  private func rowJSON(_ row: Int) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [("row", .integer(row))]
    if !columns.isEmpty { members.append(("columns", .array(columns.map { $0.json(row) }))) }
    switch answers[row] {
    case .classification(let name, let probabilities):
      members += [("prediction", .string(name)), ("probabilities", .array(probabilities.map { .number($0) }))]
    case .labels(let labels, let probabilities):
      members += [
        ("predictions", .array(labels.map { .bool($0) })), ("probabilities", .array(probabilities.map { .number($0) })),
      ]
    case .quantities(let values): members.append(("predictions", .array(values.map { .number($0) })))
    }
    return .object(JSONObject(members))
  }
}

private func texts(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }

extension TableColumn {
  /// The value of a row.
  fileprivate func json(_ row: Int) -> JSONValue {
    switch values {
    case .numbers(let numbers): numbers[row].isNaN ? .null : .number(numbers[row])
    case .categories(let categories): categories[row].map { .string($0) } ?? .null
    }
  }
}

/// A cell as RFC 4180 has it: in quotes where it could be taken for something else.
private func quotedCell(_ text: String) -> String {
  let isPlain =
    !text.isEmpty
    && text.utf8.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 != 0x0A && $0 != 0x0D }
    && text.first != " " && text.last != " " && !CSVOptions.usualMissingWords.contains(text)
  return isPlain
    ? text : "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// A model of a table, and the table that it is asked about.
struct AskedTable {
  let model: TableModel
  let path: String
  private let csvOptions: CSVOptions
  /// What the model was trained on, if its file says so.
  let training: TrainingRecord?

  fileprivate init(_ model: TableModel, _ path: String, _ options: CSVOptions, _ training: TrainingRecord?) {
    (self.model, self.path, csvOptions, self.training) = (model, path, options, training)
  }

  /// How the table is read; `columns` keep the texts of their cells.
  func options(keeping columns: [String] = []) -> CSVOptions {
    var options = model.preparation.options(csvOptions)
    let numbers = model.preparation.columns.filter { if case .number = $0.kind { true } else { false } }
    options.textColumns += columns.filter { name in !numbers.contains { $0.name == name } }
    return options
  }

  /// The rows that have their targets, of those that `chosen` takes of as many as there are. If it takes none, they are all
  /// rows; or, if the model was trained on those that a column of such a table names, its test rows, or else those for
  /// validation.
  func known(_ chosen: (_ count: Int) throws -> Range<Int>? = { _ in nil }) throws -> TableRows {
    let table = try TableFile.load(path, options())
    let names = model.preparation.target.names
    let asked = try chosen(table.rowCount).map { TableRows(table, Array($0)) } ?? heldOut(of: table) ?? TableRows(table)
    let (rows, missing) = try table.rows(asked, withValuesOf: names)
    guard rows.count > 0 else { throw TableError(file: path, problem: .noRows(targets: names)) }
    if missing > 0 { Console.err("note: \(Preparation.Note.withoutTarget(rows: missing).sentence)\n") }
    return rows
  }

  private func heldOut(of table: Table) -> TableRows? {
    guard case .column(let name)? = training?.data.validationSplit, table[name] != nil,
      let parts = try? TableRows(table).split(by: name)
    else {
      return nil
    }
    let (rows, part) = parts.test.isEmpty ? (parts.validation, "validation") : (parts.test, "test")
    guard !rows.isEmpty else { return nil }
    Console.err(
      "note: of \(TableFile.name(of: path)) the \(NumberText.counted(rows.count, "row")) that column \(quoted(name)) names for \(part)\n"
    )
    return TableRows(table, rows)
  }
}

extension ParsedArguments {
  /// The table of `--data` for a model of one.
  func table(for model: Model) throws -> AskedTable {
    guard let path = self[Shared.data], path != Shared.bundled else {
      throw Failure(.usage, "\(operands[0]) is a model of a table: name a table with --data")
    }
    return AskedTable(
      try TableModel(model, file: operands[0]), path, try csvOptions(), model.training)
  }

  /// Throws if the path of `option` is that of a table which is read.
  func checkKeepsTables(_ option: String, _ path: String) throws {
    try checkKeeps([self[Shared.data]], option, path)
    try checkKeepsHeldOut(option, path)
  }

  /// Throws if the path of `option` is that of a table for validation or the test.
  func checkKeepsHeldOut(_ option: String, _ path: String) throws {
    var tables: [String?] = []
    if declares(TableOptions.test) { tables.append(self[TableOptions.test]) }
    if declares(TrainCommand.validation), case .file(let file)? = self[TrainCommand.validation] { tables.append(file) }
    try checkKeeps(tables, option, path)
  }

  private func checkKeeps(_ tables: [String?], _ option: String, _ path: String) throws {
    for case let table? in tables where table != TableFile.standardInput && Files.areSame(table, path) {
      // Of data that are no table those know more that ask about them.
      guard !Files.isFolder(table) else { continue }
      throw Failure(.usage, "\(option) \(path) would replace the table that is read; choose another name")
    }
  }
}
