import Downhill

/// Plain gradient descent with mini-batches of several sizes, from the same network: for equal times, or over equal
/// numbers of examples.
public struct Race {
  /// When a racer has to stop.
  public enum Limit: Equatable, Sendable {
    /// After this many seconds of its own training, without measuring. Two such races are never quite alike.
    case seconds(Double)
    /// After this many epochs. The same bits on every machine with the same kernels.
    case epochs(Int)
  }

  /// What all racers share.
  public let track: RaceTrack
  /// When they stop.
  public let limit: Limit
  /// The most measurements of each racer, besides its start and end.
  public let looks: Int
  /// Whether to keep the measured networks.
  public let keepsPaths: Bool

  private let clock: () -> Double
  private let evaluator: Evaluator

  /// A race. `clock` returns the seconds since some moment in the past.
  public init(
    _ track: RaceTrack, limit: Limit, looks: Int = 24, keepsPaths: Bool = false, clock: @escaping () -> Double
  ) throws(EngineError) {
    try limit.check()
    self.track = track
    self.limit = limit
    self.looks = min(max(looks, 2), 10_000)
    self.keepsPaths = keepsPaths
    self.clock = clock
    evaluator = try track.evaluator()
  }

  /// Runs one racer.
  public func run(_ entrant: Entrant) throws(EngineError) -> Racer {
    let runner = try RaceRunner(
      track, entrant, limit: limit, looks: looks, keepsPath: keepsPaths, evaluator: evaluator)
    while !runner.isOver {
      if runner.isDue { try runner.look() }
      var began = clock()
      try runner.run { _ in
        let now = clock()
        runner.spend(seconds: now - began)
        began = now
        return true
      }
    }
    return runner.racer
  }
}

extension Race.Limit {
  /// How long each racer trains where nothing else is said.
  package static let usualSeconds = 2.0

  /// Throws unless it is a limit.
  public func check() throws(EngineError) {
    switch self {
    case .seconds(let seconds):
      guard seconds > 0, seconds.isFinite else {
        throw .setting(name: "the time of the race", value: "\(seconds)", expected: "above 0")
      }
    case .epochs(let epochs):
      guard epochs > 0 else {
        throw .setting(name: "the epochs of the race", value: "\(epochs)", expected: "1 or more")
      }
    }
  }
}

/// How a racer did.
public struct Racer: Sendable {
  /// Its settings.
  public var entrant: Entrant
  /// Examples in each of its steps: all of them for the full batch.
  public var batchSize: Int
  /// Its measurements, from start to end.
  public var points: [RacePoint]
  /// Its network at the end.
  public var network: Network
  /// The network at each of ``points``, if the race keeps paths; otherwise empty.
  public var path: [Network]
  /// Whether it stopped because its cost became NaN or infinite; earlier measurements stay.
  public var hasDiverged: Bool

  /// The last measurement.
  public var end: RacePoint { points[points.count - 1] }
}

/// One measurement of a racer.
public struct RacePoint: Equatable, Sendable {
  /// Seconds of its own training, without measuring.
  public var seconds: Double
  /// Steps taken.
  public var steps: Int
  /// Examples processed, with repetitions.
  public var examples: Int
  /// The mean cost of the measured training examples.
  public var cost: Double
  /// The mean cost of the test examples.
  public var testCost: Double
  /// The share of the test examples answered correctly, 0 … 1.
  public var testAccuracy: Double
}
