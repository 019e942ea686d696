import DownhillFormats

/// Why the arrays of a file make no data set and no table, though each of them can be read.
public struct ArrayError: Error, Equatable, Sendable {
  /// The file's name as the caller gave it.
  public let file: String
  /// What is wrong. Arrays are described by name, shape and type.
  public let problem: Problem

  /// What can be wrong.
  public enum Problem: Equatable, Sendable {
    /// No array has the name of inputs; these are there, and others if `count` is larger.
    case unknownNames([String], count: Int)
    /// A single number.
    case noRows(String)
    /// As many targets as inputs are needed.
    case counts(inputs: String, targets: String)
    /// An array that is neither the rows of a table nor pictures.
    case inputs(String, isByte: Bool)
    /// Targets with more than two dimensions.
    case targets(String)
    /// Pictures where a table is read.
    case picturesForTable(String)
    /// Pictures without classes.
    case noLabels(String)
    /// Classes of pictures that are not one whole number, 0 or more, or one text for each.
    case labels(String)
    /// The class of a picture that is empty, or no Unicode.
    case className(String, row: Int)
    /// A compressed array that unpacks to far more memory than its length suggests.
    case packedTooTightly(bytes: Int, need: Int, limit: Int)
    /// No test pictures.
    case noTest
  }

  init(_ file: String, _ problem: Problem) { (self.file, self.problem) = (file, problem) }
}

extension ArrayError: CustomStringConvertible {
  /// Two sentences: what is wrong, and what to do.
  public var description: String { "\(file): \(problem.fact). \(problem.advice)" }
}

extension ArrayError.Problem {
  fileprivate var fact: String {
    switch self {
    case .unknownNames(let arrays, let count):
      arrays.isEmpty
        ? "the archive has no array"
        : "none of its arrays is called x or x_train: it has "
          + arrays.joined(separator: "; ") + (count > arrays.count ? "; … (\(count))" : "")
    case .noRows(let array): "\(array) has no rows"
    case .counts(let inputs, let targets): "the numbers of inputs and targets differ: \(inputs), and \(targets)"
    case .inputs(let array, _): "\(array), is neither a table, of two dimensions, nor pictures, bytes of three"
    case .targets(let array): "the targets \(array), have more than two dimensions"
    case .picturesForTable(let array): "\(array), is pictures, not a table"
    case .noLabels(let array): "\(array), is pictures without classes"
    case .labels(let array):
      "the classes of the pictures, \(array), are not one whole number, 0 or more, or one text for each"
    case .className(let array, let row): "element \(row) of the classes, \(array), is empty or no Unicode"
    case .packedTooTightly(let bytes, let need, let limit):
      "its \(bytes) bytes unpack to \(need); from a compressed array of this length at most \(limit) are taken"
    case .noTest: "it has no test pictures"
    }
  }

  fileprivate var advice: String {
    switch self {
    case .unknownNames: "Save inputs as x and targets as y: numpy.savez(\"data.npz\", x=…, y=…)"
    case .noRows: "The first dimension counts the examples."
    case .counts: "Save a target for each input."
    case .inputs(_, let isByte):
      isByte
        ? "Of colours, make grey values: x.mean(axis=3).astype(\"uint8\")"
        : "For a table: x.reshape(len(x), -1); for pictures: (255 * x).astype(\"uint8\") if its values are 0 to 1."
    case .targets: "For a table: y.reshape(len(y), -1)"
    case .picturesForTable:
      "Leave --target out and give a model of pictures, or make a table of them: x.reshape(len(x), -1)"
    case .noLabels: "Save them in one file with their classes: numpy.savez(\"data.npz\", x=…, y=…)"
    case .labels: "Save them as y, of one dimension: whole numbers that count the classes from 0, or texts."
    case .className: "Give each picture a class; numpy.char.decode(y, \"latin1\") makes Unicode of bytes."
    case .packedTooTightly: "If that is meant, save it without compression: numpy.savez"
    case .noTest: "Save pictures and classes as x_train, y_train, x_test and y_test, as Keras does."
    }
  }
}
