import Downhill

/// Makes a ``Comparison``: finds learning rates, runs both races, measures gradients and surveys the paths.
public struct ComparisonExperiment {
  /// What all racers share.
  public var track: RaceTrack
  /// The batch sizes of the racers; equal ones count once, as a mini-batch of all examples is the full batch.
  public var batchSizes: [TrainingConfiguration.BatchSize]
  /// The rates of which each racer gets its best; a single one is given to all.
  public var rates: [Double]
  /// Seconds of training of each racer in the race for equal times.
  public var seconds: Double
  /// Epochs of each racer in the other race.
  public var epochs: Int
  /// Mini-batches of each size whose gradients are measured.
  public var draws: Int
  /// Grid points along each side of the surface.
  public var gridSize: Int
  /// Returns the seconds since some moment in the past.
  public var clock: () -> Double

  /// The stage of the experiment.
  public enum Stage: Equatable, Sendable {
    case search, timedRace, countedRace, gradients, surface
  }

  /// The most bytes of networks kept for the paths.
  static let pathBytes = 500_000_000

  /// An experiment.
  public init(
    track: RaceTrack, batchSizes: [TrainingConfiguration.BatchSize], rates: [Double], seconds: Double = 2,
    epochs: Int = 5, draws: Int = 200, gridSize: Int = 25, clock: @escaping () -> Double
  ) {
    self.track = track
    self.batchSizes = batchSizes
    self.rates = rates
    self.seconds = seconds
    self.epochs = epochs
    self.draws = draws
    self.gridSize = gridSize
    self.clock = clock
  }

  /// Runs it; `tell` is called before each stage.
  public func run(_ tell: (Stage) -> Void = { _ in }) throws(EngineError) -> Comparison {
    tell(.search)
    let entrants = try entrants()
    tell(.timedRace)
    let timed = try race(.seconds(seconds), entrants, keepsPaths: false)
    tell(.countedRace)
    let counted = try race(.epochs(epochs), entrants, keepsPaths: true)
    let winner = try winner(counted)
    tell(.gradients)
    let meter = AgreementMeter(
      cost: track.cost, examples: track.training, batchSizes: agreementSizes(entrants), draws: draws, seed: track.seed,
      kernels: track.kernels, workers: track.workers(examples: track.training.count))
    let startAgreement = try meter.measure(track.start)
    let trainedAgreement = try meter.measure(counted[winner].network)
    tell(.surface)
    let surveyor = try Surveyor(
      track.start.architecture, cost: track.cost, examples: track.training[0..<track.measured], kernels: track.kernels,
      workers: track.workers(examples: track.measured))
    return Comparison(
      trainingExamples: track.training.count, measuredExamples: track.measured, testExamples: track.test.count,
      rates: rates, trialExamples: RateSearch(track, rates: rates).trialExamples, seconds: seconds, epochs: epochs,
      timed: timed, counted: counted, winner: winner,
      startAgreement: startAgreement, trainedAgreement: trainedAgreement,
      landscape: try surveyor.survey(counted.map { $0.hasDiverged ? [track.start] : $0.path }, size: gridSize))
  }

  /// The index of the racer with the lowest cost among those that have not diverged.
  private func winner(_ racers: [Racer]) throws(EngineError) -> Int {
    var winner: Int?
    for (index, racer) in racers.enumerated() where !racer.hasDiverged {
      if let best = winner, racers[best].end.cost <= racer.end.cost { continue }
      winner = index
    }
    guard let winner else {
      throw .setting(
        name: "the learning rate", value: "\(rates[rates.count - 1])",
        expected: "so small that the cost of one racer at least stays a number")
    }
    return winner
  }

  private func entrants() throws(EngineError) -> [Entrant] {
    guard !rates.isEmpty else { throw .setting(name: "the learning rates", value: "none", expected: "one or more") }
    let search = RateSearch(track, rates: rates)
    var entrants: [Entrant] = []
    var seen: [Int] = []
    for batchSize in batchSizes {
      let count = track.count(batchSize)
      if seen.contains(count) { continue }
      seen.append(count)
      let distinct: TrainingConfiguration.BatchSize = count == track.training.count ? .all : batchSize
      entrants.append(
        Entrant(batchSize: distinct, learningRate: rates.count == 1 ? rates[0] : try search.best(for: distinct)))
    }
    guard !entrants.isEmpty else { throw .setting(name: "the racers", value: "none", expected: "one or more") }
    return entrants
  }

  private func race(
    _ limit: Race.Limit, _ entrants: [Entrant], keepsPaths: Bool
  ) throws(EngineError) -> [Racer] {
    // Fewer measurements of networks so large that their paths would fill the memory.
    let networkBytes = track.start.architecture.parameterByteCount
    let looks = keepsPaths ? min(24, max(2, Self.pathBytes / networkBytes / entrants.count)) : 24
    let race = try Race(track, limit: limit, looks: looks, keepsPaths: keepsPaths, clock: clock)
    var racers: [Racer] = []
    for entrant in entrants { racers.append(try race.run(entrant)) }
    return racers
  }

  /// The racers' sizes, all examples, and the powers of ten between, ascending.
  private func agreementSizes(_ entrants: [Entrant]) -> [Int] {
    let all = track.training.count
    var sizes = entrants.map { track.count($0.batchSize) } + [all]
    var power = 1
    while power < all {
      sizes.append(power)
      power *= 10
    }
    sizes.sort()
    var distinct: [Int] = []
    for size in sizes where size != distinct.last { distinct.append(size) }
    return distinct
  }
}
