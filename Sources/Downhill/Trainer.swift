import KernelTable

/// Stochastic gradient descent: shuffles the examples each epoch, cuts them into mini-batches, and takes a step for each.
///
/// Where examples carry weights, each step is taken along the weighted mean over its mini-batch; one whose weights are all
/// 0 leaves network and optimizer as they are.
///
/// It prints nothing, opens nothing and reads no clock: it reports ``TrainingEvent``s, and the listener decides after
/// each whether training continues. Stopped anywhere, ``checkpoint`` is enough to resume with the same bits.
public final class Trainer {
  /// The settings.
  public let configuration: TrainingConfiguration
  /// The network as it is now. Reading it between events is free of races; the value does not change afterwards.
  public private(set) var network: Network
  /// The state of the training, apart from the network.
  public private(set) var checkpoint: Checkpoint

  /// Which hidden neurons are dropped for each example; nil for none.
  var mask: Mask?

  private let examples: Examples
  private let heldOut: [Examples]
  private let validation: Int?
  private let kernels: Kernels
  private let propagation: Propagation
  private let evaluator: Evaluator
  private let order: UnsafeMutableBufferPointer<Int32>
  private var isOrdered = false
  /// How many examples of the epoch have been counted, and the sum of their weights.
  private var counted = (examples: 0, weight: 0.0)
  /// The step within which a run was stopped, see ``run(stopsWithinStep:_:)``.
  private var openStep: (done: Int, tally: Tally)?
  private var isRunning = false

  /// The state of the training besides the network: enough to resume as if it had never stopped.
  public struct Checkpoint: Equatable, Sendable {
    /// Epochs done.
    public var epochs = 0
    /// Mini-batches done in the present epoch.
    public var miniBatches = 0
    /// The sum of the costs of those mini-batches' examples, each as it was before its step, times its weight.
    public var costSum = 0.0
    /// The sum of those examples' scores, times their weights, each as it was before its step: the number of correct answers, or for
    /// regressions a sum of squared distances.
    public var scoreSum = 0.0
    /// The random numbers from which the order of the next epoch is drawn.
    public var random: RandomSource
    /// The best epoch so far; nil without validation examples, or before the first.
    public var best: Best?
    /// The optimizer's state, in the order of ``Optimizer/stateNames``.
    public var optimizerState: [Parameters]

    /// The beginning of training.
    public init(random: RandomSource, optimizerState: [Parameters]) {
      self.random = random
      self.optimizerState = optimizerState
    }
  }

  /// The epoch with the lowest mean cost on the validation examples.
  public struct Best: Equatable, Sendable {
    /// Its number, from 1.
    public var epoch: Int
    /// That cost.
    public var cost: Double
    /// The parameters after it; nil if only the last ones are kept.
    public var parameters: Parameters?

    /// An epoch and its cost.
    public init(epoch: Int, cost: Double, parameters: Parameters? = nil) {
      self.epoch = epoch
      self.cost = cost
      self.parameters = parameters
    }
  }

  /// A fresh start: the weights are drawn from the configuration's seed.
  public convenience init(
    _ configuration: TrainingConfiguration, examples: Examples, heldOut: [Examples] = [],
    validation: Int? = nil, kernels: Kernels = .best, workers: Workers = Workers()
  ) throws(EngineError) {
    var weights = RandomSource(seed: configuration.seed, stream: 0)
    let architecture = configuration.architecture
    let network = Network(
      architecture, initializer: configuration.initializer, biasDeviation: configuration.biasDeviation, random: &weights
    )
    let checkpoint = Checkpoint(
      random: RandomSource(seed: configuration.seed, stream: 1),
      optimizerState: configuration.optimizer.stateNames.map { _ in Parameters(architecture) })
    try self.init(
      configuration, network: network, checkpoint: checkpoint, examples: examples, heldOut: heldOut,
      validation: validation, kernels: kernels, workers: workers)
  }

  /// Resumes from a network and a checkpoint. The examples must be those it was trained on so far.
  ///
  /// `heldOut` are sets that the network is measured on after each epoch; `validation` is the index of the one by which
  /// the best epoch is chosen, and after which training stops, nil for none.
  public init(
    _ configuration: TrainingConfiguration, network: Network, checkpoint: Checkpoint, examples: Examples,
    heldOut: [Examples] = [], validation: Int? = nil, kernels: Kernels = .best, workers: Workers = Workers()
  ) throws(EngineError) {
    if let validation {
      try require(
        heldOut.indices.contains(validation), "the index of the validation examples", "\(validation)",
        "one of the \(heldOut.count) sets that are held out")
    }
    guard examples.count > 0 else { throw .noExamples }
    guard examples.totalWeight > 0 else { throw .noWeight }
    guard network.architecture == configuration.architecture else {
      throw .setting(
        name: "the network", value: network.architecture.description, expected: "\(configuration.architecture)")
    }
    guard checkpoint.optimizerState.count == configuration.optimizer.stateNames.count,
      checkpoint.optimizerState.allSatisfy({ $0.layers == network.parameters.layers })
    else {
      throw .setting(
        name: "the optimizer's state", value: "that of another network or optimizer",
        expected: "that of \(configuration.optimizer.name)")
    }
    let miniBatches = configuration.miniBatches(examples: examples.count)
    guard checkpoint.miniBatches >= 0, checkpoint.miniBatches <= miniBatches else {
      throw .setting(
        name: "the mini-batches done", value: "\(checkpoint.miniBatches)", expected: "at most \(miniBatches)")
    }
    let limit = TrainingConfiguration.epochLimit
    try require((0...limit).contains(checkpoint.epochs), "the epochs done", "\(checkpoint.epochs)", "0 to \(limit)")
    // Weights may have been added up in another order.
    let total = examples.hasWeights ? examples.totalWeight * (1 + 1e-9) : Double(examples.count)
    if let best = checkpoint.best {
      try require(
        best.epoch >= 1 && best.epoch <= checkpoint.epochs, "the best epoch", "\(best.epoch)",
        "1 to the \(checkpoint.epochs) done")
      guard best.parameters.map({ $0.layers == network.parameters.layers }) ?? true else {
        throw .setting(
          name: "the best parameters", value: "those of another network", expected: "\(configuration.architecture)")
      }
    }
    let most = examples.task == .regression ? Double.greatestFiniteMagnitude : total
    try require(
      (0...most).contains(checkpoint.scoreSum), "the sum of the scores", "\(checkpoint.scoreSum)", "0 to \(most)")
    let objective = try configuration.objective()
    for set in [examples] + heldOut { try set.check(against: network.architecture, objective) }

    let batch: Int
    switch configuration.batchSize {
    case .count(let count): batch = min(count, examples.count)
    case .all: batch = examples.count
    }
    self.configuration = configuration
    self.network = network
    self.checkpoint = checkpoint
    self.examples = examples
    self.heldOut = heldOut
    self.validation = validation
    self.kernels = kernels
    propagation = Propagation(
      network.architecture, objective: objective, kernels: kernels, workers: workers,
      capacity: min(batch, chunkCapacity(network.architecture)), training: true,
      sumsStay: configuration.shards > 1 || configuration.optimizer == .sgd && configuration.l2 == 0,
      shards: configuration.shards)
    propagation.scoring = Scoring(examples, objective)
    evaluator = try Evaluator(
      network.architecture, cost: configuration.cost, kernels: kernels, workers: workers,
      capacity: heldOut.reduce(0) { max($0, $1.count) })
    order = .allocate(capacity: examples.count)
    order.initialize(repeating: 0)
  }

  deinit { order.deallocate() }

  /// Trains until the configured epochs are done, the listener stops it, or the cost is not finite.
  ///
  /// - Parameters:
  ///   - stopsWithinStep: Called with the number of examples of a mini-batch just processed; returns whether to stop
  ///     within the step if some are left, as in a full batch. The next run continues there, with the same bits; until
  ///     the step is taken, network and checkpoint are as they were before it.
  ///   - listen: Called with each event; returns whether training continues.
  /// - Returns: whether all epochs are done, or it ran out of patience.
  /// - Throws: ``EngineError/diverged(epoch:miniBatch:)``, and ``EngineError/running`` if it is called by its own listener.
  @discardableResult
  public func run(
    stopsWithinStep: (_ examples: Int) -> Bool = { _ in false }, _ listen: (TrainingEvent) -> TrainingDirective
  ) throws(EngineError) -> Bool {
    if isRunning { throw .running }
    isRunning = true
    defer { isRunning = false }
    propagation.prepareBackwardWeights(network.parameters.values)
    let miniBatches = configuration.miniBatches(examples: examples.count)
    while !isFinished {
      if !isOrdered { orderExamples() }
      while checkpoint.miniBatches < miniBatches {
        guard try takeStep(miniBatch: checkpoint.miniBatches, of: miniBatches, stops: stopsWithinStep) else {
          return false
        }
        if listen(.miniBatchEnded(progress(miniBatches))) == .stop { return false }
      }
      let report = try endEpoch(miniBatches)
      if listen(.epochEnded(report)) == .stop { return isFinished }
    }
    return true
  }

  /// Whether all epochs are done, or the last ones, as many as the patience, were not better than one before.
  public var isFinished: Bool { checkpoint.epochs >= configuration.epochs || isOutOfPatience }

  /// Whether training stopped before its last epoch, since it got no better.
  public var isOutOfPatience: Bool {
    guard let patience = configuration.patience, let best = checkpoint.best else { return false }
    return checkpoint.epochs - best.epoch >= patience
  }

  /// The network to keep: that of the best epoch if there is one, see ``TrainingConfiguration/keep``, or the present one.
  public var kept: Network {
    guard let parameters = checkpoint.best?.parameters else { return network }
    var best = network
    best.parameters = parameters
    return best
  }

  /// Whether a run was stopped within a step.
  public var isWithinStep: Bool { openStep != nil }

  // MARK: Steps

  /// Draws the order of the epoch's examples from a copy of the checkpoint's random numbers, which change only at the
  /// end of the epoch, so that the same order can be drawn again.
  private func orderExamples() {
    for index in 0..<order.count { order[index] = Int32(examples.range.lowerBound + index) }
    var random = checkpoint.random
    shuffle(&random)
    isOrdered = true
    counted = (0, 0)
  }

  private func shuffle(_ random: inout RandomSource) {
    switch configuration.batchSize {
    case .count: random.shuffle(order)
    case .all: break
    }
  }

  /// - Returns: whether it was completed.
  private func takeStep(
    miniBatch: Int, of miniBatches: Int, stops: (_ examples: Int) -> Bool
  ) throws(EngineError) -> Bool {
    let start: Int
    let count: Int
    switch configuration.batchSize {
    case .count(let size):
      start = miniBatch * size
      count = min(size, examples.count - start)
    case .all:
      start = 0
      count = examples.count
    }
    let step = checkpoint.epochs * miniBatches + miniBatch
    let rate =
      configuration.learningRate
      * configuration.schedule.factor(step: step, stepsPerEpoch: miniBatches, horizon: configuration.horizon)
    var done = openStep?.done ?? 0
    var tally = openStep?.tally ?? Tally(cost: checkpoint.costSum, score: checkpoint.scoreSum)
    while done < count {
      let before = done
      let mask = mask?.during(epoch: checkpoint.epochs, first: examples.range.lowerBound)
      // One chunk, without a call of `stops`, which might copy the network: the parameters are changed in place.
      network.parameters.withMutableValues { parameters in
        checkpoint.optimizerState.withMutableValues { first, second in
          let update = ParameterUpdate(
            configuration.optimizer, rate: rate, l2: configuration.l2, step: step + 1, kernels: kernels,
            parameters: parameters, state: (first, second))
          done = propagation.step(
            examples.storage, order: order.baseAddress! + start, count: count, from: done,
            following: examples.count - start - count, parameters: parameters, mask: mask, update: update,
            tally: &tally
          ) { _ in false }
        }
      }
      if done < count {
        openStep = (done, tally)
        if stops(done - before) { return false }
        continue
      }
      openStep = nil
      guard tally.cost.isFinite else { throw .diverged(epoch: checkpoint.epochs + 1, miniBatch: miniBatch + 1) }
      checkpoint.costSum = tally.cost
      checkpoint.scoreSum = tally.score
      checkpoint.miniBatches = miniBatch + 1
      // It is called for these examples, too, but the step is completed in any case.
      _ = stops(done - before)
    }
    return true
  }

  private func endEpoch(_ miniBatches: Int) throws(EngineError) -> EpochReport {
    assert(network.parameters.paddingIsZero, "a weight's padding is not zero")
    assert(
      checkpoint.optimizerState.allSatisfy { $0.paddingIsZero }, "the padding of the optimizer's state is not zero")
    guard network.parameters.allFinite else {
      throw .diverged(epoch: checkpoint.epochs + 1, miniBatch: miniBatches)
    }
    let training = progress(miniBatches)
    var sets: [EvaluationSummary] = []
    for set in heldOut { sets.append(try summary(set, miniBatches)) }
    // Advances the random numbers past those of this epoch's order.
    shuffle(&checkpoint.random)
    isOrdered = false
    checkpoint.epochs += 1
    if let validation { judge(sets[validation].cost) }
    checkpoint.miniBatches = 0
    checkpoint.costSum = 0
    checkpoint.scoreSum = 0
    return EpochReport(training: training, heldOut: sets)
  }

  /// Notes the epoch if it is the best so far.
  private func judge(_ cost: Double) {
    if let best = checkpoint.best, best.cost <= cost { return }
    checkpoint.best = Best(
      epoch: checkpoint.epochs, cost: cost, parameters: configuration.keep == .best ? network.parameters : nil)
  }

  /// A network with finite outputs in training has them for all examples, unless it is about to diverge.
  private func summary(_ set: Examples, _ miniBatches: Int) throws(EngineError) -> EvaluationSummary {
    do throws(EngineError) { return try evaluator.summary(network, set) } catch {
      guard error == .overflow else { throw error }
      throw .diverged(epoch: checkpoint.epochs + 1, miniBatch: miniBatches)
    }
  }

  private func progress(_ miniBatches: Int) -> EpochProgress {
    let seen: Int
    switch configuration.batchSize {
    case .count(let size): seen = min(checkpoint.miniBatches * size, examples.count)
    case .all: seen = examples.count
    }
    let weight = weight(ofFirst: seen)
    return EpochProgress(
      epoch: checkpoint.epochs + 1, epochs: configuration.epochs, miniBatch: checkpoint.miniBatches,
      miniBatches: miniBatches, examples: seen, cost: checkpoint.costSum / weight,
      score: propagation.scoring.score(sum: checkpoint.scoreSum, weight: weight))
  }

  /// The sum of the weights of the epoch's first `count` examples; 1 as long as all of them are 0, as all sums are then.
  private func weight(ofFirst count: Int) -> Double {
    guard let weights = examples.storage.weights else { return Double(count) }
    if count < counted.examples { counted = (0, 0) }
    for index in counted.examples..<count { counted.weight += Double(weights[Int(order[index])]) }
    counted.examples = count
    return counted.weight > 0 ? counted.weight : 1
  }
}
