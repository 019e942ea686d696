import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillMetrics
import DownhillReport
import DownhillTables

/// `downhill report MODEL --data FILE`: what `evaluate` prints of a model of a table, as a page with figures.
enum TableReportCommand {
  static func run(_ arguments: ParsedArguments, _ model: Model, _ file: PageFile) throws -> ExitStatus {
    let asked = try arguments.table(for: model)
    let evaluation = try TableEvaluation(asked, arguments, arguments.kernels())
    evaluation.noteTrainedRows(arguments)
    let mistakes = arguments[ReportCommand.mistakes]
    let name = printable(arguments.operands[0], limit: 200)
    let data = "\(TableFile.name(of: asked.path)): \(NumberText.counted(evaluation.rowCount, "row"))"
    var report = TableReport(
      name: name, network: model.network, networkName: "\(model.network.title), \(model.cost.name) cost",
      dataName: data, inputs: asked.model.preparation.inputNames,
      metrics: evaluation.headMetrics.map { ($0.name, $0.value.map { NumberText.fixed($0, decimals: 4) } ?? "–") },
      scores: evaluation.scoreTable, ranges: ReportCommand.ranges(model.network),
      settings: model.training?.settings ?? [], footer: PageFile.footer)
    report.confusion = evaluation.confusion
    report.reliability = evaluation.reliability
    report.rankings = evaluation.rankings
    report.residuals = evaluation.residuals
    report.errorsByColumn = evaluation.errorsByColumn.table
    report.mistakes = evaluation.mistakeTexts(mistakes)
    let status = file.write(report.page)
    if arguments[Shared.json] {
      let document = ReportCommand.json(
        model, evaluation.json(mistakes: mistakes), schema: "downhill.report.table/1", page: file.path)
      Console.out(.json(document.adding("dataMatches", evaluation.dataMatches)))
    } else {
      let metric = evaluation.metrics[0]
      let value = metric.value.map { NumberText.fixed($0, decimals: 4) } ?? "–"
      Console.out("\(name): \(metric.name) \(value) (\(data)).\n")
    }
    return status
  }
}

extension TableEvaluation {
  /// The metrics of all targets together; of quantities, which may have different units, those that have none.
  fileprivate var headMetrics: [(key: String, name: String, value: Double?)] {
    if case .quantities = judged { return Array(metrics.prefix(1)) }
    return metrics
  }

  /// The metrics of each class, label or quantity.
  fileprivate var scoreTable: DataTable {
    func text(_ value: Double?) -> String { value.map { NumberText.fixed($0, decimals: 4) } ?? "–" }
    func table(_ scores: [ClassScore], _ names: [String], _ what: String) -> DataTable {
      DataTable(
        columns: [what, "precision", "recall", "F1", "rows"],
        rows: zip(names, scores).map {
          [$0, text($1.precision), text($1.recall), text($1.f1), NumberText.grouped(Int($1.weight.rounded()))]
        }, wordColumns: [0])
    }
    switch judged {
    case .classes(let answers, let classes): return table(answers.classScores, classes.classes, "class")
    case .labels(let answers, let names): return table(answers.labelScores, names, "label")
    case .quantities(let answers, let quantities, _):
      return DataTable(
        columns: ["quantity"] + answers.metrics.map(\.name),
        rows: quantities.enumerated().map { index, quantity in
          [quantity.name]
            + answers.metrics.map { metric in
              metric.scores.map { NumberText.significant($0.perTarget[index], digits: 5) } ?? "–"
            }
        }, wordColumns: [0])
    }
  }

  fileprivate var confusion: (names: [String], counts: [[Int]])? {
    guard case .classes(let answers, let classes) = judged else { return nil }
    return (classes.classes, answers.confusionMatrix.map { $0.map { Int($0.rounded()) } })
  }

  /// Accuracy by confidence, where there are rows.
  fileprivate var reliability: [LineChart.Point] {
    guard case .classes(let answers, _) = judged else { return [] }
    return answers.reliability().compactMap { bin in
      bin.confidence.flatMap { confidence in bin.accuracy.map { LineChart.Point(confidence, $0) } }
    }
  }

  /// The ROC of each class, of two classes that of the second; of each label.
  fileprivate var rankings: [LineChart.Series] {
    func series(_ ranking: Ranking, _ name: String) -> LineChart.Series {
      LineChart.Series(
        name: name, points: ranking.rocPoints.map { LineChart.Point($0.falsePositiveRate, $0.truePositiveRate) })
    }
    switch judged {
    case .classes(let answers, let classes):
      let shown = classes.classes.count == 2 ? [1] : Array(classes.classes.indices)
      return shown.map { series(answers.ranking(ofClass: $0), classes.classes[$0]) }
    case .labels(let answers, let names): return zip(answers.labels, names).map { series($0.ranking(ofClass: 1), $1) }
    case .quantities: return []
    }
  }

  /// The residuals at each hundredth of the rows.
  fileprivate var residuals: [LineChart.Series] {
    guard case .quantities(let answers, let quantities, _) = judged else { return [] }
    let levels = (0...100).map { Double($0) / 100 }
    return quantities.enumerated().map { index, quantity in
      LineChart.Series(
        name: quantity.name,
        points: zip(levels, answers.residualQuantiles(levels, target: index)).map { LineChart.Point($0, $1) })
    }
  }
}
