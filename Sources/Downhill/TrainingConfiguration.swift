/// Everything that determines a training, checked. The same configuration, examples and kernel table give the same
/// network, bit for bit.
public struct TrainingConfiguration: Equatable, Sendable {
  /// The network to train.
  public let architecture: Architecture
  /// The cost that is minimized.
  public let cost: Cost
  /// How the initial weights are drawn.
  public let initializer: Initializer
  /// The standard deviation of the initial biases of hidden neurons.
  public let biasDeviation: Float
  /// How a gradient becomes a step.
  public let optimizer: Optimizer
  /// The learning rate η: the largest, if a schedule changes it.
  public let learningRate: Double
  /// How the learning rate changes.
  public let schedule: LearningRateSchedule
  /// Examples to a step.
  public let batchSize: BatchSize
  /// Parts of a mini-batch whose gradients are summed separately and then added along a fixed binary tree; with 1, all
  /// examples are summed in order. Other numbers give sums that differ in the last bits, whatever the threads.
  public let shards: Int
  /// λ of the penalty ½ λ Σ w² over all weights that is added to the cost. Reported costs do not contain it.
  public let l2: Float
  /// Passes over all examples.
  public private(set) var epochs: Int
  /// The epochs that a schedule with a horizon is made for: those of the first run. For other schedules, ``epochs``.
  public private(set) var horizon: Int
  /// After how many epochs without a lower cost on the validation examples training stops; nil for never.
  public let patience: Int?
  /// Which weights are kept in the end, where there are validation examples.
  public let keep: Keeping
  /// The seed of the weights and of the order of examples in each epoch.
  public let seed: UInt64

  /// The most epochs: the steps of a training are counted.
  public static let epochLimit = 1_000_000

  /// The most shards.
  public static let shardLimit = 65_536

  /// Examples to a step.
  public enum BatchSize: Equatable, Sendable {
    /// This many; the last mini-batch of an epoch may have fewer.
    case count(Int)
    /// All of them: plain gradient descent.
    case all
  }

  /// Which weights of a training are kept.
  public enum Keeping: String, CaseIterable, Sendable {
    /// Those after the epoch with the lowest cost on the validation examples, the first of equals.
    case best
    /// The last ones.
    case last
  }

  /// Checks every setting, and that they fit together. What is not given gets its default, see ``Defaults``.
  @inline(never)
  public init(
    architecture: Architecture, cost: Cost = Usual.cost, initializer: Initializer? = nil,
    biasDeviation: Float = Usual.biasDeviation,
    optimizer: Optimizer = Usual.optimizer, learningRate: Double? = nil, schedule: LearningRateSchedule? = nil,
    batchSize: BatchSize = Usual.batchSize, shards: Int = Usual.shards, l2: Float = Usual.l2,
    epochs: Int = Usual.epochs, horizon: Int? = nil, patience: Int? = nil, keep: Keeping = Usual.keep,
    seed: UInt64 = Usual.seed
  ) throws(EngineError) {
    // First, since the default rate depends on it.
    try Setting.batchSize.check(batchSize.value)
    let defaults = Defaults(architecture, cost: cost, optimizer: optimizer, batchSize: batchSize)
    self.architecture = architecture
    self.cost = cost
    self.initializer = initializer ?? defaults.initializer
    self.biasDeviation = biasDeviation
    self.optimizer = optimizer
    self.learningRate = learningRate ?? defaults.learningRate
    self.schedule = schedule ?? defaults.schedule
    self.batchSize = batchSize
    self.shards = shards
    self.l2 = l2
    self.epochs = epochs
    self.horizon = self.schedule.hasHorizon ? horizon ?? epochs : epochs
    self.patience = patience
    self.keep = keep
    self.seed = seed

    _ = try objective()
    try checkRanges()
    // With a horizon of 0 epochs, that of a first run of none, the rate would be 0.
    let least = self.schedule.hasHorizon && epochs > 0 ? 1 : 0
    let given = horizon ?? epochs
    try require(
      (least...Self.epochLimit).contains(given), "the schedule's horizon", "\(given)",
      "\(least) to \(Self.epochLimit) epochs")
  }

  /// The same settings for another number of epochs; the horizon of a schedule that has one stays.
  public func lasting(epochs: Int) throws(EngineError) -> TrainingConfiguration {
    var longer = self
    longer.epochs = epochs
    if !schedule.hasHorizon { longer.horizon = epochs }
    try longer.checkRanges()
    return longer
  }

  /// Cost and output activation, joined.
  func objective() throws(EngineError) -> Objective {
    try Objective(cost, through: architecture.outputActivation)
  }

  /// Mini-batches in an epoch of `count` examples, 0 or more.
  public func miniBatches(examples count: Int) -> Int {
    switch batchSize {
    case .count(let size): count <= 0 ? 0 : (count - 1) / size + 1
    case .all: 1
    }
  }
}
