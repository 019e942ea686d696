import Downhill
import DownhillFiles
import DownhillFormats

// If the labels of a data set count from 1, class 0 has the label 1. Classes always count from 0; labels are computed
// where they are shown.

extension Model {
  /// `firstLabel` for `DataSource`: the model's, or nil, so that it follows from the labels.
  var labelStart: Int? { firstLabel == 0 ? nil : firstLabel }
}

extension DataSource {
  /// Loads a split, and notes in one line on standard error if its pictures or labels were changed.
  func tell(_ split: DataSet.Split, classCount: Int?, firstLabel: Int?) throws -> DataSet {
    let set = try load(split, classCount: classCount, firstLabel: firstLabel)
    if let note = note(set) { Console.err("\(note)\n") }
    return set
  }

  /// The note on changes of the pictures or labels of one of its sets; nil for none.
  func note(_ set: DataSet) -> String? {
    let (count, firstLabel) = (set.examples.outputCount, set.firstLabel)
    let parts =
      (isTransposed ? ["its pictures are turned upright (--transposed no leaves them as they lie)"] : [])
      + (firstLabel == 0
        ? [] : ["its labels \(firstLabel) to \(count - 1 + firstLabel) are the classes 0 to \(count - 1)"])
    return parts.isEmpty ? nil : "note: \(printable(name, limit: 200)): \(parts.joined(separator: "; "))"
  }
}

extension JSONValue {
  /// The document, with the label beside each class if labels do not count from 0.
  func naming(from first: Int) -> JSONValue {
    guard first != 0 else { return self }
    guard case .object(var object) = withNames(from: first) else { return withNames(from: first) }
    object.members.append(JSONObject.Member(key: "firstLabel", value: .integer(first)))
    return .object(object)
  }

  private func withNames(from first: Int) -> JSONValue {
    switch self {
    case .null, .bool, .integer, .number, .string: return self
    case .array(let values): return .array(values.map { $0.withNames(from: first) })
    case .object(let object):
      return .object(
        JSONObject(
          object.members.flatMap { member -> [JSONObject.Member] in
            let isClass = member.key == "label" || member.key == "prediction"
            guard isClass, case .integer(let index) = member.value else {
              return [JSONObject.Member(key: member.key, value: member.value.withNames(from: first))]
            }
            return [member, JSONObject.Member(key: "\(member.key)Name", value: .integer(index + first))]
          }))
    }
  }
}
