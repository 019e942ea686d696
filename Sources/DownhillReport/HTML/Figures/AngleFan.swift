/// Directions as arrows from one point, each at its angle to a common direction.
package struct AngleFan: DrawnFigure {
  /// A direction.
  package struct Arrow: Equatable, Sendable {
    /// Its name.
    package var name: String
    /// The cosine of its angle to the common direction.
    var cosine: Double
    /// The formula shown for it.
    package var formula: String

    /// A direction.
    package init(name: String, cosine: Double, formula: String = "") {
      self.name = name
      self.cosine = cosine
      self.formula = formula
    }
  }

  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The directions, at most six, as colours must differ.
  let arrows: [Arrow]

  /// A fan of these directions.
  package init(title: String, summary: String = "", arrows: [Arrow]) {
    self.title = title
    self.summary = summary
    self.arrows = arrows
  }

  private static let radius = 148.0
  private static let top = 26.0
  private static let gap = 17.0

  private struct Tip {
    var x: Double
    var y: Double
    package var label: Double
  }

  /// The drawing.
  package var drawing: Drawing {
    // Room to the left for directions that point back.
    let least = arrows.reduce(0) { $1.cosine.isFinite ? min($0, $1.cosine) : $0 }
    let left = 8 - least * Self.radius
    let right = left + Self.radius
    let bottom = Self.top + Self.radius
    let tips = tips(left: left, bottom: bottom)
    let numbers = TextStyle.smallStrong.width(arrows.map { Self.text($0.cosine) })
    return Drawing(
      width: right + 30 + numbers + TextStyle.small.width(arrows.map { $0.name }), height: bottom + 22
    ) {
      Shape.text(title, x: 0, y: 12, class: "soft small")
      Shape.path(arc(left: left, bottom: bottom, from: least), class: "grid")
      Shape.line(left, bottom, left, Self.top, class: "grid")
      for (index, arrow) in arrows.enumerated() where arrow.cosine.isFinite {
        let tip = tips[index]
        Shape.line(tip.x, tip.y, right + 14, tip.label, class: "leader")
        Shape.group(
          touch: arrow.formula.isEmpty
            ? nil : Touch("\(arrow.name): cosine \(Self.text(arrow.cosine))", formula: arrow.formula)
        ) {
          Shape.line(left, bottom, tip.x, tip.y, class: "line \(SeriesStyle.name(index))")
          Shape.circle(x: tip.x, y: tip.y, radius: 5, class: "finish f\(index % 6 + 1)")
        }
        Shape.text(
          Self.text(arrow.cosine), x: right + 18 + numbers, y: tip.label + 4,
          class: "small strong end halo-\(SeriesStyle.name(index))")
        Shape.text(arrow.name, x: right + 26 + numbers, y: tip.label + 4, class: "small")
      }
      Shape.circle(x: left, y: bottom, radius: 4, class: "start s6")
    }
  }

  /// Where each arrow ends, and the height of its name: as near as the others allow.
  private func tips(left: Double, bottom: Double) -> [Tip] {
    var tips = arrows.map { arrow in
      let cosine = arrow.cosine.isFinite ? min(max(arrow.cosine, -1), 1) : 0
      let y = bottom - Self.radius * (1 - cosine * cosine).squareRoot()
      return Tip(x: left + Self.radius * cosine, y: y, label: y)
    }
    let order = tips.indices.sorted { (tips[$0].label, $0) < (tips[$1].label, $1) }
    var limit = bottom + 6
    for index in order.reversed() {
      tips[index].label = min(tips[index].label, limit)
      limit = tips[index].label - Self.gap
    }
    return tips
  }

  private func arc(left: Double, bottom: Double, from least: Double) -> PathData {
    let steps = 48
    var points: [(x: Double, y: Double)] = []
    for step in 0...steps {
      // By the rational parametrisation of the circle, t = tan(θ/2).
      let t = Double(step) / Double(steps)
      let cosine = (1 - t * t) / (1 + t * t)
      points.append((left + Self.radius * cosine, bottom - Self.radius * 2 * t / (1 + t * t)))
    }
    if least < 0 {
      points.append((left + Self.radius * least, bottom - Self.radius * (1 - least * least).squareRoot()))
    }
    return PathData(through: points)
  }

  private static func text(_ cosine: Double) -> String {
    NumberText.typographic(NumberText.fixed(cosine, decimals: 3))
  }

  /// Its numbers as a table.
  package var table: DataTable {
    DataTable(
      caption: title, columns: ["direction", "cosine"],
      rows: arrows.map { [$0.name, NumberText.typographic(NumberText.fixed($0.cosine, decimals: 4))] }, wordColumns: [0]
    )
  }
}
