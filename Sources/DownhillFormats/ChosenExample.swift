import Downhill

/// An example of a data set by its name: `test:17`, `train:3`, counted from 0.
public struct ExampleName: Equatable, Sendable {
  /// The part of the data that it is from.
  public let split: DataSet.Split
  /// Which of its examples it is, from 0.
  public let index: Int

  /// The example `index` of a split.
  public init(_ split: DataSet.Split, _ index: Int) {
    self.split = split
    self.index = index
  }

  /// Reads `test:17`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      .map { String(decoding: Array($0), as: UTF8.self) }
    guard parts.count == 2, let split = DataSet.Split.allCases.first(where: { $0.rawValue == parts[0] }),
      let digit = parts[1].utf8.first, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9"),
      let index = Int(parts[1])
    else { return nil }
    self.init(split, index)
  }

  /// `test:17`.
  public var text: String { "\(split.rawValue):\(index)" }
}

/// One example that somebody asks about, as the network sees it.
public struct ChosenExample: Sendable {
  /// What it was asked about as: `test:17`, or a file's path.
  public let name: String
  /// One example; its label is 0 where it has none.
  public let example: Examples
  /// Its class; nil for a picture that is not of a data set.
  public let label: Int?
  /// The shape of its picture; nil if it is none.
  public let shape: PictureShape?
  /// The number that class 0 is called by.
  public let firstLabel: Int
  /// What was done to a picture that is not of a data set, and where it disagrees with the model.
  public let prepared: PreparedPicture?

  /// Example `index` of a split, which must have it.
  public init(_ set: DataSet, _ split: DataSet.Split, _ index: Int) {
    name = ExampleName(split, index).text
    example = set.examples[index..<index + 1]
    label = example.label(0)
    shape = set.pictureShape
    firstLabel = set.firstLabel
    prepared = nil
  }

  /// A picture of this shape that is not of a data set, for a network of so many outputs.
  public init(
    _ picture: PreparedPicture, name: String, shape: PictureShape, outputCount: Int, firstLabel: Int
  ) throws(EngineError) {
    self.name = name
    example = try Examples(
      bytes: picture.pixels, inputCount: picture.pixels.count, labels: [0], classCount: outputCount)
    label = nil
    self.shape = shape
    self.firstLabel = firstLabel
    prepared = picture
  }
}
