/// A few signed numbers as columns: upwards above zero, downwards below. Small enough to stand below a picture.
package struct SignedColumns: DrawnFigure {
  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The name of each column, a digit or two.
  let labels: [String]
  /// The numbers.
  package let values: [Double]
  /// The scale of the heights, and of others beside it.
  let scale: SignedScale
  /// The column whose name is set in bold type; nil for none.
  let marked: Int?

  /// Columns of these numbers, of which there must be as many as labels.
  package init(
    title: String, summary: String = "", labels: [String], values: [Double], scale: SignedScale? = nil,
    marked: Int? = nil
  ) {
    precondition(labels.count == values.count, "\(labels.count) names for \(values.count) columns")
    self.title = title
    self.summary = summary
    self.labels = labels
    self.values = values
    self.scale = scale ?? SignedScale(values)
    self.marked = marked
  }

  private static let size = (width: 168.0, height: 84.0)
  private static let middle = 34.0
  /// The tallest column.
  private static let reach = 31.0

  /// The drawing.
  package var drawing: Drawing {
    let pitch = Self.size.width / Double(max(values.count, 1))
    return Drawing(width: Self.size.width, height: Self.size.height) {
      for (index, value) in values.enumerated() {
        let x = pitch * Double(index)
        let height = value.isFinite ? min(value.magnitude / scale.largest, 1) * Self.reach : 0
        if height > 0 {
          Shape.rectangle(
            x: x + pitch * 0.16, y: value < 0 ? Self.middle : Self.middle - height, width: pitch * 0.68,
            height: max(height, 0.75), class: value < 0 ? "n5" : "p5",
            title: "\(labels[index]): \(signedText(value, digits: 3))")
        }
        Shape.text(
          labels[index], x: x + pitch / 2, y: Self.size.height - 3,
          class: "small middle" + (index == marked ? " strong" : " soft"))
      }
      Shape.line(0, Self.middle, Self.size.width, Self.middle, class: "axis")
    }
  }

  /// Its numbers as a table.
  package var table: DataTable {
    DataTable(
      caption: title, columns: ["what", "size"], rows: zip(labels, values).map { [$0, signedText($1, digits: 3)] },
      wordColumns: [0])
  }
}
