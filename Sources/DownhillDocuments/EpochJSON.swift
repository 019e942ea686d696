import Downhill
import DownhillFormats

/// What happened in one epoch, with how the network did on the held-out sets of these names.
public func epochJSON(
  _ training: EpochProgress, heldOut: [(name: String, summary: EvaluationSummary)], seconds: Double
) -> JSONValue {
  var members: [(key: String, value: JSONValue)] = [
    ("epoch", .integer(training.epoch)),
    ("trainingCost", .number(training.cost)),
    ("trainingAccuracy", .number(training.accuracy)),
  ]
  for (name, summary) in heldOut {
    members.append(("\(name)Cost", .number(summary.cost)))
    members.append(("\(name)Accuracy", .number(summary.accuracy)))
  }
  members.append(("seconds", .number(seconds)))
  return .object(JSONObject(members))
}
