import Downhill
import DownhillFormats

/// Pictures with classes as NumPy arrays in one file, as Keras's mnist.npz has them: bytes of the shape [n, rows, columns], and
/// a whole number or a text for each.
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

  var hasNamedClasses: Bool { roles.training.hasNamedClasses }

  func classCount(_ request: DataRequest) -> Int? {
    hasNamedClasses ? try? classes(request).outputCount : request.classCount
  }

  func load(_ split: DataSet.Split, classCount: Int?, firstLabel: Int?) throws -> DataSet {
    try load(split, DataRequest(classCount: classCount, firstLabel: firstLabel), workers: Workers()).set
  }

  func load(
    _ split: DataSet.Split, _ request: DataRequest, workers: Workers
  ) throws -> (set: DataSet, notes: [String]) {
    let part = try part(split)
    guard let shape = part.pictureShape else {
      throw ArrayError(roles.file, .inputs(part.inputs.text, isByte: part.inputs.isByte))
    }
    func pictures(_ labels: [Int]) throws -> LabelledPictures {
      LabelledPictures(
        pictureFile: part.inputs.file, unpackedName: part.inputs.file, labelFile: part.targets?.file ?? "",
        rows: shape.rows, columns: shape.columns, bytes: try part.inputs.bytes(shape), labels: labels,
        isTransposed: isTransposed)
    }
    guard !hasNamedClasses else {
      let classes = try classes(request)
      let labels = try part.classTexts(roles.file).map { text in
        guard let label = classes.label(of: text) else {
          throw DataError.unknownClass(
            "\(roles.file): \(quoted(text)) of \(part.targets?.text ?? "")", classes: classes.shownNames)
        }
        return label
      }
      return (try pictures(labels).dataSet(classes), [])
    }
    if let names = request.names { throw DataError.numbersForWords(names: names) }
    let set = try pictures(part.labels(roles.file)).dataSet(
      split, classCount: request.classCount, firstLabel: request.firstLabel
    ) { try? roles.training.labels(roles.file) }
    return (set, [])
  }

  /// The classes asked for, or those of the training pictures, in the order of their numbers or letters.
  private func classes(_ request: DataRequest) throws -> NamedClasses {
    let names = Set(try roles.training.classTexts(roles.file)).sorted { one, other in
      switch (wholeNumber(one), wholeNumber(other)) {
      case (let one?, let other?): one < other
      default: one.utf8.lexicographicallyPrecedes(other.utf8)
      }
    }
    return try NamedClasses(names, of: roles.file, request)
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
  /// Whether the classes are texts.
  fileprivate var hasNamedClasses: Bool { targets?.header.element.isText ?? false }

  /// The array with a class for each picture.
  private func classArray(_ file: String, isText: Bool) throws -> StoredArray {
    guard let targets else { throw ArrayError(file, .noLabels(inputs.text)) }
    let shape = targets.header.shape
    guard shape.count == 1 || shape.count == 2 && shape[1] == 1, hasNamedClasses == isText else {
      throw ArrayError(file, .labels(targets.text))
    }
    return targets
  }

  /// The class of each picture, if it is a text, without the blanks round it.
  fileprivate func classTexts(_ file: String) throws -> [String] {
    let targets = try classArray(file, isText: true)
    return try targets.withElements { elements in
      var bytes: [UInt8] = []
      return try (0..<targets.rowCount).map { row in
        let isUnicode = targets.header.element.read(elements, row, into: &bytes)
        var text = bytes.drop { isBlank($0) }
        while let last = text.last, isBlank(last) { text.removeLast() }
        guard isUnicode, !text.isEmpty, let name = String(validating: text, as: UTF8.self) else {
          throw ArrayError(file, .className(targets.text, row: row))
        }
        return name
      }
    }
  }

  /// The class of each picture, if it is a number.
  fileprivate func labels(_ file: String) throws -> [Int] {
    let targets = try classArray(file, isText: false)
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

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

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
