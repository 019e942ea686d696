/// Small pictures side by side, each with a few words below it.
package struct Gallery: Figure {
  /// One picture.
  package struct Item: Equatable, Sendable {
    /// What it is: the line below it.
    var title: String
    /// More about it, a line each.
    var lines: [String]
    /// The picture.
    var raster: Raster
    /// What choosing it does.
    var touch: Touch?

    /// A picture with its lines.
    package init(title: String, lines: [String] = [], raster: Raster, touch: Touch? = nil) {
      self.title = title
      self.lines = lines
      self.raster = raster
      self.touch = touch
    }
  }

  /// What it shows, in a few words.
  package let title: String
  /// The pictures.
  let items: [Item]
  /// The colours of all of them.
  let style: RasterStyle

  /// A gallery.
  package init(title: String, items: [Item], style: RasterStyle) {
    self.title = title
    self.items = items
    self.style = style
  }

  /// Signed pictures on one scale: that of the largest number among them.
  package init(title: String, signed items: [Item]) {
    self.init(title: title, items: items, style: .signed(SignedScale(items.flatMap { $0.raster.values })))
  }

  /// These numbers, with 0 for those too small for a colour beside the largest.
  static func visible(_ sizes: [Double]) -> [Double] {
    let limit = SignedScale(sizes).largest / 8
    return sizes.map { $0.isFinite && $0.magnitude >= limit ? $0 : 0 }
  }

  /// What is drawn.
  package var picture: Markup {
    .element("div", [.class("gallery")]) {
      for item in items {
        let classes = item.touch.flatMap { $0.classes("item") } ?? "item"
        Markup.element("div", [.class(classes)] + (item.touch?.attributes ?? [])) {
          style.drawing(item.raster, size: 4).svg(
            title: ([item.title] + item.lines).joined(separator: ", "))
          Markup.element("b", text: item.title)
          for line in item.lines { Markup.element("span", text: line) }
        }
      }
    }
  }

  /// Pictures have too many pixels for a table: it shows the largest in each, and where.
  package var table: DataTable {
    switch style {
    case .ink:
      DataTable(
        caption: title, columns: ["picture", "what it is", "ink"],
        rows: items.map { item in
          let mean = item.raster.values.reduce(0, +) / Double(max(item.raster.values.count, 1))
          return [item.title, item.lines.joined(separator: ", "), NumberText.percent(mean, decimals: 1)]
        }, wordColumns: [0, 1])
    case .signed:
      DataTable(
        caption: title,
        columns: ["picture", "largest", "at row, column", "smallest", "at row, column", "sum"],
        rows: items.map { item in
          let values = item.raster.values
          let high = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
          let low = values.indices.reduce(0) { values[$1] < values[$0] ? $1 : $0 }
          return [
            item.title, signedText(values[high], digits: 3), position(high, item.raster),
            signedText(values[low], digits: 3), position(low, item.raster), signedText(values.reduce(0, +), digits: 3),
          ]
        }, wordColumns: [0])
    }
  }

  private func position(_ index: Int, _ raster: Raster) -> String {
    "\(index / raster.columns), \(index % raster.columns)"
  }
}
