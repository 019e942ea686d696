import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillSettings

/// What the user asks about: an example of the data, or a picture of their own.
enum ExampleInput: Equatable {
  case example(DataSource.Split, Int)
  case file(String)

  /// `test:17`, `train:3`, and the path of a file otherwise.
  init(_ text: String) throws {
    for split in DataSource.Split.allCases where text.hasPrefix("\(split.rawValue):") {
      if let index = ValueParsing.integer(String(text.dropFirst(split.rawValue.count + 1))), index >= 0 {
        self = .example(split, index)
        return
      }
      guard Files.exists(text) else {
        throw Failure(.usage, "\(text) is no example and no file: write \(split.rawValue):17, counted from 0")
      }
    }
    self = .file(text)
  }

  /// The part of the data that it is from; nil for a file.
  var split: DataSource.Split? {
    switch self {
    case .example(let split, _): split
    case .file: nil
    }
  }

  var name: String {
    switch self {
    case .example(let split, let index): "\(split.rawValue):\(index)"
    case .file(let path): path
    }
  }
}

/// One example as the network sees it.
struct ChosenExample {
  let name: String
  /// The name as pages and terminals show it.
  var title: String { printable(name, limit: 200) }
  /// One example; its label is 0 where nobody knows it.
  let example: Examples
  /// Its class; nil for a picture file.
  let label: Int?
  let shape: PictureShape
  /// The label that class 0 stands for.
  let firstLabel: Int
  /// For a picture file: what was done to it, where it disagrees with the model, and how it is without preparation.
  var preparation: String?
  var notes: [String] = []
  var unprepared: Examples?

  /// Notes that the answer to a picture file hangs on its preparation, if it does.
  mutating func note(answer: Int, unprepared: Int) {
    guard unprepared != answer else { return }
    notes.append(
      "the answer is that to the prepared picture; as it is, with --prepare none, it is "
        + NumberText.article(unprepared + firstLabel))
  }

  /// A document with what was done to a picture file.
  func preparation(in document: JSONValue) -> JSONValue {
    guard let preparation else { return document }
    return document.adding(preparation: preparation, notes: notes)
  }
}

/// Reads what the user asks about. Each split is loaded once.
struct ExampleReader {
  let source: DataSource
  let classCount: Int
  /// The shape that picture files are brought to; nil where the model does not say.
  let pictureShape: PictureShape?
  /// The label that class 0 stands for; nil leaves that to the labels.
  let firstLabel: Int?
  /// How the pictures lie that the model has learnt from.
  private let manner: PictureManner
  private let preparation: PicturePreparation
  private var splits: [DataSource.Split: PictureSet] = [:]

  /// The examples of a source, and no picture files.
  init(_ source: DataSource, classCount: Int) {
    self.source = source
    firstLabel = nil
    self.classCount = classCount
    pictureShape = nil
    manner = .mnist
    preparation = .auto
  }

  /// The examples of a source, and picture files prepared as `--prepare` says.
  init(_ source: DataSource, _ arguments: ParsedArguments, _ model: Model) throws {
    firstLabel = model.labelStart
    self.source = source
    classCount = try arguments.classCount(of: model)
    pictureShape = model.pictureShape
    manner = model.pictureManner
    preparation = arguments[Shared.prepare]
  }

  mutating func read(_ input: ExampleInput) throws -> ChosenExample {
    switch input {
    case .example(let split, let index):
      let pictures = try pictures(split)
      guard index < pictures.examples.count else {
        throw Failure(
          .usage,
          "\(input.name) does not exist: \(source.name) has \(NumberText.grouped(pictures.examples.count)) "
            + "\(split.rawValue) examples, counted from 0")
      }
      let example = pictures.examples[index..<index + 1]
      return ChosenExample(
        name: input.name, example: example, label: example.label(0),
        shape: PictureShape(rows: pictures.rows, columns: pictures.columns), firstLabel: pictures.firstLabel)
    case .file(let path):
      guard let shape = pictureShape else {
        throw Failure(.badData, "the model does not say what shape its pictures have, so \(path) cannot be shown to it")
      }
      guard !Files.isFolder(path) else {
        throw FileError.unreadable(path: path, reason: "it is a folder; give the pictures in it")
      }
      return try picture(
        PictureFile.read(path, reducedTo: max(DigitNormalization.sideLimit, shape.rows, shape.columns)), shape, path)
    }
  }

  /// Whether the examples that were asked about are from the data that `model` was trained on.
  func match(_ model: Model, _ arguments: ParsedArguments) -> DataMatch {
    splits.isEmpty ? .unknown : DataMatch(model, source, arguments, training: splits[.train])
  }

  private func picture(_ image: GreyImage, _ shape: PictureShape, _ path: String) throws -> ChosenExample {
    func example(_ pixels: [UInt8]) throws -> Examples {
      try Examples(bytes: pixels, inputCount: pixels.count, labels: [0], classCount: classCount)
    }
    let prepared = try PreparedPicture(image, shape: shape, manner: manner, by: preparation, file: path)
    // A picture of another size is nothing to the network as it is.
    let hasShape = (image.height, image.width) == (shape.rows, shape.columns)
    return ChosenExample(
      name: path, example: try example(prepared.pixels), label: nil, shape: shape, firstLabel: firstLabel ?? 0,
      preparation: prepared.preparation, notes: prepared.notes,
      unprepared: hasShape && image.pixels != prepared.pixels ? try example(image.pixels) : nil)
  }

  /// All examples of a split.
  mutating func pictures(_ split: DataSource.Split) throws -> PictureSet {
    if let pictures = splits[split] { return pictures }
    // Once is enough to tell what was done to the data.
    let pictures =
      splits.isEmpty
      ? try source.tell(split, classCount: classCount, firstLabel: firstLabel)
      : try source.load(split, classCount: classCount, firstLabel: firstLabel)
    splits[split] = pictures
    return pictures
  }
}
