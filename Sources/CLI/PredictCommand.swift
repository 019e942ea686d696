import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill predict`: what a model makes of examples and of picture files.
struct PredictCommand {
  private let model: Model
  private let evaluator: Evaluator
  private var reader: ExampleReader

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inputs = try arguments.operands.dropFirst().map(ExampleInput.init)
    var command = try PredictCommand(arguments)
    // Every input is read before anything is answered, so that a bad one is not found at the end.
    let questions = try inputs.map { try command.reader.read($0) }
    let answers = try questions.map { try command.answer($0) }
    if arguments.isSet("json") {
      Console.out(JSONValue.array(answers.map(\.json)).text() + "\n")
    } else {
      Console.out(answers.map { $0.text(withPreview: !arguments.isSet("no-preview")) }.joined(separator: "\n"))
    }
    return .success
  }

  private init(_ arguments: ParsedArguments) throws {
    let source = try arguments.dataSource()
    let kernels = try arguments.kernels()
    model = try arguments.model()
    reader = ExampleReader(
      source, classCount: try arguments.classCount(of: model), pictureShape: model.pictureShape,
      firstLabel: model.labelStart)
    // Questions are answered one by one: room for more would be a multiple of a model of many outputs.
    evaluator = try Evaluator(model.network.architecture, cost: model.cost, kernels: kernels, capacity: 1)
  }

  private func answer(_ question: ChosenExample) throws -> Answer {
    let activations = try evaluator.outputs(model.network, question.example)[0]
    return Answer(question: question, activations: activations)
  }

  private struct Answer {
    let question: ChosenExample
    let activations: [Float]

    var prediction: Int {
      activations.indices.reduce(0) { activations[$1] > activations[$0] ? $1 : $0 }
    }

    var json: JSONValue {
      predictionJSON(input: question.name, label: question.label, activations: activations)
        .naming(from: question.firstLabel)
    }

    /// `a 7`
    private func name(_ output: Int) -> String { NumberText.article(output + question.firstLabel) }

    func text(withPreview: Bool) -> String {
      let verdict = question.label.map { label in
        label == prediction ? ", which is right" : ", but it is \(name(label))"
      }
      let head = "\(question.name): \(name(prediction))\(verdict ?? "")"
      let bars = activationLines
      guard withPreview else { return ([head] + bars).joined(separator: "\n") + "\n" }
      let picture = TerminalPicture(
        rows: question.shape.rows, columns: question.shape.columns, pixels: question.example.inputs(0))
      // The outputs stand beside the picture, at half its height.
      let above = max(0, ((picture.rows + 1) / 2 - bars.count) / 2)
      let beside = [String](repeating: "", count: above) + bars
      let lines = sideBySide(
        [picture.lines(Console.hasColour ? .grey : .plain), beside], width: picture.columns, gap: 3)
      return ([head] + lines.map { $0.trimmingTrailingBlanks() }).joined(separator: "\n") + "\n"
    }

    /// Each output with a bar; of many outputs the ten largest.
    private var activationLines: [String] {
      let many = activations.count > ConfusionTable.classLimit
      let shown =
        many
        ? Array(activations.indices.sorted { (activations[$0], $1) > (activations[$1], $0) }.prefix(10))
        : Array(activations.indices)
      let width = "\(activations.count - 1 + question.firstLabel)".count
      return shown.map { index in
        padded("\(index + question.firstLabel)", to: width) + "  "
          + padded(NumberText.fixed(Double(activations[index]), places: 4), to: 7)
          + "  " + Bar.text(Double(activations[index]), width: 24)
      }
    }
  }
}
