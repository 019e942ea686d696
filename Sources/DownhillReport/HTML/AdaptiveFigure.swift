/// One figure in two drawings: a phone shows the narrow one, a wide column the other.
public struct AdaptiveFigure<Narrow: DrawnFigure, Wide: DrawnFigure>: Figure {
  /// What a phone shows.
  public let narrow: Narrow
  /// What a wide column shows.
  public let wide: Wide

  /// A figure of two drawings of the same numbers.
  public init(narrow: Narrow, wide: Wide) {
    self.narrow = narrow
    self.wide = wide
  }

  /// What it shows, in a few words.
  public var title: String { wide.title }

  /// Both; the style sheet hides one of them, from screen readers too.
  public var picture: Markup {
    .element("div", [.class("adaptive")]) {
      Markup.element("div", [.class("for-narrow")]) { narrow.picture }
      Markup.element("div", [.class("for-wide")]) { wide.picture }
    }
  }

  /// Its numbers as a table.
  public var table: DataTable { wide.table }
}
