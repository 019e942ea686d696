import Downhill
import DownhillExplain

/// How the weights should change, and the proof of the numbers.
extension ExplanationReport {
  /// The first layer's weights: a picture of each neuron, or for a table a column of numbers; nil if the inputs have no
  /// names.
  var firstWeightSection: ReportSection? {
    guard let inputs else { return nil }
    let title = "Desired changes of the weights from the \(names.carried)s to \(heading(1))"
    return ReportSection(id: "first-weights", title: "How the weights of layer 1 want to change") {
      Markup.paragraph(narrative.pixelRule)
      switch inputs {
      case .picture(let shape): gallery(shape, title)
      case .columns(let columns):
        let layer = explanation.layer(1)
        SignedMatrix(
          columns: columns, weights: (0..<layer.count).flatMap { layer.desiredWeights(neuron: $0) }, of: title
        ).figure()
      }
    }
  }

  private func gallery(_ input: PictureShape, _ title: String) -> Markup {
    let layer = explanation.layer(1)
    let visible = Gallery.visible(layer.sensitivities)
    let coloured = visible.filter { $0 != 0 }.count
    let neurons = Cut(visible, limit: 32).indices.filter { visible[$0] != 0 }
    let items = neurons.map { neuron in
      Gallery.Item(
        title: label(layer: 1, neuron: neuron), lines: ["−δ = \(signedText(layer.desiredBiases[neuron]))"],
        raster: Raster(rows: input.rows, columns: input.columns, values: layer.desiredWeights(neuron: neuron)))
    }
    let rest = layer.count - coloured
    return Gallery(title: title, signed: items).figure(
      caption: "One scale for all pictures. Orange pixels are striped: they want to shrink."
        + (neurons.count < coloured ? " Shown are the \(neurons.count) neurons that want most." : "")
        + (rest > 0
          ? " \(NumberText.counted(rest, "neuron")) left out: less than an eighth of the largest wish, too little for a "
            + "colour." : ""))
  }

  var nudgeSection: ReportSection {
    let shown = story.nudges.prefix(20)
    return ReportSection(
      id: "nudges", title: "What changes: the largest of all \(NumberText.grouped(parameterCount)) wishes"
    ) {
      if let largest = story.nudges.first(where: { $0.parameter.input != nil }) ?? story.nudges.first,
        largest.desiredChange != 0
      {
        Markup.paragraph(narrative.reason(largest))
      }
      SignedBars(
        title: "The largest desired changes of weights and biases", summary: "Ranked by their size.",
        quantity: "desired change −∂C/∂x",
        bars: shown.map { nudge in
          SignedBars.Bar(
            label: label(nudge.parameter), value: nudge.desiredChange,
            note:
              "\(signedText(-nudge.sensitivity)) × \(numberText(nudge.carried, digits: 2)); is \(signedText(nudge.value))"
          )
        }
      ).figure(
        caption:
          "The \(shown.count) largest of all. After each bar: the wish −δ of the neuron it leads to, times what "
          + "it carries; then its present value.")
      Markup.element("h3", text: "Fire together, wire together?")
      Markup.paragraph(
        "Rank correlation of a weight's desired change with the activations at both its ends (firing), and with the one it "
          + "carries times the change wanted at the other (wanted); 1 is the same order, 0 is none.")
      DataTable(
        caption: "Rank correlations over all weights of a layer", columns: ["weights to", "firing", "wanted"],
        rows: story.fireTogether.map { layer in
          [heading(layer.layer)]
            + [layer.firing, layer.wanted].map { correlation in
              correlation.map { NumberText.typographic(NumberText.signed($0, decimals: 3)) } ?? "–"
            }
        }, wordColumns: [0]
      ).markup
    }
  }

  private var parameterCount: Int {
    explanation.layers.reduce(0) { $0 + ($1.parameters.inputs + 1) * $1.count }
  }

  private func label(_ parameter: ParameterIndex) -> String {
    let neuron = label(layer: parameter.layer, neuron: parameter.neuron)
    return parameter.input.map { "\(label(layer: parameter.layer - 1, neuron: $0)) → \(neuron)" } ?? "bias of \(neuron)"
  }

  var proofSection: ReportSection {
    ReportSection(id: "proof", title: "How we know that this is true") {
      Markup.paragraph(narrative.stepRule)
      story.stepTable.markup
      narrative.proofList(story.proof)
    }
  }
}
