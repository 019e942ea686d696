import Downhill
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill compare`: quick inaccurate steps against slow accurate ones.
struct CompareCommand {
  private let network: NetworkSettings
  private let track: RaceTrack
  private let batchSizes: [TrainingConfiguration.BatchSize]
  private let settings: CompareSettings
  private let isQuiet: Bool

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let network = try NetworkSettings(arguments)
    let settings = try CompareSettings(arguments)
    let kernels = try arguments.kernels()
    let page = try PageFile(arguments)
    try network.checkPairing()
    let data = try ExperimentData(arguments, classCount: network.classCount)
    let start = try network.freshNetwork(inputs: data.training.inputCount, seed: settings.seed)
    let command = CompareCommand(
      network: network,
      track: RaceTrack(
        start: start, cost: network.cost, training: data.training, measured: settings.measured, test: data.test,
        seed: settings.seed, kernels: kernels, threads: try arguments.integer("threads")),
      batchSizes: settings.distinctBatchSizes(examples: data.training.count), settings: settings,
      isQuiet: arguments.isSet("quiet"))
    command.say("\(data.title)")
    let result = try command.run()
    if let page { try Interruption.whileSaving { try page.write(result.page) } }
    Console.out(arguments.isSet("json") ? result.json.text() + "\n" : result.text(page: page?.path))
    return .success
  }

  private func run() throws -> CompareResult {
    let entrants = try entrants()
    say("Racing for \(NumberText.duration(settings.seconds)) each …")
    let timed = try race(.seconds(settings.seconds), entrants)
    say("Racing over \(NumberText.counted(settings.epochs, "epoch")) each …")
    let counted = try race(.epochs(settings.epochs), entrants)
    say("Comparing gradients …")
    let winner = counted.reduce(counted[0]) { $1.end.cost < $0.end.cost ? $1 : $0 }
    let workers = Workers(
      count: track.threads
        ?? Workers.suitableCount(work: track.start.architecture.parameterCount * track.training.count))
    let meter = AgreementMeter(
      cost: track.cost, examples: track.training, batchSizes: agreementSizes, draws: settings.draws, seed: track.seed,
      kernels: track.kernels, workers: workers)
    let agreements = [try meter.measure(track.start), try meter.measure(winner.network)]
    say("Measuring the cost on the plane of the paths …\n")
    let surveyor = try Surveyor(
      track.start.architecture, cost: track.cost, examples: track.training[0..<track.measured], kernels: track.kernels,
      workers: workers)
    let landscape = try surveyor.survey(counted.map(\.path), size: settings.grid)
    return CompareResult(
      track: track, settings: settings, rates: settings.learningRate == nil ? rates : nil, timed: timed,
      counted: counted, trained: winner, agreements: agreements, landscape: landscape)
  }

  /// The racers with their learning rates.
  private func entrants() throws -> [Entrant] {
    if let rate = settings.learningRate { return batchSizes.map { Entrant(batchSize: $0, learningRate: rate) } }
    say("Looking for the best learning rate of each racer …")
    let search = RateSearch(track, rates: rates)
    return try batchSizes.map { Entrant(batchSize: $0, learningRate: try search.best(for: $0)) }
  }

  private var rates: [Double] { RateSearch.rates(around: network.learningRate) }

  private func race(_ limit: Race.Limit, _ entrants: [Entrant]) throws -> [Racer] {
    let clock = ContinuousClock()
    let start = clock.now
    // Networks of all racers are kept for their paths: fewer of large ones.
    let room = 500_000_000 / (4 * track.start.architecture.parameterCount * entrants.count)
    let race = try Race(track, limit: limit, looks: min(24, max(room, 2)), keepsPaths: limit.isCounted) {
      start.duration(to: clock.now).seconds
    }
    return try entrants.map { try race.run($0) }
  }

  /// The racers' sizes and the powers of ten between 1 and all, ascending.
  private var agreementSizes: [Int] {
    var sizes: Set<Int> = [track.training.count]
    for size in batchSizes { sizes.insert(size.count(of: track.training.count)) }
    var power = 1
    while power < track.training.count {
      sizes.insert(power)
      power *= 10
    }
    return sizes.sorted()
  }

  private func say(_ text: String) {
    if !isQuiet { Console.err(text + "\n") }
  }
}

extension Race.Limit {
  /// Whether the racers are stopped by what they have seen, not by the clock.
  fileprivate var isCounted: Bool {
    switch self {
    case .seconds: false
    case .epochs: true
    }
  }
}

/// What `compare` was asked for, besides the network.
struct CompareSettings {
  let batchSizes: [TrainingConfiguration.BatchSize]
  let seconds: Double
  let epochs: Int
  /// One for all; nil if each racer gets its own.
  let learningRate: Double?
  let measured: Int
  let draws: Int
  let grid: Int
  let seed: UInt64

  init(_ arguments: ParsedArguments) throws {
    batchSizes = try Self.batchSizes(arguments.string("batch-sizes") ?? "all,1000,100,10,1")
    seconds = try arguments.number("seconds") ?? 2
    epochs = try arguments.integer("epochs") ?? 5
    learningRate = try arguments.number("learning-rate")
    measured = try arguments.integer("measure") ?? 10_000
    draws = try arguments.integer("draws") ?? 200
    grid = try arguments.integer("grid") ?? 25
    seed = try arguments.seed("seed") ?? 0
  }

  /// The racers without those that would take the same steps: a mini-batch of all examples or more is the full batch.
  func distinctBatchSizes(examples count: Int) -> [TrainingConfiguration.BatchSize] {
    var seen: Set<Int> = []
    return batchSizes.map { $0.count(of: count) == count ? .all : $0 }.filter {
      seen.insert($0.count(of: count)).inserted
    }
  }

  private static func batchSizes(_ text: String) throws -> [TrainingConfiguration.BatchSize] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let sizes: [TrainingConfiguration.BatchSize] = parts.compactMap { part in
      if part == "all" { return .all }
      guard let size = ValueParsing.integer(String(part)), (1...1_000_000_000).contains(size) else { return nil }
      return .count(size)
    }
    guard sizes.count == parts.count, sizes.count <= 10 else {
      throw Failure(
        .usage,
        "--batch-sizes takes up to ten whole numbers from 1 on, or all, separated by commas, not "
          + "\"\(printable(text, limit: 60))\"")
    }
    return sizes
  }
}

extension TrainingConfiguration.BatchSize {
  /// Examples of a step, where there are `total`.
  func count(of total: Int) -> Int {
    switch self {
    case .count(let count): min(count, total)
    case .all: total
    }
  }
}
