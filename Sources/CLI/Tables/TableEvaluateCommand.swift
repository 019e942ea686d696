import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillMetrics
import DownhillReport
import DownhillTables

/// `downhill evaluate MODEL --data FILE`: the metrics of a model of a table, by its task.
enum TableEvaluateCommand {
  static func run(_ arguments: ParsedArguments, _ model: Model, _ kernels: Kernels) throws -> ExitStatus {
    let asked = try arguments.table(for: model)
    let evaluation = try TableEvaluation(asked, arguments, kernels)
    evaluation.noteTrainedRows(arguments)
    let mistakes = arguments[EvaluateCommand.mistakes]
    if arguments[Shared.json] {
      Console.out(.json(evaluation.json(mistakes: mistakes)))
    } else {
      let title = "\(printable(arguments.operands[0], limit: 200)): \(model.network.title), \(model.cost.name) cost"
      let data = "\(TableFile.name(of: asked.path)): \(NumberText.counted(evaluation.rowCount, "row"))"
      Console.out(.lines([title, data, ""] + evaluation.lines(mistakes: mistakes)))
    }
    return .success
  }
}

/// Answers about rows whose targets are known, and how good they are.
struct TableEvaluation {
  private let answers: TableAnswers
  private let rows: TableRows
  private let weights: [Double]?
  let judged: Judged
  let errorsByColumn: ErrorsByColumn
  private let trained: TrainedRows

  enum Judged {
    case classes(ClassificationAnswers, TargetColumns.Classes)
    case labels(MultiLabelAnswers, [String])
    case quantities(RegressionAnswers, [TargetColumns.Quantity], targets: [Double])
  }

  /// The answers about the chosen rows that have their targets.
  init(_ asked: AskedTable, _ arguments: ParsedArguments, _ kernels: Kernels) throws {
    try arguments.checkAreForTables([Shared.testSplit, Shared.transposed, Shared.classes])
    let rows = try asked.known { count in
      arguments.isGiven(Shared.examples) ? try arguments.indices(arguments[Shared.examples], count: count) : nil
    }
    let work = asked.model.network.architecture.parameterCount * rows.count
    var (answers, surprises) = try asked.model.answers(
      rows, kernels: kernels, workers: arguments.workers(work: work))
    answers.threshold = arguments[TableOptions.threshold]
    for surprise in surprises { Console.err("warning: \(surprise.sentence)\n") }
    let weightColumn = asked.model.preparation.weightColumn
    try self.init(
      answers, rows, TrainedRows(asked, rows.table), weights: rows.weights(weightColumn), weightColumn: weightColumn)
  }

  /// Says if the model was trained on some of the rows.
  func noteTrainedRows(_ arguments: ParsedArguments) {
    trained.note(rows, model: printable(arguments.operands[0], limit: 200))
  }

  /// Whether the table has the rows that the model was trained on.
  var dataMatches: JSONValue { trained.json }

  /// How many rows were answered.
  var rowCount: Int { rows.count }

  private init(
    _ answers: TableAnswers, _ rows: TableRows, _ trained: TrainedRows, weights: [Double]?, weightColumn: String?
  ) throws {
    self.trained = trained
    self.weights = weights
    self.answers = answers
    self.rows = rows
    let all = 0..<answers.count
    switch answers.target {
    case .classes(let classes):
      judged = .classes(
        try ClassificationAnswers(
          probabilities: all.flatMap { answers.probabilities(row: $0) }, outputCount: classes.classes.count,
          labels: try classes.labels(of: rows), weights: weights,
          threshold: classes.classes.count == 2 ? answers.threshold : nil),
        classes)
    case .labels(let names):
      judged = .labels(
        try MultiLabelAnswers(
          probabilities: all.flatMap { answers.probabilities(row: $0) },
          isOn: try answers.target.numbers(of: rows).map { $0 == 1 }, labelCount: names.count,
          weights: weights, threshold: answers.threshold), names)
    case .quantities(let quantities):
      let targets = try answers.target.numbers(of: rows)
      judged = .quantities(
        try RegressionAnswers(
          predictions: all.flatMap { answers.medians(row: $0) }, targets: targets, targetCount: quantities.count,
          weights: weights),
        quantities, targets: targets)
    }
    let others = answers.target.names + [weightColumn].compactMap(\.self)
    let names = rows.table.columns.map(\.name).filter { !others.contains(bytesOf: $0) }
    let (measure, errors) = judged.errors
    errorsByColumn = try ErrorsByColumn(
      measure, isShare: answers.target.task != .regression, errors, rows, names: names, weights: weights)
  }

  /// The metrics of all targets together, each with its key in documents.
  var metrics: [(key: String, name: String, value: Double?)] {
    switch judged {
    case .classes(let answers, _):
      [
        ("accuracy", "accuracy", answers.accuracy), ("balancedAccuracy", "balanced accuracy", answers.balancedAccuracy),
        ("logLoss", "log loss", answers.logLoss), ("brierScore", "Brier score", answers.brierScore),
        ("expectedCalibrationError", "calibration error", answers.expectedCalibrationError()),
        ("matthewsCorrelation", "Matthews correlation", answers.matthewsCorrelation),
        ("areaUnderROC", "area under ROC", answers.areaUnderROC),
        ("averagePrecision", "average precision", answers.averagePrecision),
      ]
    case .labels(let answers, _):
      [
        ("subsetAccuracy", "all labels right", answers.subsetAccuracy),
        ("hammingLoss", "wrong labels", answers.hammingLoss), ("logLoss", "log loss", answers.logLoss),
        ("areaUnderROC", "area under ROC", answers.areaUnderROC),
        ("averagePrecision", "average precision", answers.averagePrecision),
      ]
    case .quantities(let answers, _, _):
      answers.metrics.map { ($0.key, $0.name, $0.scores?.mean) }
    }
  }

  // MARK: Lines

  func lines(mistakes: Int) -> [String] {
    switch judged {
    case .classes(let answers, let classes):
      return metricLines + [""] + scoreLines(answers.classScores, classes.classes, macro: answers.macroScore)
        + confusionLines(answers, classes.classes) + errorsByColumn.lines() + mistakeLines(mistakes)
    case .labels(let answers, let names):
      return metricLines + [""] + scoreLines(answers.labelScores, names, macro: answers.macroScore)
        + errorsByColumn.lines()
    case .quantities(let answers, let quantities, _):
      return quantityLines(answers, quantities) + errorsByColumn.lines() + mistakeLines(mistakes)
    }
  }

  private var metricLines: [String] {
    let metrics = metrics
    let width = metrics.map(\.name.count).max() ?? 0
    return metrics.map {
      filled($0.name, to: width) + "  " + ($0.value.map { NumberText.fixed($0, decimals: 4) } ?? "–")
    }
  }

  private func scoreLines(_ scores: [ClassScore], _ names: [String], macro: MacroScore) -> [String] {
    let shown = names.map { printable($0, limit: 40) }
    let width = max(5, shown.map(\.count).max() ?? 0)
    func line(_ name: String, _ cells: [Double?], _ rows: String) -> String {
      filled(name, to: width)
        + cells.map { padded($0.map { NumberText.fixed($0, decimals: 4) } ?? "–", to: 11) }.joined()
        + padded(rows, to: 9)
    }
    return [
      filled("", to: width) + padded("precision", to: 11) + padded("recall", to: 11) + padded("F1", to: 11)
        + padded("rows", to: 9)
    ]
      + zip(shown, scores).map {
        line($0, [$1.precision, $1.recall, $1.f1], NumberText.grouped(Int($1.weight.rounded())))
      }
      + [line("mean", [macro.precision, macro.recall, macro.f1], "").trimmingTrailingBlanks()]
  }

  private func confusionLines(_ answers: ClassificationAnswers, _ names: [String]) -> [String] {
    let matrix = answers.confusionMatrix.map { $0.map { Int($0.rounded()) } }
    let names = names.map { printable($0, limit: 20) }
    guard names.count <= ConfusionTable.classLimit else {
      return ["", "Most frequent mistakes"] + ConfusionTable.largest(matrix, count: 10, names: names).map { "  \($0)" }
    }
    return ["", "Confusion matrix: classes down, answers across"]
      + ConfusionTable.lines(
        matrix, names: names, columns: names.map { String($0.prefix(8)) })
  }

  private func quantityLines(_ answers: RegressionAnswers, _ quantities: [TargetColumns.Quantity]) -> [String] {
    let names = quantities.map { printable($0.name, limit: 20) }
    let metrics = answers.metrics
    let head = metrics.map(\.name.count).max() ?? 0
    let width = max(12, names.map(\.count).max() ?? 0) + 2
    var lines = [filled("", to: head) + names.map { padded($0, to: width) }.joined()]
    for metric in metrics {
      let cells = (metric.scores?.perTarget ?? quantities.map { _ in nil }).map { (value: Double?) in
        padded(value.map { shortNumber($0) } ?? "–", to: width)
      }
      lines.append(filled(metric.name, to: head) + cells.joined())
    }
    let levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    lines += ["", "Residuals, target − answer: shares below"]
    lines.append(filled("", to: head) + levels.map { padded(NumberText.percent($0, decimals: 0), to: width) }.joined())
    for (index, name) in names.enumerated() {
      let residuals = answers.residualQuantiles(levels, target: index)
      lines.append(filled(name, to: head) + residuals.map { padded(shortNumber($0), to: width) }.joined())
    }
    guard !self.answers.quantiles.isEmpty else { return lines }
    // Of several targets, a line for each quantile of each.
    let label = max(8, names.map(\.count).max() ?? 0) + 2
    lines += [
      "",
      filled(names.count > 1 ? "target" : "", to: names.count > 1 ? label : 0) + filled("quantile", to: 10)
        + padded("pinball loss", to: 14) + padded("targets below", to: 15),
    ]
    for (index, name) in names.enumerated() {
      for quantile in quantiles {
        lines.append(
          (names.count > 1 ? filled(name, to: label) : "") + filled(shortest(quantile.quantile), to: 10)
            + padded(shortNumber(quantile.pinballLoss.perTarget[index]), to: 14)
            + padded(NumberText.percent(quantile.below[index], decimals: 1), to: 15))
      }
    }
    return lines
  }

  /// A quantile that is answered, the pinball loss of each target, and the share of its rows that are below the answers.
  private typealias JudgedQuantile = (quantile: Double, pinballLoss: RegressionAnswers.Scores, below: [Double])

  private var quantiles: [JudgedQuantile] {
    guard case .quantities(_, let quantities, let targets) = judged else { return [] }
    let count = answers.quantiles.count
    let total = weights?.reduce(0, +) ?? Double(answers.count)
    return answers.quantiles.enumerated().compactMap { index, quantile in
      let values = (0..<answers.count).flatMap { row in
        let values = answers.values(row: row)
        return quantities.indices.map { values[$0 * count + index] }
      }
      var below = [Double](repeating: 0, count: quantities.count)
      for (place, value) in values.enumerated() where value > targets[place] {
        below[place % quantities.count] += (weights?[place / quantities.count] ?? 1) / total
      }
      let judged = try? RegressionAnswers(
        predictions: values, targets: targets, targetCount: quantities.count, weights: weights)
      return judged.map { (quantile, $0.pinballLoss(quantile: quantile), below) }
    }
  }

  private func mistakeLines(_ count: Int) -> [String] {
    let mistakes = mistakeTexts(count)
    return mistakes.isEmpty ? [] : ["", "The worst answers"] + mistakes.map { "  " + $0 }
  }

  /// The worst answers, in a line each.
  func mistakeTexts(_ count: Int) -> [String] { worst(count).map { text(of: $0) } }

  private func text(of index: Int) -> String {
    let row = rows.indices[index]
    let place = "row \(row)\(rows.table.line(ofRow: row).map { " (line \($0))" } ?? ""): "
    switch judged {
    case .classes(let judged, let classes):
      let probability = judged.probabilities[index * judged.classCount + judged.answers[index]]
      return place + "\(printable(classes.classes[judged.labels[index]], limit: 40)), answered "
        + "\(printable(classes.classes[judged.answers[index]], limit: 40)) "
        + "(\(NumberText.percent(probability, decimals: 1)))"
    case .labels: return place
    case .quantities(_, let quantities, let targets):
      let values = answers.medians(row: index)
      return place
        + quantities.indices.map { target in
          "\(shortNumber(targets[index * quantities.count + target])), answered \(shortNumber(values[target]))"
        }.joined(separator: "; ")
    }
  }

  /// The worst answers: wrong classes by how improbable the right one was; quantities by their distance in deviations.
  private func worst(_ count: Int) -> [Int] {
    let order: [(index: Int, size: Double)]
    switch judged {
    case .classes(let judged, _):
      order = judged.labels.indices.filter { judged.labels[$0] != judged.answers[$0] }.map {
        ($0, 1 - judged.probabilities[$0 * judged.classCount + judged.labels[$0]])
      }
    case .labels: order = []
    case .quantities(_, let quantities, let targets):
      let deviations = deviations(targets, of: quantities.count)
      order = (0..<answers.count).map { index in
        let values = answers.medians(row: index)
        return (
          index,
          quantities.indices.reduce(0) { sum, target in
            max(sum, abs(targets[index * quantities.count + target] - values[target]) / deviations[target])
          }
        )
      }
    }
    return order.sorted { ($0.size, $1.index) > ($1.size, $0.index) }.prefix(count).map(\.index)
  }

  // MARK: JSON

  func json(mistakes: Int) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("schema", "downhill.evaluate.table/1"), ("task", .string(answers.target.task.rawValue)),
      ("rows", .integer(rows.count)),
    ]
    for metric in metrics { members.append((metric.key, metric.value.map { .number($0) } ?? .null)) }
    switch judged {
    case .classes(let judged, let classes):
      members.append(("classes", scoresJSON(judged.classScores, classes.classes)))
      members.append(("confusion", .array(judged.confusionMatrix.map { .array($0.map { .number($0) }) })))
    case .labels(let judged, let names):
      members.append(("labels", scoresJSON(judged.labelScores, names, rankings: judged.labels)))
    case .quantities(let judged, let quantities, _):
      members.append(
        (
          "targets",
          .array(
            quantities.enumerated().map { index, quantity in
              .object(
                JSONObject(
                  [("name", .string(quantity.name))]
                    + judged.metrics.map { ($0.key, $0.scores.map { .number($0.perTarget[index]) } ?? .null) }))
            })
        ))
    }
    if !answers.quantiles.isEmpty { members.append(("quantiles", .array(quantiles.map { quantileJSON($0) }))) }
    members.append(("errorsByColumn", errorsByColumn.json))
    members.append(("mistakes", .array(worst(mistakes).map { mistakeJSON($0) })))
    members.append(("dataMatches", dataMatches))
    return .object(JSONObject(members))
  }

  private func quantileJSON(_ quantile: JudgedQuantile) -> JSONValue {
    func members(_ pinballLoss: Double, _ below: Double) -> [(key: String, value: JSONValue)] {
      [("pinballLoss", .number(pinballLoss)), ("below", .number(below))]
    }
    let targets = zip(answers.target.names, zip(quantile.pinballLoss.perTarget, quantile.below)).map { name, numbers in
      JSONValue.object(JSONObject([("name", .string(name))] + members(numbers.0, numbers.1)))
    }
    let below = quantile.below.reduce(0, +) / Double(targets.count)
    return .object(
      JSONObject(
        [("quantile", .number(quantile.quantile))] + members(quantile.pinballLoss.mean, below)
          + [("targets", .array(targets))]))
  }

  private func mistakeJSON(_ index: Int) -> JSONValue {
    let row = rows.indices[index]
    var members: [(key: String, value: JSONValue)] = [
      ("row", .integer(row)), ("line", rows.table.line(ofRow: row).map { .integer($0) } ?? .null),
    ]
    switch judged {
    case .classes(let judged, let classes):
      members += [
        ("class", .string(classes.classes[judged.labels[index]])),
        ("prediction", .string(classes.classes[judged.answers[index]])),
      ]
    case .labels: break
    case .quantities(_, let quantities, let targets):
      members += [
        ("targets", .array(quantities.indices.map { .number(targets[index * quantities.count + $0]) })),
        ("predictions", .array(answers.medians(row: index).map { .number($0) })),
      ]
    }
    return .object(JSONObject(members))
  }

  private func scoresJSON(
    _ scores: [ClassScore], _ names: [String], rankings: [ClassificationAnswers] = []
  ) -> JSONValue {
    func json(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }
    return .array(
      zip(names, scores).enumerated().map { index, named in
        let (name, score) = named
        var members: [(key: String, value: JSONValue)] = [
          ("name", .string(name)), ("rows", .number(score.weight)), ("precision", json(score.precision)),
          ("recall", json(score.recall)), ("f1", json(score.f1)),
        ]
        if !rankings.isEmpty {
          members.append(("areaUnderROC", json(rankings[index].areaUnderROC)))
          members.append(("averagePrecision", json(rankings[index].averagePrecision)))
        }
        return .object(JSONObject(members))
      })
  }
}

extension TableEvaluation.Judged {
  /// The error of each row, and what it is; of several quantities in the standard deviation of each.
  fileprivate var errors: (measure: String, errors: [Double]) {
    switch self {
    case .classes(let judged, _):
      return ("wrong answers", zip(judged.labels, judged.answers).map { $0 == $1 ? 0 : 1 })
    case .labels(let judged, _): return ("wrong labels", judged.wrongShares)
    case .quantities(let judged, let quantities, let targets):
      let distances = judged.absoluteErrors
      if quantities.count == 1 { return ("mean absolute error", distances) }
      let deviations = deviations(targets, of: quantities.count)
      let errors = stride(from: 0, to: distances.count, by: quantities.count).map { first in
        deviations.indices.reduce(0) { $0 + distances[first + $1] / deviations[$1] } / Double(quantities.count)
      }
      return ("mean absolute error in standard deviations", errors)
    }
  }
}

/// The standard deviation of each of `count` targets over these rows, 1 where it is 0.
private func deviations(_ targets: [Double], of count: Int) -> [Double] {
  (0..<count).map { target in
    let values = stride(from: target, to: targets.count, by: count).map { targets[$0] }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return square > 0 ? square.squareRoot() : 1
  }
}

extension RegressionAnswers {
  /// Those that are shown, each with its key in documents.
  var metrics: [(key: String, name: String, scores: Scores?)] {
    [
      ("rSquared", "R²", rSquared), ("rootMeanSquaredError", "RMSE", rootMeanSquaredError),
      ("meanAbsoluteError", "MAE", meanAbsoluteError), ("medianAbsoluteError", "median error", medianAbsoluteError),
      ("meanResidual", "mean residual", meanResidual),
    ]
  }
}

extension TableAnswers {
  /// The value of each quantity; of several quantiles that of the one nearest to the median.
  fileprivate func medians(row: Int) -> [Double] {
    let values = values(row: row)
    guard quantiles.count > 1 else { return values }
    let nearest = quantiles.indices.min { abs(quantiles[$0] - 0.5) < abs(quantiles[$1] - 0.5) } ?? 0
    return stride(from: nearest, to: values.count, by: quantiles.count).map { values[$0] }
  }
}
