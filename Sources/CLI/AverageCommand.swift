import Downhill
import DownhillExplain
import DownhillFormats
import DownhillReport

/// `downhill average`: the wishes of many examples, their mean, and the proof that it is −∇C.
enum AverageCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let page = try PageFile(arguments)
    let kernels = try arguments.kernels()
    let singles = try arguments.integer("singles") ?? 6
    let miniBatch = try arguments.integer("batch-size") ?? 10
    let directions = try arguments.integer("directions") ?? 2
    var random = RandomSource(seed: try arguments.seed("seed") ?? 0)
    let chosen = try ModelOnExamples(arguments)
    let engine = try chosen.model.network.gradient(of: chosen.examples, cost: chosen.model.cost, kernels: kernels)
    let story = chosen.explainer.averageStory(
      of: chosen.examples, engine: engine.gradient, singles: singles, miniBatch: miniBatch, directions: directions,
      random: &random)
    let labels = story.singles.map { chosen.examples.label($0.first) }
    let report = AverageReport(
      story, networkName: chosen.modelTitle, dataName: chosen.dataTitle,
      singleNames: zip(story.singles, labels).map { "\(chosen.inputName($0.first)), \(NumberText.article($1))" },
      pictureShape: (chosen.pictures.rows, chosen.pictures.columns),
      footer: PageFile.footer)
    try page?.write(report.page)
    if arguments.isSet("json") {
      Console.out(JSONValue.object(json(story, chosen)).text() + "\n")
    } else {
      Console.out(
        TerminalAverage(
          story,
          TerminalAverage.Setting(
            network: chosen.modelTitle, data: chosen.dataTitle,
            labels: labels, firstExample: chosen.places.lowerBound)
        ).text)
    }
    return .success
  }

  private static func json(_ story: AverageStory, _ chosen: ModelOnExamples) -> JSONObject {
    var object = chosen.json(schema: "downhill.average/1")
    func wish(_ wish: AverageStory.Wish) -> [(key: String, value: JSONValue)] {
      [
        ("cost", .number(wish.cost)), ("norm", .number(wish.norm)), ("cosine", .number(wish.cosine)),
        ("wishes", numbers(wish.wishes)),
      ]
    }
    func finding(_ finding: GradientDifference.Finding) -> JSONValue {
      .object(
        JSONObject(
          placeJSON(finding.place) + [
            ("difference", .number(finding.difference)), ("bound", .number(finding.bound)),
          ]))
    }
    let members: [(String, JSONValue)] = [
      ("places", .array(story.places.map { .object(JSONObject(placeJSON($0))) })),
      (
        "singles",
        .array(
          story.singles.map { single in
            .object(
              JSONObject(
                [
                  ("input", .string(chosen.inputName(single.first))),
                  ("label", .integer(chosen.examples.label(single.first))),
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
    return object
  }
}
