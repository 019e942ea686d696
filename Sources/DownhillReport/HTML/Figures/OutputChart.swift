/// The outputs, their targets, and what the example wants of each.
struct OutputChart: DrawnFigure {
  /// One output.
  package struct Output: Equatable, Sendable {
    /// Its class.
    package var name: String
    /// a.
    var activation: Double
    /// y.
    var target: Double
    /// Its part of the cost.
    var cost: Double
    /// What it should change by: see ``OutputChart/wish``.
    var desiredChange: Double
    /// A remark: `label`, `answer`.
    package var note: String

    /// An output.
    init(
      name: String, activation: Double, target: Double, cost: Double, desiredChange: Double, note: String = ""
    ) {
      self.name = name
      self.activation = activation
      self.target = target
      self.cost = cost
      self.desiredChange = desiredChange
      self.note = note
    }
  }

  /// What it shows, in a few words.
  let title: String
  /// A description for those who cannot see it.
  let summary: String
  /// What the desired changes are changes of: `a` for activations, `z` for weighted inputs.
  let wish: String
  /// The outputs, from top to bottom.
  let outputs: [Output]

  /// A chart of these outputs.
  init(title: String, summary: String = "", wish: String = "a", outputs: [Output]) {
    self.title = title
    self.summary = summary
    self.wish = wish
    self.outputs = outputs
  }

  private static let top = 42.0
  private static let rowHeight = 26.0
  private static let half = 78.0

  /// Where the columns are, from left to right; each is as wide as its longest text.
  private struct Plan {
    let nameEnd: Double
    let axis: Axis
    let activationX: Double
    let middle: Double
    let scale: Double
    let costEnd: Double

    init(_ outputs: [Output], wishTitle: String, costTitle: String) {
      nameEnd = max(TextStyle.strong.width(outputs.map { $0.name }), 14) + 4
      let notes = TextStyle.small.width(outputs.map { $0.note })
      let values = outputs.flatMap { [$0.activation, $0.target] }.filter { $0.isFinite }
      let from = nameEnd + (notes > 0 ? notes + 8 : 0) + 14
      axis = Axis(low: min(0, values.min() ?? 0), high: max(1, values.max() ?? 1), from: from, to: from + 140)
      activationX = axis.to + 10
      let activationEnd = activationX + TextStyle.small.width(outputs.map { activationText($0.activation) })
      let wishes = outputs.map { $0.desiredChange }
      let titleHalf = TextStyle.small.width(wishTitle) / 2
      let left = max(half + signedBarRoom(wishes.map { min($0, 0) }), titleHalf + 8)
      let right = max(half + signedBarRoom(wishes.map { max($0, 0) }), titleHalf)
      middle = max(activationEnd + 10, from + TextStyle.small.width(Self.activationTitle) + 8 - left + titleHalf) + left
      scale = half / SignedScale(wishes).largest
      costEnd =
        middle + right + 12
        + max(TextStyle.small.width(costTitle), TextStyle.small.width(outputs.map { numberText($0.cost) }))
    }

    static let activationTitle = "activation, and target |"
  }

  /// The drawing.
  var drawing: Drawing {
    let height = Self.top + Double(outputs.count) * Self.rowHeight + 8
    let (wishTitle, costTitle) = ("desired change of \(wish)", "part of the cost")
    let plan = Plan(outputs, wishTitle: wishTitle, costTitle: costTitle)
    return Drawing(width: plan.costEnd + 4, height: height) {
      Shape.text(Plan.activationTitle, x: plan.axis.from, y: 14, class: "soft small")
      Shape.text(wishTitle, x: plan.middle, y: 14, class: "soft small middle")
      Shape.text(costTitle, x: plan.costEnd, y: 14, class: "soft small end")
      for tick in plan.axis.ticks(about: 2) {
        Shape.text(tick.label, x: plan.axis.position(tick.value), y: 32, class: "soft small middle")
      }
      for (index, output) in outputs.enumerated() {
        row(output, y: Self.top + Double(index) * Self.rowHeight, plan)
      }
      Shape.line(plan.middle, Self.top - 4, plan.middle, height - 4, class: "axis")
    }
  }

  @MarkupBuilder
  private func row(_ output: Output, y: Double, _ plan: Plan) -> Markup {
    let axis = plan.axis
    let zero = axis.position(0)
    let end = axis.position(output.activation)
    let target = axis.position(output.target)
    Shape.text(output.name, x: plan.nameEnd, y: y + 17, class: output.note.isEmpty ? "end" : "end strong")
    if !output.note.isEmpty { Shape.text(output.note, x: plan.nameEnd + 8, y: y + 17, class: "soft small") }
    Shape.rectangle(x: axis.from, y: y + 5, width: axis.to - axis.from, height: 16, class: "paper")
    Shape.rectangle(x: min(zero, end), y: y + 5, width: (end - zero).magnitude, height: 16, class: "ink i5")
    Shape.rectangle(x: target - 1.25, y: y + 1, width: 2.5, height: 24, class: "ink i7")
    Shape.text(activationText(output.activation), x: plan.activationX, y: y + 17, class: "small")
    signedBar(output.desiredChange, y: y + 5, height: 16, middle: plan.middle, scale: plan.scale)
    Shape.text(numberText(output.cost), x: plan.costEnd, y: y + 17, class: "small end")
  }

  /// Its numbers as a table.
  var table: DataTable {
    DataTable(
      caption: title,
      columns: ["output", "activation a", "target y", "desired change of \(wish)", "part of the cost", "note"],
      rows: outputs.map {
        [
          $0.name, numberText($0.activation, digits: 4), numberText($0.target), signedText($0.desiredChange, digits: 4),
          numberText($0.cost, digits: 4), $0.note,
        ]
      }, wordColumns: [5])
  }
}
