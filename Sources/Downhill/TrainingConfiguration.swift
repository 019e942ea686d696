/// Everything that decides what training does, in one value that has been checked. Same configuration, examples and
/// kernel table: same network, bit for bit.
public struct TrainingConfiguration: Equatable, Sendable {
  /// The network to train.
  public let architecture: Architecture
  /// What is made small.
  public let cost: Cost
  /// How the weights begin.
  public let initializer: Initializer
  /// How a gradient becomes a step.
  public let optimizer: Optimizer
  /// The size of a step: the largest, if the schedule changes it.
  public let learningRate: Double
  /// How that size changes.
  public let schedule: LearningRateSchedule
  /// Examples to a step.
  public let batchSize: BatchSize
  /// Parts of a mini-batch whose gradients are summed apart and then added along a fixed binary tree: with 1, all examples are
  /// summed in their order. Other numbers are other sums, to the last bits, whoever does the parts.
  public let shards: Int
  /// λ of the term ½ λ Σ w² over all weights that is added to the cost that is differentiated. Reported costs are those
  /// of the examples alone.
  public let l2: Float
  /// Times that training goes through all examples.
  public private(set) var epochs: Int
  /// The epochs that a schedule with a horizon is made for: those of the first run. Of other schedules, the epochs.
  public private(set) var horizon: Int
  /// Where the weights and every order of the examples come from.
  public let seed: UInt64

  /// The most epochs that can be asked for: every step of training has a number, and numbers end.
  public static let epochLimit = 1_000_000

  /// The most shards that can be asked for.
  public static let shardLimit = 65_536

  /// Examples to a step.
  public enum BatchSize: Equatable, Sendable {
    /// So many; the last mini-batch of an epoch may have fewer.
    case count(Int)
    /// All of them: plain gradient descent.
    case all
  }

  /// Checks every setting and that they fit each other. What is not given follows from what is: see ``Defaults``.
  @inline(never)
  public init(
    architecture: Architecture, cost: Cost = Usual.cost, initializer: Initializer? = nil,
    optimizer: Optimizer = Usual.optimizer, learningRate: Double? = nil, schedule: LearningRateSchedule? = nil,
    batchSize: BatchSize = Usual.batchSize, shards: Int = Usual.shards, l2: Float = Usual.l2,
    epochs: Int = Usual.epochs, horizon: Int? = nil, seed: UInt64 = Usual.seed
  ) throws(EngineError) {
    // First, since the default rate follows it.
    try Setting.batchSize.check(batchSize.value)
    let defaults = Defaults(architecture, cost: cost, optimizer: optimizer, batchSize: batchSize)
    self.architecture = architecture
    self.cost = cost
    self.initializer = initializer ?? defaults.initializer
    self.optimizer = optimizer
    self.learningRate = learningRate ?? defaults.learningRate
    self.schedule = schedule ?? defaults.schedule
    self.batchSize = batchSize
    self.shards = shards
    self.l2 = l2
    self.epochs = epochs
    self.horizon = self.schedule.hasHorizon ? horizon ?? epochs : epochs
    self.seed = seed

    _ = try objective()
    try checkRanges()
    // A horizon of no epochs, that of a first run of none, would leave nothing of the rate.
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
