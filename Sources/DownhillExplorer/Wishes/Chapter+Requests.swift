import DownhillExplain
import DownhillReport

/// The steps back: what the neurons of one layer ask of those before them.
extension Chapter {
  /// The neuron of a layer that is shown: the chosen one, or the one with the largest sum of requests.
  func asked(_ number: Int) -> NeuronIndex {
    if let neuron = question.neuron, neuron.layer == number { return neuron }
    let desired = explanation.layer(number).desiredActivations
    return NeuronIndex(
      layer: number, index: desired.indices.reduce(0) { desired[$1].magnitude > desired[$0].magnitude ? $1 : $0 })
  }

  @MarkupBuilder
  func requestContent(_ number: Int) -> Markup {
    let neuron = asked(number).index
    Markup.paragraph(narrative.requestRule(layer: number))
    Markup.paragraph(
      [narrative.wish(layer: number, neuron: neuron), narrative.loudestRequest(layer: number, neuron: neuron)]
        .joined(separator: " "))
    AdaptiveFigure(narrow: ribbons(number, isNarrow: true), wide: ribbons(number, isNarrow: false)).figure(
      caption: "A ribbon is one request, as wide as it is strong: blue asks to grow, orange and hollow to shrink. "
        + "Their sums are at the left. Choose a neuron there.")
  }

  private func ribbons(_ number: Int, isNarrow: Bool) -> RequestRibbons {
    let layer = explanation.layer(number)
    let next = explanation.layer(number + 1)
    return RequestRibbons(
      title: "Requests to \(names.plural(layer: number)) and their sums",
      summary: "Ribbons lead from those who ask, on the right, to those who are asked, on the left.",
      askers: (0..<next.count).map { isNarrow ? "\($0)" : label(layer: number + 1, neuron: $0) },
      wishes: next.desiredBiases, asked: (0..<layer.count).map { "\($0)" }, requests: layer.requests,
      sums: layer.desiredActivations, isNarrow: isNarrow,
      touches: (0..<layer.count).map { touch(layer, asked: $0) },
      // Ribbons are too narrow to touch on a phone.
      formulas: isNarrow
        ? []
        : (0..<next.count).map { j in
          (0..<layer.count).map { formulas.request(layer: number, neuron: $0, from: j) }
        })
  }

  private func touch(_ layer: LayerExplanation, asked neuron: Int) -> Touch {
    let chosen = NeuronIndex(layer: layer.number, index: neuron)
    return Touch(
      "\(names.name(layer: layer.number, neuron: neuron)), asked to change by "
        + signedText(layer.desiredActivations[neuron], digits: 3),
      call: choosing(chosen), formula: formulas.wish(layer: layer.number, neuron: neuron),
      isChosen: chosen == question.neuron)
  }
}
