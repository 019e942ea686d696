import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill predict`: a model's answers to examples and picture files.
struct PredictCommand {
  private let model: Model
  private let evaluator: Evaluator
  private var reader: ExampleReader

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let kernels = try arguments.kernels()
    let model = try arguments.anyModel()
    if model.table != nil { return try TablePredictCommand.run(arguments, model, kernels) }
    try arguments.checkHasNoTable()
    let inputs = try arguments.operands.dropFirst().map(ExampleInput.init)
    guard !inputs.isEmpty else { throw UsageError.missingOperand(arguments.command.operands[1]) }
    var command = try PredictCommand(arguments, model, kernels, splits: Set(inputs.compactMap(\.split)))
    for case .file(let path) in inputs { try arguments.checkMemory(ofPicture: path) }
    // All inputs are read before the first prediction, so that a bad one is found at once.
    let questions = try inputs.map { try command.reader.read($0) }
    let answers = try questions.map { try command.answer($0) }
    let match = command.reader.match(command.model, arguments)
    match.warn(model: arguments.operands[0], data: command.reader.source.name)
    for answer in answers {
      for note in (answer.question.prepared?.notes ?? []) + (answer.note.map { [$0] } ?? []) {
        Console.err("\(answer.question.title): \(note)\n")
      }
    }
    if arguments[Shared.json] {
      Console.out(.json(.array(answers.map { $0.json(match) })))
    } else {
      let blocks = answers.map { $0.lines(withPreview: !arguments[noPreview]) }
      Console.out(.lines(Array(blocks.joined(separator: [""]))))
    }
    return .success
  }

  /// `splits` are those of the inputs.
  private init(_ arguments: ParsedArguments, _ model: Model, _ kernels: Kernels, splits: Set<DataSet.Split>) throws {
    let source = try arguments.dataSource(for: model)
    self.model = model
    let architecture = model.network.architecture
    try arguments.checkMemory(.work(.evaluation, architecture, source, Array(splits), isDocument: false), architecture)
    reader = try ExampleReader(source, arguments, model)
    // Examples are evaluated one by one: buffers for more could be several times as large as a model of many outputs.
    evaluator = try Evaluator(architecture, cost: model.cost, kernels: kernels, capacity: 1)
  }

  private func answer(_ question: ExampleQuestion) throws -> Answer {
    let activations = try evaluator.outputs(model.network, question.chosen.example)[0]
    let prediction = try prediction(activations)
    let note = try question.unprepared.flatMap { unprepared in
      question.note(
        answer: prediction, unprepared: try self.prediction(evaluator.outputs(model.network, unprepared)[0]))
    }
    return Answer(question: question.chosen, note: note, activations: activations, prediction: prediction)
  }

  private func prediction(_ activations: [Float]) throws -> Int {
    guard let prediction = model.network.architecture.outputActivation.answer(activations) else {
      throw EngineError.overflow
    }
    return prediction
  }

  private struct Answer {
    let question: ChosenExample
    /// A note if the answer depends on the preparation.
    let note: String?
    let activations: [Float]
    let prediction: Int

    /// `match` is that of the data, unknown for a picture file.
    func json(_ match: DataMatch) -> JSONValue {
      let answer = predictionJSON(
        input: question.name, label: question.label, prediction: prediction, activations: activations
      ).naming(question.classes)
      return question.preparation(in: answer, notes: note.map { [$0] } ?? [])
        .adding("dataMatches", question.prepared == nil ? match.json : DataMatch.unknown.json)
    }

    /// `a 7`
    func name(_ output: Int) -> String { question.classes.spoken(output) }

    func lines(withPreview: Bool) -> [String] {
      let verdict = question.label.map { label in
        label == prediction ? ", which is correct" : ", but it is \(name(label))"
      }
      let head = "\(question.name): \(name(prediction))\(verdict ?? "")"
      let bars = activationLines
      guard withPreview, let shape = question.shape else { return [head] + bars }
      let picture = TerminalPicture(
        rows: shape.rows, columns: shape.columns, pixels: question.example.inputs(0))
      // The outputs stand beside the picture, at half its height.
      let above = max(0, ((picture.rows + 1) / 2 - bars.count) / 2)
      let beside = [String](repeating: "", count: above) + bars
      let lines = sideBySide(
        [picture.lines(Console.hasColour ? .grey : .plain), beside], width: picture.columns, gap: 3)
      return [head] + lines.map { $0.trimmingTrailingBlanks() }
    }

    /// What an output is called; a single one answers whether it is the second class.
    private func className(_ output: Int) -> String {
      let isWord = question.classes.firstNumber == nil
      return question.classes.shown(isWord && activations.count == 1 ? 1 : output)
    }

    /// Each output with a bar; of many outputs the ten largest.
    private var activationLines: [String] {
      let many = activations.count > ConfusionTable.classLimit
      let shown =
        many
        ? Array(activations.indices.sorted { (activations[$0], $1) > (activations[$1], $0) }.prefix(10))
        : Array(activations.indices)
      let width = shown.map { className($0).count }.max() ?? 0
      return shown.map { index in
        padded(className(index), to: width) + "  "
          + padded(NumberText.fixed(Double(activations[index]), decimals: 4), to: 7)
          + "  " + Bar.text(Double(activations[index]), width: 24)
      }
    }
  }
}
