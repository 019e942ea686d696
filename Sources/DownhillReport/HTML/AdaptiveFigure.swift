/// One figure in two drawings: a phone shows the narrow one, a wide column the other.
package struct AdaptiveFigure<Narrow: DrawnFigure, Wide: DrawnFigure>: Figure {
  /// What a phone shows.
  package let narrow: Narrow
  /// What a wide column shows.
  let wide: Wide

  /// A figure of two drawings of the same numbers.
  package init(narrow: Narrow, wide: Wide) {
    self.narrow = narrow
    self.wide = wide
  }

  /// What it shows, in a few words.
  package var title: String { wide.title }

  /// Both; the style sheet hides one of them, from screen readers too.
  package var picture: Markup {
    .element("div", [.class("adaptive")]) {
      Markup.element("div", [.class("for-narrow")]) { narrow.picture }
      Markup.element("div", [.class("for-wide")]) { wide.picture }
    }
  }

  /// Its numbers as a table.
  package var table: DataTable { wide.table }
}
