/// What the outputs say, what they should say, and what the example therefore wants of each.
public struct OutputChart: DrawnFigure {
  /// One output.
  public struct Output: Equatable, Sendable {
    /// Its class.
    public var name: String
    /// a.
    public var activation: Double
    /// y.
    public var target: Double
    /// Its part of the cost.
    public var cost: Double
    /// What it should change by: see ``OutputChart/wish``.
    public var desiredChange: Double
    /// What it is beside a number: `label`, `answer`.
    public var note: String

    /// An output.
    public init(
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
  public let title: String
  /// What there is to be seen, for those who cannot see it.
  public let summary: String
  /// What the desired changes are changes of: `a` for activations, `z` for weighted inputs.
  public let wish: String
  /// The outputs, from top to bottom.
  public let outputs: [Output]

  /// A chart of these outputs.
  public init(title: String, summary: String = "", wish: String = "a", outputs: [Output]) {
    self.title = title
    self.summary = summary
    self.wish = wish
    self.outputs = outputs
  }

  private static let top = 42.0
  private static let rowHeight = 26.0

  /// The drawing.
  public var drawing: Drawing {
    let height = Self.top + Double(outputs.count) * Self.rowHeight + 8
    let largest = SignedScale(outputs.map { $0.desiredChange }).largest
    let costText = AlignedText(largest: outputs.reduce(0) { $1.cost.isFinite ? max($0, $1.cost) : $0 })
    let values = outputs.flatMap { [$0.activation, $0.target] }.filter { $0.isFinite }
    let axis = Axis(low: min(0, values.min() ?? 0), high: max(1, values.max() ?? 1), from: 92, to: 232)
    return Drawing(width: 620, height: height) {
      Shape.text("activation, and target |", x: 92, y: 14, class: "soft small")
      Shape.text("desired change of \(wish)", x: 410, y: 14, class: "soft small middle")
      Shape.text("part of the cost", x: 612, y: 14, class: "soft small end")
      for tick in axis.ticks(about: 2) {
        Shape.text(tick.label, x: axis.place(tick.value), y: 32, class: "soft small middle")
      }
      for (index, output) in outputs.enumerated() {
        row(output, y: Self.top + Double(index) * Self.rowHeight, axis: axis, largest: largest, costText)
      }
      Shape.line(410, Self.top - 4, 410, height - 4, class: "axis")
    }
  }

  @MarkupBuilder
  private func row(_ output: Output, y: Double, axis: Axis, largest: Double, _ costText: AlignedText) -> Markup {
    let zero = axis.place(0)
    let end = axis.place(output.activation)
    let target = axis.place(output.target)
    Shape.text(output.name, x: 22, y: y + 17, class: output.note.isEmpty ? "end" : "end strong")
    if !output.note.isEmpty { Shape.text(output.note, x: 30, y: y + 17, class: "soft small") }
    Shape.rectangle(x: axis.from, y: y + 5, width: axis.to - axis.from, height: 16, class: "paper")
    Shape.rectangle(x: min(zero, end), y: y + 5, width: (end - zero).magnitude, height: 16, class: "ink i5")
    Shape.rectangle(x: target - 1.25, y: y + 1, width: 2.5, height: 24, class: "ink i7")
    Shape.text(AlignedText(largest: axis.high).text(output.activation), x: 242, y: y + 17, class: "small")
    signedBar(
      output.desiredChange, y: y + 5, height: 16, middle: 410, scale: 78 / largest, text: AlignedText(largest: largest))
    Shape.text(costText.text(output.cost), x: 612, y: y + 17, class: "small end")
  }

  /// Its numbers as a table.
  public var table: DataTable {
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
