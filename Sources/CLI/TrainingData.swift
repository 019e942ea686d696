import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// The examples of a training run: training set, perhaps validation set, and test set.
struct TrainingData {
  let training: Examples
  /// nil for none, as of a table without another for the test.
  let test: Examples?
  /// The sets evaluated after each epoch, by the heads of their columns.
  let heldOut: [(name: String, examples: Examples)]
  let record: DataRecord
  let pictureShape: PictureShape?
  /// The manner of the training pictures; MNIST's if there are none.
  let pictureManner: PictureManner
  /// The folder it comes from, as the user named it; nil for the bundled data.
  let folder: String?
  /// The value of `--transposed`.
  let transposed: String?
  /// What it is, in one line.
  let title: String
  /// The label of class 0.
  let firstLabel: Int
  /// What is learnt.
  let targets: DataSet.Targets
  /// How the columns of a table became inputs; nil for pictures.
  let preparation: Preparation?
  /// The note on changes of its pictures or labels, in one line; nil for none.
  let note: String?
  /// What looks wrong, in sentences.
  let warnings: [String]

  /// The index of the validation examples in ``heldOut``; nil for none.
  var validationIndex: Int? { heldOut.firstIndex { $0.name == "validation" } }

  /// What the trained network is measured on, and its name: the test examples, or else those for validation or training.
  var judged: (name: String, examples: Examples) {
    if let test { return ("test", test) }
    return heldOut.first ?? ("training", training)
  }

  init(
    _ source: DataSource, _ arguments: ParsedArguments, _ settings: TrainSettings, _ resumed: ResumedModel?
  ) throws {
    let classCount = resumed?.model.network.architecture.outputCount ?? settings.classCount
    let threads = min(arguments.threads() ?? Workers.availableProcessors, DataSet.Split.allCases.count)
    let (all, test) = try source.loadBoth(
      classCount: classCount, firstLabel: resumed?.model.labelStart, workers: Workers(count: threads))
    guard test.inputs == all.inputs else {
      throw Failure(
        .badData,
        "\(source.name): the training examples have \(all.inputs.text), the test examples \(test.inputs.text)")
    }
    let count = all.count
    let limit = resumed?.record.data.limit ?? settings.limit ?? count
    if case .file(let path)? = settings.validation {
      throw Failure(.usage, "--validation \(path): only a table can have another for its validation")
    }
    let validation = try settings.heldOut(of: limit, resumed)
    guard try settings.validationSplit(resumed) == .last else {
      throw Failure(.usage, "--validation-split random is for tables: of pictures the last ones are held out")
    }
    if let resumed, limit > count || validation >= limit || all.examples.inputCount != resumed.inputCount {
      throw Self.otherExamples(resumed, source)
    }
    guard limit <= count else { throw arguments.badValue(Shared.limit, expected: .integer(1...count)) }
    guard validation < limit else {
      throw arguments.badValue(TrainCommand.validation, expected: .integer(0...limit - 1))
    }
    training = all.examples[0..<limit - validation]
    let fingerprint = training.fingerprint()
    if let resumed, resumed.record.data.fingerprint != fingerprint { throw Self.otherExamples(resumed, source) }
    record = DataRecord(fingerprint: fingerprint, limit: limit, validation: validation)
    pictureShape = all.pictureShape
    pictureManner = Self.manner(training, all.pictureShape)
    self.test = test.examples
    let warning =
      LabelOrder.warning(first: all.firstLabel, test: test.firstLabel)
      ?? LabelOrder.warning(all.examples, learned: training.count, limit: limit)
    warnings = warning.map { [$0] } ?? []
    targets = all.targets
    preparation = nil
    heldOut =
      (validation > 0 ? [("validation", all.examples[limit - validation..<limit])] : []) + [("test", test.examples)]
    firstLabel = all.firstLabel
    transposed = arguments.typedText(of: Shared.transposed)
    note = source.note(all)
    folder = arguments.usesBundledData ? nil : arguments[Shared.data]
    let validationText = validation > 0 ? ", \(NumberText.grouped(validation)) for validation" : ""
    title =
      "\(source.name): \(NumberText.counted(training.count, all.noun)) for training\(validationText), "
      + "\(NumberText.grouped(test.count)) for the test, \(all.inputs.text)"
  }

  /// The rows of a table.
  init(_ table: TableInput, _ arguments: ParsedArguments, _ resumed: ResumedModel?) throws {
    let preparation = table.preparation
    let (set, _) = try preparation.dataSet(of: table.training, isTraining: true)
    training = set.examples
    var surprises: [Preparation.Surprise] = []
    func examples(_ rows: TableRows?) throws -> Examples? {
      guard let rows else { return nil }
      let (set, found) = try preparation.dataSet(of: rows)
      surprises += found
      return set.examples
    }
    let validation = try examples(table.validation)
    test = try examples(table.test)
    let fingerprint = training.fingerprint()
    if let resumed, resumed.record.data.fingerprint != fingerprint {
      throw Failure(
        .badData, "\(resumed.path) was trained on other rows than those of \(table.path); name its data with --data")
    }
    record = DataRecord(
      fingerprint: fingerprint, limit: table.record.limit, validation: table.record.validation,
      validationSplit: table.validationSplit)
    heldOut = [("validation", validation), ("test", test)].compactMap { name, examples in
      examples.map { (name: name, examples: $0) }
    }
    pictureShape = nil
    pictureManner = .mnist
    folder = arguments[Shared.data]
    transposed = nil
    firstLabel = 0
    targets = set.targets
    self.preparation = preparation
    let counts =
      [(table.training.count, "training"), (table.validation?.count ?? 0, "validation")]
      + [(table.test?.count ?? 0, "the test")]
    let parts = counts.filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) for \($0.1)" }
    title =
      "\(table.name): \(NumberText.counted(table.table.rowCount, "row")), of which \(parts.joined(separator: ", ")); "
      + "\(NumberText.counted(preparation.inputCount, "input")) from "
      + NumberText.counted(preparation.columns.count, "column")
    note = preparation.title + (table.hasUsualTargets ? "; --target names another column" : "")
    let leftOut: [Preparation.Note] = table.withoutTarget > 0 ? [.withoutTarget(rows: table.withoutTarget)] : []
    warnings = (leftOut + preparation.notes).map(\.sentence) + surprises.map(\.sentence)
  }

  private static func manner(_ examples: Examples, _ shape: PictureShape?) -> PictureManner {
    if let shape { PictureManner(of: examples, shape: shape) } else { .mnist }
  }

  private static func otherExamples(_ resumed: ResumedModel, _ source: DataSource) -> Failure {
    Failure(
      .badData,
      "\(resumed.path) was trained on other examples than those of \(source.name); name its data with --data")
  }
}

extension ResumedModel {
  fileprivate var inputCount: Int { model.network.architecture.inputCount }
}

extension DataSet {
  /// The noun for one of its examples.
  var noun: String { pictureShape == nil ? "row" : "picture" }
}

extension DataSet.Inputs {
  /// The inputs of an example: `28×28 pixels`, `4 columns`.
  fileprivate var text: String {
    switch self {
    case .picture(let shape): "\(shape.rows)×\(shape.columns) pixels"
    case .columns(let names): NumberText.counted(names.count, "column")
    }
  }
}
