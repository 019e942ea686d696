import Downhill
import DownhillFormats

/// What happened in one epoch, with how the network did on the held-out sets of these names.
public func epochJSON(_ report: EpochReport, sets: [String], seconds: Double) -> JSONValue {
  var members: [(key: String, value: JSONValue)] = [
    ("epoch", .integer(report.training.epoch)),
    ("trainingCost", .number(report.training.cost)),
    ("trainingAccuracy", .number(report.training.accuracy)),
  ]
  for (name, summary) in zip(sets, report.heldOut) {
    members.append(("\(name)Cost", .number(summary.cost)))
    members.append(("\(name)Accuracy", .number(summary.accuracy)))
  }
  members.append(("seconds", .number(seconds)))
  return .object(JSONObject(members))
}
