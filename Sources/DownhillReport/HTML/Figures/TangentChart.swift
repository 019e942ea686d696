/// The cost as one number is moved, beside its tangent.
package struct TangentChart: DrawnFigure {
  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The title of the x axis: the number that is moved.
  let xTitle: String
  /// The title of the y axis.
  let yTitle: String
  /// The measured cost, from left to right.
  let curve: [LineChart.Point]
  /// The present number and its cost: here the tangent touches the curve.
  let present: LineChart.Point
  /// The slope of the tangent.
  let slope: Double
  /// The number that it was moved to, and the cost measured there; nil if it was not moved.
  let moved: LineChart.Point?

  /// A chart of a curve and its tangent.
  package init(
    title: String, summary: String = "", xTitle: String, yTitle: String = "cost C", curve: [LineChart.Point],
    present: LineChart.Point, slope: Double, moved: LineChart.Point? = nil
  ) {
    self.title = title
    self.summary = summary
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.curve = curve
    self.present = present
    self.slope = slope
    self.moved = moved
  }

  private static let size = (width: 348.0, height: 252.0)
  private static let left = 46.0
  private static let right = 340.0
  private static let top = 24.0
  private static let bottom = 208.0

  /// The tangent at x.
  private func line(_ x: Double) -> Double { present.y + slope * (x - present.x) }

  /// From the lowest to the highest cost measured, and 0 if it is near; the tangent may leave it.
  private var yAxis: Axis {
    let measured = (curve + [present] + (moved.map { [$0] } ?? [])).map { $0.y }.filter { $0.isFinite }
    let high = measured.max() ?? 1
    let low = min(measured.min() ?? 0, 0)
    return Axis(low: low, high: low + (high - low) * 1.12, from: Self.bottom, to: Self.top)
  }

  /// The drawing.
  package var drawing: Drawing {
    let xAxis = Axis(
      low: curve.first?.x ?? 0, high: curve.last?.x ?? 1, from: Self.left, to: Self.right)
    let yAxis = self.yAxis
    return Drawing(width: Self.size.width, height: Self.size.height) {
      Shape.text(yTitle, x: 0, y: 12, class: "soft small")
      key
      Shape.text(xTitle, x: Self.right, y: Self.bottom + 38, class: "soft small end")
      for tick in yAxis.ticks(about: 4) {
        let position = yAxis.position(tick.value)
        Shape.line(Self.left, position, Self.right, position, class: "grid")
        Shape.text(tick.label, x: Self.left - 7, y: position + 4, class: "soft small end")
      }
      for tick in xAxis.ticks(about: 5) {
        let position = xAxis.position(tick.value)
        Shape.line(position, Self.bottom, position, Self.bottom + 4, class: "axis")
        Shape.text(tick.label, x: position, y: Self.bottom + 18, class: "soft small middle")
      }
      Shape.line(Self.left, Self.bottom, Self.right, Self.bottom, class: "axis")
      tangent(xAxis, yAxis)
      Shape.path(
        PathData(through: curve.map { (xAxis.position($0.x), yAxis.position($0.y)) }), class: "line s1",
        title: "measured")
      points(xAxis, yAxis)
    }
  }

  /// The legend.
  @MarkupBuilder
  private var key: Markup {
    let predicted = Self.right - TextStyle.smallStrong.width("predicted by the slope")
    Shape.line(predicted - 30, 8, predicted - 6, 8, class: "line s2")
    Shape.text("predicted by the slope", x: predicted, y: 12, class: "small")
    let measured = predicted - 44 - TextStyle.smallStrong.width("measured")
    Shape.line(measured - 30, 8, measured - 6, 8, class: "line s1")
    Shape.text("measured", x: measured, y: 12, class: "small")
  }

  /// The part of the tangent inside the chart.
  @MarkupBuilder
  private func tangent(_ xAxis: Axis, _ yAxis: Axis) -> Markup {
    let low = slope == 0 ? xAxis.low : min(max(reaching(slope > 0 ? yAxis.low : yAxis.high), xAxis.low), xAxis.high)
    let high = slope == 0 ? xAxis.high : max(min(reaching(slope > 0 ? yAxis.high : yAxis.low), xAxis.high), xAxis.low)
    Shape.path(
      PathData(through: [low, high].map { (xAxis.position($0), yAxis.position(line($0))) }), class: "line s2",
      title: "predicted by the slope")
  }

  /// Where the tangent reaches a height.
  private func reaching(_ y: Double) -> Double { present.x + (y - present.y) / slope }

  /// The present number, and the one it was moved to, with the gap between predicted and measured.
  @MarkupBuilder
  private func points(_ xAxis: Axis, _ yAxis: Axis) -> Markup {
    let now = (x: xAxis.position(present.x), y: yAxis.position(present.y))
    if now.x.isFinite, now.y.isFinite {
      Shape.line(now.x, now.y, now.x, Self.bottom, class: "leader")
      Shape.circle(x: now.x, y: now.y, radius: 4.5, class: "start s6")
    }
    if let moved, moved.x != present.x {
      let x = xAxis.position(moved.x)
      let measured = yAxis.position(moved.y)
      let predicted = yAxis.position(min(max(line(moved.x), yAxis.low), yAxis.high))
      if x.isFinite, measured.isFinite, predicted.isFinite {
        Shape.line(x, predicted, x, measured, class: "mark")
        Shape.circle(x: x, y: predicted, radius: 4.5, class: "start s2")
        Shape.circle(x: x, y: measured, radius: 5.5, class: "finish f1")
      }
    }
  }

  /// Its numbers as a table.
  package var table: DataTable {
    let step = max((curve.count - 1) / 10, 1)
    return DataTable(
      caption: title, columns: [xTitle, "\(yTitle), measured", "\(yTitle), predicted"],
      rows: stride(from: 0, to: curve.count, by: step).map { index in
        let point = curve[index]
        return [
          numberText(point.x), numberText(point.y, digits: 4), numberText(line(point.x), digits: 4),
        ]
      })
  }
}
