import Downhill

/// One racer under way. It trains as long as it may, is looked at when it is due, and looks at no clock itself: whoever
/// lets it run tells it how long that took. So several can take turns, for equal shares of one processor's time.
public final class RaceRunner {
  private let track: RaceTrack
  private let trainer: Trainer
  private let evaluator: Evaluator
  private let keepsPath: Bool
  private var course: Course
  private var progress = Progress()
  private var seen: Racer

  /// Whether it is to be looked at before it runs on.
  public private(set) var isDue = true

  /// A racer at its start, due to be looked at for the first time.
  ///
  /// - Parameters:
  ///   - track: What is run on: the network, its cost and the examples.
  ///   - entrant: Who runs: the size of its mini-batches and its learning rate.
  ///   - limit: How far.
  ///   - looks: How often it is looked at, at most, beside its start and its end: 2 to 10,000.
  ///   - spacing: Where on its way.
  ///   - keepsPath: Whether to keep the networks that are looked at.
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
    course = Course(limit: limit, looks: looks, spacing: spacing, batch: batch, examples: track.training.count)
    seen = Racer(entrant: entrant, batchSize: batch, points: [], network: track.start, path: [], hasDiverged: false)
  }

  /// How it has done so far.
  public var racer: Racer {
    var racer = seen
    racer.network = trainer.network
    return racer
  }

  /// Seconds of its own training so far.
  public var seconds: Double { progress.seconds }
  /// Steps taken.
  public var steps: Int { progress.steps }
  /// How many seconds of training are left before it is due, if time decides that.
  public var secondsToLook: Double? { course.next.map { max(0, $0 - progress.seconds) } }
  /// Whether it has come to its limit and was looked at there, or has given up.
  public var isOver: Bool { seen.hasDiverged || !isDue && course.isOver }

  /// Lets it train until it is due, or may not go on. `goesOn` is asked each time some examples are done, whose number it
  /// is told: after every step, and within those of many examples.
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
        if course.isDue(progress) { isDue = true }
        return isDue || !mayGoOn ? .stop : .proceed
      }
    } catch {
      guard case .diverged = error else { throw error }
      seen.hasDiverged = true
    }
  }

  /// Counts seconds that it has trained.
  public func spend(seconds: Double) {
    progress.seconds += seconds
    if course.isTimed, course.isDue(progress) { isDue = true }
  }

  /// Looks at it: measures its cost and its accuracy where it is now.
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
  /// Where on its way a racer is looked at.
  public enum Spacing: Equatable, Sendable {
    /// At places of equal ratios, because most happens early.
    case logarithmic
    /// At equal distances, for whoever watches it run; and `early` times on the way to the first of them, because most
    /// happens there.
    case even(early: Int)
  }
}

/// How far a racer has come.
private struct Progress {
  var seconds = 0.0
  var steps = 0
  var examples = 0
}

/// When a racer is looked at: the times, or numbers of examples, that are still before it.
private struct Course {
  private var places: ArraySlice<Double>
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
    case .logarithmic: places = LogSpacing.values(from: first, to: last, count: looks)[...]
    case .even(let early):
      let even = (1...looks).map { $0 == looks ? last : last * Double($0) / Double(looks) }
      places = (LogSpacing.values(from: even[0] / 64, to: even[0], count: early + 1).dropLast() + even)[...]
    }
  }

  /// The next place, if places are times.
  var next: Double? { isTimed ? places.first : nil }

  /// Whether nothing is left to look at.
  var isOver: Bool { places.isEmpty }

  /// Whether a place was passed since the last look.
  mutating func isDue(_ progress: Progress) -> Bool {
    let reached = isTimed ? progress.seconds : Double(progress.examples)
    let before = places.count
    while let place = places.first, place <= reached { places.removeFirst() }
    return places.count < before
  }
}
