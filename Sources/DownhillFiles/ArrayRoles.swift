import DownhillFormats

/// What the arrays of a file are for: inputs and targets, of training and test examples.
struct ArrayRoles: Sendable {
  /// Inputs and, if there are any, targets, with as many rows.
  struct Part: Sendable {
    let inputs: StoredArray
    let targets: StoredArray?
  }

  let file: String
  /// All examples, or those for training.
  let training: Part
  /// Those for the test, where the file tells them apart.
  let test: Part?

  private static let inputNames = ["x", "X", "data"]
  private static let targetNames = ["y", "Y", "labels", "target"]
  /// How many arrays are listed where none has a name that is known.
  private static let listed = 12

  /// Finds the roles by the names of the arrays, as NumPy's users, scikit-learn's and Keras's choose them.
  init(_ file: ArrayFile) throws {
    self.file = file.name
    func array(_ names: [String]) throws -> StoredArray? {
      for name in names {
        if let index = file.names.firstIndex(of: name) { return try file.array(index) }
      }
      return nil
    }
    func part(_ inputs: StoredArray, _ targets: StoredArray?) throws -> Part {
      if inputs.header.shape.isEmpty { throw ArrayError(file.name, .noRows(inputs.text)) }
      if let targets, targets.header.shape.first != inputs.header.shape.first {
        throw ArrayError(file.name, .counts(inputs: inputs.text, targets: targets.text))
      }
      return Part(inputs: inputs, targets: targets)
    }
    if let inputs = try array(["x_train", "X_train"]) {
      training = try part(inputs, array(["y_train", "Y_train"]))
      test = try array(["x_test", "X_test"]).map { try part($0, array(["y_test", "Y_test"])) }
    } else if file.names.count == 1 {
      training = try part(file.array(0), nil)
      test = nil
    } else if let inputs = try array(Self.inputNames) {
      training = try part(inputs, array(Self.targetNames))
      test = nil
    } else {
      let found = file.names.prefix(Self.listed).enumerated().map { index, name in
        (try? file.array(index).text) ?? quoted(name)
      }
      throw ArrayError(file.name, .unknownNames(found, count: file.names.count))
    }
  }

  /// Whether the inputs are pictures: bytes with rows and columns, and a class for each.
  var arePictures: Bool { training.pictureShape != nil && training.targets != nil }
}

extension ArrayRoles.Part {
  /// Rows and columns of each input, if it is a picture of bytes; some writers have a third dimension of 1 for grey.
  var pictureShape: (rows: Int, columns: Int)? {
    let (shape, element) = (inputs.header.shape, inputs.header.element)
    guard element.kind == .unsigned, element.byteCount == 1, shape.count == 3 || shape.count == 4 && shape[3] == 1,
      (1..<1 << 24).contains(shape[1]), (1..<1 << 24).contains(shape[2])
    else { return nil }
    return (shape[1], shape[2])
  }
}
