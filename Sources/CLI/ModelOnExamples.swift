import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// A saved model and the chosen examples: pictures, or rows of a table.
struct ModelOnExamples {
  let model: Model
  let explainer: Explainer
  /// The chosen examples.
  let examples: Examples
  /// What their inputs are.
  let inputs: DataSet.Inputs
  /// What the outputs answer.
  let outputs: OutputNames
  /// `MNIST, train: 60,000 pictures`, `test.csv: 34 rows`.
  let dataTitle: String
  /// What the documents about these examples begin with.
  let asked: AskedExamples
  private let dataMatch: JSONValue
  private let table: TableModel?
  private let name: String

  /// Reads both; training examples, unless `--split` says otherwise, or the rows of a table.
  init(_ arguments: ParsedArguments, for work: MemoryNeed.Work) throws {
    let model = try arguments.anyModel()
    self.model = model
    name = printable(arguments.operands[0], limit: 200)
    explainer = try Explainer(model.network, cost: model.cost)
    let architecture = model.network.architecture
    if model.table != nil {
      try arguments.checkAreForTables([Shared.trainSplit, Shared.transposed, Shared.classes])
      let asked = try arguments.table(for: model)
      try arguments.checkMemory(
        .work(work, architecture, nil, [], isDocument: arguments[Shared.json]), architecture)
      let rows = try asked.known { try arguments.indices(arguments[Shared.examples], count: $0) }
      let (set, surprises) = try asked.model.preparation.dataSet(of: rows)
      for surprise in surprises { Console.err("warning: \(surprise.sentence)\n") }
      examples = set.examples
      inputs = asked.model.preparation.shownInputs
      outputs = asked.model.preparation.target.outputNames(model.cost)
      let which = arguments[Shared.examples].map { ", \(indexRangeText($0))" } ?? ""
      dataTitle = "\(TableFile.name(of: asked.path))\(which): \(NumberText.counted(rows.count, set.noun))"
      self.asked = AskedExamples(
        network: model.network, cost: model.cost, split: nil, first: rows.indices[0], rows: rows.indices,
        examples: examples)
      dataMatch = TrainedRows(asked, rows.table).json
      classes = model.classes
      table = asked.model
      return
    }
    let source = try arguments.dataSource(for: model)
    try arguments.checkHasNoTable()
    let split = source.split(Shared.trainSplit, arguments)
    try arguments.checkMemory(
      .work(work, architecture, source, [split], isDocument: arguments[Shared.json]), architecture)
    let sourceName = printable(source.name, limit: 200)
    let data = try source.tell(split, arguments.dataRequest(for: model), isForModel: true)
    let range = try arguments.indices(arguments[Shared.examples], count: data.examples.count)
    let match = DataMatch(model, source, arguments, training: split == .train ? data : nil)
    dataMatch = match.json
    guard data.examples.inputCount == architecture.inputCount else {
      throw EngineError.inputs(network: architecture.inputCount, examples: data.examples.inputCount)
    }
    match.warn(model: name, data: sourceName)
    examples = data.examples[range]
    inputs = data.inputs
    let classes = data.classNames ?? model.classes
    outputs = classes.outputNames(architecture.outputCount)
    self.classes = classes
    let which = range == 0..<data.examples.count ? "" : ", \(indexRangeText(range))"
    dataTitle = "\(source.title(split))\(which): \(NumberText.counted(range.count, data.noun))"
    asked = AskedExamples(
      network: model.network, cost: model.cost, split: split.rawValue, first: range.lowerBound, examples: examples)
    table = nil
  }

  /// `model.safetensors: 784-16-16-10, sigmoid, sigmoid outputs, quadratic cost`.
  var modelTitle: String { "\(name): \(model.network.title), \(model.cost.name) cost" }

  /// How a user names one of the examples: `train:17`, `row 17`.
  func inputName(_ index: Int) -> String { (table == nil ? "" : "row ") + asked.inputName(index) }

  /// What the classes of pictures are called.
  let classes: ClassNames

  /// What one of the examples is: `a 5`, `Adelie`, `3,210`.
  func target(_ index: Int) -> String {
    if case .numbers = outputs { return classes.spoken(examples.label(index)) }
    return outputs.answer(
      explainer.objective.targets(ofOutputs: examples.target(index).map(Double.init)),
      label: outputs.areClasses ? examples.label(index) : 0,
      through: model.network.architecture.outputActivation)
  }

  /// A document about these examples, with what the data say of it.
  func completed(_ document: JSONValue) -> JSONValue {
    (table.map { document.naming($0) } ?? document).adding("dataMatches", dataMatch)
  }
}
