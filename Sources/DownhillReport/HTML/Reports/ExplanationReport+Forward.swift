import DownhillExplain

/// What the network makes of the example, and what the example wants of the outputs.
extension ExplanationReport {
  var exampleSection: ReportSection {
    ReportSection(id: "example", title: "The example and the answer") {
      Markup.element("div", input == nil ? [] : [.class("beside")]) {
        if let input {
          RasterFigure(
            title: "The picture \(exampleName)", summary: "A picture of \(input.rows) by \(input.columns) grey pixels.",
            raster: input, style: .ink, width: 224
          ).figure(caption: "\(exampleName): \(input.rows) by \(input.columns) pixels, 0 for paper, 1 for ink.")
        }
        Markup.element("div") {
          Markup.paragraph(answerSentence)
          Markup.facts(facts)
          Markup.note(
            "The cost says how far the answer is from what it should be. A desired change of a number x is −∂C/∂x: the "
              + "direction in which moving x a little lowers this example's cost, and how fast it does.")
        }
      }
    }
  }

  private var answerSentence: String {
    let answer = NumberText.article(explanation.prediction)
    guard isLabelKnown else {
      return "Nobody has said what this is. The network says \(answer), and the page takes it at its word."
    }
    if explanation.label == explanation.prediction {
      return "This is \(NumberText.article(explanation.label)), and the network says so, too."
    }
    return "This is \(NumberText.article(explanation.label)). The network takes it for \(answer)."
  }

  private var facts: [(name: String, value: String)] {
    [
      ("label", isLabelKnown ? "\(explanation.label)" : "not known"),
      ("the network's answer", "\(explanation.prediction)"),
      ("cost C of this example", numberText(explanation.cost)),
      ("‖∇C‖, how much it wants in all", numberText(explanation.squaredGradientNorm.squareRoot())),
    ]
  }

  var networkSection: ReportSection {
    ReportSection(id: "network", title: "The network at work") {
      NetworkDiagram(
        title: "The network with its activations",
        summary:
          "From the inputs on the left to the outputs on the right; the fuller a circle, the more active the neuron.",
        input: input, layers: diagramLayers
      ).figure(
        caption: "The area of a disc is the neuron's activation a. Lines are the desired changes of the weights, "
          + "−δ·a: blue and solid to grow, orange and dashed to shrink, thicker for more; each layer has its own "
          + "scale, and changes below a twelfth of its largest are left out. Lines from the picture are the desired "
          + "changes of the biases, which all weights of the neuron share.")
    }
  }

  private var diagramLayers: [NetworkDiagram.Layer] {
    let layers = explanation.layers.map { layer in
      NetworkDiagram.Layer(
        name: layerName(layer.number), activations: layer.activations,
        lines: layer.number == 1 && input != nil
          ? layer.desiredBiases.map { [$0] } : (0..<layer.count).map { layer.desiredWeights(neuron: $0) })
    }
    return input == nil ? [NetworkDiagram.Layer(name: "input", activations: explanation.inputs)] + layers : layers
  }

  var outputSection: ReportSection {
    ReportSection(id: "outputs", title: "What the outputs should change") {
      Markup.paragraph(outputSentence)
      OutputChart(
        title: "Activations, targets and desired changes of the outputs",
        summary: outputSentence, outputs: shownOutputs
      ).figure(caption: outputCaption)
    }
  }

  private var shownOutputs: [OutputChart.Output] {
    let output = explanation.output
    let desired = output.desiredActivations
    return Cut(desired, limit: 30).places.map { index in
      var notes: [String] = []
      if index == explanation.label { notes.append(isLabelKnown ? "label" : "taken") }
      if index == explanation.prediction { notes.append("answer") }
      return OutputChart.Output(
        name: "\(index)", activation: output.activations[index], target: explanation.target[index],
        cost: explanation.costParts[index], desiredChange: desired[index], note: notes.joined(separator: ", "))
    }
  }

  private var outputCaption: String {
    let cut = Cut(explanation.output.desiredActivations, limit: 30).text("that want most")
    return (cut.map { "Shown are \($0) outputs. " } ?? "") + objectiveCaption
  }

  private var objectiveCaption: String {
    switch explanation.objective {
    case .quadratic:
      "The cost is ½ Σ (a − y)², so an output's desired change is y − a: exactly its distance from its target."
    case .binaryCrossEntropy:
      "The cost is −Σ [y ln a + (1 − y) ln (1 − a)], so an output's desired change is 1/a if it should be 1, and "
        + "−1/(1 − a) if it should be 0. Through the sigmoid this becomes y − a for its weighted input."
    case .categoricalCrossEntropy:
      "The cost is −ln a of the label, so only that output is asked directly; the softmax passes it on to all weighted "
        + "inputs, for each of which it becomes y − a."
    }
  }

  private var outputSentence: String {
    let output = explanation.output
    let desired = output.desiredActivations
    let index = desired.indices.reduce(0) { desired[$1].magnitude > desired[$0].magnitude ? $1 : $0 }
    return "Output \(index) wants to change most, by \(signedText(desired[index])): it is "
      + "\(numberText(output.activations[index], digits: 2)) and should be \(numberText(explanation.target[index], digits: 1))."
  }
}

extension Markup {
  /// A few numbers with their names, side by side.
  static func facts(_ facts: [(name: String, value: String)]) -> Markup {
    .element("dl", [.class("facts")]) {
      for fact in facts {
        Markup.element("div") {
          Markup.element("dt", text: fact.name)
          Markup.element("dd", text: fact.value)
        }
      }
    }
  }
}
