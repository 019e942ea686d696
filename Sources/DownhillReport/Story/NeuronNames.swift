import Downhill
import DownhillExplain

/// What inputs, neurons, weights and biases are called in sentences.
package struct NeuronNames: Equatable, Sendable {
  /// Layers with weights.
  let layerCount: Int
  /// What the inputs are; nil for numbers without names.
  let inputs: DataSet.Inputs?
  /// The name of each output; empty if they have none.
  let outputs: [String]

  /// The names in a network of this many layers with weights.
  package init(layerCount: Int, inputs: DataSet.Inputs? = nil, outputs: OutputNames = .numbers(first: 0)) {
    self.layerCount = layerCount
    self.inputs = inputs
    self.outputs = outputs.names
  }

  /// Whether the inputs are columns of a table.
  var areColumns: Bool { columns != nil }

  private var columns: [String]? {
    guard case .columns(let names)? = inputs else { return nil }
    return names
  }

  /// `output 7` or `output Adelie`, `hidden neuron 5`, and with several hidden layers `neuron 5 of layer 2`; of layer 0
  /// `input 350` or `input age`.
  package func name(layer: Int, neuron: Int) -> String {
    if layer == 0 { return "input \(short(layer: 0, neuron))" }
    if layer == layerCount { return "output \(short(layer: layer, neuron))" }
    return layerCount == 2 ? "hidden neuron \(neuron)" : "neuron \(neuron) of layer \(layer)"
  }

  /// What distinguishes a neuron from the others of its layer: its name, or its number.
  func short(layer: Int, _ neuron: Int) -> String {
    let names = layer == 0 ? columns ?? [] : layer == layerCount ? outputs : []
    return neuron < names.count ? names[neuron] : "\(neuron)"
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

  /// The parameter's index, and what of it has a name: `1:3:0 from age`, `2:1:3 to Gentoo`, `2:1:bias of Gentoo`.
  func indexed(_ parameter: ParameterIndex) -> String {
    var text = "\(parameter)"
    if parameter.layer == 1, let columns, let input = parameter.input { text += " from \(columns[input])" }
    if parameter.layer == layerCount, parameter.neuron < outputs.count {
      text += "\(parameter.input == nil ? " of" : " to") \(outputs[parameter.neuron])"
    }
    return text
  }

  /// The heading of a layer in a drawing: `input`, `hidden layer 2`, `outputs`.
  func heading(layer: Int) -> String {
    if layer == 0 { return "input" }
    if layer == layerCount { return "outputs" }
    return layerCount == 2 ? "hidden layer" : "hidden layer \(layer)"
  }

  /// The short label of a neuron in a drawing: `output 7`, `hidden 5`, with several hidden layers `layer 2 · 5`; a
  /// pixel by its row and column, if the inputs are a picture.
  package func label(layer: Int, neuron: Int) -> String {
    if layer == layerCount { return name(layer: layer, neuron: neuron) }
    if layer > 0 { return layerCount == 2 ? "hidden \(neuron)" : "layer \(layer) · \(neuron)" }
    switch inputs {
    case .picture(let shape)?: return "pixel (\(neuron / shape.columns), \(neuron % shape.columns))"
    case .columns(let names)?: return names[neuron]
    case nil: return "input \(neuron)"
    }
  }

  // MARK: Nouns

  /// What a weight of layer 1 carries.
  var carried: String { areColumns ? "input" : "pixel" }
  /// What an example is.
  var example: String { areColumns ? "row" : "picture" }
  /// What shows one number for each input.
  var exhibit: String { areColumns ? "column of numbers" : "picture" }
  /// What inputs are that count most.
  var strong: String { areColumns ? "large" : "bright" }
}
