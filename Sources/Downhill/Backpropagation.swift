/// Backpropagation as the textbook has it, in plain loops: the definition of what this package computes, the oracle its
/// fast kernels are tested against, and what explanations are made of. It refuses to be fast.
///
/// With a⁰ the inputs and, for layers l = 1 … L, zˡ = Wˡ aˡ⁻¹ + bˡ and aˡ = f(zˡ), the sensitivities δˡ = ∂C/∂zˡ follow
/// from the four equations (Nielsen 2015, chapter 2):
///
///     (1)  δᴸ = ∇ₐC ⊙ f′(zᴸ)                  how far the outputs are from their targets
///     (2)  δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ f′(zˡ)         the requests of the next layer, added up for each neuron
///     (3)  ∂C/∂bˡⱼ = δˡⱼ
///     (4)  ∂C/∂wˡⱼᵢ = aˡ⁻¹ᵢ δˡⱼ
///
/// A desired change is the negative of a sensitivity. With a mask m of a hidden layer, aˡ = mˡ ⊙ f(zˡ), and the right-hand side
/// of (2) is multiplied by mˡ too.
public struct Backpropagation<Scalar: RealScalar>: Sendable {
  /// One layer with its numbers, weights `[outputs][inputs]` row by row.
  public struct DenseLayer: Equatable, Sendable {
    /// Neurons of the layer before.
    public let inputs: Int
    /// Neurons of this layer.
    public let outputs: Int
    /// wⱼᵢ at `j * inputs + i`.
    public var weights: [Scalar]
    /// bⱼ.
    public var biases: [Scalar]

    /// A layer with these numbers; `weights` must hold `inputs * biases.count` of them, and one at least.
    public init(inputs: Int, weights: [Scalar], biases: [Scalar]) {
      precondition(
        inputs > 0 && !biases.isEmpty && weights.count == inputs * biases.count,
        "\(weights.count) weights for \(inputs) inputs")
      self.inputs = inputs
      outputs = biases.count
      self.weights = weights
      self.biases = biases
    }
  }

  /// What every neuron did for one example.
  public struct ForwardPass: Sendable {
    /// aˡ, from the inputs a⁰ to the outputs aᴸ.
    public var activations: [[Scalar]]
    /// zˡ, from layer 1 to layer L.
    public var weightedInputs: [[Scalar]]
    /// mˡ, by which the activations of hidden layers 1 … L − 1 were multiplied; empty without a mask.
    public var mask: [[Scalar]]
    /// aᴸ.
    public var output: [Scalar] { activations[activations.count - 1] }

    @usableFromInline
    init(activations: [[Scalar]], weightedInputs: [[Scalar]], mask: [[Scalar]]) {
      self.activations = activations
      self.weightedInputs = weightedInputs
      self.mask = mask
    }
  }

  /// The layers, the first hidden one first.
  public var layers: [DenseLayer]
  /// The activation of each hidden layer, the first one first; see ``Architecture/hiddenActivations``.
  public let hiddenActivations: [Activation]
  /// The activation of the last layer.
  public let outputActivation: OutputActivation

  /// The numbers of `network`, exactly.
  public init(_ network: Network) {
    layers = network.parameters.layers.enumerated().map { index, layer in
      DenseLayer(
        inputs: layer.inputs, weights: network.parameters.weights(layer: index).map(Scalar.init),
        biases: network.parameters.biases(layer: index).map(Scalar.init))
    }
    hiddenActivations = network.architecture.hiddenActivations
    outputActivation = network.architecture.outputActivation
  }

  /// A network of these layers, the hidden ones with the same activation.
  public init(layers: [DenseLayer], hiddenActivation: Activation, outputActivation: OutputActivation) {
    self.init(
      layers: layers, hiddenActivations: [Activation](repeating: hiddenActivation, count: max(1, layers.count - 1)),
      outputActivation: outputActivation)
  }

  /// A network of these layers, the hidden ones with an activation each.
  public init(layers: [DenseLayer], hiddenActivations: [Activation], outputActivation: OutputActivation) {
    precondition(hiddenActivations.count >= layers.count - 1, "\(hiddenActivations.count) activations")
    self.layers = layers
    self.hiddenActivations = hiddenActivations
    self.outputActivation = outputActivation
  }

  /// z and a of every neuron for the inputs of one example.
  ///
  /// - Parameters:
  ///   - inputs: a⁰, as many as the network has.
  ///   - mask: What to multiply the activations of each hidden layer by, aˡ = mˡ ⊙ f(zˡ); empty for no mask.
  @inlinable
  public func forward(_ inputs: [Scalar], mask: [[Scalar]] = []) -> ForwardPass {
    precondition(mask.isEmpty || mask.count == layers.count - 1, "a mask for \(mask.count) layers")
    var pass = ForwardPass(activations: [inputs], weightedInputs: [], mask: mask)
    for index in layers.indices {
      pass.weightedInputs.append(weightedInputs(layer: index, previous: pass.output))
      let a = activations(layer: index, weightedInputs: pass.weightedInputs[index])
      pass.activations.append(index < mask.count ? zip(a, mask[index]).map { $0 * $1 } : a)
    }
    return pass
  }

  /// z of layer `index` (0 is the first with weights) for the activations of the layer before, `[inputs]`. Zeros among
  /// them add nothing and are skipped.
  @inlinable
  public func weightedInputs(layer index: Int, previous: [Scalar]) -> [Scalar] {
    let layer = layers[index]
    let nonzero = nonzeroIndices(previous)
    return (0..<layer.outputs).map { j in
      let row = j * layer.inputs
      var z = layer.biases[j]
      for i in nonzero { z += layer.weights[row + i] * previous[i] }
      return z
    }
  }

  /// a of layer `index` (0 is the first with weights) for its weighted inputs.
  @inlinable
  public func activations(layer index: Int, weightedInputs z: [Scalar]) -> [Scalar] {
    index + 1 < layers.count ? z.map { hiddenActivations[index].value($0) } : outputActivation.values(z)
  }

  /// δˡ for layers 1 … L: the sensitivity of one example's cost to every weighted input.
  @inlinable
  public func sensitivities(_ pass: ForwardPass, target: [Scalar], objective: Objective) -> [[Scalar]] {
    let last = layers.count - 1
    var deltas = [[Scalar]](repeating: [], count: layers.count)
    deltas[last] = objective.sensitivity(z: pass.weightedInputs[last], a: pass.output, target: target)  // (1)
    for index in stride(from: last - 1, through: 0, by: -1) {
      let next = layers[index + 1]
      var delta = [Scalar](repeating: 0, count: next.inputs)
      for j in 0..<next.outputs {
        for i in 0..<next.inputs { delta[i] += next.weights[j * next.inputs + i] * deltas[index + 1][j] }
      }
      for i in 0..<next.inputs { delta[i] *= hiddenActivations[index].slope(pass.weightedInputs[index][i]) }  // (2)
      if !pass.mask.isEmpty { for i in 0..<next.inputs { delta[i] *= pass.mask[index][i] } }
      deltas[index] = delta
    }
    return deltas
  }

  /// Adds `scale` times the gradient of one example to `gradient`. It must have the shape of ``layers``, and the pass and
  /// its sensitivities must be this network's.
  @inlinable
  public func addGradient(
    _ pass: ForwardPass, sensitivities: [[Scalar]], scale: Scalar, to gradient: inout [DenseLayer]
  ) {
    for (index, layer) in layers.enumerated() {
      let previous = pass.activations[index]
      let nonzero = nonzeroIndices(previous)
      // The weights are accessed through a pointer below.
      precondition(
        previous.count == layer.inputs && gradient[index].weights.count == layer.inputs * layer.outputs,
        "a gradient of another network")
      for j in 0..<layer.outputs {
        let delta = scale * sensitivities[index][j]
        gradient[index].biases[j] += delta  // (3)
        gradient[index].weights.withUnsafeMutableBufferPointer { weights in
          let row = j * layer.inputs
          for i in nonzero { weights[row + i] += previous[i] * delta }  // (4)
        }
      }
    }
  }

  /// Zeros in the shape of ``layers``.
  public var zeroGradient: [DenseLayer] {
    layers.map {
      DenseLayer(
        inputs: $0.inputs, weights: [Scalar](repeating: 0, count: $0.weights.count),
        biases: [Scalar](repeating: 0, count: $0.outputs))
    }
  }

  /// The cost and the gradient of a mini-batch: both means over its examples, which there must be.
  ///
  /// - Parameters:
  ///   - inputs: The inputs of each example.
  ///   - targets: Its target.
  ///   - objective: What is made small.
  ///   - masks: The mask of each example, see ``forward(_:mask:)``; empty for none.
  ///   - weights: The weight of each example in both means, not all 0; empty where all count alike.
  @inlinable
  public func gradient(
    inputs: [[Scalar]], targets: [[Scalar]], objective: Objective, masks: [[[Scalar]]] = [],
    weights: [Scalar] = []
  ) -> (cost: Scalar, gradient: [DenseLayer]) {
    var cost: Scalar = 0
    var gradient = zeroGradient
    let total = weights.isEmpty ? Scalar(inputs.count) : weights.reduce(0, +)
    for (index, (input, target)) in zip(inputs, targets).enumerated() {
      let scale = (weights.isEmpty ? 1 : weights[index]) / total
      let pass = forward(input, mask: masks.isEmpty ? [] : masks[index])
      let z = pass.weightedInputs[layers.count - 1]
      cost += scale * objective.parts(z: z, a: pass.output, target: target).reduce(0, +)
      let deltas = sensitivities(pass, target: target, objective: objective)
      addGradient(pass, sensitivities: deltas, scale: scale, to: &gradient)
    }
    return (cost, gradient)
  }
}

/// The indices of the nonzero numbers. Four fifths of MNIST's pixels are zero: they add nothing to z, and their weights
/// get no gradient.
@inlinable
func nonzeroIndices<Scalar: RealScalar>(_ numbers: [Scalar]) -> [Int] {
  numbers.indices.filter { numbers[$0] != 0 }
}
