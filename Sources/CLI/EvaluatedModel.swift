import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

/// A saved model and its evaluation on the chosen examples.
struct EvaluatedModel {
  /// The path it was read from, as pages and terminals show it.
  let name: String
  let model: Model
  let split: DataSet.Split
  /// The indices of the examples in the split.
  let range: Range<Int>
  let data: DataSet
  let evaluation: Evaluation
  let dataMatch: DataMatch
  private let sourceTitle: String

  /// `model` is that of the first operand, and one of pictures.
  init(_ arguments: ParsedArguments, _ model: Model, _ kernels: Kernels) throws {
    try arguments.checkHasNoTable()
    let source = try arguments.dataSource(for: model)
    let given = arguments[Shared.examples]
    self.model = model
    name = printable(arguments.operands[0], limit: 200)
    split = source.split(Shared.testSplit, arguments)
    let architecture = model.network.architecture
    try arguments.checkMemory(.work(.evaluation, architecture, source, [split], isDocument: false), architecture)
    sourceTitle = source.title(split)
    data = try source.tell(split, arguments.dataRequest(for: model), isForModel: true)
    range = try arguments.indices(given, count: data.examples.count)
    dataMatch = DataMatch(model, source, arguments, training: split == .train ? data : nil)
    dataMatch.warn(model: name, data: printable(source.name, limit: 200))
    if !source.isDividedBySplit { dataMatch.noteOwnPictures(of: model, name) }
    let examples = data.examples[range]
    let evaluator = try Evaluator(
      architecture, cost: model.cost, kernels: kernels,
      workers: arguments.workers(work: architecture.parameterCount * examples.count), capacity: examples.count)
    evaluation = try evaluator.evaluate(model.network, examples)
  }

  /// What the classes are called.
  var classes: ClassNames { data.classNames ?? model.classes }

  /// The chosen examples.
  var examples: Examples { data.examples[range] }

  /// `784-16-16-10, sigmoid, sigmoid outputs, quadratic cost`.
  var modelTitle: String { "\(model.network.title), \(model.cost.name) cost" }

  /// `MNIST, test: 10,000 pictures`.
  var dataTitle: String {
    let which = range == 0..<data.examples.count ? "" : ", \(indexRangeText(range))"
    return "\(sourceTitle)\(which): \(NumberText.counted(range.count, data.noun))"
  }

  /// How a user names one of the examples: `test:17`.
  func inputName(_ index: Int) -> String { "\(split.rawValue):\(range.lowerBound + index)" }

  /// The worst mistakes, as JSON has them.
  func mistakesJSON(_ count: Int) -> JSONValue {
    .array(
      evaluation.mistakes.prefix(count).map { index in
        let outcome = evaluation.outcomes[index]
        return .object(
          JSONObject([
            ("input", .string(inputName(index))),
            ("label", .integer(outcome.label)),
            ("prediction", .integer(outcome.prediction)),
            ("activation", .number(Double(outcome.activation))),
            ("cost", .number(Double(outcome.cost))),
          ]))
      })
  }
}

/// A range that is not empty, as `--examples` takes it: `0-99`, or `17`.
func indexRangeText(_ range: Range<Int>) -> String {
  range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound - 1)"
}

extension ParsedArguments {
  /// The indices of `--examples`, which the data must have.
  func indices(_ range: Range<Int>?, count: Int) throws -> Range<Int> {
    guard let range else { return 0..<count }
    guard range.upperBound <= count, !range.isEmpty else {
      let there = indexRangeText(0..<count)
      throw Failure(
        .usage,
        "--examples \(typedText(of: Shared.examples) ?? "") asks for examples that do not exist: they are \(there)")
    }
    return range
  }
}
