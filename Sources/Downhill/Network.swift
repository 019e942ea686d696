/// A feed-forward network: its architecture and its parameters. Calling it gives the activations of its outputs.
public struct Network: Equatable, Sendable {
  /// Layer sizes and activations.
  public let architecture: Architecture
  /// Weights and biases.
  public internal(set) var parameters: Parameters

  /// A network with these parameters.
  public init(_ architecture: Architecture, parameters: Parameters) throws(EngineError) {
    guard parameters.layers == layers(of: architecture) else {
      throw .count(
        what: "the parameters", expected: architecture.parameterCount,
        found: parameters.layers.reduce(0) { $0 + ($1.inputs + 1) * $1.outputs })
    }
    self.architecture = architecture
    self.parameters = parameters
  }

  /// A new network: weights drawn by `initializer`, layer by layer. The biases of hidden layers are drawn from a normal
  /// distribution of mean 0 and this standard deviation after the weights of their layer; those of outputs are 0.
  public init(
    _ architecture: Architecture, initializer: Initializer, biasDeviation: Float = 0, random: inout RandomSource
  ) {
    self.architecture = architecture
    parameters = Parameters(architecture)
    for (index, layer) in parameters.layers.enumerated() {
      let isHidden = index + 1 < architecture.layerCount
      let deviation = initializer.deviation(
        inputs: layer.inputs, outputs: layer.outputs,
        activation: isHidden ? architecture.hiddenActivations[index] : architecture.outputActivation.asHidden,
        isHidden: isHidden)
      parameters.withMutableValues { values in
        for input in 0..<layer.inputs {
          for output in 0..<layer.outputs {
            values[layer.weights + input * layer.stride + output] = Float(deviation * random.nextNormal())
          }
        }
        guard isHidden, biasDeviation != 0 else { return }
        for output in 0..<layer.outputs {
          values[layer.biases + output] = Float(Double(biasDeviation) * random.nextNormal())
        }
      }
    }
  }

  /// Replaces the weights of layer `index` by `[outputs][inputs]` finite numbers, row by row.
  public mutating func setWeights(_ weights: [Float], layer index: Int) throws(EngineError) {
    try parameters.setWeights(weights, layer: index)
  }

  /// Replaces the biases of layer `index` by finite numbers.
  public mutating func setBiases(_ biases: [Float], layer index: Int) throws(EngineError) {
    try parameters.setBiases(biases, layer: index)
  }

  /// The activations of the outputs for one example's inputs, with the same bits as the textbook in `Float`. No weights
  /// are copied; for many examples ``Predictor`` is faster.
  public func callAsFunction(_ inputs: [Float]) throws(EngineError) -> [Float] {
    guard inputs.count == architecture.inputCount else {
      throw .inputs(network: architecture.inputCount, examples: inputs.count)
    }
    var activations = inputs
    for layer in 0..<architecture.layerCount {
      let z = parameters.weightedInputs(layer: layer, previous: activations)
      let isLast = layer + 1 == architecture.layerCount
      activations =
        isLast ? architecture.outputActivation.values(z) : z.map { architecture.hiddenActivations[layer].value($0) }
    }
    return activations
  }
}

extension OutputActivation {
  /// The element-wise activation whose initialisation suits these outputs.
  fileprivate var asHidden: Activation {
    switch self {
    case .elementwise(let activation): activation
    case .exponential, .softmax: .identity
    }
  }
}
