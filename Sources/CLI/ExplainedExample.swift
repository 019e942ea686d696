import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// The example that `explain` is about, with its target.
struct ExplainedExample {
  /// One example; where its target is unknown it has the network's answer instead.
  let example: Examples
  /// Whether its target is known.
  let isLabelled: Bool
  /// The label of its class, from 0; nil if unknown, or if it has none.
  let label: Int?
  /// What the inputs are.
  let inputs: DataSet.Inputs?
  /// What the outputs answer.
  let outputs: OutputNames
  private let origin: Origin

  private enum Origin {
    case picture(ChosenExample, notes: [String], DataMatch)
    case row(TableRow, TableModel)
  }

  /// Row `--example` of the table.
  init(rowOf asked: AskedTable, _ arguments: ParsedArguments) throws {
    try arguments.checkAreForTables([
      ExplainCommand.image, ExplainCommand.label, Shared.prepare, Shared.transposed, Shared.classes,
    ])
    let architecture = asked.model.network.architecture
    try arguments.checkMemory(
      .work(.story, architecture, nil, [], isDocument: arguments[Shared.json]), architecture)
    let row = try TableRow(asked, arguments.rowIndex())
    example = row.example
    isLabelled = row.isLabelled
    label = row.label
    inputs = asked.model.preparation.shownInputs
    outputs = asked.model.preparation.target.outputNames(asked.model.cost)
    origin = .row(row, asked.model)
  }

  /// The picture that `--example` or `--image` names.
  init(pictureFor model: Model, _ explainer: Explainer, _ arguments: ParsedArguments) throws {
    let source = try arguments.dataSource(for: model)
    try arguments.checkHasNoTable()
    var reader = try ExampleReader(source, arguments, model)
    let input =
      try arguments[ExplainCommand.image].map { ExampleInput.file($0) }
      ?? ExampleInput(
        arguments.isGiven(ExplainCommand.example) || source.splits.contains(.test)
          ? arguments[ExplainCommand.example] : "train:0")
    if case .file(let path) = input { try arguments.checkMemory(ofPicture: path) }
    let architecture = model.network.architecture
    try arguments.checkMemory(
      .work(.story, architecture, source, input.split.map { [$0] } ?? [], isDocument: arguments[Shared.json]),
      architecture)
    let question = try reader.read(input)
    let chosen = question.chosen
    let dataMatch = reader.match(model, arguments)
    dataMatch.warn(model: arguments.operands[0], data: source.name)
    label = try chosen.label ?? arguments.label(of: chosen.classes)
    isLabelled = label != nil
    var notes: [String] = []
    if let unprepared = question.unprepared,
      let note = try question.note(
        answer: explainer.answer(chosen.example), unprepared: explainer.answer(unprepared))
    {
      notes = [note]
    }
    for note in (chosen.prepared?.notes ?? []) + notes { Console.err("\(chosen.title): \(note)\n") }
    let values = chosen.example.inputs(0)
    example = try Examples(
      inputs: values, inputCount: values.count, labels: [label ?? explainer.answer(chosen.example)],
      classCount: architecture.outputCount)
    inputs = chosen.shape.map { .picture($0) }
    outputs = chosen.classes.outputNames(architecture.outputCount)
    origin = .picture(chosen, notes: notes, dataMatch)
  }

  /// Its name as headings show it.
  var title: String {
    switch origin {
    case .picture(let chosen, _, _): chosen.title
    case .row(let row, _): row.title
    }
  }

  /// Where a row is from.
  var source: String? {
    guard case .row(let row, _) = origin else { return nil }
    return row.source
  }

  /// The columns of a row.
  var columns: [ExampleColumn] {
    guard case .row(let row, _) = origin else { return [] }
    return row.columns
  }

  /// The document of its story.
  func document(_ story: ExampleStory, _ model: Model) -> JSONValue {
    func told(_ name: String) -> JSONValue {
      storyJSON(story, example: name, label: label, model: model, hasClasses: outputs.areClasses)
    }
    switch origin {
    case .picture(let chosen, let notes, let dataMatch):
      return chosen.preparation(in: told(chosen.name).naming(chosen.classes), notes: notes)
        .adding("dataMatches", dataMatch.json)
    case .row(let row, let model):
      return row.members.reduce(told("\(row.index)").naming(model)) { $0.adding($1.key, $1.value) }
        .adding("dataMatches", .null)
    }
  }
}

extension ParsedArguments {
  /// The class that `--label` names; nil if it is not given.
  fileprivate func label(of classes: ClassNames) throws -> Int? {
    guard let text = self[ExplainCommand.label] else { return nil }
    if let label = (0..<classes.count).first(where: { classes[$0] == text }) { return label }
    throw Failure(.usage, "--label takes one of the classes \(listed(classes.shown)), not \(quoted(text))")
  }

  /// The row that `--example` names, from 0.
  fileprivate func rowIndex() throws -> Int {
    guard isGiven(ExplainCommand.example) else { return 0 }
    let text = self[ExplainCommand.example]
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let index = Int(text) else {
      throw Failure(
        .usage, "--example \(text): a row of a table has only a number, counted from 0 behind the header: --example 17")
    }
    return index
  }
}

extension Explainer {
  /// The class that the network answers of a picture.
  fileprivate func answer(_ example: Examples) throws -> Int { try explain(example, index: 0).prediction }
}
