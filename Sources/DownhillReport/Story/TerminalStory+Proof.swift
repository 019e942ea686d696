import DownhillExplain

extension TerminalStory {
  /// How we know that the numbers are true.
  var proof: Screen {
    var lines = TextLines.wrapped(
      "Follow the wishes a little way, and the cost falls as told. Each step below moves every weight and bias by the "
        + "learning rate times its wish, and runs the network again. The shorter the step, the truer.", width: 80)
    lines += ["", "learning rate   cost should change by      it changes by      found / told"]
    for step in story.steps {
      lines.append(
        padded(NumberText.shortest(step.learningRate), to: 13)
          + padded(NumberText.significant(step.predicted, digits: 5, signed: true), to: 24)
          + padded(NumberText.significant(step.measured, digits: 5, signed: true), to: 19)
          + padded(NumberText.fixed(step.measured / step.predicted, places: 4), to: 18))
    }
    for sentence in narrative.sentences(story.proof) { lines += [""] + TextLines.wrapped(sentence, width: 80) }
    return Screen(title: "How we know that this is true", lines: lines)
  }

  /// Fire together, wire together.
  var wiring: [String] {
    TextLines.wrapped(
      "Fire together, wire together? Rank correlation of a weight's wish with the activations at both its ends (firing), "
        + "and with the one it carries times the change wanted at the other (wanted):", width: 80)
      + story.fireTogether.map { "  " + narrative.wiring($0) }
  }
}
