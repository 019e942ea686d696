import KernelTable

/// The inputs of the current chunk as the first layer reads them, and the memory for that.
///
/// Only this type knows the forms of inputs: `form(of:)` chooses one for each chunk. Other code asks for z of some
/// rows, for a summed gradient, or for a norm. Augmentation of examples belongs between
/// ``take(_:order:count:following:)`` and ``weigh(_:_:thread:panel:)``.
///
/// Sendable, because a chunk is taken while no task runs, and each task writes only to its own rows, blocks and
/// thread's memory.
final class InputLayer: @unchecked Sendable {
  /// How inputs are read.
  enum Form {
    /// The sparse encoding, for a layer of one vector of outputs. z is always the sum of the first half of the inputs
    /// plus that of the second, so that two threads can each keep their half of the weights.
    case narrow(SparseInputs.Memory)
    /// The sparse encoding scattered into blocks, input by input, for the forward pass and the gradient.
    case blocks(SparseInputs.Memory)
    /// Unpacked row by row for the forward pass, where that is as fast; in blocks for the gradient.
    case unpacked(SparseInputs.Memory)
    /// Floats, copied row by row into one matrix.
    case dense(UnsafePointer<Float>)
  }

  private let stage: Stages.Stage
  private let kernels: Kernels
  private let capacity: Int
  private let isTraining: Bool

  // Memory for each form, empty until a chunk needs it.
  /// What the second half of the inputs adds to z of a narrow layer.
  private let secondHalf: AlignedBuffer
  private let blocks: InputBlockMemory?
  private let unpacked: UnpackedInputs
  private var gathered = AlignedBuffer(count: 0)

  // The current chunk.
  private var form = Form.dense(UnsafePointer(bitPattern: 8)!)
  private var order = UnsafePointer<Int32>(bitPattern: 8)!
  private var count = 0
  /// Examples in `order` after this chunk's.
  private var following = 0
  /// Rows of each block but the last.
  var rowsOfBlock = InputBlocks.rows

  private var layer: Layer { stage.layer }

  /// Buffers for `capacity` rows whose z goes to the first stage.
  init(_ stage: Stages.Stage, kernels: Kernels, capacity: Int, training: Bool, threads: Int) {
    self.stage = stage
    self.kernels = kernels
    self.capacity = capacity
    isTraining = training
    secondHalf = AlignedBuffer(count: stage.layer.isNarrow ? capacity * stage.layer.stride : 0)
    blocks =
      stage.layer.isNarrow
      ? nil : InputBlockMemory(inputs: stage.layer.inputs, rows: training ? capacity : 0, threads: threads)
    unpacked = UnpackedInputs(rows: capacity)
  }

  /// Whether tasks should be cut into whole blocks.
  var comesInBlocks: Bool { blocks != nil }
  /// Whether z can be computed in two halves, see ``weighHalves(_:_:)``.
  var comesInHalves: Bool { if case .narrow = form { true } else { false } }

  // MARK: The current chunk

  /// Takes the inputs of examples `order[0 ..< count]`, which `following` more in `order` come after.
  func take(_ inputs: ExampleMemory.Inputs, order: UnsafePointer<Int32>, count: Int, following: Int) {
    self.order = order
    self.count = count
    self.following = following
    form = form(of: inputs)
    switch form {
    case .narrow, .blocks: break
    case .unpacked(let sparse):
      // The second half of a row is unpacked after the first, a vector at a time.
      unpacked.makeRoom(pitch: paddedToVectors(sparse.longest + KernelTable.width))
    case .dense:
      if gathered.count == 0 { gathered = AlignedBuffer(count: capacity * layer.inputs) }
    }
  }

  private func form(of inputs: ExampleMemory.Inputs) -> Form {
    switch inputs {
    case .bytes(let sparse):
      if layer.isNarrow { return .narrow(sparse) }
      return kernels.table.blockForward == nil ? .unpacked(sparse) : .blocks(sparse)
    case .floats(let floats):
      return .dense(floats)
    }
  }

  // MARK: Forward pass

  /// z = b + W a⁰ of some rows.
  func weigh(
    _ rows: Range<Int>, _ parameters: UnsafePointer<Float>, thread: Int, panel: UnsafeMutablePointer<Float>
  ) {
    switch form {
    case .narrow(let sparse):
      let z = stage.weighted + rows.lowerBound * layer.stride
      weighHalf(0, sparse, rows, parameters, .row(parameters + layer.biases), z)
      weighHalf(1, sparse, rows, parameters, .result, z)
    case .blocks(let sparse):
      forEachBlock(rows) { some in
        let block = scatter(sparse, some, thread)
        kernels.table.blockForward?(
          block, parameters + layer.weights, parameters + layer.biases, stage.weighted + some.lowerBound * layer.stride,
          layer.stride, panel)
      }
    case .unpacked(let sparse):
      forEachBlock(rows) { some in
        if isTraining { _ = scatter(sparse, some, thread) }
        let entries = unpacked.rows(some)
        kernels.table.unpack(packedRows(sparse, 0..<2, some), entries)
        assert((0..<some.count).allSatisfy { entries.counts[$0] <= entries.pitch }, "a row without room")
        kernels.table.sparseForward(
          entries, parameters + layer.weights, parameters + layer.biases,
          stage.weighted + some.lowerBound * layer.stride, layer.stride)
      }
    case .dense(let floats):
      for row in rows {
        (gathered.values + row * layer.inputs)
          .update(from: floats + Int(order[row]) * layer.inputs, count: layer.inputs)
      }
      kernels.table.multiply(stage.forward(gathered.values, layer.inputs, rows, parameters, panel))
    }
  }

  private func forEachBlock(_ rows: Range<Int>, _ body: (Range<Int>) -> Void) {
    var first = rows.lowerBound
    while first < rows.upperBound {
      let some = first..<min(first + rowsOfBlock, rows.upperBound)
      body(some)
      first = some.upperBound
    }
  }

  /// Scatters some rows into a block: in training their own, which the gradient will read, and otherwise the thread's.
  private func scatter(_ sparse: SparseInputs.Memory, _ rows: Range<Int>, _ thread: Int) -> InputBlocks {
    guard let blocks else { preconditionFailure("a narrow layer has no blocks") }
    let block = blocks.block(isTraining ? rows.lowerBound / rowsOfBlock : thread, rowCount: rows.count)
    block.bytes.update(repeating: 0, count: InputBlocks.pitch(inputs: layer.inputs))
    kernels.table.scatter(packedRows(sparse, 0..<2, rows), block)
    return block
  }

  // MARK: Forward pass in two halves

  /// Sums some halves of the inputs into z of all rows. If the second is computed alone, ``addHalves(_:)`` has to
  /// follow.
  func weighHalves(_ halves: Range<Int>, _ parameters: UnsafePointer<Float>) {
    guard case .narrow(let sparse) = form else { return }
    let all = 0..<count
    if halves.contains(0) {
      weighHalf(0, sparse, all, parameters, .row(parameters + layer.biases), stage.weighted)
    }
    if halves.contains(1) {
      let isAlone = halves.contains(0)
      weighHalf(1, sparse, all, parameters, isAlone ? .result : .zero, isAlone ? stage.weighted : secondHalf.values)
    }
  }

  /// Adds the second half's sums to z of some rows.
  func addHalves(_ rows: Range<Int>) {
    let first = rows.lowerBound * layer.stride
    kernels.table.addElements(stage.weighted + first, secondHalf.values + first, rows.count * layer.stride)
  }

  private func weighHalf(
    _ half: Int, _ sparse: SparseInputs.Memory, _ rows: Range<Int>, _ parameters: UnsafePointer<Float>,
    _ start: Product.Start, _ z: UnsafeMutablePointer<Float>
  ) {
    let weights = parameters + layer.weights + half * sparse.middle * layer.stride
    kernels.table.narrowForward(packedRows(sparse, half..<half + 1, rows), weights, start, z)
  }

  private func packedRows(_ sparse: SparseInputs.Memory, _ halves: Range<Int>, _ rows: Range<Int>) -> SparseRows {
    SparseRows(
      entries: sparse.entries, offsets: sparse.offsets, order: order + rows.lowerBound, middle: sparse.middle,
      halves: halves, count: rows.count, following: count - rows.upperBound + following)
  }

  // MARK: The gradient

  /// ∂C/∂w for the inputs of a parameter block of the first layer, summed over all rows; a narrow layer's blocks are
  /// its halves.
  func sumGradient(
    _ block: ParameterBlock, _ sums: UnsafeMutablePointer<Float>, continues: Bool, panel: UnsafeMutablePointer<Float>
  ) {
    switch form {
    case .narrow(let sparse):
      if !continues { sums.update(repeating: 0, count: block.inputs.count * layer.stride) }
      kernels.table.narrowGradient(
        packedRows(sparse, block.half..<block.half + 1, 0..<count), stage.sensitivities, sums)
    case .blocks, .unpacked:
      guard let blocks else { return }
      kernels.table.blockGradient(
        blocks.blocks(of: rowsOfBlock, rowCount: count), block.inputs, stage.sensitivities, sums, layer.stride,
        continues)
    case .dense:
      kernels.table.multiply(
        stage.gradient(
          gathered.values + block.inputs.lowerBound, layer.inputs, inputs: block.inputs.count, rows: count, sums,
          continues: continues, panel))
    }
  }

  /// ‖a⁰‖² of a row.
  func squaredNorm(row: Int) -> Double {
    switch form {
    case .narrow(let sparse), .blocks(let sparse), .unpacked(let sparse):
      sparse.squaredNorm(ofExample: Int(order[row]))
    case .dense:
      Downhill.squaredNorm(gathered.values + row * layer.inputs, layer.inputs)
    }
  }
}

/// Σ x² of `count` numbers, in their order.
func squaredNorm(_ numbers: UnsafePointer<Float>, _ count: Int) -> Double {
  var sum = 0.0
  for index in 0..<count { sum += Double(numbers[index]) * Double(numbers[index]) }
  return sum
}
