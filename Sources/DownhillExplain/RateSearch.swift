import Downhill

/// Finds the best of a few learning rates for a batch size, so that no racer is slow only because it uses another's
/// rate.
///
/// The trial is the same for all: on the first ``examples`` training examples, ``passes`` times through them or
/// ``leastSteps`` steps, whichever is more. The cost at its end decides, and its time does not count in the race. It is
/// deterministic. On MNIST it finds a rate at most one step from the best in a race of 2 seconds, while one rate for
/// all would decide the race: with the 3 that suits mini-batches of 10, those of 1 end at 66 to 82 % instead of 92 to
/// 95.
public struct RateSearch: Sendable {
  /// The most examples of a trial: their gradient is nearly that of all.
  public static let examples = 10_000
  /// About the most multiplications of the forward passes of a full-batch trial: larger networks are tried on fewer
  /// examples, down to ``leastExamples``.
  public static let work = 8e9
  /// The fewest examples of a trial, if there are as many.
  public static let leastExamples = 100
  /// The fewest epochs of a trial.
  public static let passes = 4
  /// The fewest steps of a trial.
  public static let leastSteps = 60

  /// What all racers share.
  public let track: RaceTrack
  /// The rates to try, ascending.
  public let rates: [Double]
  /// The most examples of a trial.
  public let exampleLimit: Int

  /// A search among at least one of `rates`.
  public init(_ track: RaceTrack, rates: [Double], exampleLimit: Int = Self.examples) {
    self.track = track
    self.rates = rates
    self.exampleLimit = exampleLimit
  }

  /// Rates around a given one, about a factor of 3 apart: from a thirtieth of it to ten times it.
  public static func rates(around rate: Double) -> [Double] {
    [1.0 / 30, 1.0 / 10, 1.0 / 3, 1, 3, 10].map { $0 * rate }
  }

  /// The rate that led to the lowest cost; the smaller of equals.
  public func best(for batchSize: TrainingConfiguration.BatchSize) throws(EngineError) -> Double {
    let trials = begin(for: batchSize)
    while !trials.isComplete { try trials.advance(examples: .max) }
    return trials.best
  }

  /// The same, in parts.
  public func begin(for batchSize: TrainingConfiguration.BatchSize) -> RateTrials { RateTrials(self, batchSize) }

  /// Examples of each trial.
  public var trialExamples: Int {
    let affordable = Int(Self.work / Double(Self.leastSteps * track.start.architecture.parameterCount))
    return min(track.training.count, exampleLimit, max(Self.leastExamples, affordable))
  }
}

/// The trials of a ``RateSearch`` for one batch size, rate by rate.
public final class RateTrials {
  private let search: RateSearch
  private let batchSize: TrainingConfiguration.BatchSize
  /// The track of a trial: few examples, on which the cost is measured too.
  private let track: RaceTrack
  private var next = 0
  private var trainer: Trainer?
  private var lowest = Double.infinity
  /// The rate of the lowest cost so far; the smaller of equals.
  public private(set) var best: Double

  fileprivate init(_ search: RateSearch, _ batchSize: TrainingConfiguration.BatchSize) {
    self.search = search
    self.batchSize = batchSize
    best = search.rates[0]
    var track = search.track
    track.training = track.training[0..<search.trialExamples]
    track.measured = track.training.count
    track.test = track.training[0..<1]
    self.track = track
  }

  /// Whether all rates have been tried.
  public var isComplete: Bool { next == search.rates.count }

  /// Trains on about `examples` more examples, at least one step, at most to the end of the current trial. Returns how
  /// many they were.
  @discardableResult
  public func advance(examples: Int) throws(EngineError) -> Int {
    guard !isComplete else { return 0 }
    let trainer: Trainer
    if let begun = self.trainer { trainer = begun } else { trainer = try begin() }
    self.trainer = trainer
    let examples = max(examples, 1)
    var left = examples
    do throws(EngineError) {
      let isDone = try trainer.run(
        stopsWithinStep: { examples in
          left -= examples
          return left <= 0
        }
      ) { _ in left > 0 ? .proceed : .stop }
      if isDone { end(try track.evaluator().summary(trainer.network, track.training).cost) }
    } catch {
      if case .diverged = error {} else if error != .overflow { throw error }
      end(.infinity)
    }
    return examples - left
  }

  private func begin() throws(EngineError) -> Trainer {
    let count = track.training.count
    let stepsPerEpoch = (count - 1) / track.count(batchSize) + 1
    let epochs = max(RateSearch.passes, (RateSearch.leastSteps + stepsPerEpoch - 1) / stepsPerEpoch)
    return try track.trainer(Entrant(batchSize: batchSize, learningRate: search.rates[next]), epochs: epochs)
  }

  private func end(_ cost: Double) {
    if cost < lowest {
      best = search.rates[next]
      lowest = cost
    }
    next += 1
    trainer = nil
  }
}
