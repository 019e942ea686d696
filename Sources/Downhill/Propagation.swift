import KernelTable

/// Runs chunks of examples forwards and backwards through a network with the kernels of one table, in buffers that are
/// allocated once.
///
/// Work is shared out in two phases. First every example is on its own: forwards, its cost, and backwards to the
/// sensitivities of all its weighted inputs. Then every parameter is on its own (between them, for a wide first layer, the
/// examples' inputs are sorted): its gradient is summed over the
/// examples in their order, and its step taken. Nothing is added up across tasks, so the bits cannot depend on how
/// the work was cut or on how many threads did it.
final class Propagation: @unchecked Sendable {
  let architecture: Architecture
  let objective: Objective
  let kernels: Kernels
  let workers: Workers
  /// Examples that fit into the buffers.
  let capacity: Int

  private let layers: [Layer]
  /// z of each layer; of hidden layers it becomes f′(z) once a is known.
  private let weighted: [AlignedBuffer]
  private let activations: [AlignedBuffer]
  private let sensitivities: [AlignedBuffer]
  /// Wᵀ, [outputs][inputs padded], for the way back: of every layer but the first that is not wide. Wide ones are copied
  /// piece by piece by their products anyway, which can as well read them the other way round.
  private let transposed: [AlignedBuffer?]
  private let targets: AlignedBuffer
  private let costs: AlignedBuffer
  private let hits: UnsafeMutablePointer<Bool>
  /// Dense inputs of the chunk, gathered; empty as long as inputs are bytes.
  private var inputs = AlignedBuffer(count: 0)
  /// Non-zero inputs of the chunk, unpacked; empty as long as inputs are floats.
  private var unpacked = UnpackedInputs(rows: 0, pitch: 0)
  private let one = AlignedBuffer(count: 1)
  /// A panel for each thread, see `Product`.
  private let panels: AlignedBuffer
  /// The gradient of the whole network; empty as long as each block's is used up as soon as it is summed.
  private var gradient = AlignedBuffer(count: 0)
  private let blocks: [ParameterBlock]
  /// For each thread room for the gradient of a block.
  private let blockGradients: [AlignedBuffer]
  /// Inputs of a sparse first layer of several vectors, sorted in one task each.
  private let groupRanges: [Range<Int>]
  private var groups: [InputGroups] = []

  // The chunk at hand, set before the workers begin.
  private var chunk = Chunk()
  private var forwardTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var forwardAndBackwardTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var groupTask: (@Sendable (Int, Int) -> Void) = { _, _ in }
  private var gradientTask: (@Sendable (Int, Int) -> Void) = { _, _ in }

  /// Buffers for `capacity` examples at a time. With `training` there is room for a gradient.
  init(
    _ architecture: Architecture, objective: Objective, kernels: Kernels, workers: Workers, capacity: Int,
    training: Bool
  ) {
    self.architecture = architecture
    self.objective = objective
    self.kernels = kernels
    self.workers = workers
    self.capacity = capacity
    let layers = Downhill.layers(of: architecture)
    self.layers = layers
    weighted = layers.map { AlignedBuffer(count: capacity * $0.stride) }
    activations = layers.map { AlignedBuffer(count: capacity * $0.stride) }
    // The costs' kernels write the outputs' sensitivities even if nobody goes on with them.
    sensitivities = layers.enumerated().map { index, layer in
      AlignedBuffer(count: training || index + 1 == layers.count ? capacity * layer.stride : 0)
    }
    transposed = layers.enumerated().map { index, layer in
      training && index > 0 && !layer.isWide
        ? AlignedBuffer(count: layer.outputs * paddedToVectors(layer.inputs)) : nil
    }
    targets = AlignedBuffer(count: capacity * layers[layers.count - 1].stride)
    costs = AlignedBuffer(count: capacity)
    hits = .allocate(capacity: capacity)
    let blocks = training ? parameterBlocks(layers, threads: workers.count) : []
    self.blocks = blocks
    let largest = blocks.reduce(0) { max($0, $1.count(layers[$1.layer])) }
    blockGradients = (0..<workers.count).map { _ in AlignedBuffer(count: largest) }
    groupRanges = layers[0].stride > KernelTable.width ? inputRanges(blocks, count: workers.count) : []
    panels = AlignedBuffer(count: workers.count * Product.panelCount)
    one.values[0] = 1

    // One closure for each phase, made once: passing a job to the workers allocates nothing. They do not own what owns
    // them (and Embedded Swift has no `unowned`).
    let this = Unmanaged.passUnretained(self)
    forwardTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.propagateForwards(this.chunk.rows(ofTask: task), this.panel(thread))
    }
    forwardAndBackwardTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.propagateForwards(this.chunk.rows(ofTask: task), this.panel(thread))
      this.propagateBackwards(this.chunk.rows(ofTask: task), this.panel(thread))
    }
    groupTask = { task, _ in
      let this = this.takeUnretainedValue()
      this.kernels.table.group(
        this.unpacked.rows(0..<this.chunk.count), this.groupRanges[task], this.groups[task].cleared())
    }
    gradientTask = { task, thread in
      let this = this.takeUnretainedValue()
      this.sumGradient(this.blocks[task], thread)
    }
  }

  deinit { hits.deallocate() }

  private func panel(_ thread: Int) -> UnsafeMutablePointer<Float> { panels.values + thread * Product.panelCount }

  // MARK: What the trainer and the evaluation ask for

  /// Takes over the weights that go backwards; needed once before ``step(_:order:count:...)`` and whenever somebody else
  /// has changed the parameters.
  func prepareBackwardWeights(_ parameters: UnsafePointer<Float>) {
    for (layer, transposed) in zip(layers, transposed) {
      guard let transposed else { continue }
      kernels.table.transpose(
        parameters + layer.weights, layer.stride, transposed.values, paddedToVectors(layer.inputs), layer.inputs,
        layer.outputs)
    }
  }

  /// The outputs, costs and hits of examples `order[0 ..< count]` (places in the storage); `count` must fit.
  func evaluate(
    _ storage: ExampleStorage, order: UnsafePointer<Int32>, count: Int, parameters: UnsafePointer<Float>
  ) {
    begin(storage, order, count, parameters)
    chunk.cut(rows: count, threads: workers.count, rowsPerTask: rowsPerTask)
    workers.run(chunk.tasks, forwardTask)
  }

  /// The gradient of the mean cost over examples `order[0 ..< count]` and, if there is an `update`, its step. Costs and
  /// hits go to `tally`, in the order of the examples. More examples than fit are done chunk by chunk; `eachChunk` may
  /// look at the rows of each before the next takes their place. `order` may go on: the `following` examples are fetched
  /// from memory ahead of the next step.
  func step(
    _ storage: ExampleStorage, order: UnsafePointer<Int32>, count: Int, following: Int = 0,
    parameters: UnsafePointer<Float>, update: ParameterUpdate?, tally: inout Tally,
    eachChunk: (_ rows: Int) -> Void = { _ in }
  ) {
    var done = 0
    while done < count {
      let size = min(capacity, count - done)
      begin(storage, order + done, size, parameters)
      chunk.following = following + count - done - size
      chunk.scale = 1 / Float(count)
      chunk.continuesSums = done > 0
      chunk.update = done + size == count ? update : nil
      chunk.sums = sums(for: update, isWhole: size == count)
      if case .parameters = chunk.sums, let rate = update?.plainRate { chunk.scale *= -rate }
      chunk.cut(rows: size, threads: workers.count, rowsPerTask: rowsPerTask)
      workers.run(chunk.tasks, forwardAndBackwardTask)
      if case .bytes = storage.inputs { workers.run(groups.count, groupTask) }
      workers.run(blocks.count, gradientTask)
      add(to: &tally, count: size)
      eachChunk(size)
      done += size
    }
  }

  private func sums(for update: ParameterUpdate?, isWhole: Bool) -> Chunk.Sums {
    guard let update, isWhole else {
      let count = layers[layers.count - 1].end
      if gradient.count < count { gradient = AlignedBuffer(count: count) }
      return .gradient
    }
    return update.plainRate == nil ? .block : .parameters(update.parameters)
  }

  /// ‖∇C‖² of the example in row `row` of the chunk that was last summed: Σ ‖δˡ‖²·(‖aˡ⁻¹‖² + 1) over the layers, for the
  /// gradient of one example is the product of δˡ with aˡ⁻¹ and, for the biases, with 1 (equations 3 and 4 of
  /// ``Backpropagation``).
  func squaredGradientNorm(row: Int) -> Double {
    var sum = 0.0
    for (index, layer) in layers.enumerated() {
      let delta = sensitivities[index].values + row * layer.stride
      let carried =
        index == 0
        ? squaredInputNorm(row: row)
        : squaredNorm(activations[index - 1].values + row * layers[index - 1].stride, layer.inputs)
      sum += squaredNorm(delta, layer.outputs) * (carried + 1)
    }
    return sum / (Double(chunk.scale) * Double(chunk.scale))
  }

  private func squaredInputNorm(row: Int) -> Double {
    guard let storage = chunk.storage else { return 0 }
    switch storage.inputs {
    case .bytes: return squaredNorm(unpacked.rows(row..<row + 1).values, unpacked.counts[row])
    case .floats:
      return squaredNorm(inputs.values + row * architecture.inputCount, architecture.inputCount)
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
    UnsafePointer(activations[layer].values + row * layers[layer].stride)
  }
  /// The cost of row `row`.
  func cost(row: Int) -> Float { costs.values[row] }

  // MARK: Phase 1: every example on its own

  private func begin(
    _ storage: ExampleStorage, _ order: UnsafePointer<Int32>, _ count: Int, _ parameters: UnsafePointer<Float>
  ) {
    precondition(count <= capacity, "\(count) examples for \(capacity) places")
    chunk.storage = storage
    chunk.order = order
    chunk.count = count
    chunk.following = 0
    chunk.parameters = parameters
    switch storage.inputs {
    case .floats:
      if inputs.count == 0 { inputs = AlignedBuffer(count: capacity * architecture.inputCount) }
    case .bytes(_, _, let sparse):
      if unpacked.pitch < sparse.longest {
        unpacked = UnpackedInputs(rows: capacity, pitch: paddedToVectors(sparse.longest))
        groups = groupRanges.map { InputGroups($0, entries: capacity * unpacked.pitch) }
      }
    }
  }

  /// Rows whose buffers fit into a share of a core's second cache, so that a layer finds there what the layer before left.
  /// Where the weights are too many for that cache, as many rows as there are: each weight is then fetched once for all.
  private var rowsPerTask: Int {
    let floats = layers.reduce(0) { $0 + 3 * $1.stride }
    let weights = layers.dropFirst().reduce(0) { $0 + $1.inputs * $1.stride }
    return weights > Layer.wideWeights ? 512 : max(4, min(512, 49_152 / floats))
  }

  private func propagateForwards(_ rows: Range<Int>, _ panel: UnsafeMutablePointer<Float>) {
    guard let storage = chunk.storage, !rows.isEmpty else { return }
    for (index, layer) in layers.enumerated() {
      let z = weighted[index].values + rows.lowerBound * layer.stride
      let a = activations[index].values + rows.lowerBound * layer.stride
      weighInputs(index, storage, rows, z, panel)
      let isLast = index + 1 == layers.count
      if !isLast {
        kernels.activate(architecture.hiddenActivation)(z, a, z, rows.count * layer.stride)
        continue
      }
      let delta = sensitivities[index].values + rows.lowerBound * layer.stride
      switch architecture.outputActivation {
      case .elementwise(let activation): kernels.activate(activation)(z, a, delta, rows.count * layer.stride)
      case .softmax: kernels.table.softmax(z, a, rows.count, layer.outputs, layer.stride)
      }
    }
    compareWithTargets(storage, rows)
  }

  /// z = b + W a of the layer before.
  private func weighInputs(
    _ index: Int, _ storage: ExampleStorage, _ rows: Range<Int>, _ z: UnsafeMutablePointer<Float>,
    _ panel: UnsafeMutablePointer<Float>
  ) {
    let layer = layers[index]
    let weights = chunk.parameters + layer.weights
    let biases = chunk.parameters + layer.biases
    let left: UnsafePointer<Float>
    let leftStride: Int
    if index > 0 {
      leftStride = layers[index - 1].stride
      left = UnsafePointer(activations[index - 1].values + rows.lowerBound * leftStride)
    } else {
      switch storage.inputs {
      case .bytes(_, _, let sparse):
        // A few rows at a time while weights are few: what is fetched ahead then comes in while rows are added up, and
        // not all at once. All rows share each fetch of many weights.
        let together = layer.stride == KernelTable.width ? 2 : rows.count
        var first = rows.lowerBound
        while first < rows.upperBound {
          let some = first..<min(first + together, rows.upperBound)
          kernels.table.unpack(packedRows(sparse, some), unpacked.rows(some))
          kernels.table.sparseForward(
            unpacked.rows(some), weights, biases, z + (first - rows.lowerBound) * layer.stride, layer.stride)
          first = some.upperBound
        }
        return
      case .floats(let floats):
        leftStride = layer.inputs
        gather(floats, rows)
        left = UnsafePointer(inputs.values + rows.lowerBound * leftStride)
      }
    }
    kernels.table.multiply(
      Product(
        left: left, leftRowStride: leftStride, leftDepthStride: 1, right: weights, rightStride: layer.stride, result: z,
        resultStride: layer.stride, rows: rows.count, depth: layer.inputs, columns: layer.stride, start: .row(biases),
        panel: panel))
  }

  private func packedRows(_ sparse: SparseInputs, _ rows: Range<Int>) -> SparseRows {
    SparseRows(
      entries: sparse.entries, offsets: sparse.offsets, order: chunk.order + rows.lowerBound, count: rows.count,
      following: chunk.count - rows.upperBound + chunk.following)
  }

  private func gather(_ floats: [Float], _ rows: Range<Int>) {
    let count = architecture.inputCount
    floats.withUnsafeBufferPointer { all in
      for row in rows {
        (inputs.values + row * count).update(
          from: all.baseAddress! + Int(chunk.order[row]) * count, count: count)
      }
    }
  }

  /// Cost and sensitivity of the outputs, and whether the largest output is the right one.
  private func compareWithTargets(_ storage: ExampleStorage, _ rows: Range<Int>) {
    let last = layers.count - 1
    let stride = layers[last].stride
    let first = rows.lowerBound * stride
    let target = targets.values + first
    switch storage.targets {
    case .labels(let labels):
      target.update(repeating: 0, count: rows.count * stride)
      labels.withUnsafeBufferPointer { labels in
        for row in rows {
          let label = Int(labels[Int(chunk.order[row])])
          targets.values[row * stride + label] = 1
          hits[row] = prediction(row: row) == label
        }
      }
    case .vectors(let vectors):
      let outputs = layers[last].outputs
      for row in rows {
        let target = targets.values + row * stride
        for j in 0..<outputs { target[j] = vectors[Int(chunk.order[row]) * outputs + j] }
        hits[row] = prediction(row: row) == largestIndex(target, outputs)
      }
    }
    kernels.cost(objective)(
      OutputLayer(
        weighted: weighted[last].values + first, activation: activations[last].values + first, target: target,
        sensitivity: sensitivities[last].values + first, costs: costs.values + rows.lowerBound, rows: rows.count,
        outputs: layers[last].outputs, columns: stride, scale: chunk.scale))
  }

  /// The class of the largest output of row `row`.
  func prediction(row: Int) -> Int {
    largestIndex(activation(layer: layers.count - 1, row: row), layers[layers.count - 1].outputs)
  }

  /// δ of a layer from δ of the next: Wᵀδ ⊙ f′(z).
  private func propagateBackwards(_ rows: Range<Int>, _ panel: UnsafeMutablePointer<Float>) {
    guard !rows.isEmpty else { return }
    for index in stride(from: layers.count - 1, to: 0, by: -1) {
      let layer = layers[index]
      let previous = layers[index - 1]
      let delta = sensitivities[index - 1].values + rows.lowerBound * previous.stride
      kernels.table.multiply(
        Product(
          left: sensitivities[index].values + rows.lowerBound * layer.stride, leftRowStride: layer.stride,
          leftDepthStride: 1,
          right: transposed[index].map { UnsafePointer($0.values) } ?? chunk.parameters + layer.weights,
          rightStride: transposed[index] == nil ? layer.stride : previous.stride,
          rightColumns: transposed[index] == nil ? layer.inputs : nil, result: delta, resultStride: previous.stride,
          rows: rows.count, depth: layer.outputs, columns: previous.stride, start: .zero, panel: panel))
      kernels.table.multiplyElements(
        delta, weighted[index - 1].values + rows.lowerBound * previous.stride, rows.count * previous.stride)
    }
  }

  // MARK: Phase 2: every parameter on its own

  private func sumGradient(_ block: ParameterBlock, _ thread: Int) {
    let layer = layers[block.layer]
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
    guard let update = chunk.update else { return }
    if case .parameters = chunk.sums {
    } else {
      update.apply(offset, weightCount, sums, update.weightFactors)
      if block.hasBiases { update.apply(layer.biases, layer.stride, sums + weightCount, update.biasFactors) }
    }
    if let transposed = transposed[block.layer] {
      kernels.table.transpose(
        update.parameters + offset, layer.stride, transposed.values + block.inputs.lowerBound,
        paddedToVectors(layer.inputs), block.inputs.count, layer.outputs)
    }
  }

  private func sumWeightGradient(
    _ block: ParameterBlock, _ sums: UnsafeMutablePointer<Float>, _ continues: Bool, _ thread: Int
  ) {
    let left: UnsafePointer<Float>
    let leftStride: Int
    if block.layer > 0 {
      leftStride = layers[block.layer - 1].stride
      left = UnsafePointer(activations[block.layer - 1].values)
    } else if case .bytes = chunk.storage?.inputs {
      if let range = groupRanges.firstIndex(where: { $0.contains(block.inputs.lowerBound) }) {
        kernels.table.groupedGradient(
          groups[range].value, block.inputs, sensitivities[0].values, sums, layers[0].stride, continues)
      } else {
        if !continues { sums.update(repeating: 0, count: block.inputs.count * layers[0].stride) }
        kernels.table.sparseGradient(
          unpacked.rows(0..<chunk.count), block.inputs, sensitivities[0].values, sums)
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
    let stride = layers[layer].stride
    kernels.table.multiply(
      Product(
        left: left, leftRowStride: 1, leftDepthStride: leftDepthStride, right: sensitivities[layer].values,
        rightStride: stride, result: sums, resultStride: stride, rows: rows, depth: chunk.count, columns: stride,
        start: continues ? .result : .zero, panel: panel))
  }
}

/// Room for the unpacked non-zero inputs of some rows.
private final class UnpackedInputs {
  let pitch: Int
  let counts: UnsafeMutablePointer<Int>
  private let inputs: UnsafeMutablePointer<UInt32>
  private let values: AlignedBuffer

  init(rows: Int, pitch: Int) {
    self.pitch = pitch
    counts = .allocate(capacity: rows)
    inputs = .allocate(capacity: rows * pitch)
    values = AlignedBuffer(count: rows * pitch)
  }

  deinit {
    counts.deallocate()
    inputs.deallocate()
  }

  func rows(_ rows: Range<Int>) -> UnpackedRows {
    UnpackedRows(
      inputs: inputs + rows.lowerBound * pitch, values: values.values + rows.lowerBound * pitch,
      counts: counts + rows.lowerBound, pitch: pitch, count: rows.count)
  }
}

/// Room for the entries of some inputs, sorted by input.
private final class InputGroups {
  let value: GroupedInputs
  private let inputCount: Int

  init(_ inputs: Range<Int>, entries: Int) {
    inputCount = inputs.count
    value = GroupedInputs(
      starts: .allocate(capacity: inputs.count + 1), rows: .allocate(capacity: entries),
      values: .allocate(capacity: entries), firstInput: inputs.lowerBound)
  }

  /// Ready to be filled.
  func cleared() -> GroupedInputs {
    value.starts.update(repeating: 0, count: inputCount + 1)
    return value
  }

  deinit {
    value.starts.deallocate()
    value.rows.deallocate()
    value.values.deallocate()
  }
}

/// The inputs of the first layer in at most `count` ranges, each of whole blocks.
private func inputRanges(_ blocks: [ParameterBlock], count: Int) -> [Range<Int>] {
  let first = blocks.filter { $0.layer == 0 }
  let count = min(count, first.count)
  return (0..<count).map { range in
    first[range * first.count / count].inputs
      .lowerBound..<first[(range + 1) * first.count / count - 1].inputs.upperBound
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
  var storage: ExampleStorage?
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
  /// Whether the sums in the gradient go on from the chunk before.
  var continuesSums = false
  var update: ParameterUpdate?
  var tasks = 0
  var rowsOfTask = 0

  mutating func cut(rows: Int, threads: Int, rowsPerTask: Int) {
    rowsOfTask = max(1, min(rowsPerTask, (rows + threads - 1) / threads))
    tasks = (rows + rowsOfTask - 1) / rowsOfTask
  }

  func rows(ofTask index: Int) -> Range<Int> {
    index * rowsOfTask..<min((index + 1) * rowsOfTask, count)
  }
}

extension Layer {
  /// More weights than this do not fit into a core's second cache together with anything else.
  fileprivate static let wideWeights = 131_072
  fileprivate var isWide: Bool { inputs * stride > Layer.wideWeights }
}

/// Σ x² of `count` numbers, in their order.
private func squaredNorm(_ numbers: UnsafePointer<Float>, _ count: Int) -> Double {
  var sum = 0.0
  for index in 0..<count { sum += Double(numbers[index]) * Double(numbers[index]) }
  return sum
}
