import Downhill

/// One example explained from its outputs back to its inputs, with the proof of its numbers: everything that `downhill
/// explain` shows, in a terminal, as JSON and as a page.
public struct ExampleStory: Equatable, Sendable {
  /// The chain of wishes.
  public let explanation: Explanation
  /// The three ways to move one neuron.
  public let levers: Levers
  /// The weights and biases that should change most, the largest change first.
  public let nudges: [Nudge]
  /// Whether the weights that should grow most connect neurons that fire together, layer by layer.
  public let fireTogether: [FireTogether]
  /// The outcome of steps of several learning rates, the largest rate first.
  public let steps: [StepOutcome]
  /// The checks of the wishes.
  public let proof: ExampleProof

  /// The same story with the levers of another neuron.
  public func retold(levers: Levers) -> ExampleStory {
    ExampleStory(
      explanation: explanation, levers: levers, nudges: nudges, fireTogether: fireTogether, steps: steps, proof: proof)
  }
}

/// The checks of one example's wishes: each is computed again in an independent way.
public struct ExampleProof: Equatable, Sendable {
  /// The largest difference between a neuron's added-up requests, carried through its slope, and −δ of the textbook.
  public let requestsDifference: Double
  /// How the engine's gradient, in `Float`, differs from this one, in `Double`.
  public let engine: GradientDifference
  /// The wishes compared with the cost itself, measured by moving weights and biases a little up and down.
  public let numerical: GradientCheck.Summary
  /// Whether every weight and bias was moved; in large networks only those that should change most are.
  public let isComplete: Bool
}

extension Explainer {
  /// The most multiplications for numerical derivatives: about half a second's.
  private static let multiplicationLimit = 400_000_000

  /// The story of an explained example: the levers of `neuron` of layer `number`, the `limit` largest nudges, and a step
  /// with each of the learning rates. `engineGradient` is what the engine found for the same example and target.
  public func story(
    of explanation: Explanation, layer number: Int, neuron: Int, limit: Int, learningRates: [Double],
    engineGradient: Gradient
  ) -> ExampleStory {
    ExampleStory(
      explanation: explanation, levers: levers(explanation, layer: number, neuron: neuron, limit: limit),
      nudges: explanation.largestNudges(limit), fireTogether: explanation.fireTogether,
      steps: learningRates.map { step(explanation, learningRate: $0) },
      proof: proof(of: explanation, engineGradient: engineGradient))
  }

  private func proof(of explanation: Explanation, engineGradient: Gradient) -> ExampleProof {
    var average = AverageWish(self, bounded: true)
    average.add(inputs: explanation.inputs, target: explanation.target)
    let gradient = average.gradient
    let bounds = average.bounds(.float) ?? []
    let check = GradientCheck(self, inputs: [explanation.inputs], targets: [explanation.target])
    let isComplete = multiplicationsToMoveAll(explanation) <= Self.multiplicationLimit
    return ExampleProof(
      requestsDifference: explanation.requestsDifference,
      engine: GradientDifference(gradient, [Backpropagation<Double>.DenseLayer](engineGradient), bounds: bounds),
      numerical: isComplete
        ? check.compareEveryParameter(gradient)
        : check.compare(gradient, at: explanation.largestNudges(100).map { $0.parameter }), isComplete: isComplete)
  }

  /// About how many multiplications it takes to run the network again, six times from its layer on, for each parameter
  /// whose input is not zero.
  private func multiplicationsToMoveAll(_ explanation: Explanation) -> Int {
    var behind = 0
    var sum = 0
    for layer in explanation.layers.reversed() {
      let carrying = layer.previousActivations.reduce(1) { $0 + ($1 == 0 ? 0 : 1) }
      sum += 6 * layer.count * carrying * (behind + layer.count)
      behind += layer.count * layer.parameters.inputs
    }
    return sum
  }
}

extension Explanation {
  /// How far each neuron's summed requests times its slope are from −δ.
  var requestsDifference: Double {
    layers.dropLast().reduce(0) { largest, layer in
      layer.activationSensitivities.indices.reduce(largest) { largest, i in
        let slope = hiddenActivations[layer.number - 1].slope(layer.weightedInputs[i])
        let delta = layer.activationSensitivities[i] * slope
        return max(largest, abs(delta - layer.sensitivities[i]))
      }
    }
  }
}
