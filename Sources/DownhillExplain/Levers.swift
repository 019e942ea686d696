import Downhill

/// The three ways to move one neuron: its bias, its weights, and the activations of the previous layer. The last cannot
/// be set; they become wishes for that layer.
public struct Levers: Equatable, Sendable {
  /// The layer of the neuron, from 1.
  public let layer: Int
  /// The neuron, from 0.
  public let neuron: Int
  /// By how much each lever was moved to measure its effect.
  public let step: Double
  /// The bias. One unit of it adds one unit to the weighted input.
  public let bias: Lever
  /// Weights, the most effective per unit first: each adds the activation that it carries, so bright inputs come first.
  public let weights: [Lever]
  /// Activations of the previous layer, the most effective per unit first: each adds its weight.
  public let activations: [Lever]
  /// The number of the neuron's weights; ``weights`` and ``activations`` may have fewer.
  public let inputCount: Int
}

/// One thing that moves a neuron.
public struct Lever: Equatable, Sendable {
  /// What it is. Inputs are neurons of the layer before, from 0.
  public enum Kind: Equatable, Sendable {
    case bias
    case weight(from: Int)
    case activation(of: Int)
  }

  /// The effect on the neuron and on the cost.
  public struct Effect: Equatable, Sendable {
    /// The change of the neuron's activation.
    public let activation: Double
    /// The change of the example's cost.
    public let cost: Double
  }

  /// What it is.
  public let kind: Kind
  /// Its present value.
  public let value: Double
  /// ∂z/∂x, the effect of one unit on the neuron's weighted input: 1, aᵢ or wⱼᵢ.
  public let weightedInputPerUnit: Double
  /// ∂a/∂x, the effect of one unit on the neuron's activation if the activation function were linear.
  public let activationPerUnit: Double
  /// −∂C/∂x: the desired change. Of a previous activation: this neuron's request.
  public let desiredChange: Double
  /// The change tried: a step in the desired direction.
  public let step: Double
  /// The linear prediction: slope times step.
  public let predicted: Effect
  /// The effect measured by running the network again.
  public let measured: Effect
}

extension Explainer {
  /// The levers of an existing neuron: at most `limit` (0 or more) weights and activations, each tried with a step of
  /// this size.
  ///
  /// A previous activation is moved for this neuron alone, without its effect through the other neurons of the layer.
  public func levers(
    _ explanation: Explanation, layer number: Int, neuron: Int, limit: Int = .max, step size: Double = 0.1
  ) -> Levers {
    let layer = explanation.layer(number)
    let slope = activationSlope(explanation, layer: number, neuron: neuron)
    func lever(_ kind: Lever.Kind, value: Double, bringing perUnit: Double) -> Lever {
      let delta = layer.sensitivities[neuron]
      let desired = -delta * perUnit
      let step = desired < 0 ? -size : size
      let moved = rerun(explanation, layer: number, neuron: neuron, adding: step * perUnit)
      return Lever(
        kind: kind, value: value, weightedInputPerUnit: perUnit, activationPerUnit: slope * perUnit,
        desiredChange: desired, step: step,
        predicted: Lever.Effect(activation: slope * perUnit * step, cost: -desired * step),
        measured: Lever.Effect(
          activation: moved.activation - layer.activations[neuron], cost: moved.cost - explanation.cost))
    }
    let previous = layer.previousActivations
    let weights = previous.indices.map { layer.weight(neuron: neuron, input: $0) }
    return Levers(
      layer: number, neuron: neuron, step: size,
      bias: lever(.bias, value: layer.parameters.biases[neuron], bringing: 1),
      weights: indicesOfLargest(previous, limit).map {
        lever(.weight(from: $0), value: weights[$0], bringing: previous[$0])
      },
      activations: indicesOfLargest(weights, limit).map {
        lever(.activation(of: $0), value: previous[$0], bringing: weights[$0])
      },
      inputCount: previous.count)
  }

  /// ∂a/∂z of a neuron. Through a softmax a(1 − a).
  private func activationSlope(_ explanation: Explanation, layer number: Int, neuron: Int) -> Double {
    let layer = explanation.layer(number)
    let z = layer.weightedInputs[neuron]
    guard number == explanation.layers.count else { return explanation.hiddenActivations[number - 1].slope(z) }
    switch explanation.outputActivation {
    case .elementwise(let activation): return activation.slope(z)
    case .exponential: return layer.activations[neuron]
    case .softmax: return layer.activations[neuron] * (1 - layer.activations[neuron])
    }
  }

  /// The neuron's activation and the example's cost with `change` added to the neuron's weighted input.
  func rerun(
    _ explanation: Explanation, layer number: Int, neuron: Int, adding change: Double
  ) -> (activation: Double, cost: Double) {
    var z = explanation.layer(number).weightedInputs
    z[neuron] += change
    let activations = backpropagation.activations(layer: number - 1, weightedInputs: z)
    let rest = backpropagation.outputs(from: number, z: z, a: activations)
    let cost = objective.parts(z: rest.z, a: rest.a, target: explanation.target).reduce(0, +)
    return (activations[neuron], cost)
  }
}

extension Backpropagation {
  /// z and a of the outputs, from those of layer `number`, counted from 1, on.
  func outputs(from number: Int, z: [Scalar], a: [Scalar]) -> (z: [Scalar], a: [Scalar]) {
    (number..<layers.count).reduce((z, a)) { reached, index in
      let z = weightedInputs(layer: index, previous: reached.1)
      return (z, activations(layer: index, weightedInputs: z))
    }
  }
}

/// The indices of the numbers of largest size, the largest first and equals in their order; at most `limit` (0 or
/// more).
public func indicesOfLargest(_ numbers: [Double], _ limit: Int = .max) -> [Int] {
  let sorted = sortedIndices(numbers.count) { abs(numbers[$0]) > abs(numbers[$1]) }
  return Array(sorted.prefix(limit))
}
