import Downhill
import DownhillExplain
import DownhillReport

/// One weight or bias on a slider: while it is dragged, the cost follows the tangent at its present value, or leaves
/// it.
struct CostFollower {
  let question: ChapterQuestion
  let narrative: Narrative
  private let formulas: Formulas
  private let curve: CostCurve
  /// Where it has been dragged to; nil at its present value.
  private let moved: CostCurve.Point?

  /// How far it can be dragged to either side. The same for all, so that weights can be compared.
  private static let reach = 5.0
  /// Steps of the slider on either side.
  private static let stepsPerSide = 100.0

  init(
    question: ChapterQuestion, explainer: Explainer, explanation: Explanation, narrative: Narrative, formulas: Formulas,
    parameter: ParameterIndex, value: Double?
  ) {
    self.question = question
    self.narrative = narrative
    self.formulas = formulas
    let present = explanation.value(parameter)
    let range = present - Self.reach...present + Self.reach
    curve = explainer.costCurve(explanation, moving: parameter, over: range, count: 61)
    moved = value.map {
      explainer.point(explanation, moving: parameter, to: min(max($0, range.lowerBound), range.upperBound))
    }
  }

  /// The heading, the slider and what follows it.
  var markup: Markup {
    .element("div", [.class("follower"), Attribute("role", "group"), Attribute("aria-labelledby", "follower-title")]) {
      Markup.element("h3", [.id("follower-title")], text: "Move it yourself: \(narrative.name(curve.parameter))")
      Markup.paragraph(narrative.slope(curve))
      slider
      Markup.element("div", [Attribute("data-part", "adjust-text")]) { text }
      Markup.element("div", [Attribute("data-part", "adjust-curve")]) { chart }
    }
  }

  /// The slider, whose number is the call's `value`.
  private var slider: Markup {
    let present = curve.present.value
    return .element("label", [.class("slider")]) {
      Markup.element("span", text: curve.parameter.input == nil ? "bias" : "weight")
      Markup.element(
        "input",
        [
          Attribute("type", "range"), Attribute("min", "\(present - Self.reach)"),
          Attribute("max", "\(present + Self.reach)"), Attribute("step", "\(Self.reach / Self.stepsPerSide)"),
          Attribute("value", "\(moved?.value ?? present)"), Attribute("data-call", question.adjusting(curve.parameter)),
          Attribute("aria-label", "The value of \(narrative.name(curve.parameter))"),
        ])
    }
  }

  /// Both numbers, predicted and measured.
  var text: Markup {
    guard let moved else { return .note("Drag it, and see whether the cost keeps to the straight line.") }
    return .element("p", [Attribute("data-formula", formulas.moved(curve, to: moved))]) {
      NumberText.typographic(narrative.moved(curve, to: moved))
    }
  }

  /// The cost along the way, and the tangent.
  var chart: Markup {
    TangentChart(
      title: "The cost while \(narrative.name(curve.parameter)) is moved",
      summary: moved.map { narrative.moved(curve, to: $0) } ?? narrative.slope(curve),
      xTitle: "value of the \(curve.parameter.input == nil ? "bias" : "weight")",
      curve: curve.points.map { LineChart.Point($0.value, $0.cost) },
      present: LineChart.Point(curve.present.value, curve.present.cost), slope: curve.sensitivity,
      moved: moved.map { LineChart.Point($0.value, $0.cost) }
    ).figure(caption: "Hollow: its present value. The dashed line is the tangent there.")
  }
}
