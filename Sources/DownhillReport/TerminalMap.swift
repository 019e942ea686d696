import Downhill

/// Heights over a plane as shades of text, with paths drawn across: two characters for each point of the grid.
struct TerminalMap: Equatable, Sendable {
  /// `heights[row][column]`, the lowest row first, all above zero.
  let heights: [[Double]]
  private var marks: [[Character?]]

  /// From the lowest heights to the highest.
  static let shades: [Character] = [" ", "·", "░", "▒", "▓", "█"]

  /// A map of some heights, in rows of one length.
  init(heights: [[Double]]) {
    self.heights = heights
    marks = heights.map { row in row.map { _ in nil } }
  }

  /// Draws straight lines between some points, in units of the grid: x in columns, y in rows, (0, 0) the middle of the
  /// first point of the first row.
  public mutating func draw(_ points: [(x: Double, y: Double)], as mark: Character) {
    for (index, point) in points.enumerated() {
      let from = index == 0 ? point : points[index - 1]
      let pieces = max(1, Int((2 * max(abs(point.x - from.x), abs(point.y - from.y))).rounded(.up)))
      for piece in 0...pieces {
        let share = Double(piece) / Double(pieces)
        self.mark((from.x + share * (point.x - from.x), from.y + share * (point.y - from.y)), as: mark)
      }
    }
  }

  /// Puts one character at a point.
  public mutating func mark(_ point: (x: Double, y: Double), as mark: Character) {
    guard point.x.isFinite, point.y.isFinite, point.x.magnitude < 1e6, point.y.magnitude < 1e6 else { return }
    let (column, row) = (Int(point.x.rounded()), Int(point.y.rounded()))
    guard marks.indices.contains(row), marks[row].indices.contains(column) else { return }
    marks[row][column] = mark
  }

  /// The map, the highest row first. Shades are spaced by the logarithm of the height.
  var lines: [String] {
    let all = heights.flatMap { $0 }.filter { $0 > 0 && $0.isFinite }
    let low = all.min() ?? 1
    let span = Elementary.log((all.max() ?? 1) / low)
    return heights.indices.reversed().map { row in
      var line = ""
      for (column, height) in heights[row].enumerated() {
        let share = span > 0 && height > low ? Elementary.log(height / low) / span : 0
        let shade = Self.shades[share.isFinite ? min(Int(share * Double(Self.shades.count)), Self.shades.count - 1) : 0]
        line.append(marks[row][column] ?? shade)
        line.append(shade)
      }
      return line
    }
  }
}
