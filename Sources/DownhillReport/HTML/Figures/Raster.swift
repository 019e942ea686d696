import Downhill

/// A picture of numbers, one for each pixel, row by row.
package struct Raster: Equatable, Sendable {
  /// Pixels from top to bottom.
  package let rows: Int
  /// Pixels from left to right.
  package let columns: Int
  /// `rows * columns` numbers.
  package let values: [Double]

  /// A picture; there must be `rows * columns` values.
  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "\(values.count) values for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The numbers as a grid, for pictures of few pixels; `text` writes one of them.
  func table(caption: String, text: (Double) -> String) -> DataTable {
    DataTable(
      caption: caption, columns: ["row"] + (0..<columns).map { "\($0)" },
      rows: (0..<rows).map { row in
        ["\(row)"] + (0..<columns).map { text(values[row * columns + $0]) }
      })
  }

  /// One path for each level but 0, of boxes as wide as the run of equal pixels they cover, in units of a pixel. A pixel
  /// of a negative level is a stripe, narrower than its row: its sign shows without colour.
  func paths(_ level: (Double) -> Int) -> [(level: Int, path: PathData)] {
    var paths: [(level: Int, path: PathData)] = []
    for row in 0..<rows {
      var column = 0
      while column < columns {
        let current = level(values[row * columns + column])
        let first = column
        while column < columns, level(values[row * columns + column]) == current { column += 1 }
        if current == 0 { continue }
        let index = paths.firstIndex { $0.level == current } ?? paths.count
        if index == paths.count { paths.append((current, PathData())) }
        let inset = current < 0 ? 0.16 : 0
        paths[index].path.box(
          x: Double(first), y: Double(row) + inset, width: Double(column - first), height: 1 - 2 * inset)
      }
    }
    return sortedIndices(paths.count) { paths[$0].level < paths[$1].level }.map { paths[$0] }
  }
}

/// How the numbers of a picture become colours.
package enum RasterStyle: Equatable, Sendable {
  /// 0 is paper, 1 is ink.
  case ink
  /// Blue above zero, orange below.
  case signed(SignedScale)

  private static let inkSteps = 7

  /// The drawing, `size` pixels for each of the picture's.
  func drawing(_ raster: Raster, size: Double) -> Drawing {
    Drawing(width: size * Double(raster.columns), height: size * Double(raster.rows)) {
      content(raster, size: size)
    }
  }

  /// The same as a part of a larger drawing.
  func content(_ raster: Raster, size: Double) -> Markup {
    let width = Double(raster.columns)
    let height = Double(raster.rows)
    return .element("g", [Attribute("transform", "scale(\(coordinate(size)))")]) {
      Shape.rectangle(x: 0, y: 0, width: width, height: height, class: "paper")
      for (level, path) in raster.paths(level) { Shape.path(path, class: className(level)) }
    }
  }

  private func level(_ value: Double) -> Int {
    switch self {
    case .ink: value.isFinite ? Int((min(max(value, 0), 1) * Double(Self.inkSteps)).rounded()) : 0
    case .signed(let scale): scale.level(value)
    }
  }

  private func className(_ level: Int) -> String {
    switch self {
    case .ink: "ink i\(level)"
    case .signed: SignedScale.fill(level)
    }
  }
}

/// A picture by itself.
package struct RasterFigure: DrawnFigure {
  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The numbers.
  let raster: Raster
  /// Their colours.
  let style: RasterStyle
  /// How wide it is drawn.
  let width: Double

  /// A picture of these numbers.
  package init(title: String, summary: String = "", raster: Raster, style: RasterStyle, width: Double = 224) {
    self.title = title
    self.summary = summary
    self.raster = raster
    self.style = style
    self.width = width
  }

  /// The drawing.
  package var drawing: Drawing { style.drawing(raster, size: width / Double(raster.columns)) }

  /// Its numbers as a table.
  package var table: DataTable {
    raster.table(caption: title) { value in
      switch style {
      case .ink: NumberText.fixed(value, decimals: 2)
      case .signed: signedText(value)
      }
    }
  }
}
