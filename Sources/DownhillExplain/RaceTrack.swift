import Downhill

/// What all racers share: the network they start from, the examples, and how they are judged.
public struct RaceTrack: Sendable {
  /// The network every racer starts from.
  public var start: Network
  /// What they make small.
  public var cost: Cost
  /// What they learn from.
  public var training: Examples
  /// How many of those, the first, their cost is measured on.
  public var measured: Int
  /// What their accuracy is measured on.
  public var test: Examples
  /// Where the order of the examples comes from.
  public var seed: UInt64
  /// The kernels of all.
  public var kernels: Kernels
  /// The threads of whatever is done; nil for as many as the work at hand is worth. They change no bit.
  public var threads: Int?

  /// A track. `measured` is cut to the examples there are.
  public init(
    start: Network, cost: Cost, training: Examples, measured: Int = 10_000, test: Examples, seed: UInt64 = 0,
    kernels: Kernels = .best, threads: Int? = nil
  ) {
    self.start = start
    self.cost = cost
    self.training = training
    self.measured = min(max(measured, 1), training.count)
    self.test = test
    self.seed = seed
    self.kernels = kernels
    self.threads = threads
  }

  /// Examples of a mini-batch.
  public func count(_ batchSize: TrainingConfiguration.BatchSize) -> Int {
    switch batchSize {
    case .count(let count): min(count, training.count)
    case .all: training.count
    }
  }

  /// Who does work of so many examples at a time: a racer whose steps are small is faster alone than in company.
  func workers(examples: Int) -> Workers {
    Workers(count: threads ?? Workers.suitableCount(work: start.architecture.parameterCount * examples))
  }

  /// Who judges the racers.
  func evaluator() throws(EngineError) -> Evaluator {
    try Evaluator(start.architecture, cost: cost, kernels: kernels, workers: workers(examples: measured))
  }

  /// A trainer of plain gradient descent with a constant rate, ready to start.
  func trainer(_ entrant: Entrant, epochs: Int) throws(EngineError) -> Trainer {
    try Trainer(
      try TrainingConfiguration(
        architecture: start.architecture, cost: cost, learningRate: entrant.learningRate, schedule: .constant,
        batchSize: entrant.batchSize, epochs: epochs, seed: seed),
      network: start,
      checkpoint: Trainer.Checkpoint(random: RandomSource(seed: seed, stream: 1), optimizerState: []),
      examples: training, kernels: kernels, workers: workers(examples: count(entrant.batchSize)))
  }
}

/// Who takes part in a race.
public struct Entrant: Equatable, Sendable {
  /// Examples of a step.
  public var batchSize: TrainingConfiguration.BatchSize
  /// The learning rate η.
  public var learningRate: Double

  /// One racer's settings.
  public init(batchSize: TrainingConfiguration.BatchSize, learningRate: Double) {
    self.batchSize = batchSize
    self.learningRate = learningRate
  }
}
