import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillSettings

/// `downhill compare`: quick inaccurate steps against slow accurate ones.
enum CompareCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let network = try NetworkSettings(arguments.settingTexts)
    let sizes = try sizes(arguments[batchSizes])
    let rate = arguments[learningRate]
    let seed = network.seed
    let kernels = try arguments.kernels()
    let page = try PageFile(arguments)
    try network.checkPairing()

    let source = try arguments.dataSource()
    let classCount = try arguments.classCount(source, usual: network.classCount)
    if let extent = source.extent(of: .train) {
      let architecture = try network.architecture(inputs: extent.pixels, outputs: classCount)
      try arguments.checkMemory(.comparison(architecture, source), architecture)
    }
    let data = try ExperimentData(arguments, source, classCount: classCount)
    let start = try network.freshNetwork(inputs: data.training.inputCount, outputs: classCount)
    let usual = TrainingConfiguration.Defaults(start.architecture, cost: network.cost, optimizer: .sgd)
    let clock = ContinuousClock()
    let began = clock.now
    let experiment = ComparisonExperiment(
      track: RaceTrack(
        start: start, cost: network.cost, training: data.training,
        measured: arguments[measure], test: data.test, seed: seed, kernels: kernels,
        threads: arguments.threads()),
      batchSizes: sizes, rates: rate.map { [$0] } ?? RateSearch.rates(around: usual.learningRate),
      seconds: arguments[seconds],
      epochs: arguments[epochs], draws: arguments[draws],
      gridSize: arguments[grid], clock: { began.duration(to: clock.now).seconds })
    if !arguments[Shared.quiet] { Console.err("\(data.title)\n") }
    let comparison = try experiment.run { stage in
      if !arguments[Shared.quiet] { Console.err(experiment.text(stage)) }
    }
    let story = ComparisonStory(
      comparison, networkName: "\(start.title), \(network.cost.name) cost", seed: seed)
    if arguments[Shared.json] {
      let document = comparisonJSON(comparison, start: start, cost: network.cost, seed: seed, kernels: kernels)
      Console.out(.json(document))
    } else {
      Console.out(.lines(story.lines))
    }
    return page?.write(ComparisonReport(story: story, footer: PageFile.footer).page) ?? .success
  }

  private static func sizes(_ text: String) throws -> [TrainingConfiguration.BatchSize] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let sizes: [TrainingConfiguration.BatchSize] = parts.compactMap { part in
      if part == "all" { return .all }
      guard let size = ValueParsing.integer(String(part)), (1...1_000_000_000).contains(size) else { return nil }
      return .count(size)
    }
    guard sizes.count == parts.count, sizes.count <= ComparisonStory.racerLimit else {
      throw Failure(
        .usage,
        "--batch-sizes takes up to \(ComparisonStory.racerLimit) whole numbers from 1 on, or all, separated by commas, "
          + "not \"\(printable(text, limit: 60))\"")
    }
    return sizes
  }
}

extension ComparisonExperiment {
  /// The stage, for standard error.
  fileprivate func text(_ stage: Stage) -> ConsoleText {
    switch stage {
    case .search: rates.count == 1 ? "" : "Finding the learning rate of each racer …\n"
    case .timedRace: "Racing for \(NumberText.duration(seconds)) each …\n"
    case .countedRace: "Racing over the same examples …\n"
    case .gradients: "Comparing gradients …\n"
    case .surface: "Measuring the cost on the plane of the paths …\n\n"
    }
  }
}
