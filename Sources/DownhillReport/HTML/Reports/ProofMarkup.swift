import DownhillExplain

/// How we know that an explanation is true, in reports and in the explorer.
extension ExampleStory {
  /// Steps along all desired changes: what they should change the cost by, and what they do.
  package var stepTable: DataTable {
    DataTable(
      caption: "What steps along all desired changes do to the cost",
      columns: ["learning rate η", "predicted: −η‖∇C‖²", "measured", "ratio"],
      rows: steps.map { step in
        [
          NumberText.shortest(step.learningRate), signedText(step.predicted, digits: 5),
          signedText(step.measured, digits: 5), ratio(of: step).map { NumberText.fixed($0, decimals: 4) } ?? "–",
        ]
      })
  }
}

extension Narrative {
  /// The checks of an explanation, one sentence each.
  package func proofList(_ proof: ExampleProof) -> Markup {
    .element("ul", [.class("proof")]) {
      for sentence in sentences(proof) { Markup.element("li", text: NumberText.typographic(sentence)) }
    }
  }
}
