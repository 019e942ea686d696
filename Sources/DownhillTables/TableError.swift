import Downhill

/// Why bytes could not be read as a table, or a table not used as was asked.
///
/// The error is data; the English sentence is made in one place, `description`.
public struct TableError: Error, Equatable, Sendable {
  /// Every function on an error's way hands it on, and so it is one word.
  private let content: Content

  /// Makes an error about `file`.
  public init(file: String, line: Int? = nil, row: Int? = nil, problem: Problem) {
    content = Content(file: file, line: line, row: row, problem: problem)
  }

  /// The file's name as the caller gave it, for the sentence only.
  public var file: String { content.file }
  /// The line of the file, from 1; nil where no single line is to blame.
  public var line: Int? { content.line }
  /// The row, from 0, of a file that has no lines; nil where there are, or no single row is to blame.
  public var row: Int? { content.row }
  /// What is wrong.
  public var problem: Problem { content.problem }

  /// Whether two errors say the same.
  public static func == (one: TableError, other: TableError) -> Bool {
    one.file == other.file && one.line == other.line && one.row == other.row && one.problem == other.problem
  }

  private final class Content: Sendable {
    let file: String
    let line: Int?
    let row: Int?
    let problem: Problem

    init(file: String, line: Int?, row: Int?, problem: Problem) {
      self.file = file
      self.line = line
      self.row = row
      self.problem = problem
    }
  }

  /// What can be wrong with a table.
  public enum Problem: Equatable, Sendable {
    /// The file has no line with anything in it.
    case empty
    /// The text is UTF-16, as its first bytes say.
    case utf16
    /// A byte of zero, which no text has.
    case zeroByte
    /// Bytes that are not UTF-8, in the column of this number, from 1.
    case notUTF8(column: Int)
    /// An array's text that is no Unicode, in the column of this number, from 1.
    case notUnicode(column: Int)
    /// A row with another number of cells than the first line.
    case ragged(found: Int, expected: Int)
    /// A quote that opens a cell, from this line on, and is never closed.
    case openQuote
    /// Something between the quote that closes a cell and the next delimiter, in the column of this number, from 1.
    case behindQuote(column: Int)
    /// Something else than a number where a line of LIBSVM's text has its label.
    case label(String)
    /// Several labels in a line of LIBSVM's text.
    case severalLabels(String)
    /// Something else than `index:value` behind the label.
    case pair(String)
    /// A value that is no number, in the column of this index.
    case pairValue(column: String, String)
    /// An index that is not above the one before it.
    case indexOrder(Int, after: Int)
    /// The number of a query, `qid:`, by which rankings are learnt.
    case query
    /// Arrays without rows or columns.
    case emptyArray
    /// What can be no delimiter.
    case delimiter(UInt8)
    /// Numbers such as `1,234` and no others with a comma: a fraction for some, a thousand for others.
    case ambiguousComma(column: String, text: String)
    /// There is no column of this name.
    case noColumn(String, nearest: String?)
    /// A column with texts where numbers are needed: the first of them, and how many others there are.
    case notNumber(column: String, TableColumn.TextCell, others: Int)
    /// A column with numbers only where categories are needed.
    case notCategories(column: String)
    /// A column that was asked to have categories where numbers are needed.
    case notNumbers(column: String)
    /// An infinite number.
    case infinite(column: String, isNegative: Bool)
    /// No row has a value in each of these columns.
    case noRows(targets: [String])
    /// No column is left to learn from.
    case noInputs
    /// Classes in several columns.
    case severalClassColumns([String])
    /// A number other than 0 and 1 in a column of labels.
    case notLabel(column: String, String)
    /// Every row has the same class.
    case singleClass(column: String, String)
    /// More classes than a network is trained for.
    case manyClasses(column: String, count: Int)
    /// A number too far from the training rows' to be computed with.
    case outOfRange(column: String, String)
    /// A row without a weight, or with one that is negative or infinite.
    case badWeight(column: String, String)
    /// Weights that are all 0.
    case noWeight(column: String)
    /// A number below 0 where something is counted.
    case negativeCount(column: String, String)
    /// A row that belongs to no part, by what the column of the parts says; nothing if that is empty.
    case badPart(column: String, String)
    /// Weights for a class that there is not, or, where that is nil, for a target that has none.
    case classWeights(unknown: String?)
    /// A model that was not trained on a table.
    case noTableModel
    /// A model's file that says something about its table that cannot be understood.
    case badRecord
    /// What the engine refuses.
    case engine(EngineError)
    /// A class that no training row had.
    case unknownClass(column: String, String)
  }
}
