import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFormats
import DownhillReport

/// The tab Wishes: what one example wishes, from the outputs back to the pixels.
final class WishesTab {
  /// What has been found about an example, kept for the next step of its chapter; a class, as that is.
  private final class Found {
    let modelVersion: Int
    let inputs: [Float]
    let label: Int?
    let explainer: Explainer
    let explanation: Explanation
    /// Computed when a step or a document first needs it.
    var story: ExampleStory?

    init(modelVersion: Int, inputs: [Float], label: Int?, explainer: Explainer, explanation: Explanation) {
      self.modelVersion = modelVersion
      self.inputs = inputs
      self.label = label
      self.explainer = explainer
      self.explanation = explanation
    }
  }

  private var found: Found?

  /// As many weights and activations, and nudges, as `downhill explain` prints.
  private static let limit = 10

  /// `explain`: a step of the chapter about one example.
  func explain(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    let model = try session.currentModel()
    let chosen = try session.example(PictureName(try call.string("example") ?? "test:0"))
    let found = try find(chosen, target: try target(call, model), model, session)
    let explanation = found.explanation
    let steps = ChapterStep.all(layerCount: explanation.layers.count)
    let rates = Self.rates(model)
    let question = ChapterQuestion(
      example: chosen.name, target: try target(call, model),
      // An address may remember a step of a deeper network.
      step: min(try call.integer("step", in: 0...Int.max) ?? 0, steps.count - 1),
      neuron: try neuron(call, explanation), rate: try call.integer("rate", in: 0...rates.count - 1) ?? 0)
    let neuron =
      question.neuron
      ?? NeuronIndex(layer: explanation.layers.count, index: explanation.output(of: explanation.label))
    let levers = found.explainer.levers(explanation, layer: neuron.layer, neuron: neuron.index, limit: Self.limit)
    let wantsDocument = try call.isOn("document")
    if wantsDocument || steps[question.step] == .proof {
      if found.story == nil { found.story = try story(found, levers, rates, model) }
    }
    self.found = found
    let story = found.story?.retold(levers: levers)
    let shape: PictureShape
    if let known = chosen.shape { shape = known } else { shape = try Drawing.shape(model) }
    let chapter = Chapter(
      question, explainer: found.explainer, explanation: explanation, levers: levers, rates: rates, story: story,
      shape: shape, isLabelled: found.label != nil, firstLabel: model.firstLabel)
    var document = story.map { storyJSON($0, example: chosen.name, label: found.label, model: model) }
    if let picture = chosen.prepared {
      document = document?.adding(preparation: picture.preparation, notes: picture.notes)
    }
    return Reply(
      document: wantsDocument ? document : nil,
      html: [("step", chapter.markup)],
      state: [
        ("example", .string(chosen.name)), ("step", .integer(question.step)),
        ("steps", .array(chapter.steps.map { .string(chapter.title($0)) })),
        ("sentence", .string(NumberText.typographic(chapter.narrative.answer))),
      ])
  }

  /// `adjust`: a weight or bias is dragged, and the cost follows or leaves its tangent. Without a value the reply is
  /// the slider and its surroundings.
  func adjust(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    let model = try session.currentModel()
    let chosen = try session.example(PictureName(try call.string("example") ?? "test:0"))
    let found = try find(chosen, target: try target(call, model), model, session)
    self.found = found
    let layer = found.explanation.layer(
      try call.required("layer", call.integer("layer", in: 1...found.explanation.layers.count)))
    let parameter = ParameterIndex(
      layer: layer.number, neuron: try call.required("neuron", call.integer("neuron", in: 0...layer.count - 1)),
      input: try call.integer("input", in: 0...layer.parameters.inputs - 1))
    let value = try call.number("value")
    let follower = CostFollower(
      question: ChapterQuestion(example: chosen.name, target: try target(call, model), step: 0),
      explainer: found.explainer, explanation: found.explanation,
      narrative: Narrative(
        found.explanation, isLabelled: found.label != nil, outputs: .numbers(first: model.firstLabel)),
      formulas: Formulas(found.explanation),
      parameter: parameter, value: value)
    return Reply(
      html: value == nil
        ? [("adjust", follower.markup)] : [("adjust-text", follower.text), ("adjust-curve", follower.chart)])
  }

  // MARK: Members

  /// The label that the visitor gives the example.
  private func target(_ call: Call, _ model: Model) throws(CallError) -> Int? {
    try call.integer("target", in: 0...model.network.architecture.classCount - 1)
  }

  private func neuron(_ call: Call, _ explanation: Explanation) throws(CallError) -> NeuronIndex? {
    guard let object = try call.object("neuron") else { return nil }
    guard let layer = object["layer"]?.integerValue, let index = object["index"]?.integerValue else {
      throw CallError("neuron of the call explain must have a layer and an index")
    }
    // An address may remember a neuron of another network.
    guard (1...explanation.layers.count).contains(layer), (0..<explanation.layer(layer).count).contains(index) else {
      return nil
    }
    return NeuronIndex(layer: layer, index: index)
  }

  // MARK: Explanations

  /// What is known of an example, computed if necessary.
  private func find(
    _ chosen: ChosenExample, target: Int?, _ model: Model, _ session: Session
  ) throws(CallError) -> Found {
    let inputs = chosen.example.inputs(0)
    let label = target ?? chosen.label
    if let found, found.modelVersion == session.modelVersion, found.label == label, found.inputs == inputs {
      return found
    }
    func explanation(_ explainer: Explainer, _ label: Int) throws(EngineError) -> Explanation {
      try explainer.explain(
        inputs: inputs.map(Double.init), target: model.network.architecture.target(of: label))
    }
    return try engine { () throws(EngineError) in
      let explainer = try Explainer(model.network, cost: model.cost)
      // An example without a label is taken for the network's answer.
      let answer: Int
      if let label { answer = label } else { answer = try explanation(explainer, 0).prediction }
      return Found(
        modelVersion: session.modelVersion, inputs: inputs, label: label, explainer: explainer,
        explanation: try explanation(explainer, answer))
    }
  }

  private func story(
    _ found: Found, _ levers: Levers, _ rates: [Double], _ model: Model
  ) throws(CallError) -> ExampleStory {
    try engine { () throws(EngineError) in
      let example = try Examples(
        inputs: found.inputs, inputCount: found.inputs.count, labels: [found.explanation.label],
        classCount: found.explanation.target.count)
      return found.explainer.story(
        of: found.explanation, layer: levers.layer, neuron: levers.neuron, limit: Self.limit, learningRates: rates,
        engineGradient: try model.network.gradient(of: example, cost: model.cost, kernels: .best).gradient)
    }
  }

  /// The learning rates of `downhill explain`.
  private static func rates(_ model: Model) -> [Double] {
    let largest = model.training?.configuration.learningRate ?? 0.1
    return [1, 10, 100, 1000].map { largest / $0 }
  }
}
