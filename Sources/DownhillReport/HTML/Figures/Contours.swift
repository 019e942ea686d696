/// Numbers on a grid as nested areas: for each level, everything at or above it.
struct Contours {
  package let rows: Int
  package let columns: Int
  /// Row by row; row 0 is at y = 0.
  package let values: [Double]

  /// The area at or above a level, in units of a cell. Runs of whole cells are one box; a cell with a corner that is not
  /// finite belongs to no area.
  func area(from level: Double) -> PathData {
    var path = PathData()
    for row in 0..<rows - 1 {
      var column = 0
      while column < columns - 1 {
        let first = column
        while column < columns - 1, corners(row, column).allSatisfy({ $0.isFinite && $0 >= level }) { column += 1 }
        if column > first {
          path.box(x: Double(first), y: Double(row), width: Double(column - first), height: 1)
        } else {
          addPart(row, column, level, to: &path)
          column += 1
        }
      }
    }
    return path
  }

  /// The line along which the level is crossed.
  func line(at level: Double) -> PathData {
    var path = PathData()
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let crossings = edges(row, column, level).compactMap { $0.crossing }
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          path.move(crossings[pair].x, crossings[pair].y)
          path.line(crossings[pair + 1].x, crossings[pair + 1].y)
        }
      }
    }
    return path
  }

  private func addPart(_ row: Int, _ column: Int, _ level: Double, to path: inout PathData) {
    var outline: [(x: Double, y: Double)] = []
    for edge in edges(row, column, level) {
      if edge.isInside { outline.append(edge.corner) }
      if let crossing = edge.crossing { outline.append(crossing) }
    }
    guard outline.count >= 3 else { return }
    path.move(outline[0].x, outline[0].y)
    for point in outline.dropFirst() { path.line(point.x, point.y) }
    path.close()
  }

  private func corners(_ row: Int, _ column: Int) -> [Double] {
    let index = row * columns + column
    return [values[index], values[index + 1], values[index + columns + 1], values[index + columns]]
  }

  /// The corners of a cell in order, each with the point where the edge to the next one crosses the level.
  private func edges(
    _ row: Int, _ column: Int, _ level: Double
  ) -> [(corner: (x: Double, y: Double), isInside: Bool, crossing: (x: Double, y: Double)?)] {
    let values = corners(row, column)
    guard values.allSatisfy({ $0.isFinite }) else { return [] }
    let (x, y) = (Double(column), Double(row))
    let corners = [(x: x, y: y), (x: x + 1, y: y), (x: x + 1, y: y + 1), (x: x, y: y + 1)]
    return (0..<4).map { index in
      let next = (index + 1) % 4
      let (here, there) = (values[index], values[next])
      var crossing: (x: Double, y: Double)?
      if (here >= level) != (there >= level) {
        let share = (level - here) / (there - here)
        crossing = (
          x: corners[index].x + share * (corners[next].x - corners[index].x),
          y: corners[index].y + share * (corners[next].y - corners[index].y)
        )
      }
      return (corners[index], here >= level, crossing)
    }
  }
}
