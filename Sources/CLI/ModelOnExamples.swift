import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport

/// A saved model and the chosen examples.
struct ModelOnExamples {
  let model: Model
  let split: DataSet.Split
  /// The indices of the examples in the split.
  let range: Range<Int>
  let data: DataSet
  let explainer: Explainer
  let dataMatch: DataMatch
  private let sourceName: String
  private let name: String

  /// Reads both; training examples, unless `--split` says otherwise.
  init(_ arguments: ParsedArguments, for work: MemoryNeed.Work) throws {
    let source = try arguments.dataSource()
    let given = arguments[Shared.examples]
    model = try arguments.model()
    name = printable(arguments.operands[0], limit: 200)
    split = arguments[Shared.trainSplit]
    let architecture = model.network.architecture
    try arguments.checkMemory(
      .work(work, architecture, source, [split], isDocument: arguments[Shared.json]), architecture)
    sourceName = printable(source.name, limit: 200)
    explainer = try Explainer(model.network, cost: model.cost)
    data = try source.tell(
      split, classCount: arguments.classCount(of: model), firstLabel: model.labelStart)
    range = try arguments.indices(given, count: data.examples.count)
    dataMatch = DataMatch(model, source, arguments, training: split == .train ? data : nil)
    guard data.examples.inputCount == architecture.inputCount else {
      throw EngineError.inputs(network: architecture.inputCount, examples: data.examples.inputCount)
    }
    dataMatch.warn(model: name, data: sourceName)
  }

  /// The chosen examples.
  var examples: Examples { data.examples[range] }

  /// `model.safetensors: 784-16-16-10, sigmoid, sigmoid outputs, quadratic cost`.
  var modelTitle: String { "\(name): \(model.network.title), \(model.cost.name) cost" }

  /// `MNIST, train: 60,000 pictures`.
  var dataTitle: String {
    let which = range == 0..<data.examples.count ? "" : ", \(indexRangeText(range))"
    return "\(sourceName), \(split.rawValue)\(which): \(NumberText.counted(range.count, data.noun))"
  }

  /// What the documents about these examples begin with.
  var asked: AskedExamples {
    AskedExamples(
      network: model.network, cost: model.cost, split: split.rawValue, first: range.lowerBound, examples: examples)
  }

  /// How a user names one of the examples: `train:17`.
  func inputName(_ index: Int) -> String { asked.inputName(index) }
}
