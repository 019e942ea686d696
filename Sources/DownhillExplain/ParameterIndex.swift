import Downhill

/// The index of a weight or bias: layer, neuron, and the input that a weight comes from.
public struct ParameterIndex: Equatable, Sendable {
  /// The layer it leads to, from 1.
  public var layer: Int
  /// The neuron of that layer, from 0.
  public var neuron: Int
  /// The neuron of the layer before that the weight comes from; nil for the bias.
  public var input: Int?

  /// The weight from `input` to a neuron, or its bias.
  public init(layer: Int, neuron: Int, input: Int?) {
    self.layer = layer
    self.neuron = neuron
    self.input = input
  }
}

extension Backpropagation<Double> {
  /// The value of a parameter.
  subscript(parameter: ParameterIndex) -> Double {
    get { layers[parameter] }
    set {
      if let input = parameter.input {
        layers[parameter.layer - 1].weights[parameter.neuron * layers[parameter.layer - 1].inputs + input] = newValue
      } else {
        layers[parameter.layer - 1].biases[parameter.neuron] = newValue
      }
    }
  }

  /// Every weight and bias, layer by layer, each neuron's weights before its bias.
  var parameterIndices: [ParameterIndex] {
    layers.indices.flatMap { index in
      (0..<layers[index].outputs).flatMap { neuron in
        (0..<layers[index].inputs).map { ParameterIndex(layer: index + 1, neuron: neuron, input: $0) }
          + [ParameterIndex(layer: index + 1, neuron: neuron, input: nil)]
      }
    }
  }
}
