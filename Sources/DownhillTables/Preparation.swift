import Downhill

/// How rows of a table become the inputs of a network, and its outputs values of the target columns.
///
/// It is learnt from training rows, does not change afterwards, and is kept in the model's file: whoever has the model
/// has it.
public struct Preparation: Equatable, Sendable {
  /// The columns that are read, in the order of their inputs.
  public let columns: [InputColumn]
  /// What is answered.
  public let target: TargetColumns
  /// The column whose numbers say how much each row counts; nil if all count alike.
  public let weightColumn: String?
  /// How much each class counts in training; empty if all count alike.
  public let classWeights: [Double]
  /// The words for missing values that are read.
  public let missingWords: [String]
  /// What was noticed of the columns when it was learnt.
  public let notes: [Note]

  /// What was noticed of a column.
  public enum Note: Equatable, Sendable {
    /// It is not read.
    case dropped(column: String, Reason)
    /// More categories than `limit`; the least frequent share an input.
    case manyCategories(column: String, count: Int, limit: Int)
    /// Its value tells that of the target in every row.
    case givesAway(column: String, target: String)
    /// How many rows had no value of the target, and were left out.
    case withoutTarget(rows: Int)
  }

  /// Why a column is not read.
  public enum Reason: Equatable, Sendable {
    /// All training rows have the same value, or none.
    case constant
    /// It counts the rows.
    case rowNumber
    /// Every row has a text of its own.
    case identifier
  }

  init(
    columns: [InputColumn], target: TargetColumns, weightColumn: String?, classWeights: [Double],
    missingWords: [String], notes: [Note]
  ) {
    self.columns = columns
    self.target = target
    self.weightColumn = weightColumn
    self.classWeights = classWeights
    self.missingWords = missingWords
    self.notes = notes
  }

  /// How many inputs a network needs.
  public var inputCount: Int { columns.reduce(0) { $0 + $1.inputCount } }

  /// What each input says, see ``InputColumn/inputNames``.
  public var inputNames: [String] { columns.flatMap { $0.inputNames } }

  /// How its files are to be read: the columns that have categories have them whatever their cells look like.
  public func options(_ options: CSVOptions = CSVOptions()) -> CSVOptions {
    var result = options
    result.missingWords = missingWords
    for column in columns {
      if case .category = column.kind { result.textColumns.append(column.name) }
    }
    result.namesAreNumbers = columns.contains { column in
      Array(column.name.utf8).withUnsafeBufferPointer { NumberText($0) } != nil
    }
    if case .classes(let classes) = target, !classes.areNumbers { result.textColumns.append(classes.name) }
    return result
  }
}
