import Downhill

/// One example's cost when parameters are moved away from where they are. What comes before them is computed once.
struct MovedExample {
  /// A cost found, and whether the way there led over a kink of an activation function.
  struct Outcome {
    var cost: Double
    var passesKink: Bool
  }

  /// z and a with all parameters where they are.
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

  /// What rounding in `Double` can do to a cost, at most, beside what it does to all of them alike.
  var noise: Double {
    0x1p-29 * RunningError(network, pass, sharedSums: true).cost(explainer.objective, pass, target: target)
  }

  /// What the weight or bias multiplies: the activation it comes from, 1 for a bias.
  func carried(by place: ParameterPlace) -> Double {
    place.input.map { pass.activations[place.layer - 1][$0] } ?? 1
  }

  /// The cost with `change` added to one weighted input: what a step of the neuron's bias does, or of a weight, times what
  /// it carries.
  func cost(moving place: ParameterPlace, by change: Double) -> Outcome {
    let index = place.layer - 1
    var z = pass.weightedInputs[index]
    z[place.neuron] += change
    let passesKink = passesKink(layer: index, z)
    guard index + 1 < network.layers.count else { return outcome(from: index, z, passesKink) }
    // Of this layer only the one activation moves.
    let next = network.layers[index + 1]
    let activation = network.hiddenActivation.value(z[place.neuron])
    let carried = activation - pass.activations[index + 1][place.neuron]
    guard carried != 0 else { return Outcome(cost: cost, passesKink: passesKink) }
    var nextZ = pass.weightedInputs[index + 1]
    for j in 0..<next.outputs { nextZ[j] += next.weights[j * next.inputs + place.neuron] * carried }
    return outcome(from: index + 1, nextZ, passesKink)
  }

  /// A straight way through all parameters, as one example sees it.
  struct Path {
    /// The components of the direction, as if they were a network.
    let direction: Backpropagation<Double>
    /// How fast the weighted inputs of layer 1 change, which they do evenly.
    let firstRates: [Double]
    /// How fast the fastest weighted input changes by its own weights, with the activations as they are.
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
      cost: explainer.objective.parts(z: z, a: outputs, target: target).reduce(0, +), passesKink: passesKink)
  }

  /// Whether any weighted input of a layer is on another side of its activation's kink than it was.
  private func passesKink(layer index: Int, _ z: [Double]) -> Bool {
    let activation: Activation
    if index + 1 < network.layers.count {
      activation = network.hiddenActivation
    } else {
      switch network.outputActivation {
      case .elementwise(let output): activation = output
      case .softmax: return false
      }
    }
    guard activation.hasKink else { return false }
    let before = pass.weightedInputs[index]
    // On the kink itself every move passes it.
    return z.indices.contains { z[$0] != before[$0] && (before[$0] == 0 || (z[$0] > 0) != (before[$0] > 0)) }
  }
}
