import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill explain`: one example's wishes, from the outputs back to the pixels, with the proof of the numbers.
struct ExplainCommand {
  private let arguments: ParsedArguments
  private let model: Model
  private let explainer: Explainer
  private let chosen: ChosenExample
  /// Further notes about a picture file.
  private var notes: [String] = []
  private let dataMatch: DataMatch
  /// Its class, if known.
  private let label: Int?

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let page = try arguments[Shared.html].map { path in
      try PageFile(path: path, sources: arguments.operands + (arguments[image].map { [$0] } ?? []), arguments)
    }
    let command = try ExplainCommand(arguments)
    let story = try command.story()
    if arguments[Shared.json] {
      let document = storyJSON(story, example: command.chosen.name, label: command.label, model: command.model)
        .naming(from: command.chosen.firstLabel)
      Console.out(
        .json(
          command.chosen.preparation(in: document, notes: command.notes).adding("dataMatches", command.dataMatch.json)))
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
    let source = try arguments.dataSource()
    model = try arguments.model()
    if arguments.isGiven(Shared.prepare), !arguments.isGiven(Self.image) {
      throw Failure(.usage, "--prepare is for a picture given by --image")
    }
    var reader = try ExampleReader(source, arguments, model)
    let input =
      try arguments[Self.image].map { ExampleInput.file($0) } ?? ExampleInput(arguments[Self.example])
    let splits = input.split.map { [$0] } ?? []
    if case .file(let path) = input { try arguments.checkMemory(ofPicture: path) }
    let architecture = model.network.architecture
    try arguments.checkMemory(
      .work(.story, architecture, source, splits, isDocument: arguments[Shared.json]), architecture)
    let question = try reader.read(input)
    chosen = question.chosen
    dataMatch = reader.match(model, arguments)
    dataMatch.warn(model: arguments.operands[0], data: source.name)
    explainer = try Explainer(model.network, cost: model.cost)
    let (first, classes) = (chosen.firstLabel, model.network.architecture.classCount)
    label = try chosen.label ?? arguments.value(of: Self.label, in: first...classes - 1 + first).map { $0 - first }
    if let unprepared = question.unprepared,
      let note = question.note(answer: try answer(chosen.example), unprepared: try answer(unprepared))
    {
      notes = [note]
    }
    for note in (chosen.prepared?.notes ?? []) + notes { Console.err("\(chosen.title): \(note)\n") }
  }

  /// The story of the chosen example.
  private func story() throws -> ExampleStory {
    let explanation = try explanation()
    let layer = try arguments.value(of: Self.layer, in: 1...explanation.layers.count) ?? explanation.layers.count
    let count = explanation.layer(layer).count
    let neuron = try arguments.value(of: Self.neuron, in: 0...count - 1) ?? defaultNeuron(explanation, layer: layer)
    let largestRate = arguments[Self.learningRate] ?? model.training?.configuration.learningRate ?? 0.1
    return explainer.story(
      of: explanation, layer: layer, neuron: neuron, limit: arguments[Self.top],
      learningRates: [1, 10, 100, 1000].map { largestRate / $0 }, engineGradient: try engineGradient(explanation))
  }

  /// The gradient of the same example by the engine that trains.
  private func engineGradient(_ explanation: Explanation) throws -> Gradient {
    let inputs = chosen.example.inputs(0)
    let example = try Examples(
      inputs: inputs, inputCount: inputs.count, labels: [explanation.label], classCount: explanation.target.count)
    return try model.network.gradient(of: example, cost: model.cost, kernels: arguments.kernels()).gradient
  }

  private func explanation() throws -> Explanation {
    let inputs = chosen.example.inputs(0).map(Double.init)
    func explanation(_ label: Int) throws -> Explanation {
      try explainer.explain(inputs: inputs, target: model.network.architecture.target(of: label))
    }
    return try explanation(label ?? answer(chosen.example))
  }

  /// The predicted class.
  private func answer(_ example: Examples) throws -> Int {
    try explainer.explain(
      inputs: example.inputs(0).map(Double.init), target: model.network.architecture.target(of: 0)
    ).prediction
  }

  /// The output of the example's class, or the neuron of a hidden layer with the largest sum of requests.
  private func defaultNeuron(_ explanation: Explanation, layer: Int) -> Int {
    guard layer < explanation.layers.count else { return explanation.output(of: explanation.label) }
    let desired = explanation.layer(layer).desiredActivations
    return desired.indices.reduce(0) { abs(desired[$1]) > abs(desired[$0]) ? $1 : $0 }
  }

  // MARK: The page

  private func report(_ story: ExampleStory) -> ExplanationReport {
    ExplanationReport(
      exampleName: chosen.title, networkName: "\(model.network.title), \(model.cost.name) cost", story: story,
      isLabelled: label != nil, pictureShape: chosen.shape, footer: PageFile.footer,
      firstLabel: chosen.firstLabel)
  }

  // MARK: The terminal

  private func tell(_ story: ExampleStory, isPaged: Bool) throws {
    var setting = TerminalStory.Setting(
      example: chosen.title, network: model.network.title, picture: chosen.shape,
      isLabelled: label != nil, limit: arguments[Self.top], hasColour: Console.hasColour)
    setting.firstLabel = chosen.firstLabel
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
