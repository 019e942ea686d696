/// Lines of ruled paper: thin and straight, they run across the whole picture, a little askew perhaps.
struct RuledLines {
  /// One line: its middle row at each column, and how many rows it is thick.
  private struct Line {
    var top: Int
    var bottom: Int
    var thickness: Int { bottom - top + 1 }
  }

  /// How much of a row must be ink to be a line's: it may be broken, and faint in places.
  private static let leastCoverage: Float = 0.72

  private let mask: InkMask
  /// By how many rows each column is shifted, so that the lines are level.
  private let shifts: [Int]
  private let lines: [Line]

  /// Finds the lines across a mask.
  init(across mask: InkMask) {
    self.mask = mask
    (shifts, lines) = Self.find(in: mask)
  }

  /// The mask without the lines, where they are lines and no part of a digit; nil if there are none.
  ///
  /// A stroke that crosses a line keeps what it covers of it.
  func removed() -> InkMask? {
    // The first and the last row of a picture that is cut out tightly are often a 7's or a 2's own.
    let inner = lines.filter { $0.top > 0 && $0.bottom < mask.height - 1 }
    guard !inner.isEmpty else { return nil }
    let reach = max(2, mask.height / 12)
    guard inner.allSatisfy({ $0.thickness <= reach }) else { return nil }
    // A 4 or a 2 that is cut out tightly reaches all sides by itself.
    let spans: InkMask.Sides = [.top, .bottom]
    guard inner.count > 2 || mask.patches().allSatisfy({ !$0.touched.isSuperset(of: spans) }) else { return nil }
    var rest = mask
    for line in lines where line.thickness <= reach { erase(line, from: &rest) }
    // What is left must lie within the lines' ends, or it was not written on them.
    let patches = rest.patches()
    guard let largest = patches.first else { return nil }
    let margin = max(1, mask.width / 20)
    let isWithin =
      largest.columns.lowerBound >= margin && largest.columns.upperBound <= mask.width - margin
      && !largest.touched.isSuperset(of: [.top, .bottom])
    return isWithin || inner.count > 2 ? rest : nil
  }

  private static func find(in mask: InkMask) -> (shifts: [Int], lines: [Line]) {
    let half = max(mask.width / 2, 1)
    // A slope of 6 in 100 at most, in steps of one pixel at the picture's sides.
    let steepest = max(1, half * 6 / 100)
    var best: (score: Int, shifts: [Int], counts: [Int]) = (-1, [], [])
    for rise in -steepest...steepest {
      let shifts = (0..<mask.width).map { column in
        let lift = rise * (2 * column - mask.width)
        return (lift + (lift < 0 ? -half : half)) / (2 * half)
      }
      var counts = [Int](repeating: 0, count: mask.height)
      for row in 0..<mask.height {
        for column in 0..<mask.width where mask.isInk[row * mask.width + column] {
          let level = row - shifts[column]
          if level >= 0 && level < mask.height { counts[level] += 1 }
        }
      }
      let score = counts.reduce(0) { $0 + $1 * $1 }
      // Level lines win a tie.
      if score > best.score || score == best.score && rise == 0 { best = (score, shifts, counts) }
    }
    let least = Int(leastCoverage * Float(mask.width))
    var lines: [Line] = []
    for row in 0..<mask.height where best.counts[row] >= max(least, 2) {
      if let last = lines.last, last.bottom == row - 1 {
        lines[lines.count - 1].bottom = row
      } else {
        lines.append(Line(top: row, bottom: row))
      }
    }
    return (best.shifts, lines.filter { reachesBothSides($0, best.shifts, mask) })
  }

  /// Whether a line goes from edge to edge: a stroke ends before.
  private static func reachesBothSides(_ line: Line, _ shifts: [Int], _ mask: InkMask) -> Bool {
    [0, mask.width - 1].allSatisfy { column in
      let rows = max(line.top + shifts[column] - 1, 0)...min(max(line.bottom + shifts[column] + 1, 0), mask.height - 1)
      return rows.contains { mask.isInk[$0 * mask.width + column] }
    }
  }

  /// Erases a line, column by column, where ink is not much thicker than the line: elsewhere a stroke crosses it.
  private func erase(_ line: Line, from rest: inout InkMask) {
    var runs: [(column: Int, rows: Range<Int>)] = []
    for column in 0..<mask.width {
      guard let rows = run(column, line) else { continue }
      runs.append((column, rows))
    }
    guard !runs.isEmpty else { return }
    let usual = runs.map { $0.rows.count }.sorted()[runs.count / 2]
    let most = usual + max(1, usual / 2)
    for (column, rows) in runs where rows.count <= most {
      for row in rows { rest.isInk[row * mask.width + column] = false }
    }
  }

  /// The ink of a column that meets a line, as far as it goes up and down.
  private func run(_ column: Int, _ line: Line) -> Range<Int>? {
    let first = line.top + shifts[column] - 1
    for start in max(first, 0)...max(min(first + line.thickness + 1, mask.height - 1), 0)
    where start < mask.height && mask.isInk[start * mask.width + column] {
      var (top, bottom) = (start, start)
      while top > 0 && mask.isInk[(top - 1) * mask.width + column] { top -= 1 }
      while bottom + 1 < mask.height && mask.isInk[(bottom + 1) * mask.width + column] { bottom += 1 }
      return top..<bottom + 1
    }
    return nil
  }
}
