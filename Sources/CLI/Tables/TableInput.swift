import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// A table to train on: its preparation, and its rows in parts.
struct TableInput {
  let path: String
  let table: Table
  let preparation: Preparation
  let training: TableRows
  let validation: TableRows?
  let test: TableRows?
  /// How many rows were looked at, and how many of those with a target were to be held out.
  let record: (limit: Int, validation: Int)
  let validationSplit: ValidationSplit
  /// How many rows have no target, and are left out.
  let withoutTarget: Int
  /// Whether the targets are those that the format tells, since none were named.
  let hasUsualTargets: Bool

  /// Reads the table, and learns the preparation unless a model has it.
  init(_ path: String, _ arguments: ParsedArguments, _ settings: TrainSettings, _ resumed: ResumedModel?) throws {
    let learnt = try resumed.map { resumed throws -> Preparation in
      guard let preparation = try Preparation(resumed.model, file: resumed.path) else {
        throw Failure(.badData, "\(resumed.path) was not trained on a table: name its data with --data")
      }
      return preparation
    }
    let typed = try arguments.csvOptions()
    let csvOptions = learnt?.options(typed) ?? typed
    self.path = path
    let parts = try TableFile.loadParts(path, csvOptions)
    table = parts.training
    let targets = try learnt?.target.names ?? arguments.targets(of: table, path)
    hasUsualTargets = learnt == nil && !arguments.isGiven(TableOptions.target)
    let limit = min(resumed?.record.data.limit ?? settings.limit ?? table.rowCount, table.rowCount)
    let rows: TableRows
    (rows, withoutTarget) = try table.rows(TableRows(table, Array(0..<limit)), withValuesOf: targets)
    guard rows.count > 0 else { throw TableError(file: path, problem: .noRows(targets: targets)) }
    var options = try arguments.preparationOptions()
    // Counts are learnt as they are.
    options.scalesTargets = settings.cost != .poisson
    let task = try learnt?.target.task ?? options.task ?? TargetColumns.task(of: rows, targets)
    options.task = task
    validationSplit = try settings.validationSplit(usual: .random, resumed)
    var testRows: TableRows?
    let split: Table.Split
    let held: Int
    if case .column(let name) = validationSplit {
      for (option, names) in [("--target", targets), ("--weight", [options.weight].compactMap(\.self))]
      where names.contains(bytesOf: name) {
        throw Failure(
          .usage, "column \(quoted(name)) cannot be \(option) and --validation-split: a row's part would be its value")
      }
      let parts = try settings.parts(rows, name, hasTest: arguments[TableOptions.test] != nil || parts.test != nil)
      (split, testRows) = (Table.Split(training: parts.training, heldOut: parts.validation), parts.test)
      held = parts.validation.count
      options.dropped.append(name)
    } else {
      held = try settings.heldOut(of: rows.count, usualShare: 0.1, resumed)
      guard held < rows.count else {
        throw Failure(
          .usage, "\(path) has \(NumberText.counted(rows.count, "row")) with a target: none would be left to train on")
      }
      split = try rows.split(
        validationSplit, held: held, seed: resumed?.record.configuration.seed ?? settings.seed, task, targets)
    }
    training = TableRows(table, split.training)
    preparation =
      try learnt
      ?? Preparation(
        learntFrom: training, targets: targets, options: options, missingWords: csvOptions.missingWords)
    let preparation = preparation
    if let learnt, let resumed { try arguments.checkAgreement(with: learnt, on: training, model: resumed.path) }
    validation =
      if case .file(let path)? = settings.validation {
        try Self.rows(path, preparation, arguments)
      } else if split.heldOut.isEmpty {
        nil
      } else {
        TableRows(table, split.heldOut)
      }
    test =
      if let path = arguments[TableOptions.test] {
        try Self.rows(path, preparation, arguments)
      } else {
        try testRows ?? parts.test.map { try Self.known($0, preparation, path) }
      }
    record = (limit, held)
    if settings.cost == .poisson {
      for rows in [training, validation, test].compactMap(\.self) {
        try rows.checkAreCounts(targets)
      }
    }
  }

  /// The rows of another file that have a target.
  private static func rows(
    _ path: String, _ preparation: Preparation, _ arguments: ParsedArguments
  ) throws -> TableRows {
    let table = try TableFile.load(path, preparation.options(arguments.csvOptions()))
    return try known(table, preparation, path)
  }

  /// The rows of a table that have a target.
  private static func known(_ table: Table, _ preparation: Preparation, _ path: String) throws -> TableRows {
    let rows = try table.rows(TableRows(table), withValuesOf: preparation.target.names).known
    guard rows.count > 0 else {
      throw TableError(file: path, problem: .noRows(targets: preparation.target.names))
    }
    return rows
  }
}

extension ParsedArguments {
  /// The target columns that were named, which must be unless the format tells.
  fileprivate func targets(of table: Table, _ path: String) throws -> [String] {
    if let names = names(TableOptions.target), !names.isEmpty { return names }
    if !table.usualTargets.isEmpty { return table.usualTargets }
    let names = table.columns.prefix(20).map { printable($0.name, limit: 40) }.joined(separator: ", ")
    throw Failure(
      .usage,
      "\(path) is a table: name the column to learn with --target. Its columns are \(names)"
        + (table.columns.count > 20 ? ", … (\(table.columns.count) in all)" : ""))
  }
}

extension TrainSettings {
  /// The rows of each part, as a column says.
  fileprivate func parts(
    _ rows: TableRows, _ column: String, hasTest: Bool
  ) throws -> (training: [Int], validation: [Int], test: TableRows?) {
    if validation != nil {
      throw UsageError.conflictingOptions("--validation", "--validation-split COLUMN")
    }
    let parts = try rows.split(by: column)
    guard !parts.training.isEmpty else {
      throw Failure(.usage, "column \(quoted(column)) leaves no row to train on")
    }
    guard !parts.test.isEmpty else { return (parts.training, parts.validation, nil) }
    if hasTest {
      throw Failure(
        .usage,
        "column \(quoted(column)) names \(NumberText.counted(parts.test.count, "test row")), and others are given")
    }
    return (parts.training, parts.validation, TableRows(rows.table, parts.test))
  }
}
