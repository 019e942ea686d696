import DownhillExplain
import DownhillReport

/// The steps about weights: their wishes, and the largest of them.
extension Chapter {
  @MarkupBuilder
  var pictureContent: Markup {
    Markup.paragraph(narrative.pixelRule)
    let layer = explanation.layer(1)
    let neurons = visibleNeurons(layer)
    Gallery(
      title: "Desired changes of the weights from the pixels to layer 1", signed: neurons.map { picture(layer, $0) }
    ).figure(
      caption: "One scale for all; pixels that want to shrink are striped. Below each picture its neuron’s wish, −δ."
        + (neurons.count < layer.count
          ? " Left out: \(NumberText.counted(layer.count - neurons.count, "neuron")), too little for a colour." : "")
        + " Choose one to move a weight of it.")
    Markup.element("div", [Attribute("data-part", "adjust")])
  }

  @MarkupBuilder
  var nudgeContent: Markup {
    let nudges = explanation.largestNudges(Self.nudgeLimit)
    if let largest = nudges.first(where: { $0.parameter.input != nil }) ?? nudges.first, largest.desiredChange != 0 {
      Markup.paragraph(narrative.reason(largest))
    }
    SignedBars(
      title: "The largest desired changes of all weights and biases", summary: "Ranked by their size.",
      quantity: "should change by", isNarrow: true, bars: nudges.map(bar)
    ).figure(caption: "Choose one to move it.")
    Markup.paragraph(narrative.wiringRule(story?.fireTogether ?? explanation.fireTogether))
    Markup.element("div", [Attribute("data-part", "adjust")])
  }

  private static let nudgeLimit = 10
  private static let pictureLimit = 16

  /// The neurons with the largest wishes, in their order, without those whose picture would look blank beside the
  /// largest.
  private func visibleNeurons(_ layer: LayerExplanation) -> [Int] {
    let neurons = indicesOfLargest(layer.sensitivities, Self.pictureLimit)
    let largest = layer.sensitivities[neurons[0]].magnitude
    return neurons.filter { layer.sensitivities[$0] != 0 && layer.sensitivities[$0].magnitude >= largest / 8 }.sorted()
  }

  /// How the weights of one neuron want to change; a click brings the weight from the brightest pixel to the slider.
  private func picture(_ layer: LayerExplanation, _ neuron: Int) -> Gallery.Item {
    let input = self.input
    let brightest = input.values.indices.reduce(0) { input.values[$1] > input.values[$0] ? $1 : $0 }
    let parameter = ParameterIndex(layer: 1, neuron: neuron, input: brightest)
    let wish = signedText(layer.desiredBiases[neuron])
    return Gallery.Item(
      title: label(layer: 1, neuron: neuron), lines: [wish],
      raster: Raster(rows: input.rows, columns: input.columns, values: layer.desiredWeights(neuron: neuron)),
      touch: Touch(
        "\(names.name(layer: 1, neuron: neuron)), −δ = \(wish)", call: question.adjusting(parameter),
        formula: formulas.wish(layer: 1, neuron: neuron) + "\n" + formulas.wish(parameter)))
  }

  private func bar(_ nudge: Nudge) -> SignedBars.Bar {
    let neuron = label(layer: nudge.parameter.layer, neuron: nudge.parameter.neuron)
    return SignedBars.Bar(
      label: nudge.parameter.input.map { "\(label(layer: nudge.parameter.layer - 1, neuron: $0)) → \(neuron)" }
        ?? "bias of \(neuron)",
      value: nudge.desiredChange,
      touch: Touch(
        "\(names.name(nudge.parameter)), should change by \(signedText(nudge.desiredChange))",
        call: question.adjusting(nudge.parameter), formula: formulas.wish(nudge.parameter)))
  }
}
