/// A confusion matrix: a row for each label, a column for each answer; the more frequent a mistake, the deeper its
/// colour.
struct ConfusionFigure: DrawnFigure {
  /// What it shows, in a few words.
  let title: String
  /// A description for those who cannot see it.
  let summary: String
  /// `counts[label][prediction]`.
  let counts: [[Int]]
  /// What each class is called.
  let names: [String]

  /// The most classes; larger matrices have no room for their numbers.
  static let classLimit = 26

  /// A matrix of these counts, at most ``classLimit`` of them a side.
  init(title: String, summary: String = "", counts: [[Int]], names: [String]) {
    self.title = title
    self.summary = summary
    self.counts = counts
    self.names = names
  }

  private static let cellHeight = 30.0
  /// Cells are as wide as numbers are, or as the names above them.
  private var cellWidth: Double { max(46, TextStyle.strong.width(names) + 8) }
  private var left: Double { max(44, TextStyle.strong.width(names) + 16) }
  private static let top = 46.0

  /// The drawing.
  var drawing: Drawing {
    let mistakes = counts.indices.flatMap { row in counts.indices.map { $0 == row ? 0 : counts[row][$0] } }
    let scale = SignedScale(largest: Double(mistakes.max() ?? 1))
    let (left, cellWidth) = (self.left, self.cellWidth)
    let end = left + Double(counts.count) * cellWidth
    return Drawing(width: end + 84, height: Self.top + Double(counts.count) * Self.cellHeight + 4) {
      Shape.text("label ↓  the network's answer →", x: left, y: 14, class: "soft small")
      Shape.text("correct", x: end + 78, y: 38, class: "soft small end")
      for (row, line) in counts.enumerated() {
        let y = Self.top + Double(row) * Self.cellHeight
        Shape.text(
          names[row], x: left + (Double(row) + 0.5) * cellWidth, y: 38, class: "middle strong")
        Shape.text(names[row], x: left - 12, y: y + 20, class: "end strong")
        for (column, count) in line.enumerated() {
          cell(count, isRight: row == column, x: left + Double(column) * cellWidth, y: y, width: cellWidth, scale)
        }
        Shape.text(share(row, decimals: 1), x: end + 78, y: y + 20, class: "small end")
      }
    }
  }

  @MarkupBuilder
  private func cell(
    _ count: Int, isRight: Bool, x: Double, y: Double, width cellWidth: Double, _ scale: SignedScale
  ) -> Markup {
    // The smallest step says that there are any.
    let level = isRight || count == 0 ? 0 : min(-1, scale.level(-Double(count)))
    let (width, height) = (cellWidth - 2, Self.cellHeight - 2)
    Shape.rectangle(x: x + 1, y: y + 1, width: width, height: height, class: SignedScale.fill(level))
    if isRight { Shape.rectangle(x: x + 1.5, y: y + 1.5, width: width - 1, height: height - 1, class: "mark thin") }
    if count > 0 {
      Shape.text(
        NumberText.grouped(count), x: x + cellWidth / 2, y: y + 20,
        class: "small middle" + (isRight ? " strong" : SignedScale.textClass(on: level)))
    }
  }

  private func share(_ row: Int, decimals: Int) -> String {
    let total = counts[row].reduce(0, +)
    return total == 0 ? "–" : NumberText.percent(Double(counts[row][row]) / Double(total), decimals: decimals)
  }

  /// Its numbers as a table.
  var table: DataTable {
    DataTable(
      caption: title, columns: ["label"] + counts.indices.map { "as \(names[$0])" } + ["correct"],
      rows: counts.indices.map { row in
        [names[row]] + counts[row].map { NumberText.grouped($0) } + [share(row, decimals: 2)]
      })
  }
}
