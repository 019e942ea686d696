import Downhill
import DownhillExplain

/// The network's answer to the example, and what the example wishes of the outputs.
extension ExplanationReport {
  // MARK: The example

  var exampleSection: ReportSection {
    ReportSection(id: "example", title: "The example") {
      Markup.element("div", input == nil ? [] : [.class("beside")]) {
        if let input {
          RasterFigure(
            title: "The picture \(exampleName)", summary: "A picture of \(input.rows) by \(input.columns) grey pixels.",
            raster: input, style: .ink, width: 224
          ).figure(caption: "\(exampleName): \(input.rows) by \(input.columns) pixels, 0 for paper, 1 for ink.")
        }
        Markup.element("div") {
          Markup.paragraph(narrative.answer)
          Markup.facts([
            (narrative.outputs.targetNoun, isLabelled ? narrative.targetText : "not known"),
            ("the network's answer", narrative.answerText),
            ("cost C of this example", numberText(explanation.cost)),
            ("‖∇C‖, how much it wishes in all", numberText(explanation.squaredGradientNorm.squareRoot())),
          ])
          Markup.note(
            "The cost says how far the answer is from what it should be. The desired change, or wish, of a number x is "
              + "−∂C/∂x: the direction in which moving x a little lowers this example's cost, and how fast it does.")
        }
      }
      if !columns.isEmpty { columnBars }
    }
  }

  /// The most columns that are drawn.
  private static let columnLimit = 32

  /// What each column of a row says.
  private var columnBars: Markup {
    let ranked = columns.ranked(explanation.inputs).prefix(Self.columnLimit)
    return SignedBars(
      title: "The columns of \(exampleName)", summary: "Each column's input, the largest first.", quantity: "input a⁰",
      bars: ranked.map { SignedBars.Bar(label: $0.label, value: $0.input, note: $0.sentence) }
    ).figure(
      caption: "What the network sees of each column, and what that says."
        + (ranked.count < columns.count
          ? " Shown are the \(ranked.count) of \(NumberText.grouped(columns.count)) columns with the largest inputs."
          : ""))
  }

  // MARK: The network

  var networkSection: ReportSection {
    ReportSection(id: "network", title: "The network at work") {
      NetworkDiagram(
        title: "The network with its activations",
        summary: "From the inputs on the left to the outputs on the right; the fuller a circle, the more active.",
        input: input, layers: diagramLayers
      ).figure(
        caption: "The area of a disc is the neuron's activation a. Lines are the desired changes of the weights, "
          + "−δ·a: blue and solid to grow, orange and dashed to shrink, thicker for more; each layer has its own "
          + "scale, and changes below a twelfth of its largest are left out."
          + (input == nil
            ? ""
            : " Lines from the picture are the desired changes of the biases, −δ, which all weights of a neuron share.")
      )
    }
  }

  private var diagramLayers: [NetworkDiagram.Layer] {
    let layers = explanation.layers.map { layer in
      NetworkDiagram.Layer(
        name: heading(layer.number), activations: layer.activations, labels: labels(layer.number, layer.count),
        lines: layer.number == 1 && input != nil
          ? layer.desiredBiases.map { [$0] } : (0..<layer.count).map { layer.desiredWeights(neuron: $0) })
    }
    let inputs = explanation.inputs
    return input == nil
      ? [NetworkDiagram.Layer(name: "input", activations: inputs, labels: labels(0, inputs.count))] + layers : layers
  }

  /// What distinguishes the neurons of a layer.
  func labels(_ layer: Int, _ count: Int) -> [String] { (0..<count).map { names.short(layer: layer, $0) } }

  // MARK: The outputs

  var outputSection: ReportSection {
    ReportSection(id: "outputs", title: "What the outputs want") {
      Markup.paragraph(narrative.outputWish)
      if let reading = narrative.outputReading { Markup.paragraph(NumberText.typographic(reading)) }
      OutputChart(
        title: "Activations, targets and wishes of the outputs", summary: narrative.outputWish,
        wish: explanation.objective.asksActivations ? "a" : "z", outputs: shownOutputs
      ).figure(
        caption: (Cut(narrative.distances, limit: 30).text("farthest from their targets")
          .map { "Shown are \($0) outputs. " } ?? "") + narrative.costSentence)
    }
  }

  private var shownOutputs: [OutputChart.Output] {
    let distances = narrative.distances
    return Cut(distances, limit: 30).indices.map { index in
      var notes: [String] = []
      // A single output stands for two classes, so neither is its index; a quantity or label is no class.
      if explanation.target.count > 1, narrative.outputs.areClasses {
        if index == explanation.label, isLabelled { notes.append("label") }
        if index == explanation.prediction { notes.append("answer") }
      }
      return OutputChart.Output(
        name: names.short(layer: explanation.layers.count, index), activation: explanation.output.activations[index],
        target: explanation.target[index],
        cost: explanation.costParts[index], desiredChange: narrative.wishes[index], note: notes.joined(separator: ", "))
    }
  }
}

extension Markup {
  /// A few numbers with their names, side by side.
  static func facts(_ facts: [(name: String, value: String)]) -> Markup {
    .element("dl", [.class("facts")]) {
      for fact in facts {
        Markup.element("div") {
          Markup.element("dt", text: fact.name)
          Markup.element("dd", text: fact.value)
        }
      }
    }
  }
}

extension Objective {
  /// Whether `Narrative.wishes` are of activations, and not of weighted inputs.
  fileprivate var asksActivations: Bool {
    switch self {
    case .quadratic, .absolute, .huber, .quantile: true
    case .poisson, .binaryCrossEntropy, .categoricalCrossEntropy: false
    }
  }
}
