import Downhill
import DownhillExplain
import DownhillFormats
import DownhillReport

/// What `collapse` found, for people and for programs.
struct CollapseResult {
  let collapse: Collapse
  let start: Network
  let cost: Cost
  /// The path of the model that both networks began with; nil for a fresh network.
  let model: String?
  let example: String
  let seed: UInt64
  let test: Examples

  // MARK: For people

  func text(page: String?) -> String {
    var lines = [
      "One example only: \(example), \(digit)",
      "\(start.title), \(cost.rawValue) cost",
      model.map { "Both networks begin as \($0)" } ?? "Both networks begin fresh, with seed \(seed)",
      "\(NumberText.grouped(collapse.steps)) steps each, learning rate \(shortest(collapse.learningRate))",
      "", "How many of the \(NumberText.grouped(test.count)) test pictures are called \(digit)?", "",
    ]
    lines += table
    lines.append("")
    for paragraph in conclusions { lines += wrap(paragraph, width: 78) }
    if let page { lines += ["", "The pictures are in \(page)."] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `a 2`
  var digit: String { NumberText.article(collapse.label) }

  /// A line for about twenty of the steps: what both networks call the test pictures.
  private var table: [String] {
    var lines = [
      padded("", to: 8) + "  " + filled("\(example) alone", to: 34) + "  "
        + "mini-batches of \(NumberText.grouped(collapse.batchSize))",
      padded("step", to: 8) + "  " + filled("called \(digit)", to: 25) + padded("its wish", to: 9) + "  "
        + filled("called \(digit)", to: 23) + padded("right", to: 9),
    ]
    for index in shownPoints {
      let single = collapse.single.points[index]
      let mini = collapse.miniBatches.points[index]
      lines.append(
        padded(NumberText.grouped(single.step), to: 8) + "  " + Self.share(single.calledLabel, bar: 16)
          + padded(NumberText.significant(single.wish, digits: 2), to: 9) + "  " + Self.share(mini.calledLabel, bar: 14)
          + padded(NumberText.percent(mini.testAccuracy, places: 1), to: 9))
    }
    return lines
  }

  private static func share(_ share: Double, bar width: Int) -> String {
    Bar.text(share, width: width) + " " + padded(NumberText.percent(share, places: 1), to: 8)
  }

  /// The places of the points to show: about a dozen on the way to the collapse, with the last of them, and as many
  /// after it.
  private var shownPoints: [Int] {
    let points = collapse.single.points
    let collapsed = points.firstIndex { $0.step == collapse.single.collapsedAt } ?? 0
    let before = max(1, collapsed / 12)
    let after = max(1, (points.count - collapsed) / 12)
    return points.indices.filter { index in
      if index == collapsed || index + 1 == points.count { return true }
      return index < collapsed ? index % before == 0 : (index - collapsed) % after == 0
    }
  }

  /// What there is to be learnt, in sentences.
  var conclusions: [String] {
    let share = Double((0..<test.count).count { test.label($0) == collapse.label }) / Double(test.count)
    let mini = collapse.miniBatches.points[collapse.miniBatches.points.count - 1]
    let contrast =
      "As many steps along mini-batches end with \(NumberText.percent(mini.calledLabel, places: 1)) called \(digit), "
      + "where \(NumberText.percent(share, places: 1)) are one, and "
      + "\(NumberText.percent(mini.testAccuracy, places: 1)) of all answered rightly."
    return [outcome, contrast, fading]
  }

  private var outcome: String {
    let end = collapse.single.points[collapse.single.points.count - 1]
    switch collapse.single.collapsedAt {
    case 0:
      return
        "Before its first step this network calls every picture \(digit) already, as a fresh network may that answers "
        + "all alike, and \(example) keeps it there. Another --seed or --example lets one watch it get there."
    case .some(let step):
      return
        "By step \(NumberText.grouped(step)) every picture is called \(digit), whatever it shows, and stays so: who "
        + "listens to one example only learns its answer, not what to tell it by."
    case nil:
      let hasFaded = end.wish < collapse.single.points[0].wish / 20
      return [
        "100 % is not reached: after \(NumberText.grouped(collapse.steps)) steps "
          + "\(NumberText.percent(end.calledLabel, places: 1)) are called \(digit).",
        model == nil
          ? "" : "A trained network need not collapse: it tells pictures apart, so that one wish no longer moves them all.",
        hasFaded
          ? "\(example) has been granted its wish before the other pictures were drawn along."
          : "More --steps or a larger --learning-rate may get there.",
      ].filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  private var fading: String {
    let first = collapse.single.points[0].wish
    let last = collapse.single.points[collapse.single.points.count - 1].wish
    return
      "The wish of the example, the length of its gradient, goes from \(NumberText.significant(first, digits: 2)) to "
      + "\(NumberText.significant(last, digits: 2)): it fades as it is granted, and with it the steps."
  }

  // MARK: For programs

  var json: JSONValue {
    .object(
      JSONObject([
        ("schema", .string("downhill.collapse/1")),
        ("network", networkJSON(start, cost: cost)),
        ("model", model.map { .string($0) } ?? .null),
        ("seed", .string("\(seed)")),
        ("example", .string(example)),
        ("label", .integer(collapse.label)),
        ("testExamples", .integer(test.count)),
        ("learningRate", .number(collapse.learningRate)),
        ("steps", .integer(collapse.steps)),
        ("batchSize", .integer(collapse.batchSize)),
        ("single", Self.json(collapse.single)),
        ("miniBatches", Self.json(collapse.miniBatches)),
      ]))
  }

  private static func json(_ trail: CollapseTrail) -> JSONValue {
    .object(
      JSONObject([
        ("collapsedAt", trail.collapsedAt.map { .integer($0) } ?? .null),
        (
          "trail",
          .array(
            trail.points.map { point in
              .object(
                JSONObject([
                  ("step", .integer(point.step)),
                  ("cost", .number(point.cost)),
                  ("wish", .number(point.wish)),
                  ("calledLabel", .number(point.calledLabel)),
                  ("testAccuracy", .number(point.testAccuracy)),
                ]))
            })
        ),
      ]))
  }

  // MARK: For a browser

  var page: ReportPage { ReportPage(title: "One example only", sections: []) }
}
