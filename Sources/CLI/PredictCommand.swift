import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill predict`: what a model makes of examples and of picture files.
struct PredictCommand {
  private let model: Model
  private let evaluator: Evaluator
  private let source: DataSource
  private let classCount: Int
  private var splits: [DataSource.Split: PictureSet] = [:]

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inputs = try arguments.operands.dropFirst().map(Input.init)
    var command = try PredictCommand(arguments)
    // Every input is read before anything is answered, so that a bad one is not found at the end.
    let questions = try inputs.map { try command.question($0) }
    let answers = try questions.map { try command.answer($0) }
    if arguments.isSet("json") {
      Console.out(JSONValue.array(answers.map(\.json)).text() + "\n")
    } else {
      Console.out(answers.map { $0.text(withPreview: !arguments.isSet("no-preview")) }.joined(separator: "\n"))
    }
    return .success
  }

  private init(_ arguments: ParsedArguments) throws {
    source = try arguments.dataSource()
    let kernels = try arguments.kernels()
    model = try arguments.model()
    classCount = try arguments.classCount(of: model)
    evaluator = try Evaluator(model.network.architecture, cost: model.cost, kernels: kernels)
  }

  private mutating func question(_ input: Input) throws -> Question {
    switch input {
    case .example(let split, let index):
      let pictures = try splits[split] ?? source.load(split, classCount: classCount)
      splits[split] = pictures
      guard index < pictures.examples.count else {
        throw Failure(
          .usage,
          "\(input.name) does not exist: \(source.name) has \(NumberText.grouped(pictures.examples.count)) "
            + "\(split.rawValue) examples, counted from 0")
      }
      let example = pictures.examples[index..<index + 1]
      return Question(
        name: input.name, example: example, label: example.label(0),
        shape: PictureShape(rows: pictures.rows, columns: pictures.columns))
    case .file(let path):
      guard let shape = model.pictureShape else {
        throw Failure(.badData, "the model does not say what shape its pictures have, so \(path) cannot be shown to it")
      }
      let image = try GreyImage.decode(Files.read(path), file: path, inflate: Gzip.inflateZlib)
      let digit = try DigitNormalization.normalize(image, rows: shape.rows, columns: shape.columns, file: path)
      let example = try Examples(
        bytes: digit.pixels, inputCount: digit.pixels.count, labels: [0],
        classCount: model.network.architecture.outputCount)
      return Question(name: path, example: example, label: nil, shape: shape)
    }
  }

  private func answer(_ question: Question) throws -> Answer {
    let activations = try evaluator.outputs(model.network, question.example)[0]
    return Answer(question: question, activations: activations)
  }

  /// What the user asks about.
  private enum Input {
    case example(DataSource.Split, Int)
    case file(String)

    /// `test:17`, `train:3`, and the path of a file otherwise.
    init(_ text: String) throws {
      for split in DataSource.Split.allCases where text.hasPrefix("\(split.rawValue):") {
        if let index = ValueParsing.integer(String(text.dropFirst(split.rawValue.count + 1))), index >= 0 {
          self = .example(split, index)
          return
        }
        guard Files.exists(text) else {
          throw Failure(.usage, "\(text) is no example and no file: write \(split.rawValue):17, counted from 0")
        }
      }
      self = .file(text)
    }

    var name: String {
      switch self {
      case .example(let split, let index): "\(split.rawValue):\(index)"
      case .file(let path): path
      }
    }
  }

  private struct Question {
    let name: String
    let example: Examples
    let label: Int?
    let shape: PictureShape
  }

  private struct Answer {
    let question: Question
    let activations: [Float]

    var prediction: Int {
      activations.indices.reduce(0) { activations[$1] > activations[$0] ? $1 : $0 }
    }

    var json: JSONValue {
      .object(
        JSONObject([
          ("input", .string(question.name)),
          ("label", question.label.map { .integer($0) } ?? .null),
          ("prediction", .integer(prediction)),
          ("activations", .array(activations.map { .number(Double($0)) })),
        ]))
    }

    func text(withPreview: Bool) -> String {
      let verdict = question.label.map { label in
        label == prediction ? ", which is right" : ", but it is \(NumberText.article(label))"
      }
      let head = "\(question.name): \(NumberText.article(prediction))\(verdict ?? "")"
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
      let width = "\(activations.count - 1)".count
      return shown.map { index in
        padded("\(index)", to: width) + "  " + padded(NumberText.fixed(Double(activations[index]), places: 4), to: 7)
          + "  " + Bar.text(Double(activations[index]), width: 24)
      }
    }
  }
}
