import Downhill

/// One number for every parameter, in the shape of a network's layers: a gradient, a direction, the network itself.
extension [Backpropagation<Double>.DenseLayer] {
  /// The numbers of a network or of the engine's gradient, exactly.
  public init(_ parameters: Parameters) {
    self = parameters.layers.indices.map { index in
      Backpropagation<Double>.DenseLayer(
        inputs: parameters.layers[index].inputs, weights: parameters.weights(layer: index).map { Double($0) },
        biases: parameters.biases(layer: index).map { Double($0) })
    }
  }

  /// Every number times `factor`.
  public func scaled(by factor: Double) -> Self {
    map { layer in
      Backpropagation<Double>.DenseLayer(
        inputs: layer.inputs, weights: layer.weights.map { $0 * factor }, biases: layer.biases.map { $0 * factor })
    }
  }

  /// The inner product: the derivative along `other` if this is a gradient.
  public func dot(_ other: Self) -> Double {
    var sum = 0.0
    for (left, right) in zip(self, other) {
      for (x, y) in zip(left.weights, right.weights) { sum += x * y }
      for (x, y) in zip(left.biases, right.biases) { sum += x * y }
    }
    return sum
  }

  /// The length of the vector of all numbers.
  public var norm: Double { dot(self).squareRoot() }

  /// The cosine of the angle to `other`: 1 where both point the same way, 0 at a right angle. Zero has no direction, and
  /// its cosine is 0.
  public func cosine(_ other: Self) -> Double {
    let lengths = norm * other.norm
    return lengths > 0 ? dot(other) / lengths : 0
  }

  /// The number of parameters.
  public var parameterCount: Int { reduce(0) { $0 + $1.weights.count + $1.biases.count } }

  /// The value of one parameter.
  public subscript(parameter: ParameterIndex) -> Double {
    let layer = self[parameter.layer - 1]
    return parameter.input.map { layer.weights[parameter.neuron * layer.inputs + $0] } ?? layer.biases[parameter.neuron]
  }

  /// Calls `body` with each parameter and its value, layer by layer, each neuron's weights before its bias.
  public func forEach(_ body: (_ parameter: ParameterIndex, _ number: Double) -> Void) {
    for (index, layer) in enumerated() {
      for neuron in 0..<layer.outputs {
        for input in 0..<layer.inputs {
          body(
            ParameterIndex(layer: index + 1, neuron: neuron, input: input), layer.weights[neuron * layer.inputs + input]
          )
        }
        body(ParameterIndex(layer: index + 1, neuron: neuron, input: nil), layer.biases[neuron])
      }
    }
  }
}
