/// What is known of a file with a table beforehand. What is nil is found out.
public struct CSVOptions: Equatable, Sendable {
  /// What is between two cells: a comma, semicolon, tab or vertical bar, whichever is most often in the first line; where
  /// given, any byte but a quote or a line end.
  public var delimiter: UInt8?
  /// The decimal sign of all columns. If nil, each column has the one that its cells have.
  public var decimal: DecimalSign?
  /// Whether the first line has the names of the columns. If nil it has, unless each of its cells is a number, without
  /// quotes.
  public var hasHeader: Bool?
  /// Whether a column that is asked for is called by a number, such as a year: then a first line of numbers is taken for
  /// names, too, since without names columns are called otherwise.
  package var namesAreNumbers = false
  /// What says, without quotes, that there is no value; beside these nothing at all does.
  public var missingWords = Self.usualMissingWords
  /// Names of columns that have categories, whatever their cells look like; names that no column has are passed over.
  public var textColumns: [String] = []

  /// The usual words for a missing value.
  public static let usualMissingWords = [
    "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "nil", "?",
  ]

  /// Nothing is known.
  public init() {}
}
