import Downhill
import DownhillExplain
import DownhillFormats
import DownhillReport

/// `downhill sensitivity`: what the cost is most sensitive to, and how far that can be trusted.
enum SensitivityCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let page = try PageFile(arguments)
    let limit = try arguments.integer("top") ?? 10
    let model = try arguments.model()
    let place = try arguments.place("parameter", in: model.network.architecture)
    let other = try arguments.place("against", in: model.network.architecture)
    let chosen = try ModelOnExamples(arguments)
    let story = chosen.explainer.sensitivityStory(of: chosen.examples, place: place, against: other)
    let setting = TerminalSensitivity.Setting(network: chosen.modelTitle, data: chosen.dataTitle, limit: limit)
    let layerCount = model.network.architecture.layerCount
    let report = SensitivityReport(
      story, layerCount: layerCount, networkName: chosen.modelTitle, dataName: chosen.dataTitle, limit: limit,
      footer: PageFile.footer)
    try page?.write(report.page)
    if arguments.isSet("json") {
      Console.out(JSONValue.object(json(story, chosen, limit)).text() + "\n")
    } else {
      Console.out(TerminalSensitivity(story, layerCount: layerCount, setting).text)
    }
    return .success
  }

  private static func json(_ story: SensitivityStory, _ chosen: ModelOnExamples, _ limit: Int) -> JSONObject {
    func entry(_ entry: SensitivityRanking.Entry) -> JSONValue {
      .object(
        JSONObject(
          placeJSON(entry.place) + [("value", .number(entry.value)), ("sensitivity", .number(entry.sensitivity))]))
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
    var object = chosen.json(schema: "downhill.sensitivity/1")
    object.members += members.map { JSONObject.Member(key: $0.0, value: $0.1) }
    return object
  }
}

extension ParsedArguments {
  /// The weight or bias that an option names.
  func place(_ name: String, in architecture: Architecture) throws -> ParameterPlace? {
    guard let text = string(name) else { return nil }
    do {
      return try ParameterPlace(text, in: architecture)
    } catch {
      throw Failure(.usage, "--\(name) \(error)")
    }
  }
}
