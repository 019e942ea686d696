import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

// Classes always count from 0. If the labels of a data set count from 1, class 0 has the label 1; of pictures in folders it
// may have a word for its name. Names are looked up where they are shown.

extension Model {
  /// What a data set must have for this model: its classes by name, or as many as it has outputs, whose first label is the
  /// model's, or follows from the labels.
  var dataRequest: DataRequest {
    DataRequest(
      classCount: network.architecture.outputCount, firstLabel: firstLabel == 0 ? nil : firstLabel, names: classNames)
  }
}

extension ParsedArguments {
  /// The request of a model; `--classes` must agree.
  func dataRequest(for model: Model) throws -> DataRequest {
    _ = try classCount(of: model)
    return model.dataRequest
  }
}

extension DataSource {
  /// Loads a split, and notes on standard error if its pictures or labels were changed, or files left out. Where a model has
  /// numbers for classes, data that have words are refused.
  func tell(_ split: DataSet.Split, _ request: DataRequest, isForModel: Bool = false) throws -> DataSet {
    let (set, notes) = try load(split, request)
    if isForModel, request.names == nil, case .words(let words)? = set.classNames {
      throw Failure(
        .badData,
        "\(name) has the classes \(listed(words)), but those of the model are numbers; name its data with --data")
    }
    for note in [note(set)].compactMap(\.self) + notes.map({ "note: \($0)" }) { Console.err("\(note)\n") }
    return set
  }

  /// The split that a verb reads: as `--split` says, or if it says nothing and there is only the other, that.
  func split(_ option: Option<DataSet.Split>, _ arguments: ParsedArguments) -> DataSet.Split {
    let split = arguments[option]
    return arguments.isGiven(option) || splits.contains(split) ? split : splits.first ?? split
  }

  /// The name with that of the split, if the data are divided: `MNIST, test`.
  func title(_ split: DataSet.Split) -> String {
    printable(name, limit: 200) + (isDividedBySplit ? ", \(split.rawValue)" : "")
  }

  /// The note on changes of the pictures or labels of one of its sets; nil for none.
  func note(_ set: DataSet) -> String? {
    let (count, firstLabel) = (set.examples.outputCount, set.firstLabel)
    // Folders have the names that they have.
    guard !isPictureFolder else { return nil }
    let parts =
      (isTransposed ? ["its pictures are turned upright (--transposed no leaves them as they lie)"] : [])
      + (firstLabel == 0
        ? [] : ["its labels \(firstLabel) to \(count - 1 + firstLabel) are the classes 0 to \(count - 1)"])
    return parts.isEmpty ? nil : "note: \(printable(name, limit: 200)): \(parts.joined(separator: "; "))"
  }
}

extension ClassNames {
  /// A class as it is spoken of: `a 7`, `cat`.
  func spoken(_ index: Int) -> String {
    switch self {
    case .numbers(let first, _): NumberText.article(index + first)
    case .words: shown(index)
    }
  }

  /// The name of a class as terminals and pages show it: `7`, `cat`.
  func shown(_ index: Int) -> String { printable(self[index], limit: 40) }

  /// The names of all classes.
  var shown: [String] { (0..<count).map { shown($0) } }

  /// The number of the first class; nil if classes have words for names.
  var firstNumber: Int? { if case .numbers(let first, _) = self { first } else { nil } }

  /// What stories call the outputs of a network of pictures with so many.
  func outputNames(_ outputCount: Int) -> OutputNames {
    switch self {
    case .numbers(let first, _): .numbers(first: first)
    case .words:
      .classes(
        OutputNames.Classes(column: "the picture", names: shown, areNumbers: false, isQuestion: outputCount == 1))
    }
  }
}

extension ConfusionTable {
  /// The lines of the table for these classes.
  static func lines(_ confusion: [[Int]], _ classes: ClassNames) -> [String] {
    if let first = classes.firstNumber { return lines(confusion, first: first) }
    return lines(confusion, names: classes.shown, columns: classes.shown.map { String($0.prefix(8)) })
  }
}

/// Names in a sentence, of many the first.
func listed(_ names: [String]) -> String {
  let shown = names.prefix(names.count > 12 ? 10 : 12).map { printable($0, limit: 40) }.joined(separator: ", ")
  return names.count > 12 ? "\(shown) and \(names.count - 10) more" : shown
}

extension JSONValue {
  /// The document, with the name beside each class if that is not the class's number.
  func naming(_ classes: ClassNames) -> JSONValue {
    guard classes.firstNumber != 0 else { return self }
    guard case .object(var object) = withNames(classes) else { return withNames(classes) }
    switch classes {
    case .numbers(let first, _):
      object.members.append(JSONObject.Member(key: "firstLabel", value: .integer(first)))
    case .words(let words):
      object.members.append(JSONObject.Member(key: "classNames", value: .array(words.map { .string($0) })))
    }
    return .object(object)
  }

  private func withNames(_ classes: ClassNames) -> JSONValue {
    switch self {
    case .null, .bool, .integer, .number, .string: return self
    case .array(let values): return .array(values.map { $0.withNames(classes) })
    case .object(let object):
      return .object(
        JSONObject(
          object.members.flatMap { member -> [JSONObject.Member] in
            let isClass = member.key == "label" || member.key == "prediction"
            guard isClass, case .integer(let index) = member.value else {
              return [JSONObject.Member(key: member.key, value: member.value.withNames(classes))]
            }
            let name: JSONValue = classes.firstNumber.map { .integer(index + $0) } ?? .string(classes[index])
            return [member, JSONObject.Member(key: "\(member.key)Name", value: name)]
          }))
    }
  }
}
