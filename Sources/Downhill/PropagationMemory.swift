import KernelTable

// The buffers of a `Propagation`.

/// The layers of a network, each with its buffers. Reading them counts no references.
///
/// Sendable, since its pointers are constant, and what they point to is written as ``Propagation`` says. The padding of
/// each row of sensitivities is zero, or that of the gradient and then of the weights would not be.
final class Stages: @unchecked Sendable {
  struct Stage {
    var layer: Layer
    /// Of a hidden layer.
    var activation: Activation
    /// z of each row; in hidden layers f′(z) replaces it once a is computed.
    var weighted: UnsafeMutablePointer<Float>
    var activations: UnsafeMutablePointer<Float>
    var sensitivities: UnsafeMutablePointer<Float>
    /// Wᵀ, [outputs][inputs padded], for the backward pass: of every layer but the first and wide ones. Products pack
    /// the weights of wide layers in any case, and can transpose as they do.
    var transposed: UnsafeMutablePointer<Float>?
  }

  let all: UnsafeMutableBufferPointer<Stage>
  private var buffers: [AlignedBuffer] = []

  init(_ layers: [Layer], _ hiddenActivations: [Activation], capacity: Int, training: Bool) {
    all = .allocate(capacity: layers.count)
    for (index, layer) in layers.enumerated() {
      let isLast = index + 1 == layers.count
      let stage = Stage(
        layer: layer, activation: hiddenActivations[isLast ? 0 : index], weighted: floats(capacity * layer.stride),
        activations: floats(capacity * layer.stride),
        // The cost kernels write the outputs' sensitivities even where they are not used.
        sensitivities: floats(training || isLast ? capacity * layer.stride : 0),
        transposed: training && index > 0 && !layer.isWide
          ? floats(layer.outputs * paddedToVectors(layer.inputs)) : nil)
      all.initializeElement(at: index, to: stage)
    }
  }

  deinit { all.deallocate() }

  var count: Int { all.count }
  var last: Stage { all[all.count - 1] }
  /// Floats of the widest layer's row.
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

  /// Z = b + A·W for some rows. Those of A are `stride` floats apart, row 0 at `inputs`.
  @inline(__always)
  func forward(
    _ inputs: UnsafePointer<Float>, _ stride: Int, _ rows: Range<Int>, _ parameters: UnsafePointer<Float>,
    _ panel: UnsafeMutablePointer<Float>
  ) -> Product {
    Product(
      left: inputs + rows.lowerBound * stride, leftRowStride: stride, leftDepthStride: 1,
      right: parameters + layer.weights, rightStride: layer.stride, result: weighted + rows.lowerBound * layer.stride,
      resultStride: layer.stride, rows: rows.count, depth: layer.inputs, columns: layer.stride,
      filledColumns: layer.outputs, start: .row(parameters + layer.biases), panel: panel)
  }

  /// Δ′ = Δ·Wᵀ: what some rows request of the previous layer.
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

  /// G = Aᵀ·Δ over `rows` rows, for `inputs` neighbouring columns of A, whose rows are `stride` floats apart.
  @inline(__always)
  func gradient(
    _ left: UnsafePointer<Float>, _ stride: Int, inputs: Int, rows: Int, _ sums: UnsafeMutablePointer<Float>,
    continues: Bool, _ panel: UnsafeMutablePointer<Float>
  ) -> Product {
    Product(
      left: left, leftRowStride: 1, leftDepthStride: stride, right: sensitivities, rightStride: layer.stride,
      result: sums, resultStride: layer.stride, rows: inputs, depth: rows, columns: layer.stride,
      filledColumns: layer.outputs, start: continues ? .result : .zero, panel: panel)
  }
}

/// Buffers for the unpacked inputs of some rows.
final class UnpackedInputs {
  private let rows: Int
  private var all: UnpackedRows

  init(rows: Int) {
    self.rows = rows
    all = Self.allocate(rows, pitch: 0)
  }

  deinit { deallocate() }

  /// Makes sure that each row has room for `pitch` inputs.
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

/// Buffers for the input blocks of `rows` rows, and at least one for each thread.
///
/// Sendable, since each block is written by the task of its rows, or by its thread, before it is read.
final class InputBlockMemory: @unchecked Sendable {
  private let inputs: Int
  private let bytes: UnsafeMutablePointer<UInt8>

  init(inputs: Int, rows: Int, threads: Int) {
    self.inputs = inputs
    let count = (rows + InputBlocks.rows - 1) / InputBlocks.rows + threads
    let pitch = InputBlocks.pitch(inputs: inputs)
    bytes = UnsafeMutableRawPointer.allocate(byteCount: count * pitch, alignment: 64)
      .bindMemory(to: UInt8.self, capacity: count * pitch)
  }

  deinit { UnsafeMutableRawPointer(bytes).deallocate() }

  /// Block `index`, with `rowCount` rows.
  func block(_ index: Int, rowCount: Int) -> InputBlocks {
    InputBlocks(
      bytes: bytes + index * InputBlocks.pitch(inputs: inputs), inputs: inputs, rowsOfBlock: rowCount,
      rowCount: rowCount)
  }

  /// The first blocks, with `rowsOfBlock` rows in each and `rowCount` in all.
  func blocks(of rowsOfBlock: Int, rowCount: Int) -> InputBlocks {
    InputBlocks(bytes: bytes, inputs: inputs, rowsOfBlock: rowsOfBlock, rowCount: rowCount)
  }
}
