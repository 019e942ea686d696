import Downhill

/// Trains a network on a single example, and the same network on mini-batches, by plain gradient descent with the same
/// constant learning rate, and measures both along the way.
public struct CollapseExperiment: Sendable {
  /// The network that both begin with.
  public var start: Network
  /// The cost that is minimized.
  public var cost: Cost
  /// The learning rate η of both.
  public var learningRate: Double
  /// Steps that each takes.
  public var steps: Int
  /// Examples of a mini-batch.
  public var batchSize: Int
  /// The seed of the order of examples.
  public var seed: UInt64
  /// The kernels of both.
  public var kernels: Kernels
  /// Threads; nil for as many as pay. They do not change the bits.
  public var threads: Int?

  /// The most measurements of each network.
  public static let looks = 60

  /// An experiment; ``run(example:training:test:)`` checks its settings.
  public init(
    start: Network, cost: Cost, learningRate: Double, steps: Int, batchSize: Int = 10, seed: UInt64 = 0,
    kernels: Kernels = .best, threads: Int? = nil
  ) {
    self.start = start
    self.cost = cost
    self.learningRate = learningRate
    self.steps = steps
    self.batchSize = batchSize
    self.seed = seed
    self.kernels = kernels
    self.threads = threads
  }

  /// Runs it.
  ///
  /// - Parameters:
  ///   - example: the one example.
  ///   - training: the examples of the mini-batches.
  ///   - test: the examples that both networks are tested on.
  public func run(example: Examples, training: Examples, test: Examples) throws(EngineError) -> Collapse {
    guard example.count == 1 else { throw .count(what: "the one example", expected: 1, found: example.count) }
    guard steps >= 1 else { throw .setting(name: "the number of steps", value: "\(steps)", expected: "1 or more") }
    let watcher = try CollapseWatcher(self, example: example, test: test)
    return Collapse(
      label: example.label(0), steps: steps, learningRate: learningRate, batchSize: batchSize,
      single: try trail(of: example, batchSize: 1, watcher),
      miniBatches: try trail(of: training, batchSize: batchSize, watcher))
  }

  private func trail(
    of examples: Examples, batchSize: Int, _ watcher: CollapseWatcher
  ) throws(EngineError) -> CollapseTrail {
    let trainer = try Trainer(
      try configuration(batchSize, examples: examples.count), network: start,
      checkpoint: Trainer.Checkpoint(random: RandomSource(seed: seed, stream: 1), optimizerState: []),
      examples: examples, kernels: kernels, workers: workers(examples: batchSize))
    var points = [try watcher.look(at: start, step: 0)]
    var looks = LogSpacing.steps(to: steps, count: Self.looks).dropFirst()
    var step = 0
    var failure: EngineError?
    try trainer.run { event in
      guard case .miniBatchEnded = event else { return .proceed }
      step += 1
      guard step == looks.first else { return .proceed }
      looks.removeFirst()
      do throws(EngineError) {
        points.append(try watcher.look(at: trainer.network, step: step))
      } catch {
        failure = error
      }
      return looks.isEmpty || failure != nil ? .stop : .proceed
    }
    if let failure { throw failure }
    return CollapseTrail(points: points)
  }

  fileprivate func workers(examples: Int) -> Workers {
    Workers(count: threads ?? Workers.suitableCount(work: start.architecture.parameterCount * examples))
  }

  private func configuration(_ batchSize: Int, examples count: Int) throws(EngineError) -> TrainingConfiguration {
    func configuration(epochs: Int) throws(EngineError) -> TrainingConfiguration {
      try TrainingConfiguration(
        architecture: start.architecture, cost: cost, learningRate: learningRate, schedule: .constant,
        batchSize: .count(batchSize), epochs: epochs, seed: seed)
    }
    let stepsPerEpoch = max(1, try configuration(epochs: 1).miniBatches(examples: count))
    return try configuration(epochs: (steps + stepsPerEpoch - 1) / stepsPerEpoch)
  }
}

/// Measures networks with buffers that are allocated once.
private final class CollapseWatcher {
  private let example: Examples
  private let test: Examples
  private let label: Int
  private let evaluator: Evaluator
  private let gradients: GradientEvaluator

  init(_ experiment: CollapseExperiment, example: Examples, test: Examples) throws(EngineError) {
    self.example = example
    self.test = test
    label = example.label(0)
    evaluator = try Evaluator(
      experiment.start.architecture, cost: experiment.cost, kernels: experiment.kernels,
      workers: experiment.workers(examples: test.count), capacity: test.count)
    gradients = try GradientEvaluator(
      experiment.start.architecture, cost: experiment.cost, kernels: experiment.kernels, capacity: 1)
  }

  func look(at network: Network, step: Int) throws(EngineError) -> CollapsePoint {
    let asked = try gradients.gradientNorm(network, of: example)
    let answers = try evaluator.evaluate(network, test)
    var called = 0
    for outcome in answers.outcomes where outcome.prediction == label { called += 1 }
    return CollapsePoint(
      step: step, cost: asked.cost, wish: asked.norm,
      calledLabel: Double(called) / Double(test.count), testAccuracy: answers.summary.score.value)
  }
}
