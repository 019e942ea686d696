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
    }
  }
}
