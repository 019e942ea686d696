import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

// What there is to say of a table's columns, in sentences.

extension TableInput {
  /// The settings that follow from it.
  func defaults(_ settings: TrainSettings) -> TableDefaults {
    TableDefaults(
      task: preparation.target.task, outputs: preparation.target.outputCount, rows: training.count,
      cost: settings.cost)
  }

  /// Its name in messages.
  var name: String { TableFile.name(of: path) }
}

extension TableFile {
  /// How a table is called in messages.
  static func name(of path: String) -> String {
    path == standardInput ? "standard input" : printable(path, limit: 200)
  }
}

extension Preparation {
  /// What is learnt, in one line.
  var title: String {
    switch target {
    case .classes(let classes):
      let shown = classes.classes.prefix(10).map { printable($0, limit: 40) }.joined(separator: ", ")
      let more = classes.classes.count > 10 ? ", … (\(classes.classes.count))" : ""
      return "\(quoted(classes.name)) is to be classified: \(shown)\(more)"
    case .labels(let names): return "labels: \(names.map { quoted($0) }.joined(separator: ", "))"
    case .quantities(let quantities):
      return "a regression of \(quantities.map { quoted($0.name) }.joined(separator: ", "))"
    }
  }
}

extension Preparation.Note {
  var sentence: String {
    switch self {
    case .dropped(let column, .constant): "\(quoted(column)) is not read: all rows have the same value"
    case .dropped(let column, .rowNumber): "\(quoted(column)) is not read: it counts the rows"
    case .dropped(let column, .identifier):
      "\(quoted(column)) is not read: every row has a text of its own, of which nothing can be learnt"
    case .manyCategories(let column, let count, let limit):
      "\(quoted(column)) has \(NumberText.grouped(count)) categories: the most frequent \(limit) have an input each, the "
        + "others share one (--category-limit)"
    case .givesAway(let column, let target):
      "\(quoted(column)) gives \(quoted(target)) away in every row: if it is not known beforehand, --drop it"
    case .withoutTarget(let rows):
      "\(NumberText.counted(rows, "row")) without a value of the target \(rows == 1 ? "is" : "are") left out"
    }
  }
}

extension Preparation.Surprise {
  var sentence: String {
    let where_ = "in \(NumberText.counted(rows, "row"))"
    return category.map {
      "\(quoted(column)) has categories \(where_) that no training row had, such as \(quoted($0)); their inputs are 0"
    } ?? "\(quoted(column)) is missing \(where_), as it was in no training row"
  }
}

extension ParsedArguments {
  /// Throws if a table is given for a model of pictures.
  func checkHasNoTable() throws {
    guard let path = tablePath else { return }
    throw Failure(
      .usage, "\(path) is a table, and \(operands[0]) is a model of pictures: give one that was trained on a table")
  }

  /// Throws if a model of a table would be trained on pictures.
  func checkIsForPictures(_ resumed: ResumedModel?) throws {
    guard let resumed, resumed.model.table != nil else { return }
    throw Failure(.usage, "\(resumed.path) is a model of a table: name the table with --data")
  }
}
