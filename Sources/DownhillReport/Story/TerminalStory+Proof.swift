import DownhillExplain

extension TerminalStory {
  /// How we know that the numbers are true.
  var proof: Screen {
    var lines = TextLines.wrapped(
      "Follow the wishes a little way, and the cost falls as predicted. Each step below moves every weight and bias by the "
        + "learning rate times its wish, and runs the network again. The smaller the step, the better the prediction.",
      width: 80)
    lines += ["", "learning rate   cost should change by      it changes by  measured / pred."]
    for step in story.steps {
      lines.append(
        padded(NumberText.shortest(step.learningRate), to: 13)
          + padded(NumberText.significant(step.predicted, digits: 5, signed: true), to: 24)
          + padded(NumberText.significant(step.measured, digits: 5, signed: true), to: 19)
          + padded(story.ratio(of: step).map { NumberText.fixed($0, decimals: 4) } ?? "–", to: 18))
    }
    if !story.steps.contains(where: { story.ratio(of: $0) != nil }) {
      lines += TextLines.wrapped("These changes are too small to be seen in a cost of 16 digits.", width: 80)
    }
    for sentence in narrative.sentences(story.proof) { lines += [""] + TextLines.wrapped(sentence, width: 80) }
    return Screen(title: "How we know that this is true", lines: lines)
  }

  /// Fire together, wire together.
  var wiring: [String] {
    let layers = story.fireTogether.map { narrative.wiring($0) }
    let perLine = layers.allSatisfy { $0.count < 38 } ? 2 : 1
    let pairs = stride(from: 0, to: layers.count, by: perLine).map { first in
      "  " + filled(layers[first], to: 38) + (perLine == 2 && first + 1 < layers.count ? layers[first + 1] : "")
    }
    return TextLines.wrapped(
      "Fire together, wire together? How the wish of a weight ranks with the activations at its two ends (firing), and "
        + "with the one it carries times the change wanted at the other (wanted):", width: 80) + pairs
  }
}
