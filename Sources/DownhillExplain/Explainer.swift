import Downhill

/// Explains what backpropagation does with one example. It takes z, a and δ from the textbook and adds what the
/// textbook discards: which neuron requests what of which.
public struct Explainer: Sendable {
  /// The textbook of the network, in `Double`.
  public let backpropagation: Backpropagation<Double>
  /// Cost and output activation.
  public let objective: Objective

  /// An explainer for a network and the cost it was trained for.
  public init(_ network: Network, cost: Cost) throws(EngineError) {
    backpropagation = Backpropagation(network)
    objective = try Objective(cost, through: network.architecture.outputActivation)
  }

  /// An explainer for the textbook of a network. The objective must suit its outputs.
  public init(_ backpropagation: Backpropagation<Double>, objective: Objective) {
    self.backpropagation = backpropagation
    self.objective = objective
  }

  /// Everything that an example asks for. `inputs` and `target` must fit the network and be finite.
  public func explain(inputs: [Double], target: [Double]) throws(EngineError) -> Explanation {
    let layers = backpropagation.layers
    guard inputs.count == layers[0].inputs else {
      throw .inputs(network: layers[0].inputs, examples: inputs.count)
    }
    guard target.count == layers[layers.count - 1].outputs else {
      throw .outputs(network: layers[layers.count - 1].outputs, examples: target.count)
    }
    try check(areFinite: inputs, "input")
    try check(areFinite: target, "target")
    let pass = backpropagation.forward(inputs)
    let outputActivation = backpropagation.outputActivation
    guard let label = outputActivation.answer(target), let prediction = outputActivation.answer(pass.output) else {
      throw .overflow
    }
    let deltas = backpropagation.sensitivities(pass, target: target, objective: objective)
    let parts = objective.parts(z: pass.weightedInputs[layers.count - 1], a: pass.output, target: target)
    return Explanation(
      inputs: inputs, target: target, label: label, prediction: prediction,
      costParts: parts, cost: parts.reduce(0, +),
      layers: layers.indices.map { layerExplanation($0, pass, deltas, target) },
      hiddenActivations: backpropagation.hiddenActivations, outputActivation: outputActivation,
      objective: objective)
  }

  private func check(areFinite numbers: [Double], _ name: String) throws(EngineError) {
    guard let index = numbers.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(what: "\(name) \(index)", value: Float(numbers[index]))
  }

  /// Everything that example `index` of `examples` asks for.
  public func explain(_ examples: Examples, index: Int) throws(EngineError) -> Explanation {
    try explain(inputs: examples.inputs(index).map(Double.init), target: target(examples, index: index))
  }

  /// The target of each output for example `index` of `examples`.
  func target(_ examples: Examples, index: Int) -> [Double] {
    objective.targets(ofOutputs: examples.target(index).map(Double.init))
  }

  private func layerExplanation(
    _ index: Int, _ pass: Backpropagation<Double>.ForwardPass, _ deltas: [[Double]], _ target: [Double]
  ) -> LayerExplanation {
    let isOutput = index + 1 == backpropagation.layers.count
    let requests = isOutput ? [] : requests(of: backpropagation.layers[index + 1], deltas[index + 1])
    let activations = pass.activations[index + 1]
    return LayerExplanation(
      number: index + 1, parameters: backpropagation.layers[index], previousActivations: pass.activations[index],
      weightedInputs: pass.weightedInputs[index], activations: activations,
      activationSensitivities: isOutput
        ? objective.activationSlopes(a: activations, target: target) : sums(requests).map { -$0 },
      sensitivities: deltas[index], requests: requests)
  }

  /// −wⱼᵢ·δⱼ for each neuron j of a layer and each neuron i before it.
  private func requests(of next: Backpropagation<Double>.DenseLayer, _ deltas: [Double]) -> [[Double]] {
    (0..<next.outputs).map { j in
      (0..<next.inputs).map { i in -next.weights[j * next.inputs + i] * deltas[j] }
    }
  }

  /// The sum of each column.
  private func sums(_ rows: [[Double]]) -> [Double] {
    var sums = [Double](repeating: 0, count: rows.first?.count ?? 0)
    for row in rows {
      for (i, request) in row.enumerated() { sums[i] += request }
    }
    return sums
  }
}
