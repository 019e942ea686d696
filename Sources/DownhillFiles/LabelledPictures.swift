import Downhill
import DownhillFormats

/// Pictures of bytes with a label each, as files have them, and how they become a data set.
struct LabelledPictures {
  /// The file of the pictures, and the same in messages about its unpacked bytes.
  var pictureFile, unpackedName: String
  var labelFile: String
  var rows, columns: Int
  /// The pixels, picture by picture, row by row, from `offset` on.
  var bytes: [UInt8]
  var offset = 0
  var labels: [Int]
  /// Whether rows and columns are exchanged.
  var isTransposed = false

  /// The data set, see `DataSource.load`. `training` are the labels of the training examples, as far as they can be read.
  func dataSet(
    _ split: DataSet.Split, classCount: Int?, firstLabel: Int?, training: @escaping () -> [Int]?
  ) throws -> DataSet {
    try check()
    let range = LabelRange(labels, split, training: training)
    let classCount = classCount ?? range.classCount
    let first = firstLabel ?? range.first(classCount: classCount)
    precondition(first >= 0, "a first label of \(first)")
    let limit = min(max(classCount, 2), 256)
    if let index = labels.firstIndex(where: { $0 < first || $0 - first >= limit }),
      let least = labels.min(), let largest = labels.max()
    {
      throw DataError.label(
        file: labelFile, example: index, label: labels[index], classes: classCount, first: first,
        labels: least...largest)
    }
    let examples = try Examples(
      bytes: isTransposed ? uprightBytes : bytes, offset: offset, inputCount: rows * columns,
      labels: labels.map { UInt8($0 - first) }, classCount: classCount)
    return try DataSet(
      examples, inputs: .picture(uprightShape), targets: .classes(.numbers(first: first, count: max(classCount, 2))))
  }

  /// The data set if the labels are those of named classes; the bytes begin at once.
  func dataSet(_ classes: NamedClasses) throws -> DataSet {
    try check()
    let examples = try Examples(
      bytes: isTransposed ? uprightBytes : bytes, inputCount: rows * columns, wideLabels: labels,
      classCount: classes.outputCount)
    return try DataSet(examples, inputs: .picture(uprightShape), targets: .classes(classes.names))
  }

  /// Throws if there are no pictures, other numbers of them and of labels, or too large ones.
  private func check() throws {
    let count = (bytes.count - offset) / max(rows * columns, 1)
    guard count == labels.count else {
      throw DataError.counts(
        images: pictureFile, imageCount: count, labels: labelFile, labelCount: labels.count)
    }
    guard count > 0 else { throw DataError.empty(file: pictureFile) }
    guard rows * columns < 1 << 24 else {
      let problem = FormatError.Problem.tooManyPixels(width: columns, height: rows, limit: 1 << 24 - 1)
      throw FormatError(file: unpackedName, offset: 8, problem: problem)
    }
  }

  private var uprightShape: PictureShape {
    isTransposed ? PictureShape(rows: columns, columns: rows) : PictureShape(rows: rows, columns: columns)
  }

  /// The bytes with rows and columns of each picture exchanged, and what is before them.
  private var uprightBytes: [UInt8] {
    bytes.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: source.count) { target, count in
        for index in 0..<offset { target[index] = source[index] }
        for start in stride(from: offset, to: source.count, by: rows * columns) {
          for row in 0..<rows {
            for column in 0..<columns { target[start + column * rows + row] = source[start + row * columns + column] }
          }
        }
        count = source.count
      }
    }
  }
}

/// What labels say of the classes: how many there are, and which label is the first.
struct LabelRange {
  private let labels: [Int]
  private let split: DataSet.Split
  /// The labels of the training examples, as far as they can be read.
  private let training: () -> [Int]?

  /// The labels of a split.
  init(_ labels: [Int], _ split: DataSet.Split, training: @escaping () -> [Int]?) {
    (self.labels, self.split, self.training) = (labels, split, training)
  }

  /// The number of classes by the training labels, at least two.
  var classCount: Int {
    let training = split == .train ? labels : training() ?? labels
    let largest = max(training.max() ?? 0, labels.max() ?? 0)
    // The labels count from 1.
    let least = min(training.min() ?? 0, labels.min() ?? 0)
    return max(2, least == 1 ? largest : largest + 1)
  }

  /// The label of class 0: 0, unless the labels are 1 to `classCount`. Test examples may lack the last one; the
  /// training examples decide.
  func first(classCount: Int) -> Int {
    // One output has the labels 0 and 1.
    guard classCount > 1, let least = labels.min(), least >= 1 else { return 0 }
    if labels.max() == classCount { return 1 }
    guard split == .test, let training = training() else { return 0 }
    return training.min() == 1 && training.max() == classCount ? 1 : 0
  }
}
