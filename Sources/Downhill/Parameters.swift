import KernelTable

/// The position of one layer's weights and biases in the buffer of all parameters.
///
/// Weights are input-major: `inputs` rows of `stride` floats, then one row with the biases. `stride` is `outputs` padded
/// to whole vectors; the padding is zero and stays zero.
public struct Layer: Equatable, Sendable {
  /// Neurons of the layer before.
  public let inputs: Int
  /// Neurons of this layer.
  public let outputs: Int
  /// Floats from one row to the next.
  public let stride: Int
  /// The offset of the weights.
  public let weights: Int
  /// The offset of the biases, which follow the weights.
  public var biases: Int { weights + inputs * stride }
  /// The offset of the next layer.
  public var end: Int { biases + stride }
}

extension Layer {
  /// Whether a row is one vector: two sums, one for each half of the inputs, then cost no more than one.
  var isNarrow: Bool { stride == KernelTable.width }
  /// Whether the weights do not fit into a core's second-level cache.
  var isWide: Bool { inputs * stride > Tuning.wideWeights }
}

/// Lays out the layers of an architecture consecutively.
func layers(of architecture: Architecture) -> [Layer] {
  var layers: [Layer] = []
  var offset = 0
  for (inputs, outputs) in zip(architecture.sizes, architecture.sizes.dropFirst()) {
    let layer = Layer(inputs: inputs, outputs: outputs, stride: paddedToVectors(outputs), weights: offset)
    layers.append(layer)
    offset = layer.end
  }
  return layers
}

/// `count` rounded up to whole vectors.
func paddedToVectors(_ count: Int) -> Int {
  (count &+ KernelTable.width &- 1) / KernelTable.width &* KernelTable.width
}

/// One number for every weight and bias of a network, in one buffer: the parameters themselves, or their gradient.
///
/// A value type: copies share the buffer until one of them is written to.
public struct Parameters: Sendable {
  /// The layers, the first hidden one first.
  public let layers: [Layer]
  private var buffer: AlignedBuffer

  /// Zeros for every parameter of `architecture`.
  public init(_ architecture: Architecture) {
    layers = Downhill.layers(of: architecture)
    buffer = AlignedBuffer(count: layers.last?.end ?? 0)
  }

  /// The weights of layer `index`, which must be one of ``layers``, `[outputs][inputs]` row by row, as in files and
  /// other systems.
  public func weights(layer index: Int) -> [Float] {
    let layer = layers[index]
    let values = buffer.values + layer.weights
    var result: [Float] = []
    result.reserveCapacity(layer.inputs * layer.outputs)
    for output in 0..<layer.outputs {
      for input in 0..<layer.inputs { result.append(values[input * layer.stride + output]) }
    }
    return result
  }

  /// The biases of layer `index`, `[outputs]`.
  public func biases(layer index: Int) -> [Float] {
    let layer = layers[index]
    return (0..<layer.outputs).map { buffer.values[layer.biases + $0] }
  }

  /// Replaces the weights of layer `index` by `[outputs][inputs]` finite numbers, row by row.
  public mutating func setWeights(_ weights: [Float], layer index: Int) throws(EngineError) {
    let layer = layers[index]
    guard weights.count == layer.inputs * layer.outputs else {
      throw .count(what: "the weights", expected: layer.inputs * layer.outputs, found: weights.count)
    }
    try Self.check(areFinite: weights, "weights")
    withMutableValues { values in
      for output in 0..<layer.outputs {
        for input in 0..<layer.inputs {
          values[layer.weights + input * layer.stride + output] = weights[output * layer.inputs + input]
        }
      }
    }
  }

  /// Replaces the biases of layer `index` by finite numbers.
  public mutating func setBiases(_ biases: [Float], layer index: Int) throws(EngineError) {
    let layer = layers[index]
    guard biases.count == layer.outputs else {
      throw .count(what: "the biases", expected: layer.outputs, found: biases.count)
    }
    try Self.check(areFinite: biases, "biases")
    withMutableValues { values in
      for output in 0..<layer.outputs { values[layer.biases + output] = biases[output] }
    }
  }

  private static func check(areFinite numbers: [Float], _ name: String) throws(EngineError) {
    guard let index = numbers.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(what: "number \(index) of the \(name)", value: numbers[index])
  }

  /// z = b + W a of layer `index` for the activations of the layer before, `[inputs]`. Each is added up in the order of
  /// the inputs; zeros among them add nothing and are skipped.
  func weightedInputs(layer index: Int, previous: [Float]) -> [Float] {
    let layer = layers[index]
    var z = biases(layer: index)
    z.withUnsafeMutableBufferPointer { z in
      for (input, activation) in previous.enumerated() where activation != 0 {
        let weights = buffer.values + layer.weights + input * layer.stride
        for output in 0..<layer.outputs { z[output] += weights[output] * activation }
      }
    }
    return z
  }

  /// The buffer, for reading, as long as `self` lives.
  var values: UnsafePointer<Float> { UnsafePointer(buffer.values) }

  /// Calls `body` with the buffer for writing, copied first if a copy of `self` shares it. Exclusive access, checked by
  /// the compiler and in debug builds, allows no copy of `self` before `body` returns: so no copy's numbers ever
  /// change.
  @inline(__always)
  mutating func withMutableValues<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    if !isKnownUniquelyReferenced(&buffer) { buffer = AlignedBuffer(copying: buffer) }
    return body(buffer.values)
  }

  /// Whether the padding of every row is zero, which kernels rely on: they add and multiply whole vectors.
  var paddingIsZero: Bool {
    layers.allSatisfy { layer in
      (0...layer.inputs).allSatisfy { row in
        (layer.outputs..<layer.stride).allSatisfy { buffer.values[layer.weights + row * layer.stride + $0] == 0 }
      }
    }
  }
}

extension Parameters {
  /// Whether every number is finite.
  var allFinite: Bool {
    guard let end = layers.last?.end else { return true }
    for index in 0..<end where !values[index].isFinite { return false }
    return true
  }
}

extension [Parameters] {
  /// The same for the first two of them, or as many as there are.
  @inline(__always)
  mutating func withMutableValues(_ body: (UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void) {
    withUnsafeMutableBufferPointer { all in
      guard let first = all.baseAddress, all.count > 0 else { return body(nil, nil) }
      first.pointee.withMutableValues { values in
        guard all.count > 1 else { return body(values, nil) }
        all[1].withMutableValues { body(values, $0) }
      }
    }
  }
}

extension Parameters: Equatable {
  /// The same numbers, bit for bit, in layers of the same shape.
  public static func == (left: Parameters, right: Parameters) -> Bool {
    left.layers == right.layers
      && (0..<left.buffer.count).allSatisfy {
        left.buffer.values[$0].bitPattern == right.buffer.values[$0].bitPattern
      }
  }
}

/// The sensitivity of the cost to every parameter, averaged over examples, in the layout of the parameters.
public typealias Gradient = Parameters
