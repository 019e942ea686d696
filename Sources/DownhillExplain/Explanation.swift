import Downhill

/// Everything that one example asks of a network, layer by layer, computed once; terminal, page and JSON only show it.
///
/// A *desired change* of a number x is −∂C/∂x, minus the sensitivity of the example's cost to it: the way in which this
/// example wants x to move, and how strongly. All numbers are `Double`, from the textbook `Backpropagation`.
public struct Explanation: Equatable, Sendable {
  /// The network's inputs, a⁰.
  public let inputs: [Double]
  /// The target y of the outputs.
  public let target: [Double]
  /// The class of the example: the one that its target names.
  public let label: Int
  /// The class that the outputs name, see `OutputActivation.answer`.
  public let prediction: Int
  /// The part of each output in the cost.
  public let costParts: [Double]
  /// The cost of this example: the sum of its parts.
  public let cost: Double
  /// Layers 1 … L; layer l is at l − 1.
  public let layers: [LayerExplanation]
  /// The activation of each hidden layer; that of layer l is at l − 1.
  public let hiddenActivations: [Activation]
  /// The activation of the outputs.
  public let outputActivation: OutputActivation
  /// Cost and output activation.
  public let objective: Objective

  /// Layer `number`, which must be one of 1 … L. Layer 0, the input, has neither weights nor wishes.
  public func layer(_ number: Int) -> LayerExplanation { layers[number - 1] }

  /// The output of a class; a single output stands for both.
  public func output(of label: Int) -> Int { max(0, min(label, output.count - 1)) }

  /// The output layer.
  public var output: LayerExplanation { layers[layers.count - 1] }

  /// The sum of the squares of all desired changes of weights and biases, ‖∇C‖²: how much this example wants.
  ///
  /// As ∂C/∂wⱼᵢ = aᵢδⱼ, each layer contributes ‖δ‖² (‖a‖² + 1), a being the activations of the previous layer.
  public var squaredGradientNorm: Double {
    layers.reduce(0) { sum, layer in
      sum + squaredNorm(layer.sensitivities) * (squaredNorm(layer.previousActivations) + 1)
    }
  }
}

/// What one example asks of the neurons of one layer, and of their weights and biases.
public struct LayerExplanation: Equatable, Sendable {
  /// The number of the layer, from 1.
  public let number: Int
  /// Its weights `[outputs][inputs]` and biases.
  public let parameters: Backpropagation<Double>.DenseLayer
  /// The activations of the layer before: what its weights carry.
  public let previousActivations: [Double]
  /// z of each neuron.
  public let weightedInputs: [Double]
  /// a of each neuron.
  public let activations: [Double]
  /// ∂C/∂a of each neuron. At the outputs of a cross-entropy it is infinite where an output is exactly the opposite of
  /// its target; through a softmax, ∂C/∂z is not this times one slope, as each output depends on every z.
  public let activationSensitivities: [Double]
  /// ∂C/∂z = δ of each neuron.
  public let sensitivities: [Double]
  /// What every neuron j of the next layer asks of every neuron i of this one: `requests[j][i]` = −wⱼᵢ·δⱼ. Their sum
  /// over j is the desired change of activation i. Empty for the output layer, whose wishes come from the targets.
  public let requests: [[Double]]

  /// Neurons of this layer.
  public var count: Int { activations.count }

  /// −∂C/∂a of each neuron.
  public var desiredActivations: [Double] { activationSensitivities.map { -$0 } }
  /// −∂C/∂b = −δ of each neuron.
  public var desiredBiases: [Double] { sensitivities.map { -$0 } }

  /// wⱼᵢ, from neuron `input` of the previous layer to `neuron`; both must exist.
  public func weight(neuron: Int, input: Int) -> Double {
    precondition((0..<count).contains(neuron) && (0..<parameters.inputs).contains(input), "weight \(neuron), \(input)")
    return parameters.weights[neuron * parameters.inputs + input]
  }

  /// −∂C/∂wⱼᵢ = −δⱼ·aᵢ: in proportion to what the weight carries.
  public func desiredWeight(neuron: Int, input: Int) -> Double { -sensitivities[neuron] * previousActivations[input] }

  /// The desired change of each weight of a neuron.
  public func desiredWeights(neuron: Int) -> [Double] { previousActivations.map { -sensitivities[neuron] * $0 } }
}

/// The sum of the squares.
func squaredNorm(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1 * $1 } }
