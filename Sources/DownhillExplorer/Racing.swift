import Downhill
import DownhillExplain
import DownhillFormats
import DownhillReport

/// The job of the race: it searches learning rates, gives the racers turns, compares gradients, and surveys the cost
/// around the paths.
final class Racing: Job {
  let sentences: RaceSentences
  /// How long each of them trains, in seconds.
  let seconds: Double
  /// The batch sizes, the smallest first.
  let batchSizes: [TrainingConfiguration.BatchSize]

  private let track: RaceTrack
  private let search: RateSearch
  private var stage: Stage
  private var entrants: [Entrant] = []
  private var trials: RateTrials?
  private var lanes: [Lane] = []
  /// The racer that trains since the last slice began, and when that was.
  private var turn: (lane: Int, began: Double)?
  private var measurement: AgreementMeasurement?
  private(set) var startAgreement: GradientAgreement?
  private(set) var trainedAgreement: GradientAgreement?
  private var survey: Survey?
  /// The paths on their plane; costs not measured yet are NaN.
  var landscape: Landscape? { survey?.landscape }

  private var pace = Pace(first: 500)
  private var lastTold = -Double.infinity

  private enum Stage {
    case search, race, startGradients, trainedGradients, plane, survey
  }

  /// A racer with what is known of its speed.
  private struct Lane {
    let runner: RaceRunner
    /// Examples in a second; a guess at first.
    var speed = 50_000.0
    /// Examples of its last turn.
    var examples = 0

    /// Learns from how long the last turn took, within limits, as clocks of browsers are coarse.
    mutating func learn(seconds: Double) {
      speed = min(Double(examples) / max(seconds, 0.0002), 2 * speed)
    }
  }

  /// The least time between two events, in milliseconds.
  private static let patience = 80.0
  /// Examples whose mean costs are measured, and test examples.
  static let measured = 2_000
  /// Examples of a trial of learning rates: on MNIST they find the rates that 10,000 find (seeds 0 to 2), in half the
  /// time.
  static let trialExamples = 5_000
  /// Mini-batches of each size whose gradients are compared.
  private static let draws = 50
  /// Evenly spaced measurements of each racer.
  private static let looks = 40
  /// Points of a path, at most.
  private static let pathPoints = 14
  /// Points along each side of the surface.
  private static let gridSize = 25

  /// A race of these batch sizes; each gets the best of the learning rates `rates`.
  init(
    _ track: RaceTrack, batchSizes: [TrainingConfiguration.BatchSize], rates: [Double], seconds: Double
  ) throws(EngineError) {
    try Race.Limit.seconds(seconds).check()
    self.track = track
    self.batchSizes = batchSizes
    self.seconds = seconds
    search = RateSearch(track, rates: rates, exampleLimit: Self.trialExamples)
    sentences = RaceSentences(
      trainingExamples: track.training.count, measuredExamples: track.measured, testExamples: track.test.count,
      rates: rates, trialExamples: search.trialExamples, seed: track.seed)
    stage = .search
  }

  /// How many examples each takes for a step.
  var batchCounts: [Int] { batchSizes.map { track.count($0) } }
  /// How the racers have done so far.
  var racers: [Racer] { lanes.map { $0.runner.racer }.filter { !$0.points.isEmpty } }
  /// Weights and biases of their networks.
  var parameterCount: Int { track.start.architecture.parameterCount }
  /// Its markup.
  var view: RaceView { RaceView(self) }

  // MARK: Slices

  override func advance(now: Double, _ session: Session) throws(CallError) -> Progress {
    try engine { () throws(EngineError) in
      switch stage {
      case .search: return try lookForRate(now)
      case .race: return try race(now)
      case .startGradients, .trainedGradients: return try compareGradients(now)
      case .plane: return try layPlane(now)
      case .survey: return try measureSurface(now)
      }
    }
  }

  private func event(_ now: Double, _ html: RaceView.Parts) -> Progress {
    lastTold = now
    return .event(Reply(html: html))
  }

  private func isTimeToTell(_ now: Double) -> Bool { now - lastTold >= Self.patience }

  // MARK: Learning rates

  private func lookForRate(_ now: Double) throws(EngineError) -> Progress {
    guard search.rates.count > 1 else {
      entrants = batchSizes.map { Entrant(batchSize: $0, learningRate: search.rates[0]) }
      return try lineUp(now)
    }
    guard let trials else {
      let batchSize = batchSizes[entrants.count]
      trials = search.begin(for: batchSize)
      return event(now, view.searching(track.count(batchSize)))
    }
    pace.did(try trials.advance(examples: pace.begin(now: now)))
    guard trials.isComplete else { return .working }
    pace = Pace(first: 500)
    entrants.append(Entrant(batchSize: batchSizes[entrants.count], learningRate: trials.best))
    self.trials = nil
    return entrants.count == batchSizes.count ? try lineUp(now) : .working
  }

  private func lineUp(_ now: Double) throws(EngineError) -> Progress {
    for entrant in entrants {
      lanes.append(
        Lane(
          runner: try RaceRunner(
            track, entrant, limit: .seconds(seconds), looks: Self.looks, spacing: .even(early: 8), keepsPath: true)))
    }
    stage = .race
    return .working
  }

  // MARK: The race

  /// One turn of one racer, or a measurement of one. A turn's time is known when the next slice begins; a slice with a
  /// turn does nothing else, so that all of it is the racer's.
  private func race(_ now: Double) throws(EngineError) -> Progress {
    if let turn {
      let took = max(now - turn.began, 0) / 1000
      lanes[turn.lane].runner.spend(seconds: took)
      lanes[turn.lane].learn(seconds: took)
      self.turn = nil
    }
    if let due = lanes.first(where: { $0.runner.isDue && !$0.runner.isOver }) {
      try due.runner.look()
      return isTimeToTell(now) ? event(now, view.whileRacing) : .working
    }
    let open = lanes.indices.filter { !lanes[$0].runner.isOver }
    guard let next = open.min(by: { lanes[$0].runner.seconds < lanes[$1].runner.seconds }) else { return try end(now) }
    let time = min(Pace.slice / 1000, lanes[next].runner.secondsToLook ?? .infinity)
    var left = max(1, Int(lanes[next].speed * max(time, 0.0005)))
    lanes[next].examples = 0
    try lanes[next].runner.run { examples in
      lanes[next].examples += examples
      left -= examples
      return left > 0
    }
    turn = (next, now)
    return .working
  }

  private func end(_ now: Double) throws(EngineError) -> Progress {
    guard !racers.allSatisfy({ $0.hasDiverged }) else {
      throw .setting(
        name: "the learning rate", value: "\(search.rates[search.rates.count - 1])",
        expected: "so small that the cost of at least one racer stays finite")
    }
    measurement = try meter.begin(track.start)
    stage = .startGradients
    pace = Pace(first: 500)
    return event(now, view.atEndOfRace)
  }

  // MARK: Gradients

  private var meter: AgreementMeter {
    var sizes = batchSizes.map { track.count($0) }.filter { $0 < track.training.count }
    sizes.sort()
    return AgreementMeter(
      cost: track.cost, examples: track.training, batchSizes: sizes, draws: Self.draws, passes: 1, seed: track.seed,
      kernels: track.kernels)
  }

  private func compareGradients(_ now: Double) throws(EngineError) -> Progress {
    guard let measurement else { return .working }
    try measurement.advance(examples: pace.begin(now: now))
    guard measurement.isComplete else { return .working }
    pace.abandon()
    guard startAgreement != nil else {
      startAgreement = measurement.agreement
      self.measurement = try meter.begin(winner.network)
      pace = Pace(first: 500)
      stage = .trainedGradients
      return event(now, view.ofGradients)
    }
    trainedAgreement = measurement.agreement
    self.measurement = nil
    stage = .plane
    return event(now, view.ofGradients)
  }

  /// The racer of the lowest cost.
  var winner: Racer {
    let running = racers.filter { !$0.hasDiverged }
    return running.min { $0.end.cost < $1.end.cost } ?? lanes[0].runner.racer
  }

  // MARK: The surface

  private func layPlane(_ now: Double) throws(EngineError) -> Progress {
    let surveyor = try Surveyor(
      track.start.architecture, cost: track.cost, examples: track.training[0..<track.measured], kernels: track.kernels)
    survey = surveyor.begin(racers.map { Self.thinned($0.hasDiverged ? [track.start] : $0.path) }, size: Self.gridSize)
    stage = .survey
    pace = Pace(first: 1)
    return survey == nil ? .ended(Reply(html: view.atEnd)) : event(now, view.ofPaths)
  }

  private func measureSurface(_ now: Double) throws(EngineError) -> Progress {
    try survey?.advance(networks: pace.begin(now: now))
    guard survey?.isComplete ?? true else { return isTimeToTell(now) ? event(now, view.ofPaths) : .working }
    return .ended(Reply(html: view.atEnd, state: [("sentence", .string(view.outcome))]))
  }

  /// A path through fewer points: many at its beginning, where most happens.
  private static func thinned(_ path: [Network]) -> [Network] {
    guard path.count > pathPoints else { return path }
    var indices: [Int] = []
    for step in 0..<pathPoints {
      // Quadratically: 0, 0.3, 1.2 … of all.
      let index = (path.count - 1) * step * step / ((pathPoints - 1) * (pathPoints - 1))
      indices.append(max(index, (indices.last ?? -1) + 1))
    }
    return indices.map { path[min($0, path.count - 1)] }
  }
}
