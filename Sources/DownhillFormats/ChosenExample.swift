import Downhill

/// An example of a data set by its name: `test:17`, `train:3`, counted from 0.
public struct ExampleName: Equatable, Sendable {
  /// Its split.
  public let split: DataSet.Split
  /// Its index in the split, from 0.
  public let index: Int

  /// The example `index` of a split.
  public init(_ split: DataSet.Split, _ index: Int) {
    self.split = split
    self.index = index
  }

  /// Reads `test:17`; nil for anything else.
  public init?(_ text: String) {
    let parts = texts(of: text, at: UInt8(ascii: ":"))
    guard parts.count == 2, let split = DataSet.Split.allCases.first(where: { $0.rawValue == parts[0] }),
      let digit = parts[1].utf8.first, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9"),
      let index = Int(parts[1])
    else { return nil }
    self.init(split, index)
  }

  /// `test:17`.
  public var text: String { "\(split.rawValue):\(index)" }
}

/// One chosen example, as the network sees it.
public struct ChosenExample: Sendable {
  /// Its name: `test:17`, or a file's path.
  public let name: String
  /// One example; its label is 0 if unknown.
  public let example: Examples
  /// Its class; nil for a picture outside a data set.
  public let label: Int?
  /// The shape of its picture; nil if it has none.
  public let shape: PictureShape?
  /// What the classes are called.
  public let classes: ClassNames
  /// How a picture outside a data set was prepared, and where it disagrees with the model's.
  public let prepared: PreparedPicture?

  /// Example `index` of a split, which must have it.
  public init(_ set: DataSet, _ split: DataSet.Split, _ index: Int) {
    name = ExampleName(split, index).text
    example = set.examples[index..<index + 1]
    label = example.label(0)
    shape = set.pictureShape
    classes = set.classNames ?? .numbers(first: 0, count: max(example.outputCount, 2))
    prepared = nil
  }

  /// A picture of this shape outside a data set, for a network of `classCount` outputs.
  public init(
    _ picture: PreparedPicture, name: String, shape: PictureShape, outputCount: Int, classes: ClassNames
  ) throws(EngineError) {
    self.name = name
    example = try Examples(
      bytes: picture.pixels, inputCount: picture.pixels.count, labels: [0], classCount: outputCount)
    label = nil
    self.shape = shape
    self.classes = classes
    prepared = picture
  }
}
