import Downhill

/// One example explained from its outputs back to its inputs, with the proof of its numbers: all that `downhill explain`
/// shows, in a terminal, as JSON and as a page.
public struct ExampleStory: Equatable, Sendable {
  /// The chain of wishes.
  public let explanation: Explanation
  /// The three ways to move one neuron.
  public let levers: Levers
  /// The weights and biases that should change most, the first most of all.
  public let nudges: [Nudge]
  /// What steps of several learning rates bring, the largest rate first.
  public let steps: [StepOutcome]
  /// The largest difference between an activation's summed requests, carried through its slope, and −δ of the textbook.
  public let requestsDifference: Double
}

extension Explainer {
  /// The story of an explained example: the levers of `neuron` of layer `number`, the `limit` largest nudges, and a step
  /// with each of the learning rates.
  public func story(
    of explanation: Explanation, layer number: Int, neuron: Int, limit: Int, learningRates: [Double]
  ) -> ExampleStory {
    ExampleStory(
      explanation: explanation, levers: levers(explanation, layer: number, neuron: neuron, limit: limit),
      nudges: explanation.largestNudges(limit), steps: learningRates.map { step(explanation, learningRate: $0) },
      requestsDifference: explanation.requestsDifference)
  }
}

extension Explanation {
  /// How far the requests, added up and carried through the slope of their neuron, are from −δ.
  var requestsDifference: Double {
    layers.dropLast().reduce(0) { largest, layer in
      layer.activationSensitivities.indices.reduce(largest) { largest, i in
        let delta = layer.activationSensitivities[i] * hiddenActivation.slope(layer.weightedInputs[i])
        return max(largest, abs(delta - layer.sensitivities[i]))
      }
    }
  }
}
