/// Signed numbers as bars from one line: to the right above zero, to the left below.
package struct SignedBars: DrawnFigure {
  /// One bar.
  package struct Bar: Equatable, Sendable {
    /// What it is, before the bar.
    package var label: String
    /// Its length.
    var value: Double
    /// A remark after its number.
    package var note: String
    /// The heading above it; bars of one group are consecutive.
    var group: String
    /// What choosing it does.
    var touch: Touch?

    /// A bar.
    package init(label: String, value: Double, note: String = "", group: String = "", touch: Touch? = nil) {
      self.label = label
      self.value = value
      self.note = note
      self.group = group
      self.touch = touch
    }
  }

  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// What the numbers are.
  let quantity: String
  /// The heading of the notes.
  let noteTitle: String
  /// Whether the bars are short enough for a phone.
  let isNarrow: Bool
  /// The bars, from top to bottom.
  let bars: [Bar]

  /// Bars of a quantity.
  package init(
    title: String, summary: String = "", quantity: String, noteTitle: String = "", isNarrow: Bool = false, bars: [Bar]
  ) {
    self.title = title
    self.summary = summary
    self.quantity = quantity
    self.noteTitle = noteTitle
    self.isNarrow = isNarrow
    self.bars = bars
  }

  private static let rowHeight = 24.0
  private static let top = 26.0

  /// The drawing.
  package var drawing: Drawing {
    let labels = TextStyle.plain.width(bars.map { $0.label })
    let headings = TextStyle.smallStrong.width(bars.map { $0.group })
    let labelWidth = max(labels, isNarrow ? 0 : headings, 36) + 4
    let notes = TextStyle.small.width(bars.map { $0.note })
    // The numbers at the ends of the longest bars do not touch the labels or the notes.
    let left = max(signedBarRoom(bars.map { min($0.value, 0) }), 24)
    let right = signedBarRoom(bars.map { max($0.value, 0) })
    let largest = SignedScale(bars.map { $0.value }).largest
    let half = self.half(largest)
    let middle = max(labelWidth + left + half.left, isNarrow ? 0 : TextStyle.small.width(quantity) / 2)
    let end = max(middle + half.right + right, notes > 0 || isNarrow ? 0 : middle + TextStyle.small.width(quantity) / 2)
    let width = end + (notes > 0 ? max(notes, TextStyle.small.width(noteTitle)) + 4 : 0)
    let rows = self.rows
    let height = Self.top + (rows.last.map { $0.y + Self.rowHeight } ?? 0) + 6
    return Drawing(width: width, height: height, hasTouches: bars.contains { $0.touch != nil }) {
      if isNarrow {
        Shape.text(quantity, x: 0, y: 12, class: "soft small")
      } else {
        Shape.text(quantity, x: middle, y: 12, class: "soft small middle")
      }
      if !noteTitle.isEmpty { Shape.text(noteTitle, x: width, y: 12, class: "soft small end") }
      for (bar, y, heading) in rows {
        if let heading, !isNarrow { Shape.text(heading, x: labelWidth, y: Self.top + y - 5, class: "end strong small") }
        row(bar, y: Self.top + y, labelWidth, middle, scale: max(half.left, half.right) / largest, end, width)
      }
      Shape.line(middle, Self.top - 4, middle, height - 4, class: "axis")
      // On a phone headings are as wide as the figure, with a halo over the line.
      for (_, y, heading) in rows where isNarrow {
        if let heading { Shape.text(heading, x: 0, y: Self.top + y - 5, class: "strong small halo") }
      }
    }
  }

  /// The length of the longest bar on each side. On a phone both sides share the width.
  private func half(_ largest: Double) -> (left: Double, right: Double) {
    guard isNarrow else { return (110, 110) }
    let values = bars.map { $0.value }.filter { $0.isFinite }
    let (low, high) = (-min(values.min() ?? 0, 0) / largest, max(values.max() ?? 0, 0) / largest)
    let room = 96 / max(low + high, 1)
    return (low * room, high * room)
  }

  /// A bar with its label, its number and its note.
  @MarkupBuilder
  private func row(
    _ bar: Bar, y: Double, _ labelWidth: Double, _ middle: Double, scale: Double, _ end: Double, _ width: Double
  ) -> Markup {
    if let touch = bar.touch {
      Shape.group(touch: touch) {
        Shape.rectangle(x: 0, y: y, width: width, height: Self.rowHeight, class: "room", radius: 3)
        marks(bar, y: y, labelWidth, middle, scale: scale, end, width)
      }
    } else {
      marks(bar, y: y, labelWidth, middle, scale: scale, end, width)
    }
  }

  @MarkupBuilder
  private func marks(
    _ bar: Bar, y: Double, _ labelWidth: Double, _ middle: Double, scale: Double, _ end: Double, _ width: Double
  ) -> Markup {
    Shape.text(bar.label, x: labelWidth, y: y + 16, class: "end")
    signedBar(bar.value, y: y + 4, height: Self.rowHeight - 8, middle: middle, scale: scale)
    if !bar.note.isEmpty {
      if noteTitle.isEmpty {
        Shape.text(bar.note, x: end + 4, y: y + 16, class: "soft small")
      } else {
        Shape.text(bar.note, x: width, y: y + 16, class: "soft small end")
      }
    }
  }

  /// Each bar with its position, the first of a group also with the group's heading.
  private var rows: [(bar: Bar, y: Double, heading: String?)] {
    var y = 0.0
    var group = ""
    return bars.map { bar in
      let isNew = bar.group != group
      group = bar.group
      if isNew { y += 26 }
      defer { y += Self.rowHeight }
      return (bar, y, isNew ? group : nil)
    }
  }

  /// Its numbers as a table.
  package var table: DataTable {
    let hasNotes = bars.contains { !$0.note.isEmpty }
    return DataTable(
      caption: title, columns: ["what", quantity] + (hasNotes ? ["note"] : []),
      rows: bars.map {
        [$0.group.isEmpty ? $0.label : "\($0.group): \($0.label)", signedText($0.value, digits: 4)]
          + (hasNotes ? [$0.note] : [])
      }, wordColumns: [0, 2])
  }
}

/// The width of the numbers at the ends of bars, with the gaps around them.
func signedBarRoom(_ values: [Double]) -> Double {
  values.contains { $0 != 0 } ? TextStyle.small.width(values.map { signedText($0, digits: 3) }) + 14 : 14
}

/// A bar from `middle` to the side of its sign, with its number at its end.
@MarkupBuilder
func signedBar(
  _ value: Double, y: Double, height: Double, middle: Double, scale: Double
) -> Markup {
  let length = value.isFinite ? value.magnitude * scale : 0
  let isNegative = value < 0
  if length > 0 {
    Shape.rectangle(
      x: isNegative ? middle - length : middle, y: y, width: max(length, 0.75), height: height,
      class: isNegative ? "n5" : "p5")
  }
  Shape.text(
    signedText(value, digits: 3), x: isNegative ? middle - length - 6 : middle + length + 6, y: y + height / 2 + 4.5,
    class: "\(signClass(value)) small\(isNegative ? " end" : "")")
}
