import Downhill
import DownhillFormats

/// One epoch, with the network's cost and accuracy on the held-out sets of these names.
public func epochJSON(
  _ training: EpochProgress, heldOut: [(name: String, summary: EvaluationSummary)], seconds: Double
) -> JSONValue {
  var members: [(key: String, value: JSONValue)] = [
    ("epoch", .integer(training.epoch)),
    ("trainingCost", .number(training.cost)),
    ("training\(training.score.measure.capitalizedKey)", .number(training.score.value)),
  ]
  for (name, summary) in heldOut {
    members.append(("\(name)Cost", .number(summary.cost)))
    members.append(("\(name)\(summary.score.measure.capitalizedKey)", .number(summary.score.value)))
  }
  members.append(("seconds", .number(seconds)))
  return .object(JSONObject(members))
}

extension Score.Measure {
  /// The end of the names of a document's members for this measure.
  var capitalizedKey: String {
    switch self {
    case .accuracy: "Accuracy"
    case .rSquared: "RSquared"
    }
  }

  /// The name of a document's member for this measure.
  var key: String {
    switch self {
    case .accuracy: "accuracy"
    case .rSquared: "rSquared"
    }
  }
}
