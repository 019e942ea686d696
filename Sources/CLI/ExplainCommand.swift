import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill explain`: one example's wishes, from the outputs back to the inputs, with the proof of the numbers.
struct ExplainCommand {
  private let arguments: ParsedArguments
  private let model: Model
  private let explainer: Explainer
  private let explained: ExplainedExample

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let page = try arguments[Shared.html].map { path in
      try PageFile(path: path, sources: arguments.operands + (arguments[image].map { [$0] } ?? []), arguments)
    }
    let command = try ExplainCommand(arguments)
    let story = try command.story()
    if arguments[Shared.json] {
      Console.out(.json(command.explained.document(story, command.model)))
    } else {
      try command.tell(story, isPaged: page == nil)
    }
    return page?.write(command.report(story).page) ?? .success
  }

  private init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    if arguments.isGiven(Self.example), arguments.isGiven(Self.image) {
      throw Failure(.usage, "--example and --image both say what to explain: give one of them")
    }
    if arguments.isGiven(Self.label), !arguments.isGiven(Self.image) {
      throw Failure(.usage, "--label is the class of a picture given by --image")
    }
    if arguments.isGiven(Shared.prepare), !arguments.isGiven(Self.image) {
      throw Failure(.usage, "--prepare is for a picture given by --image")
    }
    model = try arguments.anyModel()
    explainer = try Explainer(model.network, cost: model.cost)
    explained =
      model.table == nil
      ? try ExplainedExample(pictureFor: model, explainer, arguments)
      : try ExplainedExample(rowOf: arguments.table(for: model), arguments)
  }

  /// The story of the chosen example.
  private func story() throws -> ExampleStory {
    let explanation = try explainer.explain(explained.example, index: 0)
    let layer = try arguments.value(of: Self.layer, in: 1...explanation.layers.count) ?? explanation.layers.count
    let count = explanation.layer(layer).count
    let neuron = try arguments.value(of: Self.neuron, in: 0...count - 1) ?? defaultNeuron(explanation, layer: layer)
    let largestRate = arguments[Self.learningRate] ?? model.training?.configuration.learningRate ?? 0.1
    // The gradient of the same example by the engine that trains.
    let engine = try model.network.gradient(of: explained.example, cost: model.cost, kernels: arguments.kernels())
    return explainer.story(
      of: explanation, layer: layer, neuron: neuron, limit: arguments[Self.top],
      learningRates: [1, 10, 100, 1000].map { largestRate / $0 }, engineGradient: engine.gradient)
  }

  /// The output of the example's class, of other outputs that farthest from its target, or the neuron of a hidden layer
  /// with the largest sum of requests.
  private func defaultNeuron(_ explanation: Explanation, layer: Int) -> Int {
    guard layer == explanation.layers.count else {
      return indicesOfLargest(explanation.layer(layer).desiredActivations, 1)[0]
    }
    return explained.outputs.areClasses
      ? explanation.output(of: explanation.label) : narrative(explanation).farthestOutput
  }

  private func narrative(_ explanation: Explanation) -> Narrative {
    Narrative(explanation, isLabelled: explained.isLabelled, outputs: explained.outputs)
  }

  // MARK: The page

  private func report(_ story: ExampleStory) -> ExplanationReport {
    let network = "\(model.network.title), \(model.cost.name) cost"
    return ExplanationReport(
      exampleName: explained.title, networkName: explained.source.map { "\($0). \(network)" } ?? network, story: story,
      isLabelled: explained.isLabelled, inputs: explained.inputs, outputs: explained.outputs,
      columns: explained.columns, footer: PageFile.footer)
  }

  // MARK: The terminal

  private func tell(_ story: ExampleStory, isPaged: Bool) throws {
    var setting = TerminalStory.Setting(
      example: explained.title, network: model.network.title, inputs: explained.inputs, outputs: explained.outputs,
      isLabelled: explained.isLabelled, limit: arguments[Self.top], hasColour: Console.hasColour)
    setting.source = explained.source
    setting.columns = explained.columns
    let told = TerminalStory(story, setting)
    let screens = told.screens
    if let number = try arguments.value(of: Self.screen, in: 1...screens.count) {
      Console.out(.lines(of: told.text(screens[number - 1], number: number, of: screens.count)))
      return
    }
    for (index, screen) in screens.enumerated() {
      if index > 0 { Console.out("\n") }
      Console.out(.lines(of: told.text(screen, number: index + 1, of: screens.count)))
      guard index + 1 < screens.count, isPaged, !arguments[Self.noPause], Console.canAsk else { continue }
      guard Console.ask("Enter: next · q and Enter: quit ") else { return }
    }
  }
}
