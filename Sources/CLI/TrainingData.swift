import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

/// The examples of a training run: training set, perhaps validation set, and test set.
struct TrainingData {
  let training: Examples
  let test: Examples
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
  /// The note on changes of its pictures or labels, in one line; nil for none.
  let note: String?
  /// A warning about the order of the examples, if needed.
  let warning: String?

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
    let validation = resumed?.record.data.validation ?? settings.validation
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
    warning =
      LabelOrder.warning(first: all.firstLabel, test: test.firstLabel)
      ?? LabelOrder.warning(all.examples, learned: training.count, limit: limit)
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
  var noun: String { pictureShape == nil ? "example" : "picture" }
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
