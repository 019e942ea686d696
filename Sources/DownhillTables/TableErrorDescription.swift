// The only place with English sentences about tables: what is wrong, on which line, what to do.

import Downhill
import DownhillFormats

extension TableError: CustomStringConvertible {
  /// One or two sentences: which file and line, what is wrong, what to do.
  public var description: String {
    let place = line.map { ", line \($0)" } ?? row.map { ", row \($0)" } ?? ""
    return "\(file)\(place): \(problem.fact). \(problem.advice(file: file))"
  }
}

extension TableError.Problem {
  fileprivate var fact: String {
    switch self {
    case .empty: "the file is empty"
    case .utf16: "the text is UTF-16, not UTF-8"
    case .zeroByte: "a byte of zero, which no text has"
    case .notUTF8(let column), .notUnicode(let column): "the text in column \(column) is not UTF-8"
    case .ragged(let found, let expected): "\(counted(found, "cell")), where the first line has \(expected)"
    case .openQuote: "a quote opens a cell here and is never closed"
    case .behindQuote(let column): "in column \(column) something follows the quote that closes a cell"
    case .label(let text): "the line begins with \(quoted(text)), which is no number, in the place of its label"
    case .severalLabels(let text): "the line begins with \(quoted(text)), several labels"
    case .pair(let text): "\(quoted(text)) is not index:value"
    case .pairValue(let column, let text): "\(quoted(text)) in column \(quoted(column)) is no number"
    case .indexOrder(let index, let last): "index \(index) follows index \(last)"
    case .query: "the row belongs to a query (qid)"
    case .emptyArray: "its arrays have no rows or no columns"
    case .delimiter(let byte): "the byte \(byte) cannot be a delimiter"
    case .ambiguousComma(let column, let text):
      "\(quoted(text)) in column \(quoted(column)) may be a fraction or a number in groups of three digits"
    case .noColumn(let name, let nearest):
      "there is no column \(quoted(name))" + (nearest.map { "; the nearest is \(quoted($0))" } ?? "")
    case .notNumber(let column, let cell, let others):
      "\(quoted(cell.text)) in column \(quoted(column)) \(cell.reason.fact)"
        + (others > 0 ? ", like \(counted(others, "cell")) behind it" : "")
    case .notCategories(let column): "column \(quoted(column)) has numbers, not categories"
    case .notNumbers(let column): "column \(quoted(column)) has categories, not numbers"
    case .infinite(let column, let isNegative):
      "the number in column \(quoted(column)) is \(isNegative ? "-inf or below -1.8e308" : "inf or above 1.8e308")"
    case .noRows(let targets): "no row has a value in \(columnsText(targets))"
    case .noInputs: "no column is left to learn from"
    case .severalClassColumns(let names): "\(columnsText(names)) would each have classes"
    case .notLabel(let column, let text): "\(quoted(text)) in column \(quoted(column)) is neither 0 nor 1"
    case .singleClass(let column, let name):
      "every row has the same class, \(quoted(name)), in column \(quoted(column))"
    case .manyClasses(let column, let count): "column \(quoted(column)) has \(count) different classes"
    case .outOfRange(let column, let text):
      "\(quoted(text)) in column \(quoted(column)) is too far from the numbers that were learnt from"
    case .badWeight(let column, let text):
      text.utf8.isEmpty
        ? "there is no weight in column \(quoted(column))" : "\(quoted(text)) in column \(quoted(column)) is no weight"
    case .noWeight(let column): "all weights in column \(quoted(column)) are 0"
    case .negativeCount(let column, let text): "\(quoted(text)) in column \(quoted(column)) is below 0"
    case .badPart(let column, let text):
      text.utf8.isEmpty
        ? "column \(quoted(column)) does not say whether the row is held out"
        : "\(quoted(text)) in column \(quoted(column)) does not say whether the row is held out"
    case .classWeights(let name?): "there is no class \(quoted(name))"
    case .classWeights(nil): "the target has no classes, which could have weights"
    case .noTableModel: "the model was not trained on a table"
    case .badRecord: "what the file says about the columns of its table cannot be understood"
    case .engine(let error): "\(error)"
    case .unknownClass(let column, let text):
      "the model does not know the class \(quoted(text)) in column \(quoted(column))"
    }
  }

  fileprivate func advice(file: String) -> String {
    switch self {
    case .empty: "Copy or write the file again."
    case .utf16: "Convert it: iconv -f UTF-16 -t UTF-8 \(shellWord(file)) > utf8.csv"
    case .zeroByte:
      "If the text is UTF-16, convert it: iconv -f UTF-16LE -t UTF-8 \(shellWord(file)) > utf8.csv; otherwise the file is "
        + "damaged or no table."
    case .notUTF8:
      "If it is Latin-1, convert it: iconv -f LATIN1 -t UTF-8 \(shellWord(file)) > utf8.csv"
    case .notUnicode: "Save the array as Unicode: numpy.char.decode(array, \"latin1\")"
    case .ragged: "A cell with the delimiter in it needs quotes round it; check the delimiter too."
    case .openQuote: "Close it, or double the quotes that belong to the text."
    case .behindQuote: "Double the quotes that belong to the text."
    case .label, .pair, .pairValue: "A line is label index:value index:value …, and all are numbers."
    case .severalLabels: "Write one label at the beginning of each line."
    case .indexOrder: "Indices rise within a line, and each is there once."
    case .query:
      "Rankings are not learnt. To learn from the rows by themselves: sed 's/ qid:[0-9]*//' \(shellWord(file)) > rows.txt"
    case .emptyArray: "Save arrays with something in them."
    case .delimiter: "Give a comma, a semicolon, a tab or another character that is neither quote nor line end."
    case .ambiguousComma: "Say which sign is the decimal one."
    case .noColumn: "Names are compared letter by letter."
    case .notCategories: "Name a column with texts."
    case .notNumbers: "Do not list it among the categories, or name a column with numbers."
    case .infinite: "Correct it, or name it as a word for missing values."
    case .noRows: "Give rows with a target."
    case .noInputs: "Every other column was dropped, or cannot help: downhill describe \(shellWord(file)) says why."
    case .severalClassColumns: "Give one column of classes, or columns of 0 and 1 for labels."
    case .notLabel: "Labels are 1 for yes and 0 for no."
    case .singleClass: "There is nothing to learn: give rows of at least two classes."
    case .manyClasses:
      "At most \(Evaluation.confusionLimit) are learnt: if these are quantities, the task is a regression."
    case .outOfRange: "Correct it, or name it as a word for missing values."
    case .badWeight: "Weights are numbers, 0 or more."
    case .noWeight: "Some row must count."
    case .negativeCount: "The Poisson cost is for counts: 0 or more."
    case .badPart: "It must say train, validation or test; no or yes; or 0, 1 or 2."
    case .classWeights: "Name classes as the target column does."
    case .noTableModel: "Give a model that downhill train has made of one."
    case .badRecord: "Give a model that downhill train has saved."
    case .engine: "Give other rows or settings."
    case .unknownClass: "The rows that it was trained on had none such."
    case .notNumber(_, let cell, _):
      switch cell.reason {
      case .text: "Correct it, name it as a word for missing values, or use the column as categories."
      case .grouped: "Write numbers without separators between the thousands."
      case .decimalSign: "Write all numbers of a column with the same decimal sign."
      }
    }
  }
}

extension TableColumn.TextCell.Reason {
  fileprivate var fact: String {
    switch self {
    case .text: "is no number"
    case .grouped: "has separators between its thousands"
    case .decimalSign: "has another decimal sign than the cells before, or than was given"
    }
  }
}

// MARK: Words

private func columnsText(_ names: [String]) -> String {
  (names.count == 1 ? "column " : "the columns ") + names.map { quoted($0) }.joined(separator: ", ")
}

/// A file's name as a shell takes it.
private func shellWord(_ name: String) -> String {
  let isPlain = name.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "_") || byte == Letter.minus
  }
  if isPlain, !name.utf8.isEmpty { return name }
  var bytes: [UInt8] = [UInt8(ascii: "'")]
  for byte in name.utf8 {
    if byte == UInt8(ascii: "'") { bytes += [0x27, 0x5C, 0x27] }
    bytes.append(byte)
  }
  bytes.append(UInt8(ascii: "'"))
  return String(decoding: bytes, as: UTF8.self)
}
