/// Signed numbers as bars from one line: to the right above zero, to the left below.
public struct SignedBars: DrawnFigure {
  /// One bar.
  public struct Bar: Equatable, Sendable {
    /// What it is, before the bar.
    public var label: String
    /// Its length.
    public var value: Double
    /// What is said behind its number.
    public var note: String
    /// Whether it is the one to look at.
    public var isMarked: Bool

    /// A bar.
    public init(label: String, value: Double, note: String = "", isMarked: Bool = false) {
      self.label = label
      self.value = value
      self.note = note
      self.isMarked = isMarked
    }
  }

  public let title: String
  public let summary: String
  /// What the numbers are.
  public let quantity: String
  /// The bars, from top to bottom.
  public let bars: [Bar]

  /// Bars of a quantity.
  public init(title: String, summary: String = "", quantity: String, bars: [Bar]) {
    self.title = title
    self.summary = summary
    self.quantity = quantity
    self.bars = bars
  }

  private static let rowHeight = 24.0
  private static let top = 26.0

  public var drawing: Drawing {
    let characters = bars.reduce(0) { max($0, $1.label.count) }
    let labelWidth = min(max(Double(characters) * 7 + 10, 40), 220)
    let hasNotes = bars.contains { !$0.note.isEmpty }
    let half = 110.0
    let room = 58.0
    let middle = labelWidth + room + half
    let end = middle + half + room
    let scale = half / SignedScale(bars.map { $0.value }).largest
    let height = Self.top + Double(bars.count) * Self.rowHeight + 6
    return Drawing(width: end + (hasNotes ? 200 : 0), height: height) {
      Shape.text(quantity, x: middle, y: 12, class: "soft small middle")
      for (index, bar) in bars.enumerated() {
        row(bar, y: Self.top + Double(index) * Self.rowHeight, labelWidth: labelWidth, middle: middle, scale: scale)
        if !bar.note.isEmpty {
          Shape.text(bar.note, x: end + 8, y: Self.top + Double(index) * Self.rowHeight + 16, class: "soft small")
        }
      }
      Shape.line(middle, Self.top - 4, middle, height - 4, class: "axis")
    }
  }

  @MarkupBuilder
  private func row(_ bar: Bar, y: Double, labelWidth: Double, middle: Double, scale: Double) -> Markup {
    Shape.text(bar.label, x: labelWidth, y: y + 16, class: bar.isMarked ? "end strong" : "end")
    signedBar(bar.value, y: y + 4, height: Self.rowHeight - 8, middle: middle, scale: scale)
  }

  public var table: DataTable {
    let hasNotes = bars.contains { !$0.note.isEmpty }
    return DataTable(
      caption: title, columns: ["", quantity] + (hasNotes ? [""] : []),
      rows: bars.map { [$0.label, signedText($0.value, digits: 4)] + (hasNotes ? [$0.note] : []) }, wordColumns: [0, 2])
  }
}

/// A bar from `middle` to the side of its sign, with its number at its end.
@MarkupBuilder
func signedBar(_ value: Double, y: Double, height: Double, middle: Double, scale: Double) -> Markup {
  let length = value.isFinite ? value.magnitude * scale : 0
  let isNegative = value < 0
  if length > 0 {
    Shape.rectangle(
      x: isNegative ? middle - length : middle, y: y, width: max(length, 0.75), height: height,
      class: isNegative ? "n5" : "p5")
  }
  Shape.text(
    signedText(value), x: isNegative ? middle - length - 6 : middle + length + 6, y: y + height / 2 + 4.5,
    class: "\(signClass(value)) small\(isNegative ? " end" : "")")
}
