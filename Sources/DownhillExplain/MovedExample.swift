import Downhill

/// One example's cost when parameters are moved. The layers before them are computed once.
struct MovedExample {
  /// A cost, and whether the move passed a kink of an activation function.
  struct Outcome {
    var cost: Double
    var passesKink: Bool
  }

  /// z and a before any move.
  let pass: Backpropagation<Double>.ForwardPass
  /// The cost there.
  let cost: Double

  private let explainer: Explainer
  private let target: [Double]
  private var network: Backpropagation<Double> { explainer.backpropagation }

  init(_ explainer: Explainer, inputs: [Double], target: [Double]) {
    self.explainer = explainer
    self.target = target
    let network = explainer.backpropagation
    pass = network.forward(inputs)
    let z = pass.weightedInputs[network.layers.count - 1]
    cost = explainer.objective.parts(z: z, a: pass.output, target: target).reduce(0, +)
  }

  /// The most that rounding in `Double` can change a cost, apart from what changes all of them alike.
  var noise: Double {
    0x1p-29 * RunningError(network, pass, sharedSums: true).cost(explainer.objective, pass, target: target)
  }

  /// What the weight or bias multiplies: the activation it comes from, 1 for a bias.
  func carried(by parameter: ParameterIndex) -> Double {
    parameter.input.map { pass.activations[parameter.layer - 1][$0] } ?? 1
  }

  /// The cost with `change` added to one weighted input: the step of the neuron's bias, or of a weight times what it
  /// carries.
  func cost(moving parameter: ParameterIndex, by change: Double) -> Outcome {
    let index = parameter.layer - 1
    var z = pass.weightedInputs[index]
    z[parameter.neuron] += change
    let passesKink = passesKink(layer: index, z)
    guard index + 1 < network.layers.count else { return outcome(from: index, z, passesKink) }
    // Of this layer only the one activation moves.
    let next = network.layers[index + 1]
    let activation = network.hiddenActivations[index].value(z[parameter.neuron])
    let carried = activation - pass.activations[index + 1][parameter.neuron]
    guard carried != 0 else { return Outcome(cost: cost, passesKink: passesKink) }
    var nextZ = pass.weightedInputs[index + 1]
    for j in 0..<next.outputs { nextZ[j] += next.weights[j * next.inputs + parameter.neuron] * carried }
    return outcome(from: index + 1, nextZ, passesKink)
  }

  /// A line in the space of all parameters, for one example.
  struct Path {
    /// The direction's components, in the form of a network.
    let direction: Backpropagation<Double>
    /// The constant rates of change of layer 1's weighted inputs.
    let firstRates: [Double]
    /// The largest rate of change of any weighted input by its own weights, the activations being constant.
    let scale: Double

    init(_ direction: Backpropagation<Double>, _ pass: Backpropagation<Double>.ForwardPass) {
      self.direction = direction
      firstRates = direction.weightedInputs(layer: 0, previous: pass.activations[0])
      var rates = firstRates
      for index in 1..<max(direction.layers.count, 1) {
        rates += direction.weightedInputs(layer: index, previous: pass.activations[index])
      }
      scale = rates.reduce(0) { max($0, abs($1)) }
    }
  }

  /// The cost with every parameter moved along the path.
  func cost(along path: Path, distance: Double) -> Outcome {
    var z = pass.weightedInputs[0]
    for j in z.indices { z[j] += distance * path.firstRates[j] }
    var passesKink = passesKink(layer: 0, z)
    for index in network.layers.indices.dropFirst() {
      let previous = network.activations(layer: index - 1, weightedInputs: z)
      z = network.weightedInputs(layer: index, previous: previous)
      let rates = path.direction.weightedInputs(layer: index, previous: previous)
      for j in z.indices { z[j] += distance * rates[j] }
      passesKink = passesKink || self.passesKink(layer: index, z)
    }
    return outcome(from: network.layers.count - 1, z, passesKink)
  }

  /// The cost from the weighted inputs of layer `index` on.
  private func outcome(from index: Int, _ z: [Double], _ hasPassedKink: Bool) -> Outcome {
    var z = z
    var passesKink = hasPassedKink || passesKink(layer: index, z)
    for index in index + 1..<network.layers.count {
      let previous = network.activations(layer: index - 1, weightedInputs: z)
      z = network.weightedInputs(layer: index, previous: previous)
      passesKink = passesKink || self.passesKink(layer: index, z)
    }
    let outputs = network.activations(layer: network.layers.count - 1, weightedInputs: z)
    return Outcome(
      cost: explainer.objective.parts(z: z, a: outputs, target: target).reduce(0, +),
      passesKink: passesKink || passesTarget(outputs))
  }

  /// Whether any weighted input of a layer has moved to the other side of its activation's kink or bend.
  private func passesKink(layer index: Int, _ z: [Double]) -> Bool {
    let activation: Activation
    if index + 1 < network.layers.count {
      activation = network.hiddenActivations[index]
    } else {
      switch network.outputActivation {
      case .elementwise(let output): activation = output
      case .exponential, .softmax: return false
      }
    }
    guard activation.hasBend else { return false }
    let before = pass.weightedInputs[index]
    // From the kink itself every move passes it.
    return z.indices.contains { z[$0] != before[$0] && (before[$0] == 0 || (z[$0] > 0) != (before[$0] > 0)) }
  }

  /// Whether any output has moved to the other side of its target, where some costs have a kink, or of the distance where
  /// Huber's stops being quadratic.
  private func passesTarget(_ outputs: [Double]) -> Bool {
    let before = pass.output
    if case .huber(let delta, _) = explainer.objective {
      return outputs.indices.contains { j in
        (abs(outputs[j] - target[j]) > Double(delta)) != (abs(before[j] - target[j]) > Double(delta))
      }
    }
    guard explainer.objective.hasKink else { return false }
    return outputs.indices.contains { j in
      outputs[j] != before[j] && (before[j] == target[j] || (outputs[j] > target[j]) != (before[j] > target[j]))
    }
  }
}
