import DownhillExplain
import DownhillReport

/// The third step: three ways to move one neuron.
extension Chapter {
  @MarkupBuilder
  var leverContent: Markup {
    Markup.paragraph(narrative.wish(layer: levers.layer, neuron: levers.neuron))
    Markup.paragraph(narrative.leverRule)
    SignedBars(
      title: "What one unit of each lever does to \(names.name(layer: levers.layer, neuron: levers.neuron))",
      summary: "The bias, the weights and the activations before it, ranked.", quantity: "one unit changes z by",
      noteTitle: "wants", isNarrow: true, bars: leverBars
    ).figure(
      caption: leverCut + "Choose a weight to move it yourself"
        + (levers.layer > 1 ? ", or an activation to see all requests to it." : "."))
    Markup.element("div", [Attribute("data-part", "adjust")]) { follower(levers.weights.first).markup }
  }

  private static let shown = 6

  private var leverCut: String {
    guard levers.inputCount > Self.shown else { return "" }
    return
      "The \(Self.shown) most effective weights and activations, of \(NumberText.grouped(levers.inputCount)) each. "
  }

  private var leverBars: [SignedBars.Bar] {
    let isFirst = levers.layer == 1
    return [bar(levers.bias, "")]
      + levers.weights.prefix(Self.shown).map { bar($0, "its weights, each by what it carries") }
      + levers.activations.prefix(Self.shown).map {
        bar($0, isFirst ? "the inputs, which stay as they are" : "activations before it, each by its weight")
      }
  }

  private func bar(_ lever: Lever, _ group: String) -> SignedBars.Bar {
    SignedBars.Bar(
      label: source(lever), value: lever.weightedInputPerUnit, note: signedText(lever.desiredChange), group: group,
      touch: touch(lever))
  }

  /// Where a lever comes from.
  private func source(_ lever: Lever) -> String {
    switch lever.kind {
    case .bias: "its bias"
    case .weight(let input), .activation(let input): label(layer: levers.layer - 1, neuron: input)
    }
  }

  private func touch(_ lever: Lever) -> Touch {
    let formula = formulas.lever(lever, layer: levers.layer, neuron: levers.neuron)
    let wants = "wants to change by \(signedText(lever.desiredChange))"
    switch lever.kind {
    case .bias, .weight:
      let parameter = parameter(of: lever)
      return Touch("\(names.name(parameter)), \(wants)", call: question.adjusting(parameter), formula: formula)
    case .activation(let input):
      let name = "\(names.name(layer: levers.layer - 1, neuron: input)), \(wants)"
      guard levers.layer > 1 else { return Touch(name, formula: formula) }
      let neuron = NeuronIndex(layer: levers.layer - 1, index: input)
      return Touch(
        name, call: question.at(step: index(of: .requests(layer: neuron.layer)), neuron: neuron).call, formula: formula)
    }
  }

  private func parameter(of lever: Lever) -> ParameterIndex {
    switch lever.kind {
    case .bias, .activation: ParameterIndex(layer: levers.layer, neuron: levers.neuron, input: nil)
    case .weight(let input): ParameterIndex(layer: levers.layer, neuron: levers.neuron, input: input)
    }
  }

  private func follower(_ lever: Lever?) -> CostFollower {
    CostFollower(
      question: question, explainer: explainer, explanation: explanation, narrative: narrative, formulas: formulas,
      parameter: parameter(of: lever ?? levers.bias), value: nil)
  }
}
