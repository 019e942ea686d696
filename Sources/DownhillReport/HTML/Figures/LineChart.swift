import Downhill

/// Numbers that change along an axis, as lines with their names at their ends.
package struct LineChart: DrawnFigure {
  /// One line.
  package struct Series: Equatable, Sendable {
    /// What it is.
    package var name: String
    /// Its points; one that is not finite, or not above zero on a logarithmic axis, breaks the line.
    var points: [Point]
    /// The formula shown at each point, which is then a dot on the line; empty for a line without dots.
    var formulas: [String]

    /// A line through these points.
    package init(name: String, points: [Point], formulas: [String] = []) {
      self.name = name
      self.points = points
      self.formulas = formulas
    }
  }

  /// A point of a chart.
  package struct Point: Equatable, Sendable {
    /// To the right.
    var x: Double
    /// Upwards.
    var y: Double

    /// The point (x, y).
    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What an axis measures, and how.
  package struct Measure: Equatable, Sendable {
    /// Its title: `seconds`.
    var title: String
    /// Whether equal ratios are equally far apart.
    var isLogarithmic: Bool
    /// Numbers that the axis must include.
    var including: [Double]

    /// A measure.
    package init(_ title: String, isLogarithmic: Bool = false, including: [Double] = []) {
      self.title = title
      self.isLogarithmic = isLogarithmic
      self.including = including
    }

    /// The axis that holds these numbers.
    func axis(_ numbers: [Double], from: Double, to: Double) -> Axis {
      let shown = (numbers + including).filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
      let low = shown.min() ?? (isLogarithmic ? 1 : 0)
      return Axis(low: low, high: shown.max() ?? low, from: from, to: to, isLogarithmic: isLogarithmic)
    }
  }

  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The axis to the right.
  let x: Measure
  /// The axis upwards.
  let y: Measure
  /// The lines, at most six, as colours and dashes must differ.
  let series: [Series]
  /// How large everything is.
  let size: Size

  /// How large a chart is.
  package enum Size: Equatable, Sendable {
    /// For a page's column.
    case wide
    /// For a phone.
    case narrow
  }

  /// A chart of these lines.
  package init(
    title: String, summary: String = "", x: Measure, y: Measure, series: [Series], size: Size = .wide
  ) {
    self.title = title
    self.summary = summary
    self.x = x
    self.y = y
    self.series = series
    self.size = size
  }

  /// The same chart for a phone and for a wide column.
  package var adaptive: AdaptiveFigure<LineChart, LineChart> {
    AdaptiveFigure(
      narrow: LineChart(title: title, summary: summary, x: x, y: y, series: series, size: .narrow), wide: self)
  }

  /// More points than this cannot be distinguished on a line: only some are drawn, the last among them.
  private static let pointLimit = 500
  private var left: Double { size == .wide ? 62 : 58 }
  private var top: Double { size == .wide ? 30 : 28 }
  private var bottom: Double { size == .wide ? 300 : 236 }
  private var width: Double { size == .wide ? 660 : 356 }

  /// The drawing.
  package var drawing: Drawing {
    let right = width - max(TextStyle.smallStrong.width(series.map { $0.name }) + 16, 30)
    let xAxis = x.axis(series.flatMap { $0.points.map { $0.x } }, from: left, to: right)
    let yAxis = y.axis(series.flatMap { $0.points.map { $0.y } }, from: bottom, to: top)
    return Drawing(width: width, height: bottom + 46) {
      Shape.text(y.title, x: 0, y: 14, class: "soft small")
      Shape.text(x.title, x: right, y: bottom + 40, class: "soft small end")
      for tick in yAxis.ticks(about: 5) {
        let position = yAxis.position(tick.value)
        Shape.line(left, position, right, position, class: "grid")
        Shape.text(tick.label, x: left - 8, y: position + 4, class: "soft small end")
      }
      for tick in xAxis.ticks(about: size == .wide ? 6 : 4) {
        let position = xAxis.position(tick.value)
        Shape.line(position, bottom, position, bottom + 5, class: "axis")
        Shape.text(tick.label, x: position, y: bottom + 20, class: "soft small middle")
      }
      Shape.line(left, bottom, right, bottom, class: "axis")
      for (index, line) in series.enumerated() {
        let path = PathData(
          through: Self.thinned(line.points).map { (xAxis.position($0.x), yAxis.position($0.y)) })
        if !path.isEmpty { Shape.path(path, class: "line \(SeriesStyle.name(index))", title: line.name) }
        dots(line, index, xAxis, yAxis)
      }
      for (index, position) in labelPositions(yAxis) {
        // A line that ends early is connected to its name.
        if let end = end(of: series[index], xAxis, yAxis), end.x < right - 4 {
          Shape.line(end.x, end.y, right + 6, position, class: "leader")
        }
        Shape.text(
          series[index].name, x: right + 9, y: position + 4.5, class: "small strong halo-\(SeriesStyle.name(index))")
      }
    }
  }

  /// More points than this are too close for dots; they still show their formulas.
  private static let dotLimit = 24

  /// The points with formulas; their touch area is larger than the dot.
  @MarkupBuilder
  private func dots(_ line: Series, _ index: Int, _ xAxis: Axis, _ yAxis: Axis) -> Markup {
    for (point, formula) in zip(line.points, line.formulas) {
      let (x, y) = (xAxis.position(point.x), yAxis.position(point.y))
      if x.isFinite, y.isFinite {
        Shape.group(touch: Touch("\(line.name) at \(numberText(point.x)): \(numberText(point.y))", formula: formula)) {
          Shape.circle(x: x, y: y, radius: 9, class: "room")
          if line.points.count <= Self.dotLimit {
            Shape.circle(x: x, y: y, radius: 3.5, class: "finish f\(index % 6 + 1)")
          }
        }
      }
    }
  }

  private static func thinned(_ points: [Point]) -> [Point] {
    guard points.count > pointLimit else { return points }
    let step = Double(points.count - 1) / Double(pointLimit - 1)
    return (0..<pointLimit).map { points[Int((Double($0) * step).rounded())] }
  }

  private func end(of line: Series, _ xAxis: Axis, _ yAxis: Axis) -> (x: Double, y: Double)? {
    line.points.last { xAxis.position($0.x).isFinite && yAxis.position($0.y).isFinite }
      .map { (xAxis.position($0.x), yAxis.position($0.y)) }
  }

  /// The height of each line's name at the right: that of its last point, or as near as the others allow.
  private func labelPositions(_ axis: Axis) -> [(index: Int, position: Double)] {
    var positions: [(index: Int, position: Double)] = []
    for (index, line) in series.enumerated() {
      guard let last = line.points.last(where: { axis.position($0.y).isFinite }) else { continue }
      positions.append((index, axis.position(last.y)))
    }
    positions = sortedIndices(positions.count) { positions[$0].position < positions[$1].position }.map { positions[$0] }
    let gap = 16.0
    for index in positions.indices.dropFirst() {
      positions[index].position = max(positions[index].position, positions[index - 1].position + gap)
    }
    var limit = bottom - 7
    for index in positions.indices.reversed() {
      positions[index].position = min(positions[index].position, limit)
      limit = positions[index].position - gap
    }
    return positions
  }

  /// Its numbers as a table.
  package var table: DataTable {
    // About twenty rows, the ends of each line among them.
    let rows = series.flatMap { line in
      let count = min(line.points.count, 20)
      return (0..<count).map { row in
        let point = line.points[count == 1 ? 0 : row * (line.points.count - 1) / (count - 1)]
        return [line.name, numberText(point.x, digits: 4), numberText(point.y, digits: 4)]
      }
    }
    return DataTable(caption: title, columns: ["line", x.title, y.title], rows: rows, wordColumns: [0])
  }
}

/// The style of a line: each has its own colour and dashes.
enum SeriesStyle {
  package static func name(_ index: Int) -> String { "s\(index % 6 + 1)" }
}
