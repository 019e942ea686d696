import Downhill

/// The desired changes of all parameters, averaged over examples as they come: memory does not grow with their number.
///
/// Over all examples this average is −∇C, the negative gradient of the cost.
public struct AverageWish: Sendable {
  private let explainer: Explainer
  /// The sum of the gradients so far.
  private var sum: [Backpropagation<Double>.DenseLayer]
  private var costSum = 0.0
  /// Examples so far.
  public private(set) var count = 0

  /// An average over no examples yet.
  public init(_ explainer: Explainer) {
    self.explainer = explainer
    sum = explainer.backpropagation.zeroGradient
  }

  /// Adds what one more example wishes for.
  public mutating func add(inputs: [Double], target: [Double]) {
    let network = explainer.backpropagation
    let pass = network.forward(inputs)
    let z = pass.weightedInputs[network.layers.count - 1]
    costSum += explainer.objective.parts(z: z, a: pass.output, target: target).reduce(0, +)
    let deltas = network.sensitivities(pass, target: target, objective: explainer.objective)
    network.addGradient(pass, sensitivities: deltas, scale: 1, to: &sum)
    count += 1
  }

  /// The mean cost of the examples so far.
  public var meanCost: Double { costSum / Double(count) }

  /// The mean gradient ∇C of the examples so far, in the shape of the network's layers.
  public var gradient: [Backpropagation<Double>.DenseLayer] {
    let scale = 1 / Double(count)
    return sum.map { layer in
      Backpropagation<Double>.DenseLayer(
        inputs: layer.inputs, weights: layer.weights.map { $0 * scale }, biases: layer.biases.map { $0 * scale })
    }
  }
}
