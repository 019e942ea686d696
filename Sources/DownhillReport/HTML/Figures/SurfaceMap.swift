/// A surface seen from above, such as the cost on a plane of networks, with paths across it. Higher is darker on paper
/// and lighter on a dark screen; lines join points of equal height.
package struct SurfaceMap: DrawnFigure {
  /// Heights on a grid.
  package struct Grid: Equatable, Sendable {
    /// Points from bottom to top; two at least.
    package let rows: Int
    /// Points from left to right; two at least.
    package let columns: Int
    /// The plane's coordinate at the first and the last column.
    let x: ClosedRange<Double>
    /// The same for the rows.
    let y: ClosedRange<Double>
    /// Row by row, the lowest y first.
    package let values: [Double]

    /// A grid of `rows * columns` heights.
    package init(rows: Int, columns: Int, x: ClosedRange<Double>, y: ClosedRange<Double>, values: [Double]) {
      precondition(
        rows >= 2 && columns >= 2 && values.count == rows * columns, "\(values.count) for \(rows)×\(columns)")
      self.rows = rows
      self.columns = columns
      self.x = x
      self.y = y
      self.values = values
    }
  }

  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// What the height is: `mean cost`.
  let quantity: String
  /// The title of the x axis.
  let xTitle: String
  /// The title of the y axis.
  let yTitle: String
  /// The heights.
  let grid: Grid
  /// Heights at which lines are drawn; empty for round ones.
  let levels: [Double]
  /// Paths from their start to their end.
  let paths: [LineChart.Series]
  /// How large everything is.
  let size: LineChart.Size

  /// A map of a surface.
  package init(
    title: String, summary: String = "", quantity: String, xTitle: String, yTitle: String, grid: Grid,
    levels: [Double] = [], paths: [LineChart.Series], size: LineChart.Size = .wide
  ) {
    self.title = title
    self.summary = summary
    self.quantity = quantity
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.grid = grid
    self.levels = levels
    self.paths = paths
    self.size = size
  }

  /// The same map for a phone and for a wide column.
  package var adaptive: AdaptiveFigure<SurfaceMap, SurfaceMap> {
    AdaptiveFigure(
      narrow: SurfaceMap(
        title: title, summary: summary, quantity: quantity, xTitle: xTitle, yTitle: yTitle, grid: grid, levels: levels,
        paths: paths, size: .narrow),
      wide: self)
  }

  private var left: Double { size == .wide ? 52 : 36 }
  private var top: Double { 28 }
  private var plot: (width: Double, height: Double) { size == .wide ? (470, 400) : (316, 269) }

  private var finite: [Double] { grid.values.filter { $0.isFinite } }

  private var shownLevels: [(value: Double, label: String)] {
    if !levels.isEmpty { return levels.map { ($0, numberText($0)) } }
    let axis = Axis(low: finite.min() ?? 0, high: finite.max() ?? 1, from: 0, to: 1)
    return axis.ticks(about: 10).filter { $0.value > axis.low && $0.value < axis.high }
  }

  /// The drawing.
  package var drawing: Drawing {
    let (right, bottom) = (left + plot.width, top + plot.height)
    let xAxis = Axis(low: grid.x.lowerBound, high: grid.x.upperBound, from: left, to: right)
    let yAxis = Axis(low: grid.y.lowerBound, high: grid.y.upperBound, from: bottom, to: top)
    let isWide = size == .wide
    return Drawing(
      width: right + (isWide ? 178 : 6), height: bottom + (isWide ? 44 : 60 + keyHeight)
    ) {
      Shape.text(yTitle, x: 0, y: 14, class: "soft small")
      Shape.text(xTitle, x: right, y: bottom + 38, class: "soft small end")
      surface(bottom: bottom)
      Shape.rectangle(
        x: left, y: top, width: plot.width, height: plot.height, class: "frame")
      for tick in xAxis.ticks(about: 5) {
        Shape.text(tick.label, x: xAxis.position(tick.value), y: bottom + 18, class: "soft small middle")
      }
      for tick in yAxis.ticks(about: 5) {
        Shape.text(tick.label, x: left - 8, y: yAxis.position(tick.value) + 4, class: "soft small end")
      }
      for (index, path) in paths.enumerated() { track(path, index, xAxis, yAxis) }
      if isWide { key(x: right + 22) } else { keyBelow(y: bottom + 60) }
    }
  }

  /// The areas of all levels on top of each other: each makes the surface a little darker.
  private func surface(bottom: Double) -> Markup {
    let scale = (
      x: plot.width / Double(grid.columns - 1), y: -plot.height / Double(grid.rows - 1)
    )
    let contours = Contours(rows: grid.rows, columns: grid.columns, values: grid.values)
    let transform =
      "translate(\(coordinate(left)) \(coordinate(bottom))) scale(\(coordinate(scale.x)) \(coordinate(scale.y)))"
    return .element("g", [Attribute("transform", transform)]) {
      for level in shownLevels {
        let text = "\(quantity) \(level.label)"
        Shape.path(contours.area(from: level.value), class: "ink height", title: text)
        Shape.path(contours.line(at: level.value), class: "contour", title: text)
      }
    }
  }

  @MarkupBuilder
  private func track(_ path: LineChart.Series, _ index: Int, _ xAxis: Axis, _ yAxis: Axis) -> Markup {
    let positions = path.points.map { (x: xAxis.position($0.x), y: yAxis.position($0.y)) }
      .filter { $0.x.isFinite && $0.y.isFinite }
    let data = PathData(through: positions)
    if let first = positions.first, let last = positions.last {
      Shape.path(data, class: "line under")
      Shape.path(data, class: "line \(SeriesStyle.name(index))", title: path.name)
      Shape.circle(x: first.x, y: first.y, radius: 5, class: "start \(SeriesStyle.name(index))")
      Shape.circle(x: last.x, y: last.y, radius: 5.5, class: "finish f\(index % 6 + 1)")
    }
  }

  /// The legend of lines and levels.
  @MarkupBuilder
  private func key(x: Double) -> Markup {
    pathKey(x: x, y: top + 10)
    levelKey(x: x, y: top + 62 + Double(paths.count) * 22)
  }

  /// The same below the map, the lines at the left and the levels at the right.
  @MarkupBuilder
  private func keyBelow(y: Double) -> Markup {
    pathKey(x: 4, y: y + 8)
    levelKey(x: 200, y: y + 12)
  }

  private var keyHeight: Double {
    max(Double(paths.count) * 22 + 24, Double(min(shownLevels.count, Self.levelLimit)) * 17 + 26)
  }

  @MarkupBuilder
  private func pathKey(x: Double, y: Double) -> Markup {
    for (index, path) in paths.enumerated() {
      let position = y + Double(index) * 22
      Shape.line(x, position, x + 26, position, class: "line \(SeriesStyle.name(index))")
      Shape.text(path.name, x: x + 34, y: position + 4, class: "small")
    }
    let end = y + 14 + Double(paths.count) * 22
    Shape.circle(x: x + 6, y: end, radius: 5, class: "start s6")
    Shape.text("start", x: x + 18, y: end + 4, class: "soft small")
    Shape.circle(x: x + 66, y: end, radius: 5.5, class: "finish f6")
    Shape.text("end", x: x + 78, y: end + 4, class: "soft small")
  }

  private static let levelLimit = 14

  @MarkupBuilder
  private func levelKey(x: Double, y: Double) -> Markup {
    Shape.text(quantity, x: x, y: y, class: "soft small")
    let shown = shownLevels.suffix(Self.levelLimit)
    let hidden = shownLevels.count - shown.count
    for (row, level) in shown.enumerated().reversed() {
      let position = y + 8 + Double(shown.count - 1 - row) * 17
      // As many layers as the map has below this level.
      for _ in 0...row + hidden {
        Shape.rectangle(x: x, y: position, width: 26, height: 17, class: "ink height")
      }
      Shape.text("≥ \(level.label)", x: x + 34, y: position + 13, class: "small")
    }
  }

  /// Its numbers as a table.
  package var table: DataTable {
    DataTable(
      caption: title, columns: ["path", "steps", "start", "end", xTitle + " at the end", yTitle + " at the end"],
      rows: paths.map { path in
        let nearest = [path.points.first, path.points.last].map { $0.map { numberText(height($0)) } ?? "–" }
        let last = path.points.last ?? LineChart.Point(0, 0)
        return [
          path.name, NumberText.grouped(max(path.points.count - 1, 0)), "\(quantity) \(nearest[0])",
          "\(quantity) \(nearest[1])", numberText(last.x), numberText(last.y),
        ]
      }, wordColumns: [0])
  }

  /// The height at the nearest grid point; NaN outside.
  private func height(_ point: LineChart.Point) -> Double {
    let column = (point.x - grid.x.lowerBound) / (grid.x.upperBound - grid.x.lowerBound) * Double(grid.columns - 1)
    let row = (point.y - grid.y.lowerBound) / (grid.y.upperBound - grid.y.lowerBound) * Double(grid.rows - 1)
    guard column > -0.5, row > -0.5, column < Double(grid.columns) - 0.5, row < Double(grid.rows) - 0.5 else {
      return .nan
    }
    return grid.values[Int(row.rounded()) * grid.columns + Int(column.rounded())]
  }
}
