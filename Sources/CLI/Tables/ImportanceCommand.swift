import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillMetrics
import DownhillReport
import DownhillTables

/// `downhill importance MODEL --data FILE`: how far the model's score drops where a column is shuffled.
enum ImportanceCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let kernels = try arguments.kernels()
    let model = try arguments.anyModel()
    let asked = try arguments.table(for: model)
    let rows = try asked.known()
    let trained = TrainedRows(asked, rows.table)
    trained.note(rows, model: printable(arguments.operands[0], limit: 200))
    let preparation = asked.model.preparation
    let prepared = try preparation.inputs(of: rows)
    let (inputs, surprises) = (prepared.values, prepared.surprises)
    for surprise in surprises { Console.err("warning: \(surprise.sentence)\n") }
    let set = try preparation.dataSet(of: rows, inputs: inputs)
    let repetitions = arguments[repetitions]
    let architecture = model.network.architecture
    let evaluator = try Evaluator(
      architecture, cost: model.cost, kernels: kernels,
      workers: arguments.workers(work: architecture.parameterCount * rows.count), capacity: rows.count)
    var score = Score(set.targets.task.measure, 0)
    let importances = try PermutationImportance.importances(
      columnCount: preparation.columns.count, rowCount: rows.count, repetitions: repetitions, seed: arguments[seed]
    ) { column, order throws(any Error) in
      guard let column, let order else {
        score = try evaluator.summary(model.network, set.examples).score
        return score.value
      }
      let permuted = try preparation.dataSet(
        of: rows, inputs: preparation.permuting(inputs, column: column, from: order))
      return try evaluator.summary(model.network, permuted.examples).score.value
    }
    let columns = zip(preparation.columns.map(\.name), importances).map { (name: $0, importance: $1) }
      .sorted { $0.importance.mean > $1.importance.mean }
    if arguments[Shared.json] {
      let document = json(columns, score, rows: rows.count, repetitions: repetitions)
      Console.out(.json(document.adding("dataMatches", trained.json)))
    } else {
      let title = "\(TableFile.name(of: asked.path)): \(NumberText.counted(rows.count, "row"))"
      Console.out(.lines(lines(columns, score, title: title, repetitions: repetitions)))
    }
    return .success
  }

  private static func lines(
    _ columns: [(name: String, importance: PermutationImportance)], _ score: Score, title: String, repetitions: Int
  ) -> [String] {
    let names = columns.map { printable($0.name, limit: 40) }
    let width = max(6, names.map(\.count).max() ?? 0)
    let largest = columns.map { abs($0.importance.mean) }.max() ?? 0
    var lines = [
      title,
      "\(score.measure.rawValue) \(NumberText.fixed(score.value, decimals: 4)); by how much less where a column is "
        + "shuffled, mean of \(repetitions) and deviation", "",
    ]
    for (name, column) in zip(names, columns) {
      let mean = column.importance.mean
      lines.append(
        (filled(name, to: width) + padded(NumberText.fixed(mean, decimals: 4), to: 10) + " ± "
          + NumberText.fixed(column.importance.standardDeviation, decimals: 4) + "  "
          + (mean > 0 && largest > 0 ? Bar.text(mean / largest, width: 24) : "")).trimmingTrailingBlanks())
    }
    return lines
  }

  private static func json(
    _ columns: [(name: String, importance: PermutationImportance)], _ score: Score, rows: Int, repetitions: Int
  ) -> JSONValue {
    .object(
      JSONObject([
        ("schema", "downhill.importance/1"), ("rows", .integer(rows)), ("measure", .string(score.measure.rawValue)),
        ("score", .number(score.value)), ("repetitions", .integer(repetitions)),
        (
          "columns",
          .array(
            columns.map { column in
              .object(
                JSONObject([
                  ("name", .string(column.name)), ("importance", .number(column.importance.mean)),
                  ("standardDeviation", .number(column.importance.standardDeviation)),
                  ("drops", .array(column.importance.drops.map { .number($0) })),
                ]))
            })
        ),
      ]))
  }
}
