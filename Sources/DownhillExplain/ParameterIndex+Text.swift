import Downhill

/// Why a text names no weight or bias of a network.
public enum ParameterIndexError: Error, Equatable, Sendable {
  /// It is not in the form of an index.
  case form(text: String)
  /// There is no such layer with weights.
  case layer(text: String, layers: Int)
  /// The layer has no such neuron.
  case neuron(text: String, layer: Int, neurons: Int)
  /// The layer before has no such neuron.
  case input(text: String, layer: Int, inputs: Int)
}

extension ParameterIndexError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .form(let text):
      return "\"\(text)\" names no weight and no bias; write LAYER:NEURON:INPUT like 1:3:350, or LAYER:NEURON:bias"
    case .layer(let text, let layers):
      return "\"\(text)\": the layers with weights are 1 to \(layers)"
    case .neuron(let text, let layer, let neurons):
      return "\"\(text)\": the neurons of layer \(layer) are 0 to \(neurons - 1)"
    case .input(let text, let layer, let inputs):
      let what = layer == 1 ? "inputs" : "neurons of layer \(layer - 1), whose weights lead to layer \(layer),"
      return "\"\(text)\": the \(what) are 0 to \(inputs - 1)"
    }
  }
}

extension ParameterIndex {
  /// Reads `LAYER:NEURON:INPUT` or `LAYER:NEURON:bias`, layers counted from 0, the input, so that 1 is the first with
  /// weights; neurons and inputs from 0.
  public init(_ text: String, in architecture: Architecture) throws(ParameterIndexError) {
    let parts = Downhill.parts(of: text, at: UInt8(ascii: ":"))
    guard parts.count == 3, let layer = decimal(parts[0]), let neuron = decimal(parts[1]) else {
      throw .form(text: text)
    }
    let isBias = parts[2].elementsEqual("bias".utf8)
    let input = decimal(parts[2])
    guard isBias || input != nil else { throw .form(text: text) }
    guard (1...architecture.layerCount).contains(layer) else {
      throw .layer(text: text, layers: architecture.layerCount)
    }
    guard neuron < architecture.sizes[layer] else {
      throw .neuron(text: text, layer: layer, neurons: architecture.sizes[layer])
    }
    if let input, input >= architecture.sizes[layer - 1] {
      throw .input(text: text, layer: layer, inputs: architecture.sizes[layer - 1])
    }
    self.init(layer: layer, neuron: neuron, input: input)
  }
}

extension ParameterIndex: CustomStringConvertible {
  /// As ``init(_:in:)`` reads it: `1:3:350`, `2:0:bias`.
  public var description: String { "\(layer):\(neuron):" + (input.map { "\($0)" } ?? "bias") }
}
