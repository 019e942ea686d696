/// Outputs as bars on tracks, narrow enough for a phone: the activation of each, its target, and an arrow from one to
/// the other.
package struct OutputTracks: DrawnFigure {
  /// One output.
  package struct Output: Equatable, Sendable {
    /// Its class.
    package var name: String
    /// a.
    var activation: Double
    /// y, where there is a tick; nil for none.
    var target: Double?
    /// Where an arrow from the activation leads; nil for none.
    var arrowEnd: Double?
    /// The number at its right; nil for none.
    var number: Double?
    /// A remark: `label`, `answer`.
    package var note: String
    /// What choosing it does.
    var touch: Touch?

    /// An output.
    package init(
      name: String, activation: Double, target: Double? = nil, arrowEnd: Double? = nil, number: Double?,
      note: String = "", touch: Touch? = nil
    ) {
      self.name = name
      self.activation = activation
      self.target = target
      self.arrowEnd = arrowEnd
      self.number = number
      self.note = note
      self.touch = touch
    }
  }

  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// What the tracks show: `activation, and target |`.
  let trackTitle: String
  /// What the numbers are: `cost`, `should change by`.
  let numberTitle: String
  /// Whether the numbers are shown with their sign.
  let isSigned: Bool
  /// The outputs, from top to bottom.
  let outputs: [Output]

  /// Tracks of these outputs.
  package init(
    title: String, summary: String = "", trackTitle: String = "activation", numberTitle: String, isSigned: Bool = false,
    outputs: [Output]
  ) {
    self.title = title
    self.summary = summary
    self.trackTitle = trackTitle
    self.numberTitle = numberTitle
    self.isSigned = isSigned
    self.outputs = outputs
  }

  private static let top = 40.0
  private static let rowHeight = 26.0
  private static let trackHeight = 14.0
  private static let width = 348.0
  private static let headLength = 9.0

  /// Where the columns are, from left to right.
  private struct Plan {
    let nameEnd: Double
    let axis: Axis
    let numberEnd: Double
    let width: Double

    init(_ figure: OutputTracks) {
      let outputs = figure.outputs
      nameEnd = max(TextStyle.strong.width(outputs.map { $0.name }), 12) + 3
      let notes = TextStyle.small.width(outputs.map { $0.note })
      let numbers = max(
        TextStyle.small.width(outputs.map { figure.text($0.number) }),
        TextStyle.small.width(figure.numberTitle) - (notes > 0 ? notes + 8 : 0), 30)
      let values = outputs.flatMap { [$0.activation, $0.target ?? 0, $0.arrowEnd ?? 0] }.filter { $0.isFinite }
      let from = nameEnd + 13
      let room = OutputTracks.width - from - numbers - 10 - (notes > 0 ? notes + 8 : 0)
      axis = Axis(
        low: min(0, values.min() ?? 0), high: max(1, values.max() ?? 1), from: from, to: from + max(room, 90))
      numberEnd = axis.to + 10 + numbers
      width = numberEnd + (notes > 0 ? notes + 8 : 0)
    }
  }

  private func text(_ number: Double?) -> String {
    guard let number else { return "" }
    return isSigned ? signedText(number, digits: 3) : activationText(number)
  }

  /// The drawing.
  package var drawing: Drawing {
    let plan = Plan(self)
    let height = Self.top + Double(outputs.count) * Self.rowHeight + 2
    return Drawing(width: plan.width, height: height, hasTouches: outputs.contains { $0.touch != nil }) {
      Shape.text(trackTitle, x: plan.axis.from, y: 12, class: "soft small")
      Shape.text(numberTitle, x: plan.width, y: 12, class: "soft small end")
      for tick in plan.axis.ticks(about: 2) {
        let position = plan.axis.position(tick.value)
        Shape.text(tick.label, x: position, y: 29, class: "soft small middle")
        Shape.line(position, Self.top - 5, position, height - 2, class: "grid")
      }
      for (index, output) in outputs.enumerated() {
        Shape.group(y: Self.top + Double(index) * Self.rowHeight, touch: output.touch) { row(output, plan) }
      }
    }
  }

  @MarkupBuilder
  private func row(_ output: Output, _ plan: Plan) -> Markup {
    let axis = plan.axis
    let zero = axis.position(0)
    let end = axis.position(output.activation)
    let inset = (Self.rowHeight - Self.trackHeight) / 2
    if output.touch != nil {
      // The whole row can be chosen, not only its marks.
      Shape.rectangle(x: 0, y: 0, width: plan.width, height: Self.rowHeight, class: "room", radius: 3)
    }
    Shape.text(output.name, x: plan.nameEnd, y: 17.5, class: output.note.isEmpty ? "end" : "end strong")
    Shape.rectangle(x: axis.from, y: inset, width: axis.to - axis.from, height: Self.trackHeight, class: "paper")
    if end.isFinite {
      Shape.rectangle(
        x: min(zero, end), y: inset, width: (end - zero).magnitude, height: Self.trackHeight, class: "ink i4")
    }
    if let target = output.target.map(axis.position), target.isFinite {
      Shape.rectangle(x: target - 1.25, y: inset - 4, width: 2.5, height: Self.trackHeight + 8, class: "ink i7")
    }
    if let goal = output.arrowEnd.map(axis.position), goal.isFinite, end.isFinite {
      Shape.path(Self.arrow(from: end, to: goal), class: goal < end ? "arrow falls" : "arrow rises")
    }
    Shape.text(
      text(output.number), x: plan.numberEnd, y: 17.5,
      class: isSigned
        ? "small end \(signClass(output.number ?? 0))" : output.note.isEmpty ? "small end" : "small end strong"
    )
    if !output.note.isEmpty { Shape.text(output.note, x: plan.numberEnd + 8, y: 17.5, class: "soft small") }
  }

  /// A shaft with a head; of a short arrow the head only.
  private static func arrow(from start: Double, to end: Double) -> PathData {
    let middle = rowHeight / 2
    let head = min(headLength, (end - start).magnitude) * (end < start ? -1 : 1)
    var data = PathData()
    data.move(start, middle - 2)
    data.line(end - head, middle - 2)
    data.line(end - head, middle - 6)
    data.line(end, middle)
    data.line(end - head, middle + 6)
    data.line(end - head, middle + 2)
    data.line(start, middle + 2)
    data.close()
    return data
  }

  /// Its numbers as a table.
  package var table: DataTable {
    let hasTargets = outputs.contains { $0.target != nil }
    let hasNotes = outputs.contains { !$0.note.isEmpty }
    let hasOtherNumbers = outputs.contains { $0.number != $0.activation }
    return DataTable(
      caption: title,
      columns: ["output", "activation a"] + (hasTargets ? ["target y"] : []) + (hasOtherNumbers ? [numberTitle] : [])
        + (hasNotes ? ["note"] : []),
      rows: outputs.map { output in
        [output.name, numberText(output.activation, digits: 4)]
          + (hasTargets ? [output.target.map { numberText($0) } ?? "–"] : [])
          + (hasOtherNumbers
            ? [
              output.number.map { isSigned ? signedText($0, digits: 4) : numberText($0, digits: 4) } ?? "–"
            ] : [])
          + (hasNotes ? [output.note] : [])
      }, wordColumns: hasNotes ? [2 + (hasTargets ? 1 : 0) + (hasOtherNumbers ? 1 : 0)] : [])
  }
}
