/// The ranges of groups of numbers: a line from the smallest to the largest, a box of one standard deviation on each
/// side of the mean.
public struct RangeChart: DrawnFigure {
  /// The range of one group.
  public struct Range: Equatable, Sendable {
    /// Its name.
    public var label: String
    /// The smallest.
    public var minimum: Double
    /// The largest.
    public var maximum: Double
    /// Their mean.
    public var mean: Double
    /// Their standard deviation.
    public var deviation: Double

    /// A range of numbers.
    public init(label: String, minimum: Double, maximum: Double, mean: Double, deviation: Double) {
      self.label = label
      self.minimum = minimum
      self.maximum = maximum
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The groups, from top to bottom.
  let ranges: [Range]

  /// A chart of these ranges.
  init(title: String, summary: String = "", ranges: [Range]) {
    self.title = title
    self.summary = summary
    self.ranges = ranges
  }

  private static let top = 24.0
  private static let rowHeight = 26.0

  /// The drawing.
  package var drawing: Drawing {
    let height = Self.top + Double(ranges.count) * Self.rowHeight + 4
    let labelEnd = max(TextStyle.plain.width(ranges.map { $0.label }) + 4, 126)
    let ends = ranges.flatMap { [$0.minimum, $0.maximum] }.filter { $0.isFinite }
    let axis = Axis(
      low: min(ends.min() ?? 0, 0), high: max(ends.max() ?? 0, 0), from: labelEnd + 14, to: labelEnd + 484)
    return Drawing(width: labelEnd + 514, height: height) {
      for tick in axis.ticks(about: 6) {
        let x = axis.position(tick.value)
        Shape.line(x, Self.top - 4, x, height - 4, class: tick.value == 0 ? "axis" : "grid")
        Shape.text(tick.label, x: x, y: 12, class: "soft small middle")
      }
      for (index, range) in ranges.enumerated() {
        let y = Self.top + Double(index) * Self.rowHeight
        Shape.text(range.label, x: labelEnd, y: y + 17, class: "end")
        let (low, high) = (axis.position(range.minimum), axis.position(range.maximum))
        Shape.rectangle(x: low, y: y + 12, width: max(high - low, 1), height: 1.5, class: "ink i6")
        let (from, to) = (axis.position(range.mean - range.deviation), axis.position(range.mean + range.deviation))
        Shape.rectangle(x: from, y: y + 6, width: max(to - from, 1), height: 13, class: "ink i4")
        Shape.rectangle(x: axis.position(range.mean) - 1, y: y + 3, width: 2, height: 19, class: "ink i7")
      }
    }
  }

  /// Its numbers as a table.
  package var table: DataTable {
    DataTable(
      caption: title, columns: ["numbers", "smallest", "largest", "mean", "standard deviation"],
      rows: ranges.map {
        [$0.label] + [$0.minimum, $0.maximum, $0.mean, $0.deviation].map { numberText($0, digits: 4) }
      }, wordColumns: [0])
  }
}
