import Downhill

/// Plain gradient descent by mini-batches of several sizes, from the same network: under the same time, or over the same
/// examples.
public struct Race {
  /// When a racer has to stop.
  public enum Limit: Equatable, Sendable {
    /// After so many seconds of its own training; looking at it does not count. Two such races are never quite alike.
    case seconds(Double)
    /// After it has gone so many times through the examples. The same bits on every machine, with the same kernels.
    case epochs(Int)
  }

  /// What all racers share.
  public let track: RaceTrack
  /// When they stop.
  public let limit: Limit
  /// How often each is looked at, at most, beside its start and its end.
  public let looks: Int
  /// Whether to keep the networks that are looked at.
  public let keepsPaths: Bool

  private let clock: () -> Double
  private let evaluator: Evaluator

  /// A race. `clock` tells the seconds since any moment in the past.
  public init(
    _ track: RaceTrack, limit: Limit, looks: Int = 24, keepsPaths: Bool = false, clock: @escaping () -> Double
  ) throws(EngineError) {
    switch limit {
    case .seconds(let seconds):
      guard seconds > 0, seconds.isFinite else {
        throw .setting(name: "the time of the race", value: "\(seconds)", expected: "above 0")
      }
    case .epochs(let epochs):
      guard epochs > 0 else {
        throw .setting(name: "the epochs of the race", value: "\(epochs)", expected: "1 or more")
      }
    }
    self.track = track
    self.limit = limit
    self.looks = max(looks, 2)
    self.keepsPaths = keepsPaths
    self.clock = clock
    evaluator = try track.evaluator()
  }

  /// Lets one racer run.
  public func run(_ entrant: Entrant) throws(EngineError) -> Racer {
    let batch = track.count(entrant.batchSize)
    let epochs: Int
    switch limit {
    case .seconds: epochs = TrainingConfiguration.epochLimit
    case .epochs(let count): epochs = count
    }
    let trainer = try track.trainer(entrant, epochs: epochs)
    var course = Course(limit: limit, looks: looks, batch: batch, examples: track.training.count)
    var racer = Racer(
      entrant: entrant, batchSize: batch, points: [], network: track.start, path: [], hasDiverged: false)
    try look(at: track.start, Progress(), &racer)
    var progress = Progress()
    var failure: EngineError?
    var began = clock()
    do throws(EngineError) {
      try trainer.run { event in
        guard case .miniBatchEnded(let state) = event else { return .proceed }
        let now = clock()
        progress.seconds += now - began
        progress.steps += 1
        progress.examples = (state.epoch - 1) * track.training.count + state.examples
        began = now
        guard course.isDue(progress) else { return .proceed }
        do throws(EngineError) { try look(at: trainer.network, progress, &racer) } catch { failure = error }
        began = clock()
        return failure != nil || racer.hasDiverged || course.isOver ? .stop : .proceed
      }
    } catch {
      guard case .diverged = error else { throw error }
      racer.hasDiverged = true
    }
    if let failure { throw failure }
    racer.network = trainer.network
    return racer
  }

  private func look(at network: Network, _ progress: Progress, _ racer: inout Racer) throws(EngineError) {
    let training = try evaluator.summary(network, track.training[0..<track.measured])
    guard training.cost.isFinite else {
      racer.hasDiverged = true
      return
    }
    let test = try evaluator.summary(network, track.test)
    racer.points.append(
      RacePoint(
        seconds: progress.seconds, steps: progress.steps, examples: progress.examples, cost: training.cost,
        testCost: test.cost, testAccuracy: test.accuracy))
    if keepsPaths { racer.path.append(network) }
  }
}

/// How a racer did.
public struct Racer: Sendable {
  /// Its settings.
  public var entrant: Entrant
  /// Examples of each of its steps: all there are, for the full batch.
  public var batchSize: Int
  /// What was seen of it, from the start to the end.
  public var points: [RacePoint]
  /// What it came to.
  public var network: Network
  /// The network at each of ``points``, if the race keeps paths; otherwise empty.
  public var path: [Network]
  /// Whether its cost stopped being a number, and it had to give up. What was seen of it before stays.
  public var hasDiverged: Bool

  /// Where it ended.
  public var end: RacePoint { points[points.count - 1] }
}

/// A racer at one moment.
public struct RacePoint: Equatable, Sendable {
  /// Seconds of its own training, without those of looking at it.
  public var seconds: Double
  /// Steps taken.
  public var steps: Int
  /// Examples seen, each as often as it was seen.
  public var examples: Int
  /// The mean cost of the measured training examples.
  public var cost: Double
  /// The mean cost of the test examples.
  public var testCost: Double
  /// The share of the test examples answered rightly, 0 … 1.
  public var testAccuracy: Double
}

/// How far a racer has come.
private struct Progress {
  var seconds = 0.0
  var steps = 0
  var examples = 0
}

/// When a racer is looked at: at times, or numbers of examples, spaced by their logarithms, because most happens early.
private struct Course {
  private var places: ArraySlice<Double>
  private let isTimed: Bool

  init(limit: Race.Limit, looks: Int, batch: Int, examples: Int) {
    switch limit {
    case .seconds(let seconds):
      isTimed = true
      places = LogSpacing.values(from: seconds / 500, to: seconds, count: looks)[...]
    case .epochs(let epochs):
      isTimed = false
      let last = Double(examples) * Double(epochs)
      places = LogSpacing.values(from: min(max(Double(batch), last / 5_000), last), to: last, count: looks)[...]
    }
  }

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
