import Downhill
import DownhillFiles
import DownhillSettings
import DownhillTables

/// Options about tables, which several verbs share.
enum TableOptions {
  static let target = Option<String?>(
    "target", .text("NAME,…"), group: "Table", default: "label of LIBSVM's text, y of NumPy's arrays",
    help: """
      The column to learn, of a table given with --data; several, with commas between them, if these are numbers, or \
      labels of 0 and 1.
      """)

  static let task = Option<TableTask?>(
    "task", .choice("TASK"), group: "Table", default: "by the target column",
    help: """
      What to learn: classify names a class, regress gives numbers, multi-label says yes or no to each of several \
      columns. Texts are classes, and so are whole numbers if at most 20 are different and each is in two rows.
      """)

  static let drop = Option<String?>(
    "drop", .text("NAME,…"), group: "Table", help: "Columns not to read.")

  static let category = Option<String?>(
    "category", .text("NAME,…"), group: "Table",
    help: "Columns of categories, though their cells are numbers: codes, months.")

  static let categoryLimit = Option<Int>(
    "category-limit", .integer(1...65_536), group: "Table", default: PreparationOptions().categoryLimit,
    help: "The categories of a column that get an input of their own, the most frequent; the others share one.")

  static let scale = Option<PreparationOptions.Scaling>(
    "scale", .choice("WAY"), group: "Table", default: PreparationOptions().scaling,
    help: """
      How numbers are scaled: standard by mean and standard deviation, robust by median and quartiles, of the training \
      rows.
      """)

  static let weight = Option<String?>(
    "weight", .text("NAME"), group: "Table",
    help: "The column that says how much each row counts, in training and in all metrics: 0 or more.")

  static let classWeight = Option<String?>(
    "class-weight", .text("balanced|NAME=W,…", words: ["balanced"]), group: "Table", default: "none",
    help: """
      How much the classes count in training: balanced makes each count as much as any other; NAME=W gives some a \
      weight, the others have 1.
      """)

  static let test = Option<String?>(
    "test", .file("FILE"), group: "Table", help: "A table to measure the trained network on.")

  static let missing = Option<String?>(
    "missing", .text("WORD,…"), group: "Table", default: CSVOptions.usualMissingWords.joined(separator: ", "),
    help: "The words for a missing value, unless they are in quotes. An empty cell is always one.")

  static let delimiter = Option<TableDelimiter?>(
    "delimiter", .choice("SIGN"), group: "Table", default: "by the first line", help: "What is between two cells.")

  static let decimal = Option<TableDecimal?>(
    "decimal", .choice("SIGN"), group: "Table", default: "by the cells of each column", help: "The decimal sign.")

  static let header = Option<Bool>(
    "header", group: "Table",
    help: "The first line has the names of the columns, though all of them are numbers: years.")

  static let noHeader = Option<Bool>(
    "no-header", group: "Table",
    help: "The first line is a row like the others: columns are named c1, c2 and so on.")

  static let threshold = Option<Double>(
    "threshold", .number(0...1), group: "Table", default: 0.5,
    help: "The probability above which the second of two classes, or a label, is answered.")

  /// What every verb that reads a table takes.
  static let reading: [any DeclaredOption] = [missing, delimiter, decimal, header, noHeader]
  /// What training and looking at a table takes besides.
  static let learning: [any DeclaredOption] = [
    target, task, drop, category, categoryLimit, scale, weight, classWeight,
  ]
}

extension PreparationOptions.ClassWeights {
  /// `balanced`, or classes and their weights: `yes=3,no=0.5`.
  fileprivate init?(_ text: String) {
    if text == "balanced" {
      self = .balanced
      return
    }
    var named: [(name: String, weight: Double)] = []
    for part in text.split(separator: ",") {
      // The weight is behind the last sign: a class may have one in its name.
      guard let sign = part.lastIndex(of: "="), let weight = Double(part[part.index(after: sign)...]), weight >= 0,
        weight.isFinite
      else { return nil }
      named.append((String(part[..<sign]), weight))
    }
    guard !named.isEmpty else { return nil }
    self = .named(named)
  }
}

/// The words for tasks.
enum TableTask: String, CaseIterable {
  case classify, regress
  case multiLabel = "multi-label"

  var task: LearningTask {
    switch self {
    case .classify: .classification
    case .regress: .regression
    case .multiLabel: .multiLabel
    }
  }
}

/// The words for delimiters.
enum TableDelimiter: String, CaseIterable {
  case comma, semicolon, tab, bar, space

  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .bar: UInt8(ascii: "|")
    case .space: UInt8(ascii: " ")
    }
  }
}

/// The words for decimal signs.
enum TableDecimal: String, CaseIterable {
  case point, comma

  var sign: DecimalSign {
    switch self {
    case .point: .point
    case .comma: .comma
    }
  }
}

extension ParsedArguments {
  /// The path of `--data` if it is a table: standard input, or a file that looks like one; any file where `--target` is
  /// given.
  var tablePath: String? {
    guard let path = self[Shared.data], path != Shared.bundled else { return nil }
    if path == TableFile.standardInput { return path }
    guard !Files.isFolder(path) else { return nil }
    if declares(TableOptions.target), self[TableOptions.target] != nil { return path }
    return TableFile.recognizes(path) ? path : nil
  }

  /// How a table is read.
  func csvOptions() throws -> CSVOptions {
    if self[TableOptions.header], self[TableOptions.noHeader] {
      throw UsageError.conflictingOptions(
        TableOptions.header.specification.flag, TableOptions.noHeader.specification.flag)
    }
    var options = CSVOptions()
    options.delimiter = self[TableOptions.delimiter]?.byte
    options.decimal = self[TableOptions.decimal]?.sign
    if self[TableOptions.header] { options.hasHeader = true }
    if self[TableOptions.noHeader] { options.hasHeader = false }
    for option in [TableOptions.target, TableOptions.drop, TableOptions.category, TableOptions.weight]
    where declares(option) {
      if names(option)?.contains(where: { Double($0) != nil }) == true { options.namesAreNumbers = true }
    }
    if let words = names(TableOptions.missing) { options.missingWords = words }
    if declares(TableOptions.category) { options.textColumns = names(TableOptions.category) ?? [] }
    return options
  }

  /// What is decided about the columns.
  func preparationOptions() throws -> PreparationOptions {
    var options = PreparationOptions()
    options.task = self[TableOptions.task]?.task
    options.dropped = names(TableOptions.drop) ?? []
    options.categories = names(TableOptions.category) ?? []
    options.categoryLimit = self[TableOptions.categoryLimit]
    options.scaling = self[TableOptions.scale]
    options.weight = self[TableOptions.weight]
    if let text = self[TableOptions.classWeight] {
      guard let weights = PreparationOptions.ClassWeights(text) else {
        throw Failure(
          .usage,
          "--class-weight takes balanced, or classes and numbers of 0 or more such as yes=3,no=0.5, not \(quoted(text))"
        )
      }
      options.classWeights = weights
    }
    return options
  }

  /// The names that an option lists; nil if it is not given.
  func names(_ option: Option<String?>) -> [String]? {
    self[option].map { $0.split(separator: ",").map { $0.drop { $0 == " " }.description } }
  }
}
