import DownhillExplain

extension TerminalStory {
  /// How we know that the numbers are true.
  var proof: Screen {
    var lines = TextLines.wrapped(
      "A wish is a promise: follow it a little way, and the cost falls as told. Each step below moves every weight and bias "
        + "by the learning rate times its wish, and runs the network again.", width: 80)
    lines += ["", "learning rate   cost should change by      it changes by      found / told"]
    for step in story.steps {
      lines.append(
        padded(NumberText.shortest(step.learningRate), to: 13)
          + padded(NumberText.significant(step.predicted, digits: 5, signed: true), to: 24)
          + padded(NumberText.significant(step.measured, digits: 5, signed: true), to: 19)
          + padded(NumberText.fixed(step.measured / step.predicted, places: 4), to: 18))
    }
    return Screen(title: "How we know that this is true", lines: lines)
  }
}
