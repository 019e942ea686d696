import DownhillExplain

/// The three ways to move one neuron.
extension ExplanationReport {
  var leverSection: ReportSection {
    let levers = story.levers
    let name = narrative.name(layer: levers.layer, neuron: levers.neuron)
    return ReportSection(id: "levers", title: "Three ways to move \(name)") {
      Markup.paragraph(narrative.wish(layer: levers.layer, neuron: levers.neuron))
      if levers.layer < explanation.layers.count {
        Markup.paragraph(narrative.loudestRequest(layer: levers.layer, neuron: levers.neuron))
      }
      Markup.paragraph(narrative.leverRule)
      SignedBars(
        title: "What one unit of each lever does to \(name)",
        summary: "The bias, the weights and the activations before it, ranked.",
        quantity: "change of z per unit", bars: bars(levers)
      ).figure(
        caption: shownText(levers)
          + "After each bar: its desired change; that of an activation is this neuron's request.")
      Markup.element("h3", text: "Tried: predicted and measured")
      trialTable(levers).markup
      Markup.note(
        "Each lever was moved by \(numberText(levers.step, digits: 1)) in its desired direction, for this neuron alone, and "
          + "the network run again. The prediction is slope times step, as along a straight line.")
    }
  }

  private static let shown = 8

  private func shownText(_ levers: Levers) -> String {
    guard levers.inputCount > Self.shown else { return "" }
    return "The \(min(Self.shown, levers.weights.count)) weights and activations of most effect, of "
      + "\(NumberText.grouped(levers.inputCount)) each. "
  }

  private func bars(_ levers: Levers) -> [SignedBars.Bar] {
    func bar(_ lever: Lever, _ group: String) -> SignedBars.Bar {
      SignedBars.Bar(
        label: source(lever, levers), value: lever.weightedInputPerUnit,
        note: "wants \(signedText(lever.desiredChange))", group: group)
    }
    let isFirst = levers.layer == 1
    return [bar(levers.bias, "")]
      + levers.weights.prefix(Self.shown).map { bar($0, "its weights, from") }
      + levers.activations.prefix(Self.shown).map {
        bar($0, isFirst ? "the inputs, which stay as they are" : "the activations before it")
      }
  }

  private func trialTable(_ levers: Levers) -> DataTable {
    let shown = [levers.bias] + levers.weights.prefix(Self.shown) + levers.activations.prefix(Self.shown)
    return DataTable(
      caption: "What moving each lever does to the activation a and to the cost C",
      columns: ["lever", "is now", "step", "a, predicted", "a, measured", "C, predicted", "C, measured"],
      rows: shown.map { lever in
        [
          "\(kindName(lever.kind))\(source(lever, levers))", signedText(lever.value, digits: 3),
          signedText(lever.step, digits: 1), signedText(lever.predicted.activation, digits: 3),
          signedText(lever.measured.activation, digits: 3), signedText(lever.predicted.cost, digits: 3),
          signedText(lever.measured.cost, digits: 3),
        ]
      }, wordColumns: [0])
  }

  private func kindName(_ kind: Lever.Kind) -> String {
    switch kind {
    case .bias: ""
    case .weight: "weight from "
    case .activation: "activation of "
    }
  }

  /// The neuron that a lever belongs to or comes from.
  private func source(_ lever: Lever, _ levers: Levers) -> String {
    switch lever.kind {
    case .bias: "its bias"
    case .weight(let input), .activation(let input): label(layer: levers.layer - 1, neuron: input)
    }
  }
}
