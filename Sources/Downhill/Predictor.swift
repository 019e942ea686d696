import KernelTable

/// Runs a network on one example at a time, straight from bytes or floats, in buffers that are allocated once.
///
/// For many examples at once use ``Evaluator``. A predictor must not be used by two threads at a time.
public final class Predictor {
  /// The network.
  public let network: Network

  private let kernels: Kernels
  private let layers: [Layer]
  private let values: [AlignedBuffer]
  /// The example's sparse encoding, and where it begins and ends.
  private let entries: UnsafeMutablePointer<UInt16>
  private let offsets: UnsafeMutablePointer<Int>
  private let order: UnsafeMutablePointer<Int32>
  private let row: UnpackedRows

  /// A predictor of `network`, whose weights it shares.
  public init(_ network: Network, kernels: Kernels = .best) {
    self.network = network
    self.kernels = kernels
    layers = network.parameters.layers
    values = layers.map { AlignedBuffer(count: $0.stride) }
    let inputCount = network.architecture.inputCount
    let pitch = paddedToVectors(inputCount + SparseRows.mostFillers(inputCount))
    entries = .allocate(capacity: pitch + KernelTable.width)
    entries.initialize(repeating: 0, count: pitch + KernelTable.width)
    offsets = .allocate(capacity: 3)
    offsets.initialize(repeating: 0, count: 3)
    order = .allocate(capacity: 1)
    order.initialize(to: 0)
    row = UnpackedRows(
      inputs: .allocate(capacity: pitch + KernelTable.width), values: .allocate(capacity: pitch + KernelTable.width),
      counts: .allocate(capacity: 1), pitch: pitch, count: 1)
  }

  deinit {
    entries.deallocate()
    offsets.deallocate()
    order.deallocate()
    row.inputs.deallocate()
    row.values.deallocate()
    row.counts.deallocate()
  }

  /// Calls `body` with the activations of the outputs for inputs of byte / 255. They are valid until `body` returns; it
  /// must not use the predictor.
  ///
  /// `inputs` must have as many bytes as the network has inputs.
  public func withOutputs<Result>(
    _ inputs: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    precondition(inputs.count == network.architecture.inputCount, "\(inputs.count) inputs")
    weigh(UnsafeRawPointer(inputs.baseAddress!))
    return propagateOnwards(body)
  }

  /// The same for inputs that are floats.
  public func withOutputs<Result>(
    _ inputs: UnsafeBufferPointer<Float>, _ body: (UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    precondition(inputs.count == network.architecture.inputCount, "\(inputs.count) inputs")
    weigh(inputs.baseAddress!, 0)
    return propagateOnwards(body)
  }

  /// The class that the outputs name.
  ///
  /// - Throws: ``EngineError/overflow`` if one of them is infinite or NaN.
  public func prediction(_ inputs: UnsafeBufferPointer<UInt8>) throws(EngineError) -> Int {
    try answer(withOutputs(inputs, namedClass))
  }

  /// The same for inputs that are floats.
  public func prediction(_ inputs: UnsafeBufferPointer<Float>) throws(EngineError) -> Int {
    try answer(withOutputs(inputs, namedClass))
  }

  private func namedClass(_ outputs: UnsafeBufferPointer<Float>) -> Int? {
    guard outputs.allSatisfy({ $0.isFinite }) else { return nil }
    return Downhill.namedClass(
      outputs.baseAddress!, outputs.count, middle: network.architecture.outputActivation.middle)
  }

  private func answer(_ named: Int?) throws(EngineError) -> Int {
    guard let named else { throw .overflow }
    return named
  }

  /// The activations of the outputs for inputs of byte / 255.
  public func outputs(_ inputs: [UInt8]) throws(EngineError) -> [Float] {
    guard inputs.count == network.architecture.inputCount else {
      throw .inputs(network: network.architecture.inputCount, examples: inputs.count)
    }
    return inputs.withUnsafeBufferPointer { withOutputs($0) { Array($0) } }
  }

  /// The activations of the outputs for finite inputs: like ``Network/callAsFunction(_:)``, but computed by the
  /// kernels.
  public func callAsFunction(_ inputs: [Float]) throws(EngineError) -> [Float] {
    guard inputs.count == network.architecture.inputCount else {
      throw .inputs(network: network.architecture.inputCount, examples: inputs.count)
    }
    return inputs.withUnsafeBufferPointer { withOutputs($0) { Array($0) } }
  }

  // MARK: Layer by layer

  /// z of layer `index` from floats.
  private func weigh(_ inputs: UnsafePointer<Float>, _ index: Int) {
    let layer = layers[index]
    let parameters = network.parameters.values
    kernels.table.multiply(
      Product(
        left: inputs, leftRowStride: layer.inputs, leftDepthStride: 1, right: parameters + layer.weights,
        rightStride: layer.stride, result: values[index].values, resultStride: layer.stride, rows: 1,
        depth: layer.inputs, columns: layer.stride, start: .row(parameters + layer.biases)))
  }

  /// From z of the first layer to the outputs, which are passed to `body`.
  private func propagateOnwards<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    for (index, layer) in layers.enumerated() {
      let result = values[index].values
      if index > 0 { weigh(values[index - 1].values, index) }
      switch (index + 1 == layers.count, network.architecture.outputActivation) {
      case (false, _):
        kernels.activate(network.architecture.hiddenActivations[index])(result, result, nil, layer.stride)
      case (true, .elementwise(let activation)): kernels.activate(activation)(result, result, nil, layer.stride)
      case (true, .exponential): kernels.table.exponential(result, result, nil, layer.stride)
      case (true, .softmax): kernels.table.softmax(result, result, 1, layer.outputs, layer.stride)
      }
    }
    let outputs = values[layers.count - 1]
    defer { withExtendedLifetime(outputs) {} }
    return body(UnsafeBufferPointer(start: outputs.values, count: network.architecture.outputCount))
  }

  /// z of the first layer from bytes, added up in the same order as in training.
  private func weigh(_ bytes: UnsafeRawPointer) {
    let (layer, parameters, z) = (layers[0], network.parameters.values, values[0].values)
    let half = layer.inputs / 2
    offsets[1] = kernels.table.encode(bytes, 0..<half, entries)
    offsets[2] = offsets[1] + kernels.table.encode(bytes, half..<layer.inputs, entries + offsets[1])
    let weights = parameters + layer.weights
    let biases = parameters + layer.biases
    guard layer.isNarrow else {
      kernels.table.unpack(encoded(0..<2, layer), row)
      return kernels.table.sparseForward(row, weights, biases, z, layer.stride)
    }
    kernels.table.narrowForward(encoded(0..<1, layer), weights, .row(biases), z)
    kernels.table.narrowForward(encoded(1..<2, layer), weights + layer.inputs / 2 * layer.stride, .result, z)
  }

  private func encoded(_ halves: Range<Int>, _ layer: Layer) -> SparseRows {
    SparseRows(entries: entries, offsets: offsets, order: order, middle: layer.inputs / 2, halves: halves, count: 1)
  }
}
