import Downhill
import DownhillExplain
import DownhillReport

/// The network beside every step: its activations, and the wishes as far back as they are known.
extension Chapter {
  /// The network, with a line that explains its lines.
  var map: Markup {
    .joined([
      NetworkDiagram(
        title: "The network and its wishes", summary: mapSummary, input: input, layers: mapLayers, neuronLimit: 16,
        size: .narrow
      ).picture,
      .element("p", [.class("note")], text: mapKey),
    ])
  }

  private var mapSummary: String {
    "From the picture on the left to the outputs on the right. Discs are activations; triangles point up or down where a "
      + "neuron should change."
  }

  /// What the lines and triangles are.
  private var mapKey: String {
    let lines: String
    switch step {
    case .answer, .outputs: lines = "Lines: what each neuron contributes to the next, w·a."
    case .levers: lines = "Lines: what each neuron contributes to the chosen one, w·a."
    case .requests: lines = "Lines: the requests, −w·δ."
    case .pictures, .nudges, .descent, .proof: lines = "Lines: how the weights want to change, −δ·a."
    }
    let signs = " Blue is up or more, orange and dashed down or less."
    return (step == .answer ? "" : "Triangles: desired changes. ") + lines + signs + " Choose any neuron."
  }

  private var mapLayers: [NetworkDiagram.Layer] {
    explanation.layers.map { layer in
      NetworkDiagram.Layer(
        name: layer.number == explanation.layers.count ? "outputs" : "layer \(layer.number)",
        activations: layer.activations, lines: lines(to: layer),
        wishes: hasWishes(layer.number) ? wishes(of: layer) : [],
        touches: (0..<layer.count).map { touch(layer, $0) })
    }
  }

  /// Whether backpropagation has reached a layer.
  private func hasWishes(_ layer: Int) -> Bool {
    switch step {
    case .answer: false
    case .outputs, .levers: layer == explanation.layers.count
    case .requests(let asked): layer >= asked
    case .pictures, .nudges, .descent, .proof: true
    }
  }

  private func wishes(of layer: LayerExplanation) -> [Double] {
    layer.number == explanation.layers.count ? narrative.wishes : layer.desiredActivations
  }

  /// One number for each line to a layer.
  private func lines(to layer: LayerExplanation) -> [[Double]] {
    let isFirst = layer.number == 1
    switch step {
    case .answer, .outputs: return carried(to: layer, isFirst)
    case .levers:
      guard layer.number == levers.layer else { return [] }
      return carried(to: layer, isFirst).enumerated().map { neuron, numbers in
        neuron == levers.neuron ? numbers : numbers.map { _ in 0 }
      }
    case .requests(let asked):
      return layer.number == asked + 1 ? explanation.layer(asked).requests : []
    case .pictures, .nudges, .descent, .proof:
      return (0..<layer.count).map { isFirst ? [layer.desiredBiases[$0]] : layer.desiredWeights(neuron: $0) }
    }
  }

  private func carried(to layer: LayerExplanation, _ isFirst: Bool) -> [[Double]] {
    contributions(layer.parameters, carrying: layer.previousActivations, added: isFirst)
  }

  private func touch(_ layer: LayerExplanation, _ neuron: Int) -> Touch {
    let chosen = NeuronIndex(layer: layer.number, index: neuron)
    let wish = hasWishes(layer.number) ? formulas.wish(layer: layer.number, neuron: neuron) : ""
    let name = "\(names.name(layer: layer.number, neuron: neuron)), at \(activationText(layer.activations[neuron]))"
    return Touch(
      name + (hasWishes(layer.number) ? ", should change by \(signedText(wishes(of: layer)[neuron], digits: 3))" : ""),
      call: choosing(chosen),
      formula: formulas.activation(layer: layer.number, neuron: neuron) + (wish.isEmpty ? "" : "\n" + wish),
      isChosen: chosen == chosenNeuron)
  }

  /// The neuron that the step shows.
  private var chosenNeuron: NeuronIndex? {
    switch step {
    case .levers: leverNeuron
    case .requests(let layer): asked(layer)
    case .answer, .outputs, .pictures, .nudges, .descent, .proof: nil
    }
  }
}

/// What each neuron before contributes to each neuron of a layer, w·a; `added` up where all lines begin at one picture.
func contributions(
  _ layer: Backpropagation<Double>.DenseLayer, carrying activations: [Double], added: Bool
) -> [[Double]] {
  (0..<layer.outputs).map { j in
    let start = j * layer.inputs
    guard added else { return activations.indices.map { layer.weights[start + $0] * activations[$0] } }
    var sum = 0.0
    for i in activations.indices { sum += layer.weights[start + i] * activations[i] }
    return [sum]
  }
}
