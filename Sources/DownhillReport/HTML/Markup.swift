/// A well-formed piece of HTML or SVG: every element is closed, every text and attribute escaped. It is made of
/// elements and texts only, so that no name, label or path can inject markup.
///
///     Markup.element("p", [.class("note")]) {
///       "Fewer than "
///       Markup.element("b", text: "7 < 8")
///     }
///
/// The same text is valid HTML and valid XML: elements without content are closed by `/>`.
package struct Markup: Equatable, Sendable {
  /// The characters in UTF-8: as an argument, an array is one word, a string more.
  fileprivate private(set) var bytes: [UInt8]

  private init(bytes: [UInt8]) { self.bytes = bytes }

  fileprivate mutating func append(_ other: Markup) { bytes += other.bytes }

  /// The source text.
  package var source: String { String(decoding: bytes, as: UTF8.self) }

  /// Nothing.
  package static var empty: Markup { Markup(bytes: []) }

  /// Escaped text.
  @inline(never)
  package static func text(_ text: consuming String) -> Markup { Markup(bytes: escaped(text)) }

  /// Several pieces in order.
  @inline(never)
  package static func joined(_ pieces: consuming [Markup]) -> Markup {
    var bytes: [UInt8] = []
    for piece in pieces { bytes += piece.bytes }
    return Markup(bytes: bytes)
  }

  /// An element with what `content` builds between its tags. Names are literals of this program, never data.
  @inline(__always)
  package static func element(
    _ name: StaticString, _ attributes: consuming [Attribute] = [], @MarkupBuilder _ content: () -> Markup = { .empty }
  ) -> Markup {
    element(name, attributes, around: content())
  }

  @inline(never)
  private static func element(
    _ name: StaticString, _ attributes: consuming [Attribute], around inner: consuming Markup
  ) -> Markup {
    var bytes = [UInt8(ascii: "<")]
    add(name, to: &bytes)
    for attribute in attributes { bytes += attribute.bytes }
    // An empty HTML element that may have content needs an end tag.
    if inner.bytes.isEmpty && !needsEndTag("\(name)") {
      add("/>", to: &bytes)
    } else {
      add(">", to: &bytes)
      bytes += inner.bytes
      add("</", to: &bytes)
      add(name, to: &bytes)
      add(">", to: &bytes)
    }
    return Markup(bytes: bytes)
  }

  @inline(never)
  fileprivate static func add(_ text: StaticString, to bytes: inout [UInt8]) {
    bytes += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// An element that holds only text.
  @inline(never)
  package static func element(
    _ name: StaticString, _ attributes: consuming [Attribute] = [], text: consuming String
  ) -> Markup {
    element(name, attributes, around: .text(text))
  }

  /// A style sheet of this program. It must hold neither `<` nor `&`, which HTML and XML read differently.
  static func style(_ sheet: StaticString) -> Markup { Markup(bytes: Array("<style>\n\(sheet)</style>".utf8)) }

  /// A whole document around its root element.
  func document() -> String { "<!DOCTYPE html>\n\(source)\n" }

  /// HTML's void elements and all of SVG's may close themselves; HTML's others may not.
  private static func needsEndTag(_ name: String) -> Bool {
    switch name {
    case "br", "hr", "meta", "col", "input", "rect", "line", "path", "circle", "polyline", "polygon", "g", "svg": false
    default: true
    }
  }

  /// A text in UTF-8, escaped.
  @inline(never)
  fileprivate static func escaped(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard bytes.contains(where: needsCare) else { return bytes }
    var result: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "<"): add("&lt;", to: &result)
      case UInt8(ascii: ">"): add("&gt;", to: &result)
      case UInt8(ascii: "&"): add("&amp;", to: &result)
      case UInt8(ascii: "\""): add("&quot;", to: &result)
      case UInt8(ascii: "'"): add("&#39;", to: &result)
      // A number and its sign of percent stay on one line.
      case UInt8(ascii: " ") where rest.first == UInt8(ascii: "%"): add("\u{A0}", to: &result)
      case UInt8(ascii: "\t"), UInt8(ascii: "\n"): result.append(byte)
      // XML does not allow control characters, up to U+001F and U+007F to U+009F, nor the noncharacters U+FFFE and
      // U+FFFF.
      case 0..<0x20, 0x7F: add("\u{FFFD}", to: &result)
      case 0xC2 where rest.first.map { $0 < 0xA0 } ?? false:
        add("\u{FFFD}", to: &result)
        rest.removeFirst()
      case 0xEF where rest.starts(with: [0xBF, 0xBE]) || rest.starts(with: [0xBF, 0xBF]):
        add("\u{FFFD}", to: &result)
        rest.removeFirst(2)
      default: result.append(byte)
      }
    }
    return result
  }

  /// Whether a byte is, or may be part of, a character that must be escaped or replaced.
  private static func needsCare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, 0x7F, 0xC2, 0xEF: true
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
    case UInt8(ascii: "%"): true
    default: false
    }
  }
}

/// A name with its value in the tag of an element.
package struct Attribute: Equatable, Sendable {
  /// ` name="value"`, as it stands in the tag.
  fileprivate let bytes: [UInt8]

  /// Any attribute; `name` is a literal of this program, never data.
  @inline(never)
  package init(_ name: StaticString, _ value: consuming String) {
    var bytes = [UInt8(ascii: " ")]
    Markup.add(name, to: &bytes)
    Markup.add("=\"", to: &bytes)
    bytes += Markup.escaped(value)
    bytes.append(UInt8(ascii: "\""))
    self.bytes = bytes
  }

  /// A coordinate or length in a drawing, to a hundredth; 0 if not finite.
  @inline(never)
  package init(_ name: StaticString, _ value: Double) { self.init(name, coordinate(value)) }

  /// The classes that the style sheet knows.
  package static func `class`(_ names: consuming String) -> Attribute { Attribute("class", names) }
  /// The name that links lead to.
  package static func id(_ name: String) -> Attribute { Attribute("id", name) }
}

/// A number in a drawing with at most two decimals and no trailing zeros: `12.5`, `-3`; 0 if not finite.
func coordinate(_ value: Double) -> String {
  let hundredths = (value * 100).rounded()
  guard hundredths.magnitude < 1e12 else { return "0" }
  let whole = Int64(hundredths)
  let sign = whole < 0 ? "-" : ""
  let (units, rest) = (whole.magnitude / 100, whole.magnitude % 100)
  if rest == 0 { return "\(sign)\(units)" }
  return "\(sign)\(units).\(rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")"
}

/// Joins the lines of a block: texts, pieces of markup, lists of them, conditions and loops.
@resultBuilder
package enum MarkupBuilder {
  /// A text.
  package static func buildExpression(_ text: consuming String) -> Markup { .text(text) }
  /// A piece.
  package static func buildExpression(_ piece: Markup) -> Markup { piece }
  /// Several pieces.
  package static func buildExpression(_ pieces: [Markup]) -> Markup { .joined(pieces) }
  /// A piece or nothing.
  package static func buildExpression(_ piece: Markup?) -> Markup { piece ?? .empty }
  /// An empty block.
  package static func buildBlock() -> Markup { .empty }
  /// The first line of a block.
  package static func buildPartialBlock(first: Markup) -> Markup { first }
  /// The lines of a block so far, and the next.
  @inline(never)
  package static func buildPartialBlock(accumulated: consuming Markup, next: consuming Markup) -> Markup {
    accumulated.append(next)
    return accumulated
  }
  /// An `if`.
  package static func buildOptional(_ piece: Markup?) -> Markup { piece ?? .empty }
  /// The first branch of an `if`.
  package static func buildEither(first piece: Markup) -> Markup { piece }
  /// The second branch of an `if`.
  package static func buildEither(second piece: Markup) -> Markup { piece }
  /// A loop.
  package static func buildArray(_ pieces: [Markup]) -> Markup { .joined(pieces) }
}
