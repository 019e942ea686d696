import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillSettings

/// `downhill collapse`: training on one example only.
enum CollapseCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let network = try NetworkSettings(arguments.settingTexts)
    let steps = arguments[Self.steps]
    let batchSize = arguments[Self.batchSize]
    let seed = network.seed
    let kernels = try arguments.kernels()
    let page = try PageFile(arguments)
    let model = try arguments.startingModel()
    if model == nil { try network.checkPairing() }

    let source = try arguments.dataSource(for: model)
    let classCount =
      try model.map { try arguments.classCount(of: $0) } ?? arguments.classCount(source, usual: network.classCount)
    if let extent = source.extent(of: .train) {
      let architecture =
        try model?.network.architecture ?? network.architecture(inputs: extent.pixels, outputs: classCount)
      try arguments.checkMemory(.collapse(architecture, source), architecture)
    }
    var data = try ExperimentData(arguments, source, classCount: classCount, model)
    let chosen = try data.labelledExample(arguments[Self.example])
    let dataMatch = model.map { data.reader.match($0, arguments) } ?? DataMatch.unknown
    if let path = arguments.operands.first { dataMatch.warn(model: path, data: data.reader.source.name) }
    let start = try model?.network ?? network.freshNetwork(inputs: data.training.inputCount, outputs: classCount)
    let cost = model?.cost ?? network.cost
    let usual = TrainingConfiguration.Defaults(start.architecture, cost: cost, optimizer: .sgd)
    let experiment = CollapseExperiment(
      start: start, cost: cost, learningRate: arguments[Self.learningRate] ?? usual.learningRate / 100,
      steps: steps, batchSize: min(batchSize, data.training.count), seed: seed, kernels: kernels,
      threads: arguments.threads())
    if !arguments[Shared.quiet] {
      Console.err(
        "\(data.title)\nTraining on \(chosen.name) alone, then on mini-batches of \(experiment.batchSize) …\n\n")
    }
    let collapse = try experiment.run(example: chosen.example, training: data.training, test: data.test)
    var story = CollapseStory(
      collapse, networkName: "\(start.title), \(cost.name) cost", example: chosen.name, test: data.test,
      model: arguments.operands.first.map { printable($0, limit: 200) }, seed: seed)
    story.firstLabel = chosen.classes.firstNumber ?? 0
    if chosen.classes.firstNumber == nil { story.className = chosen.classes.shown(collapse.label) }
    if arguments[Shared.json] {
      let document = collapseJSON(
        collapse, start: start, cost: cost, model: arguments.operands.first, example: chosen.name, seed: seed,
        testExamples: data.test.count)
      Console.out(.json(document.naming(chosen.classes).adding("dataMatches", dataMatch.json)))
    } else {
      Console.out(.lines(story.lines))
    }
    return page?.write(CollapseReport(story: story, footer: PageFile.footer).page) ?? .success
  }
}

extension ParsedArguments {
  /// The model to start from, if one is given; its network must not be contradicted by options.
  fileprivate func startingModel() throws -> Model? {
    guard let path = operands.first else { return nil }
    for option in CommandSpecification.networkOptions where isGiven(option) {
      throw UsageError.conflictingOptions("--\(option.rawValue)", "a model to begin with")
    }
    try checkMemory(ofModel: path)
    let model = try Model.read(path)
    try checkIsOfPictures(model, path: path)
    return model
  }
}
