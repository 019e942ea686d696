import DownhillExplain
import DownhillReport

/// The last two steps: a step along all wishes, and the proof of the numbers.
extension Chapter {
  /// Points of the curve along the step.
  private static let curvePoints = 33

  @MarkupBuilder
  var descentContent: Markup {
    let rate = rates[min(question.rate, rates.count - 1)]
    let outcome = explainer.step(explanation, learningRate: rate)
    Markup.paragraph(narrative.stepRule)
    rateChoice
    Markup.paragraph(narrative.outcome(outcome))
    TangentChart(
      title: "The cost along the step", summary: narrative.outcome(outcome), xTitle: "learning rate η",
      curve: curve, present: LineChart.Point(0, explanation.cost), slope: -explanation.squaredGradientNorm,
      moved: LineChart.Point(rate, explanation.cost + outcome.measured)
    ).figure(
      caption: "The cost of this example as all weights and biases move as they want to, and the predicted −η‖∇C‖².")
    OutputTracks(
      title: "The outputs before and after the step", summary: narrative.outcome(outcome),
      trackTitle: "from before to after the step", numberTitle: "changes by", isSigned: true,
      outputs: outcome.outputs.indices.prefix(16).map { j in
        let before = explanation.output.activations[j]
        return OutputTracks.Output(
          name: "\(j)", activation: before, target: explanation.target[j], arrowEnd: outcome.outputs[j],
          number: outcome.outputs[j] - before)
      }
    ).figure(caption: "The outputs before the step, and where it takes them.")
  }

  private var curve: [LineChart.Point] {
    (0..<Self.curvePoints).map { index in
      let rate = (rates.first ?? 0) * Double(index) / Double(Self.curvePoints - 1)
      return LineChart.Point(rate, explanation.cost + explainer.step(explanation, learningRate: rate).measured)
    }
  }

  /// One button for each learning rate.
  private var rateChoice: Markup {
    .element("div", [.class("choice"), Attribute("role", "group"), Attribute("aria-label", "Learning rate")]) {
      for (index, rate) in rates.enumerated() {
        Markup.element(
          "button",
          [
            Attribute("type", "button"), Attribute("aria-pressed", index == question.rate ? "true" : "false"),
            Attribute("data-call", taking(index).call),
          ], text: "η = \(NumberText.shortest(rate))")
      }
    }
  }

  private func taking(_ rate: Int) -> ChapterQuestion {
    var question = question
    question.rate = rate
    return question
  }

  @MarkupBuilder
  var proofContent: Markup {
    if let story {
      narrative.proofList(story.proof)
      story.stepTable.markup
      Markup.note("The smaller the step, the nearer the ratio is to 1.")
    }
  }
}
