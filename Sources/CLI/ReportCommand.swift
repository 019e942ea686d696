import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill report`: a page about a model, with pictures.
enum ReportCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let count = arguments[mistakes]
    let file = try PageFile(path: arguments[html], sources: arguments.operands, arguments)
    let kernels = try arguments.kernels()
    let model = try arguments.anyModel()
    if model.table != nil { return try TableReportCommand.run(arguments, model, file) }
    let evaluated = try EvaluatedModel(arguments, model, kernels)
    let status = file.write(report(evaluated, mistakes: count).page)
    if arguments[Shared.json] {
      Console.out(.json(json(evaluated, mistakes: count, page: file.path)))
    } else {
      let score = evaluated.evaluation.summary.score
      Console.out(
        "\(evaluated.name): \(score.measure.rawValue) \(NumberText.score(score)) (\(evaluated.dataTitle)).\n")
    }
    return status
  }

  private static func report(_ evaluated: EvaluatedModel, mistakes count: Int) -> ModelReport {
    let evaluation = evaluated.evaluation
    let examples = evaluated.examples
    let mistakes = evaluation.mistakes.prefix(count).map { index in
      ModelReport.Mistake(
        name: evaluated.inputName(index), outcome: evaluation.outcomes[index],
        inputs: examples.inputs(index).map(Double.init))
    }
    var report = ModelReport(
      name: evaluated.name, network: evaluated.model.network, networkName: evaluated.modelTitle,
      dataName: evaluated.dataTitle, evaluation: evaluation, mistakes: Array(mistakes),
      pictureShape: evaluated.data.pictureShape,
      ranges: ranges(evaluated.model.network),
      settings: evaluated.model.training?.settings ?? [],
      footer: PageFile.footer)
    report.classNames = evaluated.classes.shown
    return report
  }

  /// The ranges of a network's weights and biases, layer by layer.
  static func ranges(_ network: Network) -> [RangeChart.Range] { summaries(network).flatMap(\.ranges) }

  private static func summaries(_ network: Network) -> [LayerSummary] {
    network.parameters.layers.indices.map { LayerSummary(network, index: $0) }
  }

  private static func json(_ evaluated: EvaluatedModel, mistakes: Int, page: String) -> JSONValue {
    json(evaluated.model, evaluationJSON(evaluated.evaluation), schema: "downhill.report/1", page: page)
      .adding("mistakes", evaluated.mistakesJSON(mistakes))
      .adding("dataMatches", evaluated.dataMatch.json)
      .naming(evaluated.classes)
  }

  /// What is said of any model.
  static func json(_ model: Model, _ evaluation: JSONValue, schema: String, page: String) -> JSONValue {
    .object(
      JSONObject([
        ("schema", .string(schema)),
        ("page", .string(page)),
        ("network", networkJSON(model.network, cost: model.cost)),
        ("parameters", .integer(model.network.architecture.parameterCount)),
        ("layers", .array(summaries(model.network).map(\.json))),
        ("training", model.training.map { settingsJSON($0.settings) } ?? .null),
        ("evaluation", evaluation),
      ]))
  }
}

/// Setting by setting, in their order.
private func settingsJSON(_ settings: [(name: String, value: String)]) -> JSONValue {
  .array(
    settings.map { .object(JSONObject([("setting", .string($0.name)), ("value", .string($0.value))])) })
}

extension LayerSummary {
  /// The ranges of the layer's weights and biases.
  fileprivate var ranges: [RangeChart.Range] {
    [("weights", weights), ("biases", biases)].map { name, numbers in
      RangeChart.Range(
        label: "layer \(index) \(name)", minimum: numbers.minimum, maximum: numbers.maximum, mean: numbers.mean,
        deviation: numbers.deviation)
    }
  }
}

extension TrainingRecord {
  /// The settings in the words of the command line.
  var settings: [(name: String, value: String)] {
    Setting.allCases.compactMap { setting in text(of: setting).map { (setting.fileKey ?? setting.rawValue, $0) } }
  }

  /// The page's text for a setting; nil if it is obvious or in another line.
  private func text(of setting: Setting) -> String? {
    guard let value = value(of: setting) else { return nil }
    switch setting {
    // The page's heading names the network.
    case .classes, .hidden, .activation, .outputActivation, .cost: return nil
    case .huberDelta, .quantile, .initializer, .optimizer, .momentum, .weightDecay, .learningRate, .seed:
      return value.shortest
    case .biasDeviation, .beta1, .beta2, .epsilon, .shards, .l2: return value == setting.usual ? nil : value.shortest
    case .schedule: return scheduleText
    case .decay, .stepEpochs, .fallEpochs, .warmUp, .horizon: return nil
    case .batchSize: return batchText
    case .epochs: return "\(checkpoint.epochs) of \(configuration.epochs)"
    case .patience: return value.shortest
    case .keep:
      return checkpoint.best.map { best in
        configuration.keep == .best ? "those of epoch \(best.epoch), the best" : "the last"
      }
    case .kernels: return printable(kernels, limit: 60)
    case .limit: return NumberText.grouped(data.limit - data.validation)
    case .validation: return data.validation == 0 ? nil : NumberText.grouped(data.validation)
    }
  }

  private var scheduleText: String {
    let name = configuration.schedule.name
    return switch configuration.schedule {
    case .constant, .cosine: name
    case .exponential(let factor): "\(name), by \(shortest(factor)) each epoch"
    case .step(let factor, let epochs): "\(name), by \(shortest(factor)) every \(NumberText.counted(epochs, "epoch"))"
    case .linear(let epochs): "\(name), to 0 in \(shortest(epochs)) epochs"
    case .oneCycle(let warmUp): "\(name), warm-up \(shortest(warmUp))"
    }
  }

  private var batchText: String {
    switch configuration.batchSize {
    case .count(let count): NumberText.grouped(count)
    case .all: "all"
    }
  }
}
