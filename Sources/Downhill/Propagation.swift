import KernelTable

/// Runs chunks of examples forwards and backwards through a network with one table of kernels, in buffers that are
/// allocated once.
///
/// Work has two phases. First each example by itself: forwards, its cost, and backwards to the sensitivities of all its
/// weighted inputs (`Propagation+Examples.swift`). Then each parameter by itself: its gradient is summed over the
/// examples in order, and its step taken (`Propagation+Parameters.swift`). Nothing is added up across tasks, so the
/// bits depend neither on how the work is cut nor on the number of threads.
///
/// Sendable, because every call waits until the workers are done: a task reads what was set before the job began, and
/// writes only to its own rows or parameters, and to its thread's memory.
final class Propagation: @unchecked Sendable {
  let architecture: Architecture
  let objective: Objective
  let kernels: Kernels
  let workers: Workers
  /// Examples that the buffers hold.
  let capacity: Int
  /// Whether steps are so short that handing out tasks would cost more than the work.
  private let usesLockstep: Bool

  let stages: Stages
  let input: InputLayer
  let targets: AlignedBuffer
  let costs: AlignedBuffer
  /// One row: the cost's coefficient for each output.
  let coefficients: AlignedBuffer
  let costKernel: KernelTable.Cost
  /// Outputs for each number of a target.
  let outputsPerTarget: Int
  /// The weights of the rows; empty until there are any.
  private(set) var rowWeights = AlignedBuffer(count: 0)
  /// Whether the present examples carry weights.
  private(set) var hasWeights = false
  /// The sum of the weights of the present mini-batch.
  private var weightSum = 0.0
  /// Whether the answers are correct; nothing where the targets are quantities.
  let isCorrect: UnsafeMutablePointer<Bool>
  /// How answers are scored.
  var scoring = Scoring.classification
  let blocks: UnsafeMutableBufferPointer<ParameterBlock>
  /// The input of every bias.
  let one = AlignedBuffer(count: 1)
  /// A panel for each thread, see `Product`.
  private let panels: AlignedBuffer
  /// For each thread the mask of one row of a layer; empty until there is a mask.
  private var maskFactors = AlignedBuffer(count: 0)
  /// The parts of a mini-batch that are summed separately.
  private let shards: Shards
  /// The gradient of the whole network, of each shard and of all; empty as long as each block's gradient is used as
  /// soon as it is summed.
  private(set) var shardSums = ShardSums(length: 0, shards: 1)
  /// The sum that is being added to, and the one being added.
  private(set) var sumsToAdd: (UnsafeMutablePointer<Float>, UnsafePointer<Float>)?
  /// For each thread the gradient of a block; empty as long as gradients are summed where they stay.
  private(set) var blockGradients: [AlignedBuffer] = []

  // The current chunk, set before the workers begin.
  var chunk = Chunk()
  /// The step to take once the gradient is summed, unless the sums themselves are the step.
  private(set) var update: ParameterUpdate?
  private var forwardTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var forwardAndBackwardTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var gradientTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var additionTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var stepTask: (@Sendable (Int, Int) -> Void) = { _, _ in }

  /// Buffers for `capacity` examples at a time, with `training` also for a gradient. `sumsStay` says whether gradients
  /// stay where they are summed, or are used at once; blocks are cut accordingly.
  init(
    _ architecture: Architecture, objective: Objective, kernels: Kernels, workers: Workers, capacity: Int,
    training: Bool, sumsStay: Bool = true, shards: Int = 1
  ) {
    self.shards = Shards(count: shards)
    self.architecture = architecture
    self.objective = objective
    self.kernels = kernels
    self.workers = workers
    self.capacity = capacity
    let layers = Downhill.layers(of: architecture)
    usesLockstep = architecture.isSmall
    stages = Stages(layers, architecture.hiddenActivations, capacity: capacity, training: training)
    input = InputLayer(stages[0], kernels: kernels, capacity: capacity, training: training, threads: workers.count)
    targets = AlignedBuffer(count: capacity * layers[layers.count - 1].stride)
    costs = AlignedBuffer(count: capacity)
    coefficients = AlignedBuffer(count: layers[layers.count - 1].stride)
    costKernel = kernels.cost(objective)
    outputsPerTarget = objective.cost.outputsPerTarget
    for (output, coefficient) in objective.coefficients(outputs: architecture.outputCount).enumerated() {
      coefficients.values[output] = coefficient
    }
    isCorrect = .allocate(capacity: capacity)
    let blocks = training ? parameterBlocks(layers, threads: workers.count, sumsStay: sumsStay) : []
    assert(!training || blocks.reduce(0) { $0 + $1.count(layers[$1.layer]) } == layers[layers.count - 1].end)
    self.blocks = .allocate(capacity: blocks.count)
    _ = self.blocks.initialize(from: blocks)
    panels = AlignedBuffer(count: workers.count * Product.panelCount)
    one.values[0] = 1

    // One closure for each phase, made once, so that starting a job allocates nothing. Unretained, since `self` owns
    // them (and Embedded Swift has no `unowned`).
    let this = Unmanaged.passUnretained(self)
    forwardTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.propagateForwards(this.chunk.rows(ofTask: task), thread)
    }
    forwardAndBackwardTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.propagateForwards(this.chunk.rows(ofTask: task), thread)
      this.propagateBackwards(this.chunk.rows(ofTask: task), thread)
    }
    gradientTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.sumAndStep(this.blocks[task], thread)
    }
    additionTask = { task, _ in
      let this = this.takeUnretainedValue()
      this.addSums(this.blocks[task])
    }
    stepTask = { task, _ in
      let this = this.takeUnretainedValue()
      this.stepAlongSum(this.blocks[task])
    }
  }

  deinit {
    isCorrect.deallocate()
    blocks.deallocate()
  }

  func panel(_ thread: Int) -> UnsafeMutablePointer<Float> { panels.values + thread * Product.panelCount }

  /// A thread's buffer for the factors of one row.
  func maskFactors(_ thread: Int) -> UnsafeMutablePointer<Float> {
    maskFactors.values + thread * stages.largestStride
  }

  // MARK: What trainer and evaluator call

  /// Transposes the weights for the backward pass; needed before the first ``step(_:order:count:...)`` and whenever the
  /// parameters were changed elsewhere.
  func prepareBackwardWeights(_ parameters: UnsafePointer<Float>) {
    for stage in stages.all {
      guard let transposed = stage.transposed else { continue }
      let layer = stage.layer
      kernels.table.transpose(
        parameters + layer.weights, layer.stride, transposed, paddedToVectors(layer.inputs), layer.inputs,
        layer.outputs)
    }
  }

  /// The outputs, costs and scores of examples `order[0 ..< count]` (indices in the storage); `count` must not exceed
  /// ``capacity``.
  func evaluate(
    _ storage: ExampleStorage, order: UnsafePointer<Int32>, count: Int, parameters: UnsafePointer<Float>
  ) {
    storage.withMemory { examples in
      begin(examples, order, count, following: 0, parameters)
      takeWeights(storage)
      cutIntoTasks()
      workers.run(chunk.tasks, forwardTask)
    }
  }

  /// The gradient of the mean cost over examples `order[0 ..< count]` and, if there is an `update`, its step. Costs and
  /// scores are added to `tally`, in the order of the examples. More examples than ``capacity`` are done in chunks;
  /// `eachChunk` may read the rows of each, and returns whether to continue. The `following` examples in `order` are
  /// prefetched for the next step.
  ///
  /// Means are weighted where the examples carry weights. If all of the mini-batch are 0 there is no step.
  ///
  /// - Parameter first: The examples already done of an interrupted step; nothing else may have been called in between.
  /// - Parameter mask: Which hidden neurons are dropped.
  /// - Returns: how many of the examples are done: `count`, unless `eachChunk` returned false.
  @discardableResult
  func step(
    _ storage: ExampleStorage, order: UnsafePointer<Int32>, count: Int, from first: Int = 0, following: Int = 0,
    parameters: UnsafePointer<Float>, mask: Mask.OfEpoch? = nil, update: ParameterUpdate?, tally: inout Tally,
    eachChunk: (_ rows: Int) -> Bool = { _ in true }
  ) -> Int {
    var done = first
    if done == 0, let weights = storage.weights {
      weightSum = (0..<count).reduce(0) { $0 + Double(weights[Int(order[$1])]) }
      if weightSum == 0 {
        tally.examples += count
        return count
      }
    }
    storage.withMemory { examples in
      while done < count {
        if done == 0 { shardSums.begin() }
        let shard = shards.shard(of: done, in: count)
        let range = shards.examples(of: shard, in: count)
        let size = min(capacity, range.upperBound - done)
        begin(examples, order + done, size, following: following + count - done - size, parameters)
        chunk.scale = 1 / Float(count)
        takeWeights(storage)
        if hasWeights { chunk.weightScale = Double(count) / weightSum }
        setMask(mask)
        let isLast = done + size == count
        chooseSums(shard, continues: done > range.lowerBound, isLast: isLast, update)
        propagate()
        assert(stages.all.allSatisfy { $0.sensitivitiesArePadded(count: size) }, "a sensitivity's padding is not zero")
        if shards.count > 1, done + size == range.upperBound { exchange(isLast: isLast, update) }
        add(to: &tally, count: size)
        done += size
        if !eachChunk(size) { break }
      }
    }
    return done
  }

  // MARK: One chunk

  private func begin(
    _ examples: ExampleMemory, _ order: UnsafePointer<Int32>, _ count: Int, following: Int,
    _ parameters: UnsafePointer<Float>
  ) {
    precondition(count <= capacity, "\(count) examples in buffers for \(capacity)")
    chunk = Chunk(examples: examples, order: order, parameters: parameters, count: count)
    input.take(examples.inputs, order: order, count: count, following: following)
  }

  /// Reads the weights of the chunk's rows, if there are any.
  private func takeWeights(_ storage: ExampleStorage) {
    hasWeights = storage.weights != nil
    guard let weights = storage.weights else { return }
    if rowWeights.count == 0 { rowWeights = AlignedBuffer(count: capacity) }
    for row in 0..<chunk.count { rowWeights.values[row] = weights[Int(chunk.order[row])] }
  }

  private func setMask(_ mask: Mask.OfEpoch?) {
    guard let mask else { return }
    chunk.mask = mask
    if maskFactors.count == 0 { maskFactors = AlignedBuffer(count: workers.count * stages.largestStride) }
  }

  /// Chooses where phase 2 sums the gradient, and whether a step follows.
  private func chooseSums(_ shard: Int, continues: Bool, isLast: Bool, _ update: ParameterUpdate?) {
    if let update, isLast, !continues, shards.count == 1 {
      if let rate = update.plainRate {
        chunk.scale *= -rate
        chunk.sums = .parameters(update.parameters)
        return
      }
      makeBlockGradients()
      chunk.sums = .block
    } else {
      if shardSums.isEmpty { shardSums = ShardSums(length: stages.last.layer.end, shards: shards.count) }
      shardSums.skip(to: shard, add)
      chunk.sums = .gradient(shardSums.next, continues: continues)
    }
    self.update = isLast && shards.count == 1 ? update : nil
  }

  /// `sum += other` over all parameters.
  func add(_ sum: UnsafeMutablePointer<Float>, _ other: UnsafePointer<Float>) {
    sumsToAdd = (sum, other)
    workers.run(blocks.count, additionTask)
  }

  /// Takes a step along the sum of all shards.
  func take(_ update: ParameterUpdate) {
    self.update = update
    workers.run(blocks.count, stepTask)
  }

  private func makeBlockGradients() {
    guard blockGradients.isEmpty else { return }
    let largest = blocks.reduce(0) { max($0, $1.count(stages[$1.layer].layer)) }
    blockGradients = (0..<workers.count).map { _ in AlignedBuffer(count: largest) }
  }

  /// Both phases.
  private func propagate() {
    if usesLockstep, input.comesInHalves {
      propagateInLockstep()
    } else {
      cutIntoTasks()
      workers.run(chunk.tasks, forwardAndBackwardTask)
      workers.run(blocks.count, gradientTask)
    }
  }

  private func cutIntoTasks() {
    chunk.cut(threads: workers.count, rowsPerTask: rowsPerTask, inBlocks: input.comesInBlocks)
    input.rowsOfBlock = chunk.rowsOfBlock
  }

  /// Rows whose buffers fit into a share of a core's second-level cache, so that a layer finds there what the previous
  /// one left. Where the weights exceed that cache, as many rows as possible: each weight is then fetched once for all.
  private var rowsPerTask: Int {
    let least = input.comesInBlocks ? InputBlocks.rows : Tuning.leastRowsOfTask
    let floats = stages.all.reduce(0) { $0 + 3 * $1.layer.stride }
    let weights = stages.all.dropFirst().reduce(0) { $0 + $1.layer.inputs * $1.layer.stride }
    return weights > Tuning.wideWeights
      ? Tuning.mostRowsOfTask : max(least, min(Tuning.mostRowsOfTask, Tuning.floatsOfTask / floats))
  }
}
