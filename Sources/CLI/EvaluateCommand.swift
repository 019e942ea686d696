import Downhill
import DownhillDocuments
import DownhillFormats
import DownhillReport

/// `downhill evaluate`: accuracy and mistakes of a model.
enum EvaluateCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let kernels = try arguments.kernels()
    let model = try arguments.anyModel()
    if model.table != nil { return try TableEvaluateCommand.run(arguments, model, kernels) }
    let mistakes = arguments[Self.mistakes]
    let evaluated = try EvaluatedModel(arguments, model, kernels)
    if arguments[Shared.json] {
      Console.out(.json(json(evaluated, mistakes: mistakes)))
    } else {
      Console.out(.lines(lines(evaluated, mistakes: mistakes)))
    }
    return .success
  }

  private static func lines(_ evaluated: EvaluatedModel, mistakes count: Int) -> [String] {
    let evaluation = evaluated.evaluation
    let summary = evaluation.summary
    let wrong = evaluation.mistakes
    var lines = [
      "\(evaluated.name): \(evaluated.modelTitle)",
      evaluated.dataTitle,
      "",
      "accuracy  \(NumberText.score(summary.score))  (\(NumberText.grouped(summary.examples - wrong.count)) correct, "
        + "\(NumberText.grouped(wrong.count)) wrong)",
      "cost      \(NumberText.fixed(summary.cost, decimals: 4))",
      "",
    ]
    if evaluation.confusion.isEmpty {
      lines += ["There are too many classes for a confusion matrix."]
    } else if evaluation.confusion.count <= ConfusionTable.classLimit {
      lines += ["Confusion matrix: labels down, the network's answers across"]
      lines += ConfusionTable.lines(evaluation.confusion, evaluated.classes)
    } else {
      lines += ["Most frequent mistakes"]
      lines += ConfusionTable.largest(evaluation.confusion, count: 10, names: evaluated.classes.shown).map { "  \($0)" }
    }
    let shown = wrong.prefix(count)
    if !shown.isEmpty {
      lines += ["", shown.count == 1 ? "Worst mistake" : "The \(shown.count) worst mistakes, the most costly first"]
      lines += gallery(Array(shown), evaluated)
    }
    return lines
  }

  /// Pictures with what they are and what they were taken for, as many to a line as 80 characters hold.
  private static func gallery(_ mistakes: [Int], _ evaluated: EvaluatedModel) -> [String] {
    let examples = evaluated.examples
    guard let shape = evaluated.data.pictureShape else { return [] }
    let drawn = mistakes.map {
      TerminalPicture(rows: shape.rows, columns: shape.columns, pixels: examples.inputs($0))
    }
    let margin = drawn.map(\.emptyMargin).min() ?? 0
    let widest = mistakes.map { index in
      let outcome = evaluated.evaluation.outcomes[index]
      return caption(outcome, evaluated.classes).count
    }
    let width = max(drawn[0].cropped(by: margin).columns, widest.max() ?? 0, 22)
    let blocks = zip(mistakes, drawn).map { index, picture in
      let outcome = evaluated.evaluation.outcomes[index]
      return [
        filled(evaluated.inputName(index), to: width), filled(caption(outcome, evaluated.classes), to: width),
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

  /// `a 5, taken for a 6`
  private static func caption(_ outcome: Evaluation.Outcome, _ classes: ClassNames) -> String {
    "\(classes.spoken(outcome.label)), taken for \(classes.spoken(outcome.prediction))"
  }

  private static func json(_ evaluated: EvaluatedModel, mistakes: Int) -> JSONValue {
    evaluationJSON(evaluated.evaluation)
      .adding("mistakes", evaluated.mistakesJSON(mistakes))
      .naming(evaluated.classes)
      .adding("dataMatches", evaluated.dataMatch.json)
  }
}
