import Downhill

/// One racer in progress. It trains until a measurement is due, and reads no clock: the caller tells it how long that
/// took. So several can take turns, for equal shares of one processor's time.
public final class RaceRunner {
  private let track: RaceTrack
  private let trainer: Trainer
  private let evaluator: Evaluator
  private let keepsPath: Bool
  private var schedule: LookSchedule
  private var progress = Progress()
  private var seen: Racer

  /// Whether a measurement is due before it runs on.
  public private(set) var isDue = true

  /// A racer at its start, its first measurement due.
  ///
  /// - Parameters:
  ///   - track: The network, its cost and the examples.
  ///   - entrant: The batch size and the learning rate.
  ///   - limit: The length of the race.
  ///   - looks: The most measurements besides start and end: 2 to 10,000.
  ///   - spacing: When to measure.
  ///   - keepsPath: Whether to keep the measured networks.
  public convenience init(
    _ track: RaceTrack, _ entrant: Entrant, limit: Race.Limit, looks: Int = 24,
    spacing: Race.Spacing = .logarithmic, keepsPath: Bool = false
  ) throws(EngineError) {
    try limit.check()
    try self.init(
      track, entrant, limit: limit, looks: min(max(looks, 2), 10_000), spacing: spacing, keepsPath: keepsPath,
      evaluator: track.evaluator())
  }

  init(
    _ track: RaceTrack, _ entrant: Entrant, limit: Race.Limit, looks: Int, spacing: Race.Spacing = .logarithmic,
    keepsPath: Bool, evaluator: Evaluator
  ) throws(EngineError) {
    self.track = track
    self.evaluator = evaluator
    self.keepsPath = keepsPath
    let batch = track.count(entrant.batchSize)
    let epochs: Int
    switch limit {
    case .seconds: epochs = TrainingConfiguration.epochLimit
    case .epochs(let count): epochs = count
    }
    trainer = try track.trainer(entrant, epochs: epochs)
    schedule = LookSchedule(limit: limit, looks: looks, spacing: spacing, batch: batch, examples: track.training.count)
    seen = Racer(entrant: entrant, batchSize: batch, points: [], network: track.start, path: [], hasDiverged: false)
  }

  /// The racer so far.
  public var racer: Racer {
    var racer = seen
    racer.network = trainer.network
    return racer
  }

  /// Seconds of its own training so far.
  public var seconds: Double { progress.seconds }
  /// Steps taken.
  public var steps: Int { progress.steps }
  /// Seconds of training until the next measurement; nil in a race over examples.
  public var secondsToLook: Double? { schedule.next.map { max(0, $0 - progress.seconds) } }
  /// Whether it has reached its limit and was measured there, or has diverged.
  public var isOver: Bool { seen.hasDiverged || !isDue && schedule.isOver }

  /// Trains until a measurement is due, or `goesOn` returns false. `goesOn` is called with the number of examples just
  /// done: after every step, and within steps of many examples.
  public func run(while goesOn: (_ examples: Int) -> Bool) throws(EngineError) {
    guard !isDue, !isOver else { return }
    var mayGoOn = true
    do throws(EngineError) {
      try trainer.run(
        stopsWithinStep: { examples in
          mayGoOn = goesOn(examples)
          return !mayGoOn
        }
      ) { event in
        guard case .miniBatchEnded(let state) = event else { return .proceed }
        progress.steps += 1
        progress.examples = (state.epoch - 1) * track.training.count + state.examples
        if schedule.isDue(progress) { isDue = true }
        return isDue || !mayGoOn ? .stop : .proceed
      }
    } catch {
      guard case .diverged = error else { throw error }
      seen.hasDiverged = true
    }
  }

  /// Adds seconds of training.
  public func spend(seconds: Double) {
    progress.seconds += seconds
    if schedule.isTimed, schedule.isDue(progress) { isDue = true }
  }

  /// Measures its present cost and accuracy.
  public func look() throws(EngineError) {
    isDue = false
    let network = trainer.network
    let training: EvaluationSummary
    let test: EvaluationSummary
    do throws(EngineError) {
      training = try evaluator.summary(network, track.training[0..<track.measured])
      test = try evaluator.summary(network, track.test)
    } catch {
      guard error == .overflow else { throw error }
      seen.hasDiverged = true
      return
    }
    guard training.cost.isFinite else {
      seen.hasDiverged = true
      return
    }
    seen.points.append(
      RacePoint(
        seconds: progress.seconds, steps: progress.steps, examples: progress.examples, cost: training.cost,
        testCost: test.cost, testAccuracy: test.score.value))
    if keepsPath { seen.path.append(network) }
  }
}

extension Race {
  /// When a racer is measured.
  public enum Spacing: Equatable, Sendable {
    /// In equal ratios, because most happens early.
    case logarithmic
    /// In equal intervals, for watching a race live, plus `early` times before the first of them, because most happens
    /// there.
    case even(early: Int)
  }
}

/// The progress of a racer.
private struct Progress {
  var seconds = 0.0
  var steps = 0
  var examples = 0
}

/// When a racer is still to be measured: times, or numbers of examples.
private struct LookSchedule {
  private var marks: ArraySlice<Double>
  let isTimed: Bool

  init(limit: Race.Limit, looks: Int, spacing: Race.Spacing, batch: Int, examples: Int) {
    let first: Double
    let last: Double
    switch limit {
    case .seconds(let seconds):
      isTimed = true
      (first, last) = (seconds / 500, seconds)
    case .epochs(let epochs):
      isTimed = false
      last = Double(examples) * Double(epochs)
      first = min(max(Double(batch), last / 5_000), last)
    }
    switch spacing {
    case .logarithmic: marks = LogSpacing.values(from: first, to: last, count: looks)[...]
    case .even(let early):
      let even = (1...looks).map { $0 == looks ? last : last * Double($0) / Double(looks) }
      marks = (LogSpacing.values(from: even[0] / 64, to: even[0], count: early + 1).dropLast() + even)[...]
    }
  }

  /// The next time; nil for numbers of examples.
  var next: Double? { isTimed ? marks.first : nil }

  /// Whether no measurement is left.
  var isOver: Bool { marks.isEmpty }

  /// Whether a mark was passed since the last measurement.
  mutating func isDue(_ progress: Progress) -> Bool {
    let reached = isTimed ? progress.seconds : Double(progress.examples)
    let before = marks.count
    while let mark = marks.first, mark <= reached { marks.removeFirst() }
    return marks.count < before
  }
}
