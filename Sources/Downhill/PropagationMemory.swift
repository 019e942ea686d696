import KernelTable

// The memory that a `Propagation` works in.

/// The layers of a network, each with the memory it works in. Reading them counts no references.
///
/// Sendable, since nothing but the memory that its constant pointers lead to is written: see ``Propagation``. The padding of
/// each row of sensitivities is zero, or that of the gradient, and soon that of the weights, would not be.
final class Stages: @unchecked Sendable {
  struct Stage {
    var layer: Layer
    /// z of each row; of hidden layers it becomes f′(z) once a is known.
    var weighted: UnsafeMutablePointer<Float>
    var activations: UnsafeMutablePointer<Float>
    var sensitivities: UnsafeMutablePointer<Float>
    /// Wᵀ, [outputs][inputs padded], for the way back: of every layer but the first that is not wide. Wide ones are copied
    /// piece by piece by their products anyway, which can as well read them the other way round.
    var transposed: UnsafeMutablePointer<Float>?
  }

  let all: UnsafeMutableBufferPointer<Stage>
  private var buffers: [AlignedBuffer] = []

  init(_ layers: [Layer], capacity: Int, training: Bool) {
    all = .allocate(capacity: layers.count)
    for (index, layer) in layers.enumerated() {
      let isLast = index + 1 == layers.count
      let stage = Stage(
        layer: layer, weighted: floats(capacity * layer.stride), activations: floats(capacity * layer.stride),
        // The costs' kernels write the outputs' sensitivities even if nobody goes on with them.
        sensitivities: floats(training || isLast ? capacity * layer.stride : 0),
        transposed: training && index > 0 && !layer.isWide
          ? floats(layer.outputs * paddedToVectors(layer.inputs)) : nil)
      all.initializeElement(at: index, to: stage)
    }
  }

  deinit { all.deallocate() }

  var count: Int { all.count }
  var last: Stage { all[all.count - 1] }
  /// The floats of the widest layer's row.
  var largestStride: Int { all.reduce(0) { max($0, $1.layer.stride) } }
  subscript(index: Int) -> Stage { all[index] }

  private func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    buffers.append(AlignedBuffer(count: count))
    return buffers[buffers.count - 1].values
  }
}

/// The three products of a dense layer, see `Product`.
extension Stages.Stage {
  /// Whether the padding of the first `count` rows of sensitivities is zero.
  func sensitivitiesArePadded(count: Int) -> Bool {
    (0..<count).allSatisfy { row in
      (layer.outputs..<layer.stride).allSatisfy { sensitivities[row * layer.stride + $0] == 0 }
    }
  }

  /// Z = b + A·W for some rows. Those of A lie `stride` floats apart, the first of all at `inputs`.
  @inline(__always)
  func forward(
    _ inputs: UnsafePointer<Float>, _ stride: Int, _ rows: Range<Int>, _ parameters: UnsafePointer<Float>,
    _ panel: UnsafeMutablePointer<Float>
  ) -> Product {
    Product(
      left: inputs + rows.lowerBound * stride, leftRowStride: stride, leftDepthStride: 1,
      right: parameters + layer.weights, rightStride: layer.stride, result: weighted + rows.lowerBound * layer.stride,
      resultStride: layer.stride, rows: rows.count, depth: layer.inputs, columns: layer.stride,
      start: .row(parameters + layer.biases), panel: panel)
  }

  /// Δ′ = Δ·Wᵀ: what some rows ask of the layer before.
  @inline(__always)
  func backward(
    to previous: Stages.Stage, _ rows: Range<Int>, _ parameters: UnsafePointer<Float>,
    _ panel: UnsafeMutablePointer<Float>
  ) -> Product {
    Product(
      left: sensitivities + rows.lowerBound * layer.stride, leftRowStride: layer.stride, leftDepthStride: 1,
      right: transposed.map { UnsafePointer($0) } ?? parameters + layer.weights,
      rightStride: transposed == nil ? layer.stride : previous.layer.stride,
      rightColumns: transposed == nil ? layer.inputs : nil,
      result: previous.sensitivities + rows.lowerBound * previous.layer.stride, resultStride: previous.layer.stride,
      rows: rows.count, depth: layer.outputs, columns: previous.layer.stride, start: .zero, panel: panel)
  }

  /// G = Aᵀ·Δ over `rows` rows, for `inputs` neighbouring columns of A, whose rows lie `stride` floats apart.
  @inline(__always)
  func gradient(
    _ left: UnsafePointer<Float>, _ stride: Int, inputs: Int, rows: Int, _ sums: UnsafeMutablePointer<Float>,
    continues: Bool, _ panel: UnsafeMutablePointer<Float>
  ) -> Product {
    Product(
      left: left, leftRowStride: 1, leftDepthStride: stride, right: sensitivities, rightStride: layer.stride,
      result: sums, resultStride: layer.stride, rows: inputs, depth: rows, columns: layer.stride,
      start: continues ? .result : .zero, panel: panel)
  }
}

/// Room for the unpacked non-zero inputs of some rows.
final class UnpackedInputs {
  private let rows: Int
  private var all: UnpackedRows

  init(rows: Int) {
    self.rows = rows
    all = Self.allocate(rows, pitch: 0)
  }

  deinit { deallocate() }

  /// Sees to it that each row has `pitch` places.
  func makeRoom(pitch: Int) {
    guard pitch > all.pitch else { return }
    deallocate()
    all = Self.allocate(rows, pitch: pitch)
  }

  func rows(_ rows: Range<Int>) -> UnpackedRows {
    let first = rows.lowerBound
    return UnpackedRows(
      inputs: all.inputs + first * all.pitch, values: all.values + first * all.pitch, counts: all.counts + first,
      pitch: all.pitch, count: rows.count)
  }

  private static func allocate(_ rows: Int, pitch: Int) -> UnpackedRows {
    // Each row begins on a cache line.
    let bytes = max(rows * pitch, 1) * MemoryLayout<Float>.stride
    let memory = (0..<2).map { _ in UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64) }
    return UnpackedRows(
      inputs: memory[0].bindMemory(to: UInt32.self, capacity: rows * pitch),
      values: memory[1].bindMemory(to: Float.self, capacity: rows * pitch), counts: .allocate(capacity: rows),
      pitch: pitch, count: rows)
  }

  private func deallocate() {
    UnsafeMutableRawPointer(all.inputs).deallocate()
    UnsafeMutableRawPointer(all.values).deallocate()
    all.counts.deallocate()
  }
}

/// Room for the slabs of some rows, and at least for one of each thread.
///
/// Sendable, since each slab is written by the task that has its rows, or by the thread whose it is, before anybody reads it.
final class SlabMemory: @unchecked Sendable {
  private let inputs: Int
  private let bytes: UnsafeMutablePointer<UInt8>

  init(inputs: Int, rows: Int, threads: Int) {
    self.inputs = inputs
    let count = (rows + InputSlabs.rows - 1) / InputSlabs.rows + threads
    let pitch = InputSlabs.pitch(inputs: inputs)
    bytes = UnsafeMutableRawPointer.allocate(byteCount: count * pitch, alignment: 64)
      .bindMemory(to: UInt8.self, capacity: count * pitch)
  }

  deinit { UnsafeMutableRawPointer(bytes).deallocate() }

  /// One of them, with so many rows.
  func slab(_ index: Int, rowCount: Int) -> InputSlabs {
    InputSlabs(
      bytes: bytes + index * InputSlabs.pitch(inputs: inputs), inputs: inputs, rowsOfSlab: rowCount,
      rowCount: rowCount)
  }

  /// The first of them, with so many rows in each and in all.
  func slabs(of rowsOfSlab: Int, rowCount: Int) -> InputSlabs {
    InputSlabs(bytes: bytes, inputs: inputs, rowsOfSlab: rowsOfSlab, rowCount: rowCount)
  }
}
