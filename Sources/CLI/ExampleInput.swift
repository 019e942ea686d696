import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillSettings

/// An input on the command line: an example of the data, or a picture file.
enum ExampleInput: Equatable {
  case example(ExampleName)
  case file(String)

  /// `test:17`, `train:3`, and the path of a file otherwise.
  init(_ text: String) throws {
    if let name = ExampleName(text) {
      self = .example(name)
      return
    }
    for split in DataSet.Split.allCases where text.hasPrefix("\(split.rawValue):") {
      guard Files.exists(text) else {
        throw Failure(.usage, "\(text) is no example and no file: write \(split.rawValue):17, counted from 0")
      }
    }
    self = .file(text)
  }

  /// Its split; nil for a file.
  var split: DataSet.Split? {
    switch self {
    case .example(let name): name.split
    case .file: nil
    }
  }

  var name: String {
    switch self {
    case .example(let name): name.text
    case .file(let path): path
    }
  }
}

extension ChosenExample {
  /// The name as pages and terminals show it.
  var title: String { printable(name, limit: 200) }

  /// A document with the preparation of a picture file and the notes about it.
  func preparation(in document: JSONValue, notes: [String]) -> JSONValue {
    guard let prepared else { return document }
    return document.adding(preparation: prepared.preparation, notes: prepared.notes + notes)
  }
}

/// An input that has been read.
struct ExampleQuestion {
  let chosen: ChosenExample
  /// A picture file's pixels as they are, if they have the model's shape and preparation has changed them.
  let unprepared: Examples?

  /// A note if the answer to a picture file depends on its preparation.
  func note(answer: Int, unprepared: Int) -> String? {
    unprepared == answer
      ? nil
      : "the answer is that to the prepared picture; as it is, with --prepare none, it is "
        + chosen.classes.spoken(unprepared)
  }
}

/// Reads inputs. Each split is loaded once.
struct ExampleReader {
  let source: DataSource
  let classCount: Int
  /// The shape that picture files are brought to; nil if the model has none.
  let pictureShape: PictureShape?
  /// What the data must have.
  let request: DataRequest
  /// What the model's classes are called; nil without a model.
  private let classes: ClassNames?
  /// The manner of the pictures that the model was trained on.
  private let manner: PictureManner
  private let preparation: PicturePreparation
  private var splits: [DataSet.Split: DataSet] = [:]

  /// For examples of a source, not for picture files.
  init(_ source: DataSource, classCount: Int) {
    self.source = source
    request = DataRequest(classCount: classCount)
    classes = nil
    self.classCount = classCount
    pictureShape = nil
    manner = .mnist
    preparation = .auto
  }

  /// For examples of a source, and picture files prepared as `--prepare` says.
  init(_ source: DataSource, _ arguments: ParsedArguments, _ model: Model) throws {
    request = try arguments.dataRequest(for: model)
    classes = model.classes
    self.source = source
    classCount = model.network.architecture.outputCount
    pictureShape = model.pictureShape
    manner = model.pictureManner
    preparation = arguments.declares(Shared.prepare) ? arguments[Shared.prepare] : .auto
  }

  /// An example of the data, or a picture file as the network sees it.
  mutating func read(_ input: ExampleInput) throws -> ExampleQuestion {
    switch input {
    case .example(let name): ExampleQuestion(chosen: try example(name), unprepared: nil)
    case .file(let path): try picture(path)
    }
  }

  /// An example of the data.
  mutating func example(_ name: ExampleName) throws -> ChosenExample {
    guard source.splits.contains(name.split) else {
      let other = source.splits.first?.rawValue ?? ""
      throw Failure(
        .usage, "\(source.name) has no \(name.split.rawValue) pictures: its examples are \(other):0 and so on")
    }
    let set = try data(name.split)
    guard name.index < set.count else {
      throw Failure(
        .usage,
        "\(name.text) does not exist: \(source.name) has \(NumberText.grouped(set.count)) "
          + "\(name.split.rawValue) examples, counted from 0")
    }
    return ChosenExample(set, name.split, name.index)
  }

  /// Whether the examples read are from the data that `model` was trained on.
  func match(_ model: Model, _ arguments: ParsedArguments) -> DataMatch {
    splits.isEmpty ? .unknown : DataMatch(model, source, arguments, training: splits[.train])
  }

  private func picture(_ path: String) throws -> ExampleQuestion {
    guard let shape = pictureShape else {
      throw Failure(.badData, "the model does not say what shape its pictures have, so \(path) cannot be shown to it")
    }
    guard !Files.isFolder(path) else {
      throw FileError.unreadable(path: path, reason: "it is a folder; give the pictures in it")
    }
    let image = try PictureFile.read(
      path, reducedTo: max(DigitNormalization.sideLimit, shape.rows, shape.columns))
    let prepared = try PreparedPicture(image, shape: shape, manner: manner, by: preparation, file: path)
    let chosen = try ChosenExample(
      prepared, name: path, shape: shape, outputCount: classCount,
      classes: classes ?? .numbers(first: 0, count: max(classCount, 2)))
    // A picture of another size cannot be shown to the network unprepared.
    let hasShape = (image.height, image.width) == (shape.rows, shape.columns)
    let unprepared =
      hasShape && image.pixels != prepared.pixels
      ? try Examples(bytes: image.pixels, inputCount: image.pixels.count, labels: [0], classCount: classCount) : nil
    return ExampleQuestion(chosen: chosen, unprepared: unprepared)
  }

  /// All examples of a split.
  mutating func data(_ split: DataSet.Split) throws -> DataSet {
    if let set = splits[split] { return set }
    // The note about the data is printed only once.
    let set =
      splits.isEmpty
      ? try source.tell(split, request, isForModel: classes != nil) : try source.load(split, request).set
    splits[split] = set
    return set
  }
}
