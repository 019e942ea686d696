import Downhill

/// Everything that one example asks of a network, layer by layer, computed once: whoever shows it only draws it.
///
/// A *desired change* of a number is minus the sensitivity of the example's cost to it, −∂C/∂x: the way in which this
/// example wants x to move, and how strongly. All numbers are `Double`, from the textbook `Backpropagation`.
public struct Explanation: Equatable, Sendable {
  /// The network's inputs, a⁰.
  public var inputs: [Double]
  /// What the outputs should be, y.
  public var target: [Double]
  /// The class of the example: the place of its largest target.
  public var label: Int
  /// The class that the network names: the place of its largest output.
  public var prediction: Int
  /// The cost of this example.
  public var cost: Double
  /// The part of each output in the cost; their sum is the cost.
  public var costParts: [Double]
  /// Layers 1 … L; layer l is at l − 1.
  public var layers: [LayerExplanation]

  /// Layer `number`, counted from 1, the first with weights.
  public func layer(_ number: Int) -> LayerExplanation { layers[number - 1] }

  /// The activations of layer `number`, of which 0 is the input.
  public func activations(_ number: Int) -> [Double] { number == 0 ? inputs : layers[number - 1].activations }
}

/// What one example asks of the neurons of one layer, and of what leads to them.
public struct LayerExplanation: Equatable, Sendable {
  /// The number of the layer, from 1.
  public var number: Int
  /// z of each neuron: its bias plus what its weights bring it.
  public var weightedInputs: [Double]
  /// a of each neuron.
  public var activations: [Double]
  /// ∂C/∂a of each neuron. At the outputs of a cross-entropy it is infinite where an output is exactly 0.
  public var activationSensitivities: [Double]
  /// ∂C/∂z = δ of each neuron.
  public var sensitivities: [Double]
  /// What every neuron of the next layer asks of every neuron of this one: `requests[j][i]` = −wⱼᵢ·δⱼ. Their sum over j
  /// is the desired change of activation i. Empty for the output layer, whose wishes come from the targets.
  public var requests: [[Double]]

  /// −∂C/∂a of each neuron.
  public var desiredActivations: [Double] { activationSensitivities.map { -$0 } }
  /// −∂C/∂b = −δ of each neuron.
  public var desiredBiases: [Double] { sensitivities.map { -$0 } }

  /// −∂C/∂w of all weights of neuron `neuron`: −δ times what each weight carries. `previous` are the activations of the
  /// layer before.
  public func desiredWeights(neuron: Int, previous: [Double]) -> [Double] {
    previous.map { -sensitivities[neuron] * $0 }
  }
}
