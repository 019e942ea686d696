import KernelTable

/// Runs chunks of examples forwards and backwards through a network with the kernels of one table, in buffers that are
/// allocated once.
///
/// Work is shared out in two phases. First every example is on its own: forwards, its cost, and backwards to the
/// sensitivities of all its weighted inputs. Then every parameter is on its own: its gradient is summed over the examples in
/// their order, and its step taken. Nothing is added up across tasks, so the bits cannot depend on how
/// the work was cut or on how many threads did it. (Two numbers are, always: z of a narrow first layer is what the first half
/// of the inputs brings plus what the second half brings, so that two threads can each keep their half.)
final class Propagation: @unchecked Sendable {
  let architecture: Architecture
  let objective: Objective
  let kernels: Kernels
  let workers: Workers
  /// Examples that fit into the buffers.
  let capacity: Int
  /// Whether steps are so short that handing out tasks would cost more than they do.
  private let goesInStep: Bool
  private let isTraining: Bool

  private let stages: Stages
  private let targets: AlignedBuffer
  private let costs: AlignedBuffer
  private let hits: UnsafeMutablePointer<Bool>
  /// Dense inputs of the chunk, gathered; empty as long as inputs are bytes.
  private var inputs = AlignedBuffer(count: 0)
  /// Non-zero inputs of the chunk, unpacked; empty as long as inputs are floats, and where nobody asks for them.
  private let unpacked: UnpackedInputs
  /// What the second half of the inputs adds to z of a narrow first layer.
  private let secondHalf: AlignedBuffer
  private let one = AlignedBuffer(count: 1)
  private let zeros = AlignedBuffer(count: KernelTable.width)
  /// A panel for each thread, see `Product`.
  private let panels: AlignedBuffer
  /// The gradient of the whole network; empty as long as each block's is used up as soon as it is summed.
  private var gradient = AlignedBuffer(count: 0)
  private let blocks: UnsafeMutableBufferPointer<ParameterBlock>
  /// For each thread room for the gradient of a block; empty as long as gradients are summed where they stay.
  private var blockGradients: [AlignedBuffer] = []
  /// The bytes of the inputs of a wide first layer, input by input.
  private let slabs: SlabMemory?

  // The chunk at hand, set before the workers begin.
  private var chunk = Chunk()
  /// The step to take once the gradient is summed, unless it is plain and the sums are the step.
  private var update: ParameterUpdate?
  private var forwardTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var forwardAndBackwardTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var gradientTask: (@Sendable (Int, Int) -> Void) = { _, _ in }

  /// Buffers for `capacity` examples at a time. With `training` there is room for a gradient; it is cut for sums that stay
  /// where they are made, if `sumsStay`, and otherwise for sums that are used up at once.
  init(
    _ architecture: Architecture, objective: Objective, kernels: Kernels, workers: Workers, capacity: Int,
    training: Bool, sumsStay: Bool = true
  ) {
    self.architecture = architecture
    self.objective = objective
    self.kernels = kernels
    self.workers = workers
    self.capacity = capacity
    isTraining = training
    let layers = Downhill.layers(of: architecture)
    stages = Stages(layers, capacity: capacity, training: training)
    goesInStep = architecture.isSmall && layers[0].isNarrow
    unpacked = UnpackedInputs(rows: capacity)
    slabs =
      layers[0].isNarrow
      ? nil
      : SlabMemory(inputs: layers[0].inputs, rows: training ? capacity : 0, threads: workers.count)
    targets = AlignedBuffer(count: capacity * layers[layers.count - 1].stride)
    costs = AlignedBuffer(count: capacity)
    hits = .allocate(capacity: capacity)
    let blocks = training ? parameterBlocks(layers, threads: workers.count, sumsStay: sumsStay) : []
    self.blocks = .allocate(capacity: blocks.count)
    _ = self.blocks.initialize(from: blocks)
    secondHalf = AlignedBuffer(count: layers[0].isNarrow ? capacity * layers[0].stride : 0)
    panels = AlignedBuffer(count: workers.count * Product.panelCount)
    one.values[0] = 1

    // One closure for each phase, made once: passing a job to the workers allocates nothing. They do not own what owns
    // them (and Embedded Swift has no `unowned`).
    let this = Unmanaged.passUnretained(self)
    forwardTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.propagateForwards(this.chunk.rows(ofTask: task), thread)
    }
    forwardAndBackwardTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.propagateForwards(this.chunk.rows(ofTask: task), thread)
      this.propagateBackwards(this.chunk.rows(ofTask: task), this.panel(thread))
    }
    gradientTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.sumGradient(this.blocks[task], thread)
    }
  }

  deinit {
    hits.deallocate()
    blocks.deallocate()
  }

  private func panel(_ thread: Int) -> UnsafeMutablePointer<Float> { panels.values + thread * Product.panelCount }

  // MARK: What the trainer and the evaluation ask for

  /// Takes over the weights that go backwards; needed once before ``step(_:order:count:...)`` and whenever somebody else
  /// has changed the parameters.
  func prepareBackwardWeights(_ parameters: UnsafePointer<Float>) {
    for stage in stages.all {
      guard let transposed = stage.transposed else { continue }
      let layer = stage.layer
      kernels.table.transpose(
        parameters + layer.weights, layer.stride, transposed, paddedToVectors(layer.inputs), layer.inputs,
        layer.outputs)
    }
  }

  /// The outputs, costs and hits of examples `order[0 ..< count]` (places in the storage); `count` must fit.
  func evaluate(
    _ storage: ExampleStorage, order: UnsafePointer<Int32>, count: Int, parameters: UnsafePointer<Float>
  ) {
    storage.withMemory { examples in
      begin(examples, order, count, parameters)
      chunk.cut(rows: count, threads: workers.count, rowsPerTask: rowsPerTask, inSlabs: slabs != nil)
      workers.run(chunk.tasks, forwardTask)
    }
  }

  /// The gradient of the mean cost over examples `order[0 ..< count]` and, if there is an `update`, its step. Costs and
  /// hits go to `tally`, in the order of the examples. More examples than fit are done chunk by chunk; `eachChunk` may
  /// look at the rows of each before the next takes their place, and says whether to go on. `order` may go on: the
  /// `following` examples are fetched from memory ahead of the next step.
  ///
  /// - Parameter first: Where to go on in a step that was left; nothing else may have been asked for in between.
  /// - Returns: how many of the examples are done: `count`, unless `eachChunk` did not want to go on.
  @discardableResult
  func step(
    _ storage: ExampleStorage, order: UnsafePointer<Int32>, count: Int, from first: Int = 0, following: Int = 0,
    parameters: UnsafePointer<Float>, update: ParameterUpdate?, tally: inout Tally,
    eachChunk: (_ rows: Int) -> Bool = { _ in true }
  ) -> Int {
    var done = first
    storage.withMemory { examples in
      done = step(
        examples, order: order, count: count, from: first, following: following, parameters: parameters,
        update: update, tally: &tally, eachChunk: eachChunk)
    }
    return done
  }

  private func step(
    _ examples: ExampleMemory, order: UnsafePointer<Int32>, count: Int, from first: Int, following: Int,
    parameters: UnsafePointer<Float>, update: ParameterUpdate?, tally: inout Tally, eachChunk: (_ rows: Int) -> Bool
  ) -> Int {
    var done = first
    while done < count {
      let size = min(capacity, count - done)
      begin(examples, order + done, size, parameters)
      chunk.following = following + count - done - size
      chunk.scale = 1 / Float(count)
      chunk.continuesSums = done > 0
      chunk.sums = sums(for: update, isWhole: size == count)
      if case .parameters = chunk.sums {
        if let rate = update?.plainRate { chunk.scale *= -rate }
      } else {
        self.update = done + size == count ? update : nil
      }
      if goesInStep, case .bytes = examples.inputs {
        goInStep()
      } else {
        chunk.cut(rows: size, threads: workers.count, rowsPerTask: rowsPerTask, inSlabs: slabs != nil)
        workers.run(chunk.tasks, forwardAndBackwardTask)
        workers.run(blocks.count, gradientTask)
      }
      add(to: &tally, count: size)
      done += size
      if !eachChunk(size) { break }
    }
    return done
  }

  private func sums(for update: ParameterUpdate?, isWhole: Bool) -> Chunk.Sums {
    guard let update, isWhole else {
      let count = stages.last.layer.end
      if gradient.count < count { gradient = AlignedBuffer(count: count) }
      return .gradient
    }
    if update.plainRate != nil { return .parameters(update.parameters) }
    if blockGradients.isEmpty {
      let largest = blocks.reduce(0) { max($0, $1.count(stages[$1.layer].layer)) }
      blockGradients = (0..<workers.count).map { _ in AlignedBuffer(count: largest) }
    }
    return .block
  }

  /// ‖∇C‖² of the example in row `row` of the chunk that was last summed: Σ ‖δˡ‖²·(‖aˡ⁻¹‖² + 1) over the layers, for the
  /// gradient of one example is the product of δˡ with aˡ⁻¹ and, for the biases, with 1 (equations 3 and 4 of
  /// ``Backpropagation``).
  func squaredGradientNorm(row: Int) -> Double {
    var sum = 0.0
    for index in 0..<stages.count {
      let layer = stages[index].layer
      let delta = stages[index].sensitivities + row * layer.stride
      let carried =
        index == 0
        ? squaredInputNorm(row: row)
        : squaredNorm(stages[index - 1].activations + row * stages[index - 1].layer.stride, layer.inputs)
      sum += squaredNorm(delta, layer.outputs) * (carried + 1)
    }
    return sum / (Double(chunk.scale) * Double(chunk.scale))
  }

  private func squaredInputNorm(row: Int) -> Double {
    switch chunk.examples?.inputs {
    case .bytes(let sparse): return sparse.squaredNorm(ofExample: Int(chunk.order[row]))
    case .floats:
      return squaredNorm(inputs.values + row * architecture.inputCount, architecture.inputCount)
    case nil: return 0
    }
  }

  /// Adds the costs and hits of the first `count` rows.
  func add(to tally: inout Tally, count: Int) {
    for row in 0..<count {
      tally.cost += Double(costs.values[row])
      if hits[row] { tally.hits += 1 }
    }
    tally.examples += count
  }

  /// The gradient that the last step summed.
  var summedGradient: UnsafePointer<Float> { UnsafePointer(gradient.values) }
  /// The activations of layer `layer` (0 is the first hidden one) for row `row`.
  func activation(layer: Int, row: Int) -> UnsafePointer<Float> {
    UnsafePointer(stages[layer].activations + row * stages[layer].layer.stride)
  }
  /// The cost of row `row`.
  func cost(row: Int) -> Float { costs.values[row] }
  /// Whether the outputs of the first `count` rows are numbers: of others the cost is NaN too.
  func hasAnswers(count: Int) -> Bool { (0..<count).allSatisfy { costs.values[$0].isFinite } }

  // MARK: Phase 1: every example on its own

  private func begin(
    _ examples: ExampleMemory, _ order: UnsafePointer<Int32>, _ count: Int, _ parameters: UnsafePointer<Float>
  ) {
    precondition(count <= capacity, "\(count) examples for \(capacity) places")
    chunk = Chunk(examples: examples, order: order, parameters: parameters, count: count)
    switch examples.inputs {
    case .floats:
      if inputs.count == 0 { inputs = AlignedBuffer(count: capacity * architecture.inputCount) }
    case .bytes(let sparse):
      guard !stages[0].layer.isNarrow && kernels.table.slabForward == nil else { return }
      // The second half of a row is unpacked behind the first, a vector at a time.
      unpacked.makeRoom(pitch: paddedToVectors(sparse.longest + KernelTable.width))
    }
  }

  /// Rows whose buffers fit into a share of a core's second cache, so that a layer finds there what the layer before left.
  /// Where the weights are too many for that cache, as many rows as there are: each weight is then fetched once for all.
  private var rowsPerTask: Int {
    let least = slabs == nil ? 4 : InputSlabs.rows
    let floats = stages.all.reduce(0) { $0 + 3 * $1.layer.stride }
    let weights = stages.all.dropFirst().reduce(0) { $0 + $1.layer.inputs * $1.layer.stride }
    return weights > Layer.wideWeights ? 512 : max(least, min(512, 49_152 / floats))
  }

  private func propagateForwards(_ rows: Range<Int>, _ thread: Int) {
    guard let examples = chunk.examples, !rows.isEmpty else { return }
    switch examples.inputs {
    case .bytes(let sparse):
      let layer = stages[0].layer
      let z = stages[0].weighted + rows.lowerBound * layer.stride
      if layer.isNarrow {
        weighHalf(0, sparse, rows, .row(chunk.parameters + layer.biases), z)
        weighHalf(1, sparse, rows, .result, z)
      } else {
        weighSlabs(sparse, rows, thread)
      }
    case .floats(let floats):
      gather(floats, rows)
      weigh(0, inputs.values, stages[0].layer.inputs, rows, panel(thread))
    }
    propagateOnwards(examples.targets, rows, panel(thread))
  }

  /// z of a wide first layer, slab by slab.
  private func weighSlabs(_ sparse: SparseInputs.Memory, _ rows: Range<Int>, _ thread: Int) {
    let layer = stages[0].layer
    let biases = chunk.parameters + layer.biases
    guard let slabs else { return }
    var first = rows.lowerBound
    while first < rows.upperBound {
      let some = first..<min(first + chunk.rowsOfSlab, rows.upperBound)
      let slab = slabs.slab(isTraining ? first / chunk.rowsOfSlab : thread, rowCount: some.count)
      let packed = packedRows(sparse, 0..<2, some)
      if isTraining || kernels.table.slabForward != nil {
        slab.bytes.update(repeating: 0, count: InputSlabs.pitch(inputs: layer.inputs))
        kernels.table.spread(packed, slab)
      }
      if let slabForward = kernels.table.slabForward {
        slabForward(
          slab, chunk.parameters + layer.weights, biases, stages[0].weighted + some.lowerBound * layer.stride,
          layer.stride, panel(thread))
      } else {
        let entries = unpacked.rows(some)
        kernels.table.unpack(packed, entries)
        kernels.table.sparseForward(
          entries, chunk.parameters + layer.weights, biases, stages[0].weighted + some.lowerBound * layer.stride,
          layer.stride)
      }
      first = some.upperBound
    }
  }

  /// Forwards from z of the first layer.
  private func propagateOnwards(
    _ targets: ExampleMemory.Targets, _ rows: Range<Int>, _ panel: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<stages.count {
      let layer = stages[index].layer
      let z = stages[index].weighted + rows.lowerBound * layer.stride
      let a = stages[index].activations + rows.lowerBound * layer.stride
      if index > 0 { weigh(index, stages[index - 1].activations, stages[index - 1].layer.stride, rows, panel) }
      let isLast = index + 1 == stages.count
      if !isLast {
        kernels.activate(architecture.hiddenActivation)(z, a, z, rows.count * layer.stride)
        continue
      }
      let delta = stages[index].sensitivities + rows.lowerBound * layer.stride
      switch architecture.outputActivation {
      case .elementwise(let activation): kernels.activate(activation)(z, a, delta, rows.count * layer.stride)
      case .softmax: kernels.table.softmax(z, a, rows.count, layer.outputs, layer.stride)
      }
    }
    compareWithTargets(targets, rows)
  }

  /// z = b + W a of the layer before, whose activations lie `stride` floats apart.
  private func weigh(
    _ index: Int, _ before: UnsafePointer<Float>, _ stride: Int, _ rows: Range<Int>,
    _ panel: UnsafeMutablePointer<Float>
  ) {
    let layer = stages[index].layer
    kernels.table.multiply(
      Product(
        left: before + rows.lowerBound * stride, leftRowStride: stride, leftDepthStride: 1,
        right: chunk.parameters + layer.weights, rightStride: layer.stride,
        result: stages[index].weighted + rows.lowerBound * layer.stride, resultStride: layer.stride, rows: rows.count,
        depth: layer.inputs, columns: layer.stride, start: .row(chunk.parameters + layer.biases), panel: panel))
  }

  /// What one half of the inputs adds to z of a narrow first layer.
  private func weighHalf(
    _ half: Int, _ sparse: SparseInputs.Memory, _ rows: Range<Int>, _ start: Product.Start,
    _ z: UnsafeMutablePointer<Float>
  ) {
    let layer = stages[0].layer
    let weights = chunk.parameters + layer.weights + half * sparse.middle * layer.stride
    kernels.table.narrowForward(packedRows(sparse, half..<half + 1, rows), weights, start, z)
  }

  private func addHalves(_ rows: Range<Int>) {
    let stride = stages[0].layer.stride
    kernels.table.addElements(
      stages[0].weighted + rows.lowerBound * stride, secondHalf.values + rows.lowerBound * stride, rows.count * stride)
  }

  private func packedRows(_ sparse: SparseInputs.Memory, _ halves: Range<Int>, _ rows: Range<Int>) -> SparseRows {
    SparseRows(
      entries: sparse.entries, offsets: sparse.offsets, order: chunk.order + rows.lowerBound, middle: sparse.middle,
      halves: halves, count: rows.count, following: chunk.count - rows.upperBound + chunk.following)
  }

  private func gather(_ floats: UnsafePointer<Float>, _ rows: Range<Int>) {
    let count = architecture.inputCount
    for row in rows {
      (inputs.values + row * count).update(from: floats + Int(chunk.order[row]) * count, count: count)
    }
  }

  /// Cost and sensitivity of the outputs, and whether they name the right class.
  private func compareWithTargets(_ storedTargets: ExampleMemory.Targets, _ rows: Range<Int>) {
    let last = stages.last
    let outputs = last.layer.outputs
    let middle = middle
    let stride = last.layer.stride
    let first = rows.lowerBound * stride
    let target = targets.values + first
    switch storedTargets {
    case .labels(let labels):
      target.update(repeating: 0, count: rows.count * stride)
      for row in rows {
        let label = Int(labels[Int(chunk.order[row])])
        if outputs == 1 {
          targets.values[row * stride] = Float(label)
        } else {
          targets.values[row * stride + label] = 1
        }
        hits[row] = namedClass(last.activations + row * stride, outputs, middle: middle) == label
      }
    case .vectors(let vectors):
      for row in rows {
        let target = targets.values + row * stride
        for j in 0..<outputs { target[j] = vectors[Int(chunk.order[row]) * outputs + j] }
        hits[row] =
          namedClass(last.activations + row * stride, outputs, middle: middle)
          == namedClass(target, outputs, middle: middle)
      }
    }
    kernels.cost(objective)(
      OutputLayer(
        weighted: last.weighted + first, activation: last.activations + first, target: target,
        sensitivity: last.sensitivities + first, costs: costs.values + rows.lowerBound, rows: rows.count,
        outputs: outputs, columns: stride, scale: chunk.scale))
  }

  /// The class that the outputs of row `row` name.
  func prediction(row: Int) -> Int {
    namedClass(activation(layer: stages.count - 1, row: row), stages.last.layer.outputs, middle: middle)
  }

  /// What lies between no and yes for one output: the targets may know.
  private var middle: Float { chunk.examples?.middle ?? architecture.outputActivation.middle }

  /// δ of a layer from δ of the next: Wᵀδ ⊙ f′(z).
  private func propagateBackwards(_ rows: Range<Int>, _ panel: UnsafeMutablePointer<Float>) {
    guard !rows.isEmpty else { return }
    var index = stages.count - 1
    while index > 0 {
      let transposed = stages[index].transposed
      let layer = stages[index].layer
      let previous = stages[index - 1].layer
      let delta = stages[index - 1].sensitivities + rows.lowerBound * previous.stride
      kernels.table.multiply(
        Product(
          left: stages[index].sensitivities + rows.lowerBound * layer.stride, leftRowStride: layer.stride,
          leftDepthStride: 1,
          right: transposed.map { UnsafePointer($0) } ?? chunk.parameters + layer.weights,
          rightStride: transposed == nil ? layer.stride : previous.stride,
          rightColumns: transposed == nil ? layer.inputs : nil, result: delta, resultStride: previous.stride,
          rows: rows.count, depth: layer.outputs, columns: previous.stride, start: .zero, panel: panel))
      kernels.table.multiplyElements(
        delta, stages[index - 1].weighted + rows.lowerBound * previous.stride, rows.count * previous.stride)
      index -= 1
    }
  }

  // MARK: Two threads in step

  /// The phases of a small network's step, each in two halves that stay with their threads: the weights of one half of the
  /// inputs never leave the cache of the core that reads and moves them.
  private func goInStep() {
    workers.runInStep(phases: 3, Unmanaged.passUnretained(self).toOpaque()) { context, phase, first, end in
      Unmanaged<Propagation>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.perform(phase, first..<end) }
    }
  }

  private func perform(_ phase: Int, _ halves: Range<Int>) {
    guard let examples = chunk.examples, case .bytes(let sparse) = examples.inputs else { return }
    switch phase {
    case 0:
      let z = stages[0].weighted
      if halves.contains(0) {
        weighHalf(0, sparse, 0..<chunk.count, .row(chunk.parameters + stages[0].layer.biases), z)
        chunk.isInHalves = halves.count == 1
      }
      if halves.contains(1) {
        let isAlone = halves.contains(0)
        weighHalf(1, sparse, 0..<chunk.count, isAlone ? .result : .zero, isAlone ? z : secondHalf.values)
      }
    case 1:
      let rows = rows(of: halves)
      guard !rows.isEmpty else { return }
      if chunk.isInHalves { addHalves(rows) }
      propagateOnwards(examples.targets, rows, panel(halves.lowerBound))
      propagateBackwards(rows, panel(halves.lowerBound))
    default:
      // Who has both begins with the half whose weights were read last.
      for half in halves.reversed() {
        for block in 0..<blocks.count where self.half(of: blocks[block]) == half {
          sumGradient(blocks[block], halves.lowerBound)
        }
      }
    }
  }

  /// Few rows are not worth sharing behind the first layer: the weights there, whoever moves them, would go to and fro
  /// between two caches, and that takes longer than the work.
  private var isShared: Bool { chunk.count >= 24 }

  private func rows(of halves: Range<Int>) -> Range<Int> {
    guard isShared else { return halves.lowerBound == 0 ? 0..<chunk.count : 0..<0 }
    return chunk.count * halves.lowerBound / 2..<chunk.count * halves.upperBound / 2
  }

  private func half(of block: ParameterBlock) -> Int { block.layer > 0 && !isShared ? 0 : block.half }

  // MARK: Phase 2: every parameter on its own

  private func sumGradient(_ block: ParameterBlock, _ thread: Int) {
    let layer = stages[block.layer].layer
    let offset = layer.weights + block.inputs.lowerBound * layer.stride
    let weightCount = block.inputs.count * layer.stride
    let sums: UnsafeMutablePointer<Float>
    let continues: Bool
    switch chunk.sums {
    case .gradient: (sums, continues) = (gradient.values + offset, chunk.continuesSums)
    case .block: (sums, continues) = (blockGradients[thread].values, false)
    case .parameters(let parameters): (sums, continues) = (parameters + offset, true)
    }
    if !block.inputs.isEmpty { sumWeightGradient(block, sums, continues, thread) }
    if block.hasBiases {
      sumProduct(
        left: one.values, leftDepthStride: 0, block.layer, sums + weightCount, rows: 1, continues, panel(thread))
    }
    var moved: UnsafeMutablePointer<Float>?
    if case .parameters(let parameters) = chunk.sums {
      moved = parameters
    } else if let update {
      update.apply(offset, weightCount, sums, update.weightFactors)
      if block.hasBiases { update.apply(layer.biases, layer.stride, sums + weightCount, update.biasFactors) }
      moved = update.parameters
    }
    if let moved, let transposed = stages[block.layer].transposed {
      kernels.table.transpose(
        moved + offset, layer.stride, transposed + block.inputs.lowerBound, paddedToVectors(layer.inputs),
        block.inputs.count, layer.outputs)
    }
  }

  private func sumWeightGradient(
    _ block: ParameterBlock, _ sums: UnsafeMutablePointer<Float>, _ continues: Bool, _ thread: Int
  ) {
    let left: UnsafePointer<Float>
    let leftStride: Int
    if block.layer > 0 {
      leftStride = stages[block.layer - 1].layer.stride
      left = UnsafePointer(stages[block.layer - 1].activations)
    } else if case .bytes(let sparse) = chunk.examples?.inputs {
      if let slabs {
        kernels.table.slabGradient(
          slabs.slabs(of: chunk.rowsOfSlab, rowCount: chunk.count), block.inputs, stages[0].sensitivities, sums,
          stages[0].layer.stride, continues)
      } else {
        if !continues { sums.update(repeating: 0, count: block.inputs.count * stages[0].layer.stride) }
        kernels.table.narrowGradient(
          packedRows(sparse, block.half..<block.half + 1, 0..<chunk.count), stages[0].sensitivities, sums)
      }
      return
    } else {
      leftStride = architecture.inputCount
      left = UnsafePointer(inputs.values)
    }
    sumProduct(
      left: left + block.inputs.lowerBound, leftDepthStride: leftStride, block.layer, sums, rows: block.inputs.count,
      continues, panel(thread))
  }

  /// Aᵀ·Δ over the examples of the chunk, for `rows` neighbouring columns of A.
  private func sumProduct(
    left: UnsafePointer<Float>, leftDepthStride: Int, _ layer: Int, _ sums: UnsafeMutablePointer<Float>, rows: Int,
    _ continues: Bool, _ panel: UnsafeMutablePointer<Float>
  ) {
    let stride = stages[layer].layer.stride
    kernels.table.multiply(
      Product(
        left: left, leftRowStride: 1, leftDepthStride: leftDepthStride, right: stages[layer].sensitivities,
        rightStride: stride, result: sums, resultStride: stride, rows: rows, depth: chunk.count, columns: stride,
        start: continues ? .result : .zero, panel: panel))
  }
}

/// Costs and hits, added up in the order of the examples.
struct Tally: Equatable, Sendable {
  var cost = 0.0
  var hits = 0
  var examples = 0
}

/// The examples that are being worked on, and how they are cut into tasks.
private struct Chunk {
  var examples: ExampleMemory?
  var order = UnsafePointer<Int32>(bitPattern: 8)!
  var parameters = UnsafePointer<Float>(bitPattern: 8)!
  var count = 0
  /// Examples that `order` goes on with.
  var following = 0
  var scale: Float = 1
  /// Where phase 2 adds up.
  enum Sums {
    /// In the gradient of the whole network, which others read or further chunks go on with.
    case gradient
    /// In a thread's own room: each block takes its step as soon as its gradient is summed.
    case block
    /// In the parameters themselves. Gradients are linear in the sensitivities: with these scaled by −η they add up to
    /// plain gradient descent's step.
    case parameters(UnsafeMutablePointer<Float>)
  }
  var sums = Sums.gradient
  /// Whether what the halves of the inputs bring to z still has to be added up.
  var isInHalves = false
  /// Whether the sums in the gradient go on from the chunk before.
  var continuesSums = false
  var tasks = 0
  var rowsOfTask = 0

  /// Rows of a slab: each task does one, or several whole ones.
  var rowsOfSlab: Int { min(rowsOfTask, InputSlabs.rows) }

  mutating func cut(rows: Int, threads: Int, rowsPerTask: Int, inSlabs: Bool) {
    rowsOfTask = max(1, min(rowsPerTask, (rows + threads - 1) / threads))
    if inSlabs && rowsOfTask > InputSlabs.rows {
      rowsOfTask = (rowsOfTask + InputSlabs.rows - 1) / InputSlabs.rows * InputSlabs.rows
    }
    tasks = (rows + rowsOfTask - 1) / rowsOfTask
  }

  func rows(ofTask index: Int) -> Range<Int> {
    index * rowsOfTask..<min((index + 1) * rowsOfTask, count)
  }
}

extension Layer {
  /// A row of one vector: two sums, one for each half of the inputs, cost no more than one.
  var isNarrow: Bool { stride == KernelTable.width }
  /// More weights than this do not fit into a core's second cache together with anything else.
  fileprivate static let wideWeights = 131_072
  var isWide: Bool { inputs * stride > Layer.wideWeights }
}

/// Σ x² of `count` numbers, in their order.
private func squaredNorm(_ numbers: UnsafePointer<Float>, _ count: Int) -> Double {
  var sum = 0.0
  for index in 0..<count { sum += Double(numbers[index]) * Double(numbers[index]) }
  return sum
}
