import KernelTable

/// The inputs of the chunk at hand as the first layer reads them, and the memory that this takes.
///
/// The only place that knows in which forms inputs come: `form(of:)` chooses one for each chunk. All others ask for z of
/// some rows, for the sum of a gradient, or for a norm. Whoever is to change examples before the network sees them, a
/// distortion, stands between ``take(_:order:count:following:)`` and the rows' ``weigh(_:_:thread:panel:)``.
///
/// Sendable, because a chunk is taken while no task runs, and then each task writes only to its own rows, slabs and thread's
/// memory.
final class InputLayer: @unchecked Sendable {
  /// How inputs are read.
  enum Form {
    /// Non-zero bytes as they are listed, for a layer of one vector of outputs. z is always what the first half of the
    /// inputs brings plus what the second half brings, so that two threads can each keep their half of the weights.
    case narrow(SparseInputs.Memory)
    /// Non-zero bytes of some rows, spread out input by input, both forwards and for the gradient.
    case slabs(SparseInputs.Memory)
    /// Forwards row by row, unpacked, where that is as fast; for the gradient in slabs.
    case unpacked(SparseInputs.Memory)
    /// Floats, copied row by row into one matrix.
    case dense(UnsafePointer<Float>)
  }

  private let stage: Stages.Stage
  private let kernels: Kernels
  private let capacity: Int
  private let isTraining: Bool

  // Memory for each form; what no chunk has asked for yet is empty.
  /// What the second half of the inputs adds to z of a narrow layer.
  private let secondHalf: AlignedBuffer
  private let slabs: SlabMemory?
  private let unpacked: UnpackedInputs
  private var gathered = AlignedBuffer(count: 0)

  // The chunk at hand.
  private var form = Form.dense(UnsafePointer(bitPattern: 8)!)
  private var order = UnsafePointer<Int32>(bitPattern: 8)!
  private var count = 0
  /// Examples that `order` goes on with.
  private var following = 0
  /// Rows of each slab but the last.
  var rowsOfSlab = InputSlabs.rows

  private var layer: Layer { stage.layer }

  /// Room for `capacity` rows that become z of the first stage.
  init(_ stage: Stages.Stage, kernels: Kernels, capacity: Int, training: Bool, threads: Int) {
    self.stage = stage
    self.kernels = kernels
    self.capacity = capacity
    isTraining = training
    secondHalf = AlignedBuffer(count: stage.layer.isNarrow ? capacity * stage.layer.stride : 0)
    slabs =
      stage.layer.isNarrow
      ? nil : SlabMemory(inputs: stage.layer.inputs, rows: training ? capacity : 0, threads: threads)
    unpacked = UnpackedInputs(rows: capacity)
  }

  /// Whether tasks should be cut into whole slabs.
  var comesInSlabs: Bool { slabs != nil }
  /// Whether z can be had in two halves, see ``weighHalves(_:_:)``.
  var comesInHalves: Bool { if case .narrow = form { true } else { false } }

  // MARK: The chunk at hand

  /// Takes up the inputs of examples `order[0 ..< count]`; `order` goes on with the `following` ones.
  func take(_ inputs: ExampleMemory.Inputs, order: UnsafePointer<Int32>, count: Int, following: Int) {
    self.order = order
    self.count = count
    self.following = following
    form = form(of: inputs)
    switch form {
    case .narrow, .slabs: break
    case .unpacked(let sparse):
      // The second half of a row is unpacked behind the first, a vector at a time.
      unpacked.makeRoom(pitch: paddedToVectors(sparse.longest + KernelTable.width))
    case .dense:
      if gathered.count == 0 { gathered = AlignedBuffer(count: capacity * layer.inputs) }
    }
  }

  private func form(of inputs: ExampleMemory.Inputs) -> Form {
    switch inputs {
    case .bytes(let sparse):
      if layer.isNarrow { return .narrow(sparse) }
      return kernels.table.slabForward == nil ? .unpacked(sparse) : .slabs(sparse)
    case .floats(let floats):
      return .dense(floats)
    }
  }

  // MARK: Forwards

  /// z = b + W a⁰ of some rows.
  func weigh(
    _ rows: Range<Int>, _ parameters: UnsafePointer<Float>, thread: Int, panel: UnsafeMutablePointer<Float>
  ) {
    switch form {
    case .narrow(let sparse):
      let z = stage.weighted + rows.lowerBound * layer.stride
      weighHalf(0, sparse, rows, parameters, .row(parameters + layer.biases), z)
      weighHalf(1, sparse, rows, parameters, .result, z)
    case .slabs(let sparse):
      forEachSlab(rows) { some in
        let slab = spread(sparse, some, thread)
        kernels.table.slabForward?(
          slab, parameters + layer.weights, parameters + layer.biases, stage.weighted + some.lowerBound * layer.stride,
          layer.stride, panel)
      }
    case .unpacked(let sparse):
      forEachSlab(rows) { some in
        if isTraining { _ = spread(sparse, some, thread) }
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

  private func forEachSlab(_ rows: Range<Int>, _ body: (Range<Int>) -> Void) {
    var first = rows.lowerBound
    while first < rows.upperBound {
      let some = first..<min(first + rowsOfSlab, rows.upperBound)
      body(some)
      first = some.upperBound
    }
  }

  /// The slab of some rows: in training its own, for the gradient will read it, and otherwise the thread's.
  private func spread(_ sparse: SparseInputs.Memory, _ rows: Range<Int>, _ thread: Int) -> InputSlabs {
    guard let slabs else { preconditionFailure("a narrow layer has no slabs") }
    let slab = slabs.slab(isTraining ? rows.lowerBound / rowsOfSlab : thread, rowCount: rows.count)
    slab.bytes.update(repeating: 0, count: InputSlabs.pitch(inputs: layer.inputs))
    kernels.table.spread(packedRows(sparse, 0..<2, rows), slab)
    return slab
  }

  // MARK: Forwards in two halves

  /// What some halves of the inputs bring to z of all rows. If the second comes alone, ``addHalves(_:)`` has to follow when
  /// both are there.
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

  /// Adds what the second half brings, for some rows.
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

  /// ∂C/∂w for the inputs of a block of the first layer, summed over all rows; of a narrow layer a block is one half.
  func sumGradient(
    _ block: ParameterBlock, _ sums: UnsafeMutablePointer<Float>, continues: Bool, panel: UnsafeMutablePointer<Float>
  ) {
    switch form {
    case .narrow(let sparse):
      if !continues { sums.update(repeating: 0, count: block.inputs.count * layer.stride) }
      kernels.table.narrowGradient(
        packedRows(sparse, block.half..<block.half + 1, 0..<count), stage.sensitivities, sums)
    case .slabs, .unpacked:
      guard let slabs else { return }
      kernels.table.slabGradient(
        slabs.slabs(of: rowsOfSlab, rowCount: count), block.inputs, stage.sensitivities, sums, layer.stride, continues)
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
    case .narrow(let sparse), .slabs(let sparse), .unpacked(let sparse):
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
