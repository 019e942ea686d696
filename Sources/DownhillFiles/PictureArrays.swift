import Downhill
import DownhillFormats

/// Pictures with classes as NumPy arrays in one file, as Keras's mnist.npz has them: bytes of the shape [n, rows, columns], and
/// a whole number for each.
struct PictureArrays: DataReader {
  private let roles: ArrayRoles
  private let transposed: Bool?

  static func recognizes(_ path: String) -> Bool {
    guard Files.isRegular(path), let first = Files.beginning(of: path)?.bytes, ArrayFile.recognizes(first) else {
      return false
    }
    return (try? ArrayRoles(ArrayFile(path: path)))?.arePictures ?? false
  }

  init(path: String, transposed: Bool?) throws {
    self.init(try ArrayRoles(ArrayFile(path: path)), transposed: transposed)
  }

  init(_ roles: ArrayRoles, transposed: Bool?) { (self.roles, self.transposed) = (roles, transposed) }

  var isTransposed: Bool { transposed ?? false }

  var splits: [DataSet.Split] { isDividedBySplit ? DataSet.Split.allCases : [.train] }

  var isDividedBySplit: Bool { roles.test != nil }

  func load(_ split: DataSet.Split, classCount: Int?, firstLabel: Int?) throws -> DataSet {
    let part = try part(split)
    guard let shape = part.pictureShape else {
      throw ArrayError(roles.file, .inputs(part.inputs.text, isByte: part.inputs.isByte))
    }
    let labels = try part.labels(roles.file)
    let pictures = LabelledPictures(
      pictureFile: part.inputs.file, unpackedName: part.inputs.file, labelFile: part.targets?.file ?? "",
      rows: shape.rows, columns: shape.columns, bytes: try part.inputs.bytes(shape), labels: labels,
      isTransposed: isTransposed)
    return try pictures.dataSet(split, classCount: classCount, firstLabel: firstLabel) {
      try? roles.training.labels(roles.file)
    }
  }

  func extent(of split: DataSet.Split) -> DataSource.Extent? {
    guard let part = try? part(split), let shape = part.pictureShape else { return nil }
    return DataSource.Extent(
      examples: part.inputs.rowCount, rows: shape.rows, columns: shape.columns,
      fileByteCount: part.inputs.fileByteCount, isPacked: part.inputs.isPacked)
  }

  private func part(_ split: DataSet.Split) throws -> ArrayRoles.Part {
    switch split {
    case .train: return roles.training
    case .test:
      guard let test = roles.test else { throw ArrayError(roles.file, .noTest) }
      return test
    }
  }
}

extension ArrayRoles.Part {
  /// The class of each picture.
  fileprivate func labels(_ file: String) throws -> [Int] {
    guard let targets else { throw ArrayError(file, .noLabels(inputs.text)) }
    let shape = targets.header.shape
    guard shape.count == 1 || shape.count == 2 && shape[1] == 1, !targets.header.element.isText else {
      throw ArrayError(file, .labels(targets.text))
    }
    let values = try targets.withElements { elements in
      [Double](unsafeUninitializedCapacity: targets.rowCount) { places, count in
        places.initialize(repeating: 0)
        targets.header.element.read(elements, first: 0, stride: 1, to: places)
        count = places.count
      }
    }
    return try values.map { value in
      guard let label = Int(exactly: value), label >= 0 else { throw ArrayError(file, .labels(targets.text)) }
      return label
    }
  }
}

extension StoredArray {
  /// Whether its elements are unsigned bytes.
  var isByte: Bool { header.element.kind == .unsigned && header.element.byteCount == 1 }

  /// Its bytes as [picture][row][column].
  fileprivate func bytes(_ shape: (rows: Int, columns: Int)) throws -> [UInt8] {
    try withElements { elements in
      if !header.isFortran { return Array(elements) }
      let count = rowCount
      var bytes: [UInt8] = []
      bytes.reserveCapacity(elements.count)
      for picture in 0..<count {
        for row in 0..<shape.rows {
          for column in 0..<shape.columns {
            bytes.append(elements[picture + count * (row + shape.rows * column)])
          }
        }
      }
      return bytes
    }
  }
}
