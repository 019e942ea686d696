import Downhill
import DownhillExplain
import DownhillFormats

/// What `downhill average --json` prints; `Docs/JSON.md` describes it.
public func averageJSON(_ story: AverageStory, _ asked: AskedExamples) -> JSONValue {
  var object = asked.json(schema: "downhill.average/1")
  func wish(_ wish: AverageStory.Wish) -> [(key: String, value: JSONValue)] {
    [
      ("cost", .number(wish.cost)), ("norm", .number(wish.norm)), ("cosine", .number(wish.cosine)),
      ("wishes", numbers(wish.wishes)),
    ]
  }
  func finding(_ finding: GradientDifference.Finding) -> JSONValue {
    .object(
      JSONObject(
        parameterJSON(finding.parameter) + [
          ("difference", .number(finding.difference)), ("bound", .number(finding.bound)),
        ]))
  }
  let members: [(String, JSONValue)] = [
    ("places", .array(story.parameters.map { .object(JSONObject(parameterJSON($0))) })),
    (
      "singles",
      .array(
        story.singles.map { single in
          .object(
            JSONObject(
              [
                ("input", .string(asked.inputName(single.first))),
                (
                  "label",
                  asked.examples.task == .classification ? .integer(asked.examples.label(single.first)) : .null
                ),
              ] + wish(single)))
        })
    ),
    ("miniBatch", .object(JSONObject([("examples", .integer(story.miniBatch.count))] + wish(story.miniBatch)))),
    ("all", .object(JSONObject([("examples", .integer(story.all.count))] + wish(story.all)))),
    (
      "engine",
      .object(
        JSONObject([
          ("wishes", numbers(story.engineWishes)),
          ("largest", finding(story.engineDifference.largest)),
          ("nearest", finding(story.engineDifference.nearest)),
          ("withinBounds", .bool(story.engineDifference.isWithinBounds)),
        ]))
    ),
    (
      "slopes",
      .array(
        story.slopes.map { slope in
          .object(
            JSONObject([
              ("wishes", .number(slope.analytic)), ("measured", .number(slope.numerical.value)),
              ("error", .number(slope.numerical.error)), ("kinks", .integer(slope.numerical.kinks)),
            ]))
        })
    ),
    ("fireTogether", .array(story.fireTogether.map(fireTogetherJSON))),
  ]
  object.members += members.map { JSONObject.Member(key: $0.0, value: $0.1) }
  return .object(object)
}
