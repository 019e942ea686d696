/// Values made visible, with the same values as a table for those who cannot or would rather not look.
public protocol Figure {
  /// What it shows, in a few words.
  var title: String { get }
  /// What is drawn.
  var picture: Markup { get }
  /// Its numbers.
  var table: DataTable { get }
}

extension Figure {
  /// What is drawn, with a caption below and the numbers behind a line to open.
  public func figure(caption: String? = nil) -> Markup {
    .element("figure") {
      picture
      Markup.element("figcaption", text: caption ?? title)
      table.details
    }
  }
}

/// A figure that is one drawing.
public protocol DrawnFigure: Figure {
  /// What there is to be seen, for those who cannot see it: a sentence or two.
  var summary: String { get }
  /// The drawing.
  var drawing: Drawing { get }
}

extension DrawnFigure {
  /// The SVG element alone.
  public var svg: Markup { drawing.svg(title: title, summary: summary) }

  /// The SVG element in a frame that scrolls where a phone would make it too small to read.
  public var picture: Markup {
    let drawing = self.drawing
    guard drawing.width > Drawing.phoneWidth else {
      return .element("div", [.class("drawing small")]) { drawing.svg(title: title, summary: summary) }
    }
    // What may scroll must be reachable by the keyboard.
    return .element(
      "div",
      [.class("drawing"), Attribute("tabindex", "0"), Attribute("role", "group"), Attribute("aria-label", title)]
    ) { drawing.svg(title: title, summary: summary) }
  }
}

/// The inside of an SVG element and its size in pixels as it is meant to be seen.
public struct Drawing: Equatable, Sendable {
  /// From left to right.
  public var width: Double
  /// From top to bottom.
  public var height: Double
  /// What is drawn.
  public var content: Markup

  /// A drawing of this size.
  public init(width: Double, height: Double, @MarkupBuilder content: () -> Markup) {
    self.width = width
    self.height = height
    self.content = content()
  }

  /// Drawings up to this width are never made to scroll: a phone shows them whole.
  static let phoneWidth = 360.0

  /// The SVG element, named for screen readers.
  func svg(title: String, summary: String = "") -> Markup {
    var attributes = [
      Attribute("viewBox", "0 0 \(coordinate(width)) \(coordinate(height))"), Attribute("role", "img"),
      Attribute("width", width), Attribute("height", height),
    ]
    #if !hasFeature(Embedded)
    // The explorer's page refuses style attributes, as a strict page should, and takes the width from the one above.
    attributes.append(Attribute("style", "--width:\(coordinate(width))"))
    #endif
    return .element("svg", attributes) {
      Markup.element("title", text: title)
      if !summary.isEmpty { Markup.element("desc", text: summary) }
      content
    }
  }
}
