import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// The examples of a training run: training set, perhaps validation set, and test set.
struct TrainingData {
  let training: Examples
  /// nil for none, as of a table without another for the test, or of pictures without a folder for it.
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
  /// What the classes are called, if they are learnt.
  let classes: ClassNames
  /// What is learnt.
  let targets: DataSet.Targets
  /// How the columns of a table became inputs; nil for pictures.
  let preparation: Preparation?
  /// Notes on changes of its pictures or labels, and on files that are left out, in a line each; nil for none.
  let notes: [String]
  /// What looks wrong, in sentences.
  let warnings: [String]

  /// Whether there are examples for the test.
  var hasTest: Bool { test != nil }

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
    let processors = arguments.threads() ?? Workers.availableProcessors
    let workers = Workers(count: source.isPictureFolder ? processors : min(processors, DataSet.Split.allCases.count))
    let splits: [DataSet.Split] = source.splits.contains(.test) ? [.train, .test] : [.train]
    let loaded = try source.loadAll(splits, settings.dataRequest(source, resumed), workers: workers)
    let (all, test) = (loaded[0].set, loaded.count > 1 ? loaded[1].set : nil)
    if let test, test.inputs != all.inputs {
      throw Failure(
        .badData,
        "\(source.name): the training examples have \(all.inputs.text), the test examples \(test.inputs.text)")
    }
    let count = all.count
    let limit = resumed?.record.data.limit ?? settings.limit ?? count
    let other = try settings.validationFolder(source, all, workers)
    let validation = try settings.heldOut(
      of: limit, usualShare: test == nil ? 0.1 : 0, resumed)
    let validationSplit = try settings.validationSplit(
      usual: source.isPictureFolder || test == nil ? .random : .last, resumed)
    if let resumed, limit > count || validation >= limit || all.examples.inputCount != resumed.inputCount {
      throw Self.otherExamples(resumed, source)
    }
    guard limit <= count else { throw arguments.badValue(Shared.limit, expected: .integer(1...count)) }
    guard validation < limit else {
      throw arguments.badValue(TrainCommand.validation, expected: .integer(0...limit - 1))
    }
    var record = DataRecord(fingerprint: 0, limit: limit, validation: validation)
    if validation > 0 { record.validationSplit = validationSplit }
    let parts = PictureParts(all.examples, record, seed: resumed?.record.configuration.seed ?? settings.seed)
    training = parts.training
    record.fingerprint = training.fingerprint()
    if let resumed, resumed.record.data.fingerprint != record.fingerprint {
      throw Self.otherExamples(resumed, source)
    }
    self.record = record
    pictureShape = all.pictureShape
    pictureManner = source.isPictureFolder ? .asTheyAre : Self.manner(training, all.pictureShape)
    self.test = test?.examples
    var warnings: [String] = []
    if let test, let warning = LabelOrder.warning(first: all.firstLabel, test: test.firstLabel) {
      warnings = [warning]
    } else if limit < all.count || record.validationSplit == .last {
      // Drawn ones are of every class.
      let learned = record.validationSplit == .random ? limit : limit - validation
      let warning = LabelOrder.warning(
        all.examples, learned: learned, limit: limit, names: source.hasNamedClasses ? all.classNames : nil)
      warnings = warning.map { [$0] } ?? []
    }
    self.warnings = warnings
    targets = all.targets
    preparation = nil
    heldOut = [("validation", other?.examples ?? parts.validation), ("test", test?.examples)].compactMap { name, part in
      part.map { (name: name, examples: $0) }
    }
    classes = all.classNames ?? .numbers(first: 0, count: max(all.examples.outputCount, 2))
    transposed = arguments.typedText(of: Shared.transposed)
    notes = [source.note(all)].compactMap(\.self) + loaded.flatMap(\.notes).map { "note: \($0)" }
    folder = arguments.usesBundledData ? nil : arguments[Shared.data]
    let held = heldOut.map { name, examples in
      ", \(NumberText.grouped(examples.count)) for \(name == "test" ? "the test" : name)"
    }
    let shown = if case .words(let words) = classes { ", \(words.count) classes: \(listed(words))" } else { "" }
    title =
      "\(source.name): \(NumberText.counted(training.count, all.noun)) for training\(held.joined()), "
      + "\(all.inputs.text)\(shown)"
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
    classes = set.classNames ?? .numbers(first: 0, count: max(set.examples.outputCount, 2))
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
    notes = [preparation.title + (table.hasUsualTargets ? "; --target names another column" : "")]
    let leftOut: [Preparation.Note] = table.withoutTarget > 0 ? [.withoutTarget(rows: table.withoutTarget)] : []
    let read = preparation.columns.map(\.name) + preparation.target.names
    let meant = arguments.names(TableOptions.category) ?? []
    let likenesses = table.table.columns.compactMap { column -> String? in
      let isLeftOut = preparation.notes.contains(.dropped(column: column.name, .identifier))
      guard read.contains(bytesOf: column.name) || isLeftOut, !meant.contains(bytesOf: column.name),
        !preparation.target.names.contains(bytesOf: column.name), case .categories(let texts) = column.values,
        let likeness = TextLikeness(texts)
      else { return nil }
      return "\(quoted(column.name)) \(likeness.predicate)"
    }
    warnings =
      (leftOut + preparation.notes).map(\.sentence) + table.table.decimalRemarks(of: read) + likenesses
      + surprises.map(\.sentence)
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

extension TrainSettings {
  /// The pictures of another folder for validation; nil if none is named.
  fileprivate func validationFolder(_ source: DataSource, _ training: DataSet, _ workers: Workers) throws -> DataSet? {
    guard case .file(let path)? = validation else { return nil }
    let other = source.isPictureFolder ? try DataSource(path: path, pictureShape: training.pictureShape) : nil
    guard let other, other.isPictureFolder else {
      throw Failure(
        .usage,
        "--validation \(path): only a table, or a folder of pictures by class, can have another for its validation")
    }
    var request = DataRequest(classCount: training.examples.outputCount, firstLabel: training.firstLabel)
    if case .words(let names)? = training.classNames { request.names = names }
    return try other.load(other.splits.contains(.train) ? .train : .test, request, workers: workers).set
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
