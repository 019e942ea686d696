import Downhill
import DownhillExplain
import DownhillFormats

/// What `downhill sensitivity --json` prints, with the first `limit` of the ranking; `Docs/JSON.md` describes it.
public func sensitivityJSON(_ story: SensitivityStory, _ asked: AskedExamples, limit: Int) -> JSONValue {
  func entry(_ entry: SensitivityRanking.Entry) -> JSONValue {
    .object(
      JSONObject(
        parameterJSON(entry.parameter) + [("value", .number(entry.value)), ("sensitivity", .number(entry.sensitivity))])
    )
  }
  func reach(_ reach: Wiggle.Reach) -> JSONValue {
    switch reach {
    case .below(let size), .about(let size), .beyond(let size): .number(size)
    case .none: .null
    }
  }
  func kind(_ reach: Wiggle.Reach) -> JSONValue {
    switch reach {
    case .below: "below"
    case .about: "about"
    case .beyond: "beyond"
    case .none: "none"
    }
  }
  let wiggle = story.wiggle
  let members: [(String, JSONValue)] = [
    ("cost", .number(story.cost)),
    ("squaredGradientNorm", .number(story.ranking.squaredNorm)),
    ("indifferent", .integer(story.ranking.indifferentCount)),
    ("ranking", .array(story.ranking.entries.prefix(limit).map(entry))),
    ("parameter", entry(story.chosen)),
    ("against", entry(story.other)),
    ("ratio", story.ratio.map { .number($0) } ?? .null),
    (
      "trials",
      .array(
        wiggle.trials.map { trial in
          .object(
            JSONObject([
              ("change", .number(trial.change)), ("predicted", .number(trial.predicted)),
              ("measured", .number(trial.measured)),
            ]))
        })
    ),
    (
      "straight",
      .object(
        JSONObject([
          ("tolerance", .number(Wiggle.tolerance)),
          ("down", reach(wiggle.straightDown)), ("downIs", kind(wiggle.straightDown)),
          ("up", reach(wiggle.straightUp)), ("upIs", kind(wiggle.straightUp)),
        ]))
    ),
  ]
  var object = asked.json(schema: "downhill.sensitivity/1")
  object.members += members.map { JSONObject.Member(key: $0.0, value: $0.1) }
  return .object(object)
}
