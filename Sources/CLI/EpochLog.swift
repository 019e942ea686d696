import Downhill
import DownhillFiles
import DownhillFormats

/// A log with one JSON object a line for each epoch, each line written whole.
struct EpochLog {
  private let path: String
  private var lines: [UInt8]

  /// Starts a log, or goes on with the one that is there.
  init(path: String, continues: Bool) throws {
    self.path = path
    lines = continues && Files.isRegular(path) ? try Files.read(path) : []
    if !continues { try Files.write([], to: path) }
  }

  /// Adds a line. The file is replaced as a whole, so that no reader sees half a line.
  mutating func append(_ epoch: JSONValue) throws {
    lines += Array((epoch.text() + "\n").utf8)
    try Files.write(lines, to: path)
  }
}

/// What happened in one epoch.
func epochJSON(
  _ report: EpochReport, sets: [(name: String, examples: Examples)], seconds: Double
) -> JSONValue {
  var members: [(key: String, value: JSONValue)] = [
    ("epoch", .integer(report.training.epoch)),
    ("trainingCost", .number(report.training.cost)),
    ("trainingAccuracy", .number(report.training.accuracy)),
  ]
  for (set, summary) in zip(sets, report.heldOut) {
    members.append(("\(set.name)Cost", .number(summary.cost)))
    members.append(("\(set.name)Accuracy", .number(summary.accuracy)))
  }
  members.append(("seconds", .number(seconds)))
  return .object(JSONObject(members))
}
