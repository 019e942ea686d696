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
    try limit.check()
    self.track = track
    self.limit = limit
    self.looks = min(max(looks, 2), 10_000)
    self.keepsPaths = keepsPaths
    self.clock = clock
    evaluator = try track.evaluator()
  }

  /// Lets one racer run.
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
