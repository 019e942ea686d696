import DownhillExplain
import DownhillReport

/// The first two steps: the answer with its cost, and what the outputs want.
extension Chapter {
  @MarkupBuilder
  var answerContent: Markup {
    Markup.paragraph(narrative.answer)
    Markup.paragraph(narrative.costOfExample)
    OutputTracks(
      title: "The outputs, their targets and what each costs", summary: narrative.costOfExample,
      trackTitle: "activation, and target |", numberTitle: "cost",
      outputs: shownOutputs.map { j in
        OutputTracks.Output(
          name: "\(j)", activation: explanation.output.activations[j], target: explanation.target[j],
          number: explanation.costParts[j], note: note(j),
          touch: outputTouch(
            j, "costs \(numberText(explanation.costParts[j]))",
            formulas.activation(layer: explanation.layers.count, neuron: j) + "\n" + formulas.costPart(output: j)))
      }
    ).figure(caption: outputCut + "A bar is an output, the line | its target.")
  }

  @MarkupBuilder
  var outputContent: Markup {
    Markup.paragraph(narrative.outputWish)
    Markup.paragraph(narrative.costSentence)
    OutputTracks(
      title: "What the outputs want", summary: narrative.outputWish, trackTitle: "from activation to target |",
      numberTitle: "should change by", isSigned: true,
      outputs: shownOutputs.map { j in
        OutputTracks.Output(
          name: "\(j)", activation: explanation.output.activations[j], target: explanation.target[j],
          arrowEnd: explanation.target[j], number: narrative.wishes[j],
          touch: outputTouch(
            j, "should change by \(signedText(narrative.wishes[j], digits: 3))",
            formulas.wish(layer: explanation.layers.count, neuron: j)))
      }
    ).figure(caption: outputCut + narrative.arrowRule + " Choose an output to see how it can be moved.")
  }

  private static let outputLimit = 16

  /// The outputs farthest from their targets, where there are too many for a figure.
  private var shownOutputs: [Int] {
    indicesOfLargest(narrative.distances, Self.outputLimit).sorted()
  }

  private var outputCut: String {
    let count = narrative.distances.count
    return count > Self.outputLimit
      ? "Shown are the \(Self.outputLimit) outputs of \(NumberText.grouped(count)) farthest from their targets. " : ""
  }

  private func note(_ j: Int) -> String {
    var notes: [String] = []
    if isLabelled, j == explanation.label { notes.append("label") }
    if j == explanation.prediction { notes.append("answer") }
    return notes.joined(separator: ", ")
  }

  private func outputTouch(_ j: Int, _ what: String, _ formula: String) -> Touch {
    let layer = explanation.layers.count
    return Touch(
      "\(names.name(layer: layer, neuron: j)), at \(activationText(explanation.output.activations[j])), \(what)",
      call: question.at(step: index(of: .levers), neuron: NeuronIndex(layer: layer, index: j)).call, formula: formula)
  }
}
