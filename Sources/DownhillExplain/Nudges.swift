import Downhill

/// A nudge: how one example wants one weight or bias to change, and why.
public struct Nudge: Equatable, Sendable {
  /// Which weight or bias.
  public let parameter: ParameterIndex
  /// Its present value.
  public let value: Double
  /// −∂C/∂x.
  public let desiredChange: Double
  /// δ of the neuron that it leads to.
  public let sensitivity: Double
  /// What it carries: the activation it comes from, 1 for a bias.
  public let carried: Double
}

/// The effect on one example of a step along its desired changes.
public struct StepOutcome: Equatable, Sendable {
  /// The learning rate η: each parameter changes by η times its desired change.
  public let learningRate: Double
  /// The linear prediction of the change of the cost: −η‖∇C‖².
  public let predicted: Double
  /// The change of the cost measured by running the changed network.
  public let measured: Double
  /// The outputs of the changed network.
  public let outputs: [Double]
}

extension Explanation {
  /// The weights and biases that this example wants to change most, the largest change first.
  public func largestNudges(_ limit: Int) -> [Nudge] {
    largest(layers.flatMap { largestNudges(layer: $0.number, limit) }, limit)
  }

  /// The same for those that lead to layer `number`.
  public func largestNudges(layer number: Int, _ limit: Int) -> [Nudge] {
    // Only the neurons of largest |δ| and the brightest inputs can be among them.
    let layer = layer(number)
    let inputs = indicesOfLargest(layer.previousActivations, limit)
    let nudges = indicesOfLargest(layer.sensitivities, limit).flatMap { j in
      inputs.map { nudge(layer, neuron: j, input: $0) } + [nudge(layer, neuron: j, input: nil)]
    }
    return largest(nudges, limit)
  }

  private func largest(_ nudges: [Nudge], _ limit: Int) -> [Nudge] {
    indicesOfLargest(nudges.map { $0.desiredChange }, limit).map { nudges[$0] }
  }

  private func nudge(_ layer: LayerExplanation, neuron: Int, input: Int?) -> Nudge {
    Nudge(
      parameter: ParameterIndex(layer: layer.number, neuron: neuron, input: input),
      value: input.map { layer.weight(neuron: neuron, input: $0) } ?? layer.parameters.biases[neuron],
      desiredChange: input.map { layer.desiredWeight(neuron: neuron, input: $0) } ?? -layer.sensitivities[neuron],
      sensitivity: layer.sensitivities[neuron], carried: input.map { layer.previousActivations[$0] } ?? 1)
  }
}

extension Explainer {
  /// What one step of gradient descent on this example alone does to it.
  public func step(_ explanation: Explanation, learningRate: Double) -> StepOutcome {
    var stepped = backpropagation
    for layer in explanation.layers {
      let index = layer.number - 1
      for j in 0..<layer.count {
        let delta = layer.sensitivities[j]
        stepped.layers[index].biases[j] -= learningRate * delta
        for (i, carried) in layer.previousActivations.enumerated() where carried != 0 {
          stepped.layers[index].weights[j * layer.parameters.inputs + i] -= learningRate * delta * carried
        }
      }
    }
    let pass = stepped.forward(explanation.inputs)
    let z = pass.weightedInputs[pass.weightedInputs.count - 1]
    let cost = objective.parts(z: z, a: pass.output, target: explanation.target).reduce(0, +)
    return StepOutcome(
      learningRate: learningRate, predicted: -learningRate * explanation.squaredGradientNorm,
      measured: cost - explanation.cost, outputs: pass.output)
  }
}
