import Downhill
import DownhillFormats

/// Why readable files make no data set.
public enum DataError: Error, Equatable, Sendable {
  /// Not one label for each picture.
  case counts(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// No examples.
  case empty(file: String)
  /// A compressed file that unpacks to far more memory than its length suggests.
  case packedTooTightly(file: String, bytes: Int, need: Int, limit: Int)
  /// Other data than pictures of classes, where these are needed.
  case notPictures
  /// A label that is none of the `classes` classes, which count from `first`; the file's labels lie within `labels`.
  case label(file: String, example: Int, label: Int, classes: Int, first: Int, labels: ClosedRange<Int>)
  /// A folder without pictures in folders by class; `example` is a file that is there, with what it is.
  case noPictures(folder: String, example: String?)
  /// A folder of pictures without a folder for this split.
  case noSplit(folder: String, split: DataSet.Split)
  /// Pictures of one class only.
  case oneClass(of: String, name: String)
  /// Other classes than as many as were asked for.
  case classes(of: String, names: [String], asked: Int)
  /// A folder, or a text of an array, that is none of the classes.
  case unknownClass(String, classes: [String])
  /// Labels that are numbers, where classes have words for names.
  case numbersForWords(names: [String])
  /// A picture of another size than the first.
  case pictureShape(file: String, found: PictureShape, first: String, expected: PictureShape)
  /// A picture of more pixels than a network may have inputs.
  case tooManyPixels(file: String, PictureShape)
  /// Several pictures that cannot be used: what is said of the first, and the number of others.
  case severalPictures(first: String, others: Int)
  /// Pictures that are upright, and so cannot be turned.
  case uprightPictures(folder: String)
}

extension DataError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .counts(let images, let imageCount, let labels, let labelCount):
      "\(images) has \(counted(imageCount, "picture")), but \(labels) has \(counted(labelCount, "label"))"
    case .empty(let file):
      "\(file) has no examples"
    case .packedTooTightly(let file, let bytes, let need, let limit):
      "\(file): its \(bytes) bytes unpack to about \(need) bytes of memory; from a compressed file of this "
        + "length at most \(limit) are taken. If that is meant, unpack it first (gunzip)"
    case .notPictures:
      "the data are no pictures with one class each"
    case .label(let file, let example, let label, 1, _, _):
      "\(file): example \(example) has the label \(label), but one output knows only 0 and 1"
    case .label(let file, let example, let label, let classes, let first, _):
      "\(file): example \(example) has the label \(label), but there are \(classes) classes, \(first) to "
        + "\(classes - 1 + first)"
    case .noPictures(let folder, let example):
      "\(folder) has no PNG, PGM, PPM, PBM or JPEG in a folder for each class, as \(folder)/cat/1.png would be"
        + (example.map { "; what is there: \($0)" } ?? "")
    case .noSplit(let folder, .test):
      "\(folder) has no folder test with a folder for each class: its pictures are those of --split train"
    case .noSplit(let folder, .train):
      "\(folder) has no folder train with a folder for each class: its pictures are those of --split test"
    case .oneClass(let folder, let name):
      "\(folder) has pictures of one class only, \(name): it takes two to tell anything apart"
    case .classes(let folder, let names, let asked):
      "\(folder) has \(names.count == 1 ? "1 class" : "\(names.count) classes"), \(listed(names)), not \(asked)"
    case .unknownClass(let folder, let classes):
      "\(folder) is none of the \(classes.count) classes: \(listed(classes))"
    case .numbersForWords(let names):
      "the labels of the data are numbers, but the classes have names, \(listed(names)); name their data with --data"
    case .pictureShape(let file, let found, let first, let expected):
      "\(file) has \(found.rows)×\(found.columns) pixels, \(first) \(expected.rows)×\(expected.columns): to bring all to one "
        + "size say which with --picture-size, such as \(expected.rows)x\(expected.columns)"
    case .tooManyPixels(let file, let shape):
      "\(file) has \(shape.rows)×\(shape.columns) pixels, more than a network takes; bring the pictures to a smaller size "
        + "with --picture-size, such as 64x64"
    case .severalPictures(let first, let others):
      first + (first.hasSuffix(".") ? " " : "; ") + "\(counted(others, "other picture")) cannot be used either"
    case .uprightPictures(let folder):
      "\(folder): pictures in folders are upright; leave out --transposed"
    }
  }

  /// Names in a sentence, of many the first.
  private func listed(_ names: [String]) -> String {
    names.count > 12
      ? names.prefix(10).joined(separator: ", ") + " and \(names.count - 10) more" : names.joined(separator: ", ")
  }
}
