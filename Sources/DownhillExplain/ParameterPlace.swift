import Downhill

/// One weight or bias of a network.
public struct ParameterPlace: Equatable, Sendable {
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
  /// The number at a place. Places count layers from 1.
  subscript(place: ParameterPlace) -> Double {
    get { layers[place] }
    set {
      if let input = place.input {
        layers[place.layer - 1].weights[place.neuron * layers[place.layer - 1].inputs + input] = newValue
      } else {
        layers[place.layer - 1].biases[place.neuron] = newValue
      }
    }
  }

  /// Every weight and bias, layer by layer, each neuron's weights before its bias.
  var places: [ParameterPlace] {
    layers.indices.flatMap { index in
      (0..<layers[index].outputs).flatMap { neuron in
        (0..<layers[index].inputs).map { ParameterPlace(layer: index + 1, neuron: neuron, input: $0) }
          + [ParameterPlace(layer: index + 1, neuron: neuron, input: nil)]
      }
    }
  }
}
