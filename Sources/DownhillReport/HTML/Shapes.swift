/// The few shapes that drawings are made of. Called from many places, each is one function that is never inlined.
enum Shape {
  @inline(never)
  static func rectangle(
    x: Double, y: Double, width: Double, height: Double, class names: String, radius: Double = 0, title: String? = nil
  ) -> Markup {
    let position = [Attribute("x", x), Attribute("y", y), Attribute("width", width), Attribute("height", height)]
    return .element("rect", [.class(names)] + position + (radius > 0 ? [Attribute("rx", radius)] : [])) { hint(title) }
  }

  @inline(never)
  static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class names: String) -> Markup {
    .element(
      "line", [.class(names), Attribute("x1", x1), Attribute("y1", y1), Attribute("x2", x2), Attribute("y2", y2)])
  }

  @inline(never)
  static func circle(
    x: Double, y: Double, radius: Double, class names: String, title: String? = nil
  ) -> Markup {
    .element("circle", [.class(names), Attribute("cx", x), Attribute("cy", y), Attribute("r", radius)]) {
      hint(title)
    }
  }

  @inline(never)
  static func path(_ data: PathData, class names: String, title: String? = nil, touch: Touch? = nil) -> Markup {
    let classes = touch.map { $0.classes(names) ?? names } ?? names
    return .element("path", [.class(classes), Attribute("d", data.text)] + (touch?.attributes ?? [])) {
      hint(touch == nil ? title : nil)
    }
  }

  /// A triangle of this height and half this width to each side, that points up from a base line, or down if `height` is
  /// negative.
  @inline(never)
  static func triangle(x: Double, y: Double, height: Double, class names: String) -> Markup {
    var data = PathData()
    data.move(x - height.magnitude * 0.6, y)
    data.line(x + height.magnitude * 0.6, y)
    data.line(x, y - height)
    data.close()
    return path(data, class: names)
  }

  /// A line of text whose base line begins, or by its classes ends or has its middle, at a point.
  @inline(never)
  package static func text(_ text: String, x: Double, y: Double, class names: String = "") -> Markup {
    .element("text", (names.isEmpty ? [] : [.class(names)]) + [Attribute("x", x), Attribute("y", y)], text: text)
  }

  @inline(__always)
  static func group(
    class names: String? = nil, x: Double = 0, y: Double = 0, title: String? = nil, touch: Touch? = nil,
    @MarkupBuilder _ content: () -> Markup
  ) -> Markup {
    group(names, x, y, title, touch, around: content())
  }

  @inline(never)
  private static func group(
    _ names: String?, _ x: Double, _ y: Double, _ title: String?, _ touch: Touch?, around content: Markup
  ) -> Markup {
    let position = x == 0 && y == 0 ? [] : [Attribute("transform", "translate(\(coordinate(x)) \(coordinate(y)))")]
    let classes = touch.map { $0.classes(names) } ?? names
    return .element("g", (classes.map { [.class($0)] } ?? []) + position + (touch?.attributes ?? [])) {
      // A touch has a name already, and the tooltip would cover its formula.
      hint(touch == nil ? title : nil)
      content
    }
  }

  /// The browser's tooltip of a shape.
  private static func hint(_ title: String?) -> Markup? { title.map { .element("title", text: $0) } }
}

/// The outline of a shape in SVG's path syntax.
struct PathData {
  package private(set) var text = ""
  var isEmpty: Bool { text.isEmpty }

  @inline(never)
  mutating func move(_ x: Double, _ y: Double) { text += "M\(coordinate(x)) \(coordinate(y))" }
  @inline(never)
  mutating func line(_ x: Double, _ y: Double) { text += "L\(coordinate(x)) \(coordinate(y))" }
  @inline(never)
  mutating func curve(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ x: Double, _ y: Double) {
    text += "C\(coordinate(x1)) \(coordinate(y1)) \(coordinate(x2)) \(coordinate(y2)) \(coordinate(x)) \(coordinate(y))"
  }
  mutating func close() { text += "z" }

  /// A box.
  @inline(never)
  mutating func box(x: Double, y: Double, width: Double, height: Double) {
    text += "M\(coordinate(x)) \(coordinate(y))h\(coordinate(width))v\(coordinate(height))h\(coordinate(-width))z"
  }

  /// A line through all finite points; others break it.
  init(through points: [(x: Double, y: Double)] = []) {
    var isDrawing = false
    for point in points {
      guard point.x.isFinite, point.y.isFinite else {
        isDrawing = false
        continue
      }
      if isDrawing { line(point.x, point.y) } else { move(point.x, point.y) }
      isDrawing = true
    }
  }
}
