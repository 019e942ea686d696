import Downhill

/// Runs what a ``Comparison`` holds: finds learning rates, races twice, measures gradients and surveys the paths.
public struct ComparisonExperiment {
  /// What all racers share.
  public var track: RaceTrack
  /// The racers. Those that would take the same steps count once: a mini-batch of all examples is the full batch.
  public var batchSizes: [TrainingConfiguration.BatchSize]
  /// The rates that each racer gets the best of; a single one is given to all.
  public var rates: [Double]
  /// How long each racer runs in the race against time.
  public var seconds: Double
  /// How often each racer sees every example in the other.
  public var epochs: Int
  /// Mini-batches of each size whose gradients are looked at.
  public var draws: Int
  /// Places along each side of the surface.
  public var gridSize: Int
  /// Tells the seconds since any moment in the past.
  public var clock: () -> Double

  /// What is under way.
  public enum Stage: Equatable, Sendable {
    case search, timedRace, countedRace, gradients, surface
  }

  /// How many bytes of networks are kept for the paths, at most.
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

  /// Runs it; `tell` hears of every stage before it begins.
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

  /// The place of the racer of the lowest cost among those that have not given up.
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
    // Fewer looks at networks so large that their paths would fill the memory.
    let networkBytes = 4 * track.start.architecture.parameterCount
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
