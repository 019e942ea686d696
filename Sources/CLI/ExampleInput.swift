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
  /// One example; its label is 0 where nobody knows it.
  let example: Examples
  /// Its class; nil for a picture file.
  let label: Int?
  let shape: PictureShape
  /// The label that class 0 stands for.
  let firstLabel: Int
}

/// Reads what the user asks about. Each split is loaded once.
struct ExampleReader {
  let source: DataSource
  let classCount: Int
  /// The shape that picture files are brought to; nil where the model does not say.
  let pictureShape: PictureShape?
  /// The label that class 0 stands for; nil leaves that to the labels.
  let firstLabel: Int?
  private var splits: [DataSource.Split: PictureSet] = [:]

  init(_ source: DataSource, classCount: Int, pictureShape: PictureShape?, firstLabel: Int? = nil) {
    self.firstLabel = firstLabel
    self.source = source
    self.classCount = classCount
    self.pictureShape = pictureShape
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
      let bytes = try Files.read(path, extent: FileExtent.picture)
      try ForeignFileError.check(bytes, as: .picture, file: path)
      let image = try GreyImage.decode(
        bytes, file: path, reducedTo: DigitNormalization.sideLimit, inflate: Gzip.inflateZlib)
      let digit = try DigitNormalization.normalize(image, rows: shape.rows, columns: shape.columns, file: path)
      let example = try Examples(
        bytes: digit.pixels, inputCount: digit.pixels.count, labels: [0], classCount: classCount)
      return ChosenExample(name: path, example: example, label: nil, shape: shape, firstLabel: firstLabel ?? 0)
    }
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
