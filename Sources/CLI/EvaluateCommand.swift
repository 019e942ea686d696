import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill evaluate`: how good a model is, and what it gets wrong.
enum EvaluateCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let source = try arguments.dataSource()
    let kernels = try arguments.kernels()
    let range = try arguments.range("examples")
    let mistakes = try arguments.integer("mistakes") ?? 10
    let model = try arguments.model()
    let split = try arguments.choice("split", DataSource.Split.init(rawValue:)) ?? .test
    let architecture = model.network.architecture
    let pictures = try source.load(split, classCount: arguments.classCount(of: model))
    let places = try arguments.places(range, count: pictures.examples.count)
    let examples = pictures.examples[places]
    let evaluator = try Evaluator(
      architecture, cost: model.cost, kernels: kernels,
      workers: arguments.workers(work: architecture.parameterCount * examples.count))
    let evaluation = try evaluator.evaluate(model.network, examples)
    if arguments.isSet("json") {
      Console.out(json(evaluation, examples, split, places, mistakes: mistakes).text() + "\n")
    } else {
      Console.out(
        text(
          model, evaluation, pictures, title: title(source, split, places, pictures), split: split, places: places,
          mistakes: mistakes, name: arguments.operands[0]))
    }
    return .success
  }

  private static func title(
    _ source: DataSource, _ split: DataSource.Split, _ places: Range<Int>, _ pictures: PictureSet
  ) -> String {
    let which = places == 0..<pictures.examples.count ? "" : ", \(places.lowerBound)..<\(places.upperBound)"
    return "\(source.name), \(split.rawValue)\(which): \(NumberText.counted(places.count, "picture"))"
  }

  private static func text(
    _ model: Model, _ evaluation: Evaluation, _ pictures: PictureSet, title: String, split: DataSource.Split,
    places: Range<Int>, mistakes count: Int, name: String
  ) -> String {
    let summary = evaluation.summary
    let wrong = evaluation.mistakes
    var lines = [
      "\(name): \(model.network.title), \(model.cost.rawValue) cost",
      title,
      "",
      "accuracy  \(NumberText.percent(summary.accuracy))  (\(NumberText.grouped(summary.examples - wrong.count)) right, "
        + "\(NumberText.grouped(wrong.count)) wrong)",
      "cost      \(NumberText.fixed(summary.cost, places: 4))",
      "",
    ]
    if evaluation.confusion.isEmpty {
      lines += ["There are too many classes for a confusion matrix."]
    } else if evaluation.confusion.count <= ConfusionTable.classLimit {
      lines += ["Confusion matrix: labels down, the network's answers across"]
      lines += ConfusionTable.lines(evaluation.confusion)
    } else {
      lines += ["Most frequent mistakes"]
      lines += ConfusionTable.largest(evaluation.confusion, count: 10).map { "  \($0)" }
    }
    let shown = wrong.prefix(count)
    if !shown.isEmpty {
      lines += ["", shown.count == 1 ? "Worst mistake" : "The \(shown.count) worst mistakes, the most costly first"]
      lines += gallery(Array(shown), evaluation, pictures, split: split, places: places)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Pictures with what they are and what they were taken for, as many to a line as 80 characters hold.
  private static func gallery(
    _ mistakes: [Int], _ evaluation: Evaluation, _ pictures: PictureSet, split: DataSource.Split, places: Range<Int>
  ) -> [String] {
    let examples = pictures.examples[places]
    let drawn = mistakes.map {
      TerminalPicture(rows: pictures.rows, columns: pictures.columns, pixels: examples.inputs($0))
    }
    let margin = drawn.map(\.emptyMargin).min() ?? 0
    let width = max(drawn[0].cropped(by: margin).columns, 22)
    let blocks = zip(mistakes, drawn).map { index, picture in
      let outcome = evaluation.outcomes[index]
      return [
        filled("\(split.rawValue):\(places.lowerBound + index)", to: width),
        filled("\(NumberText.article(outcome.label)), taken for \(NumberText.article(outcome.prediction))", to: width),
      ]
        + picture.cropped(by: margin).lines(Console.hasColour ? .grey : .plain).map {
          $0 + String(repeating: " ", count: width - picture.cropped(by: margin).columns)
        }
    }
    let perLine = max(1, 80 / (width + 3))
    return stride(from: 0, to: blocks.count, by: perLine).flatMap { first in
      sideBySide(Array(blocks[first..<min(first + perLine, blocks.count)]), width: width, gap: 3)
        .map { $0.trimmingTrailingBlanks() } + [""]
    }.dropLast()
  }

  private static func json(
    _ evaluation: Evaluation, _ examples: Examples, _ split: DataSource.Split, _ places: Range<Int>, mistakes: Int
  ) -> JSONValue {
    guard case .object(var object) = evaluationJSON(evaluation) else { return .null }
    let worst: [JSONValue] = evaluation.mistakes.prefix(mistakes).map { index in
      let outcome = evaluation.outcomes[index]
      return .object(
        JSONObject([
          ("input", .string("\(split.rawValue):\(places.lowerBound + index)")),
          ("label", .integer(outcome.label)),
          ("prediction", .integer(outcome.prediction)),
          ("activation", .number(Double(outcome.activation))),
          ("cost", .number(Double(outcome.cost))),
        ]))
    }
    object.members.append(JSONObject.Member(key: "mistakes", value: .array(worst)))
    return .object(object)
  }
}

extension ParsedArguments {
  /// The places of `--examples`, which the data must have.
  func places(_ range: Range<Int>?, count: Int) throws -> Range<Int> {
    guard let range else { return 0..<count }
    guard range.upperBound <= count, !range.isEmpty else {
      throw Failure(
        .usage, "--examples \(string("examples") ?? "") asks for examples that are not there: they are 0..<\(count)")
    }
    return range
  }
}
