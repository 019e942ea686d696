import Downhill
import DownhillExplain
import DownhillFormats
import DownhillReport

/// One example's chapter at one step. It draws what `Explainer` finds, and its sentences are the report's. A class,
/// since copying all of this is much code.
final class Chapter {
  let question: ChapterQuestion
  let explainer: Explainer
  let explanation: Explanation
  let levers: Levers
  /// Learning rates that the step is tried with, the largest first.
  let rates: [Double]
  /// The proof of the numbers, where the step shows it.
  let story: ExampleStory?
  let shape: PictureShape
  let isLabelled: Bool

  let steps: [ChapterStep]
  let narrative: Narrative
  let formulas: Formulas
  let names: NeuronNames

  init(
    _ question: ChapterQuestion, explainer: Explainer, explanation: Explanation, levers: Levers, rates: [Double],
    story: ExampleStory?, shape: PictureShape, isLabelled: Bool, firstLabel: Int
  ) {
    self.question = question
    self.explainer = explainer
    self.explanation = explanation
    self.levers = levers
    self.rates = rates
    self.story = story
    self.shape = shape
    self.isLabelled = isLabelled
    steps = ChapterStep.all(layerCount: explanation.layers.count)
    narrative = Narrative(
      explanation, isLabelled: isLabelled, inputs: .picture(shape), outputs: .numbers(first: firstLabel))
    formulas = Formulas(explanation)
    names = NeuronNames(layerCount: explanation.layers.count, inputs: .picture(shape))
  }

  /// The step that is shown.
  var step: ChapterStep { steps[question.step] }

  /// The neuron that the levers move.
  var leverNeuron: NeuronIndex { NeuronIndex(layer: levers.layer, index: levers.neuron) }

  /// The heading of a step.
  func title(_ step: ChapterStep) -> String {
    switch step {
    case .answer: "One example, and how wrong the answer is"
    case .outputs: "What the outputs want"
    case .levers: "Three ways to move \(names.name(layer: levers.layer, neuron: levers.neuron))"
    case .requests(let layer): "What \(names.plural(layer: layer + 1)) ask of \(names.plural(layer: layer))"
    case .pictures: "How the weights of layer 1 want to change"
    case .nudges: "What changes: the largest of all \(NumberText.grouped(parameterCount)) wishes"
    case .descent: "The step is taken"
    case .proof: "How we know that this is true"
    }
  }

  private var parameterCount: Int {
    explanation.layers.reduce(0) { $0 + ($1.parameters.inputs + 1) * $1.count }
  }

  /// The inputs as a picture.
  var input: Raster { Raster(rows: shape.rows, columns: shape.columns, values: explanation.inputs) }

  // MARK: The page

  /// The whole step: its heading, the network, sentences and a figure.
  var markup: Markup {
    .joined([
      .element("h2", [.id("step-title"), Attribute("tabindex", "-1")], text: title(step)),
      .element("div", [.class("step")]) {
        Markup.element("div", [.class("map")]) { map }
        Markup.element("div", [.class("content")]) { content }
      },
    ])
  }

  @MarkupBuilder
  private var content: Markup {
    switch step {
    case .answer: answerContent
    case .outputs: outputContent
    case .levers: leverContent
    case .requests(let layer): requestContent(layer)
    case .pictures: pictureContent
    case .nudges: nudgeContent
    case .descent: descentContent
    case .proof: proofContent
    }
  }

  /// The label of a neuron in a drawing.
  func label(layer: Int, neuron: Int) -> String {
    names.label(layer: layer, neuron: neuron)
  }

  // MARK: Calls

  /// The index of a step in the chapter.
  func index(of step: ChapterStep) -> Int { steps.firstIndex(of: step) ?? 0 }

  /// The call that chooses a neuron: its requests in a step about requests, otherwise its levers.
  func choosing(_ neuron: NeuronIndex) -> String {
    let step: ChapterStep
    if case .requests(let layer) = self.step, layer == neuron.layer { step = self.step } else { step = .levers }
    return question.at(step: index(of: step), neuron: neuron).call
  }
}
