import Downhill

/// What all racers share: the initial network, the examples, and how they are measured.
public struct RaceTrack: Sendable {
  /// The network every racer starts from.
  public var start: Network
  /// The cost that they minimize.
  public var cost: Cost
  /// The training examples.
  public var training: Examples
  /// How many of those, from the first on, their cost is measured on.
  public var measured: Int
  /// The test examples.
  public var test: Examples
  /// The seed of the order of examples.
  public var seed: UInt64
  /// The kernels.
  public var kernels: Kernels
  /// Threads; nil for as many as pay. They do not change the bits.
  public var threads: Int?

  /// A track. `measured` is limited to the number of examples.
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

  /// The threads for work on `examples` examples at a time: small steps are faster on a single one.
  func workers(examples: Int) -> Workers {
    Workers(count: threads ?? Workers.suitableCount(work: start.architecture.parameterCount * examples))
  }

  /// The evaluator of the racers.
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

/// The settings of a racer.
public struct Entrant: Equatable, Sendable {
  /// Examples in a step.
  public var batchSize: TrainingConfiguration.BatchSize
  /// The learning rate η.
  public var learningRate: Double

  /// One racer's settings.
  public init(batchSize: TrainingConfiguration.BatchSize, learningRate: Double) {
    self.batchSize = batchSize
    self.learningRate = learningRate
  }
}
