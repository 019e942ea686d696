import DownhillExplain

/// What neurons, weights and biases are called in sentences.
package struct NeuronNames: Equatable, Sendable {
  /// Layers with weights.
  let layerCount: Int

  /// The names in a network of this many layers with weights.
  package init(layerCount: Int) { self.layerCount = layerCount }

  /// `output 7`, `hidden neuron 5`, and with several hidden layers `neuron 5 of layer 2`; of layer 0 `input 350`.
  package func name(layer: Int, neuron: Int) -> String {
    if layer == 0 { return "input \(neuron)" }
    if layer == layerCount { return "output \(neuron)" }
    return layerCount == 2 ? "hidden neuron \(neuron)" : "neuron \(neuron) of layer \(layer)"
  }

  /// `the outputs`, `the hidden neurons`, `the neurons of layer 2`, `the inputs`.
  package func plural(layer: Int) -> String {
    if layer == 0 { return "the inputs" }
    if layer == layerCount { return "the outputs" }
    return layerCount == 2 ? "the hidden neurons" : "the neurons of layer \(layer)"
  }

  /// `the weight from neuron 3 of layer 2 to output 7`, `the bias of output 7`.
  public func name(_ parameter: ParameterIndex) -> String {
    let neuron = name(layer: parameter.layer, neuron: parameter.neuron)
    guard let input = parameter.input else { return "the bias of \(neuron)" }
    return "the weight from \(name(layer: parameter.layer - 1, neuron: input)) to \(neuron)"
  }

  /// The heading of a layer in a drawing: `input`, `hidden layer 2`, `outputs`.
  func heading(layer: Int) -> String {
    if layer == 0 { return "input" }
    if layer == layerCount { return "outputs" }
    return layerCount == 2 ? "hidden layer" : "hidden layer \(layer)"
  }

  /// The short label of a neuron in a drawing: `output 7`, `hidden 5`, with several hidden layers `layer 2 · 5`; a
  /// pixel by its row and column, if the inputs are a picture of this many columns.
  package func label(layer: Int, neuron: Int, pictureColumns: Int? = nil) -> String {
    if layer == layerCount { return "output \(neuron)" }
    if layer > 0 { return layerCount == 2 ? "hidden \(neuron)" : "layer \(layer) · \(neuron)" }
    guard let pictureColumns else { return "input \(neuron)" }
    return "pixel (\(neuron / pictureColumns), \(neuron % pictureColumns))"
  }
}
