/// A figure: values drawn, with the same values as a table.
package protocol Figure {
  /// What it shows, in a few words.
  var title: String { get }
  /// What is drawn.
  var picture: Markup { get }
  /// Its numbers.
  var table: DataTable { get }
}

extension Figure {
  /// The picture, with a caption below and the numbers folded behind a line.
  package func figure(caption: String? = nil) -> Markup {
    .element("figure") {
      picture
      Markup.element("figcaption", text: caption ?? title)
      table.details
    }
  }
}

/// A figure that is one drawing.
package protocol DrawnFigure: Figure {
  /// A sentence or two for those who cannot see it.
  var summary: String { get }
  /// The drawing.
  var drawing: Drawing { get }
}

extension DrawnFigure {
  /// The SVG element alone.
  package var svg: Markup { drawing.svg(title: title, summary: summary) }

  /// The SVG element in a frame that scrolls where a phone would make it too small to read.
  package var picture: Markup { drawing.framed(title: title, summary: summary) }
}

/// The content of an SVG element and its size in pixels.
package struct Drawing: Equatable, Sendable {
  /// From left to right.
  var width: Double
  /// From top to bottom.
  var height: Double
  /// What is drawn.
  var content: Markup
  /// Whether parts of it can be chosen: see ``Touch``.
  var hasTouches: Bool

  /// A drawing of this size.
  init(width: Double, height: Double, hasTouches: Bool = false, @MarkupBuilder content: () -> Markup) {
    self.width = width
    self.height = height
    self.hasTouches = hasTouches
    self.content = content()
  }

  /// Drawings up to this width are never made to scroll: a phone shows them whole.
  static let phoneWidth = 360.0

  /// The SVG element, named for screen readers. It has no inline style, which a strict content security policy would
  /// refuse.
  @inline(never)
  package func svg(title: String, summary: String = "") -> Markup {
    let size = [
      Attribute("viewBox", "0 0 \(coordinate(width)) \(coordinate(height))"), Attribute("width", width),
      Attribute("height", height),
    ]
    let least = width > Self.phoneWidth ? [Attribute.class("least-\(leastWidth)")] : []
    guard !hasTouches else {
      // The role of an image would hide the parts that can be chosen.
      return .element("svg", least + size + [Attribute("role", "group"), Attribute("aria-label", title)]) {
        if !summary.isEmpty { Markup.element("desc", text: summary) }
        content
      }
    }
    return .element("svg", least + size + [Attribute("role", "img")]) {
      Markup.element("title", text: title)
      if !summary.isEmpty { Markup.element("desc", text: summary) }
      content
    }
  }

  /// The SVG element in a frame that scrolls where a phone would make it too small to read.
  @inline(never)
  func framed(title: String, summary: String) -> Markup {
    let svg = svg(title: title, summary: summary)
    guard width > Self.phoneWidth else { return .element("div", [.class("drawing small")]) { svg } }
    // What scrolls must be reachable with the keyboard.
    return .element(
      "div",
      [.class("drawing"), Attribute("tabindex", "0"), Attribute("role", "group"), Attribute("aria-label", title)]
    ) { svg }
  }

  /// The width below which the drawing scrolls instead of shrinking: a little over three quarters, in steps that the
  /// style sheet knows.
  private var leastWidth: Int { min(Int(width.isFinite ? width * 0.78 : 0) / 40 * 40, 760) }
}
