import Downhill

/// Numbers that change along an axis, as lines with their names at their ends.
public struct LineChart: DrawnFigure {
  /// One line.
  public struct Series: Equatable, Sendable {
    /// What it is.
    public var name: String
    /// Where it passes; what is not finite, or not above zero on a logarithmic axis, breaks the line.
    public var points: [Point]

    /// A line through these points.
    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// A point of a chart.
  public struct Point: Equatable, Sendable {
    /// To the right.
    public var x: Double
    /// Upwards.
    public var y: Double

    /// The point (x, y).
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What an axis measures, and how.
  public struct Measure: Equatable, Sendable {
    /// With its unit: `seconds`.
    public var title: String
    /// Whether equal ratios are equally far apart.
    public var isLogarithmic: Bool
    /// Numbers that the axis shall reach at least.
    public var including: [Double]

    /// A measure.
    public init(_ title: String, isLogarithmic: Bool = false, including: [Double] = []) {
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
  public let title: String
  /// What there is to be seen, for those who cannot see it.
  public let summary: String
  /// The axis to the right.
  public let x: Measure
  /// The axis upwards.
  public let y: Measure
  /// The lines; six can be told apart.
  public let series: [Series]

  /// A chart of these lines.
  public init(title: String, summary: String = "", x: Measure, y: Measure, series: [Series]) {
    self.title = title
    self.summary = summary
    self.x = x
    self.y = y
    self.series = series
  }

  /// More points than this cannot be told apart on a line; then only some are drawn, the last among them.
  private static let pointLimit = 500
  private static let left = 62.0
  private static let top = 30.0
  private static let bottom = 300.0
  private static let width = 660.0

  /// The drawing.
  public var drawing: Drawing {
    let right = Self.width - max(TextStyle.smallStrong.width(series.map { $0.name }) + 16, 30)
    let xAxis = x.axis(series.flatMap { $0.points.map { $0.x } }, from: Self.left, to: right)
    let yAxis = y.axis(series.flatMap { $0.points.map { $0.y } }, from: Self.bottom, to: Self.top)
    return Drawing(width: Self.width, height: Self.bottom + 46) {
      Shape.text(y.title, x: 0, y: 14, class: "soft small")
      Shape.text(x.title, x: right, y: Self.bottom + 40, class: "soft small end")
      for tick in yAxis.ticks(about: 5) {
        let place = yAxis.place(tick.value)
        Shape.line(Self.left, place, right, place, class: "grid")
        Shape.text(tick.label, x: Self.left - 8, y: place + 4, class: "soft small end")
      }
      for tick in xAxis.ticks(about: 6) {
        let place = xAxis.place(tick.value)
        Shape.line(place, Self.bottom, place, Self.bottom + 5, class: "axis")
        Shape.text(tick.label, x: place, y: Self.bottom + 20, class: "soft small middle")
      }
      Shape.line(Self.left, Self.bottom, right, Self.bottom, class: "axis")
      for (index, line) in series.enumerated() {
        let path = PathData(
          through: Self.thinned(line.points).map { (xAxis.place($0.x), yAxis.place($0.y)) })
        if !path.isEmpty { Shape.path(path, class: "line \(SeriesStyle.name(index))", title: line.name) }
      }
      for (index, place) in labelPlaces(yAxis) {
        // A line that ends early is led to its name.
        if let end = end(of: series[index], xAxis, yAxis), end.x < right - 4 {
          Shape.line(end.x, end.y, right + 6, place, class: "leader")
        }
        Shape.text(
          series[index].name, x: right + 9, y: place + 4.5, class: "small strong halo-\(SeriesStyle.name(index))")
      }
    }
  }

  private static func thinned(_ points: [Point]) -> [Point] {
    guard points.count > pointLimit else { return points }
    let step = Double(points.count - 1) / Double(pointLimit - 1)
    return (0..<pointLimit).map { points[Int((Double($0) * step).rounded())] }
  }

  private func end(of line: Series, _ xAxis: Axis, _ yAxis: Axis) -> (x: Double, y: Double)? {
    line.points.last { xAxis.place($0.x).isFinite && yAxis.place($0.y).isFinite }
      .map { (xAxis.place($0.x), yAxis.place($0.y)) }
  }

  /// Where each line's name stands, at the right: as high as the line's last point, or as near as the others leave room.
  private func labelPlaces(_ axis: Axis) -> [(index: Int, place: Double)] {
    var places: [(index: Int, place: Double)] = []
    for (index, line) in series.enumerated() {
      guard let last = line.points.last(where: { axis.place($0.y).isFinite }) else { continue }
      places.append((index, axis.place(last.y)))
    }
    places = sortedPlaces(places.count) { places[$0].place < places[$1].place }.map { places[$0] }
    let gap = 16.0
    for index in places.indices.dropFirst() {
      places[index].place = max(places[index].place, places[index - 1].place + gap)
    }
    var limit = Self.bottom - 7
    for index in places.indices.reversed() {
      places[index].place = min(places[index].place, limit)
      limit = places[index].place - gap
    }
    return places
  }

  /// Its numbers as a table.
  public var table: DataTable {
    // Twenty rows show the course; the ends of each line are among them.
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

/// How lines of one chart are told apart: by colour and by dashes.
enum SeriesStyle {
  static func name(_ index: Int) -> String { "s\(index % 6 + 1)" }
}
