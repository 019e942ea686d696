import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A page or a part of one as a strict XML parser reads it.
final class ParsedPage {
  final class Element {
    let name: String
    let attributes: [String: String]
    fileprivate(set) var children: [Element] = []
    /// All characters in it and in what it holds.
    fileprivate(set) var text = ""

    init(name: String, attributes: [String: String]) {
      self.name = name
      self.attributes = attributes
    }

    /// This element and all that it holds, in the order of the page.
    var all: [Element] { [self] + children.flatMap(\.all) }

    func all(_ names: String...) -> [Element] { all.filter { names.contains($0.name) } }
  }

  let root: Element

  /// Fails the test where the source is not well formed.
  init(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(source.utf8))
    parser.delegate = reader
    let isWellFormed = parser.parse()
    try #require(
      isWellFormed, "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "?")",
      sourceLocation: sourceLocation)
    root = try #require(reader.root, sourceLocation: sourceLocation)
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var root: Element?
    private var open: [Element] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      let element = Element(name: name, attributes: attributes)
      open.last?.children.append(element)
      if root == nil { root = element }
      open.append(element)
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
      for element in open { element.text += characters }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }
  }
}

/// What every page must keep to, whatever it is about.
func expectSound(_ source: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let page = try ParsedPage(source, sourceLocation: sourceLocation).root
  // It loads nothing from anywhere.
  for forbidden in ["http:", "https:", "//", "src=", "url(", "@import", "<link", "<script", "<iframe", "<object"] {
    #expect(!source.contains(forbidden), "\(forbidden)", sourceLocation: sourceLocation)
  }
  // Links lead to targets on the page, each of which is there once.
  let ids = page.all.compactMap { $0.attributes["id"] }
  #expect(Set(ids).count == ids.count, "\(ids)", sourceLocation: sourceLocation)
  let targets = page.all.flatMap { element in
    [element.attributes["href"].map { String($0.dropFirst()) }, element.attributes["aria-labelledby"]].compactMap { $0 }
  }
  #expect(Set(targets).subtracting(ids).isEmpty, "\(targets)", sourceLocation: sourceLocation)
  // One title, and no level of headings left out.
  let levels = page.all("h1", "h2", "h3", "h4").map { Int($0.name.dropFirst()) ?? 0 }
  #expect(levels.first == 1 && levels.filter { $0 == 1 }.count == 1, sourceLocation: sourceLocation)
  #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 }, "\(levels)", sourceLocation: sourceLocation)
  for landmark in ["header", "main"] {
    #expect(page.all(landmark).count == 1, "\(landmark)", sourceLocation: sourceLocation)
  }
  expectSoundFigures(page, sourceLocation: sourceLocation)
}

/// Every figure says what it is and has its numbers as a table; every drawing has a name and finite coordinates.
func expectSoundFigures(_ page: ParsedPage.Element, sourceLocation: SourceLocation = #_sourceLocation) {
  for figure in page.all("figure") {
    #expect(figure.all("figcaption").first?.text.isEmpty == false, sourceLocation: sourceLocation)
    let tables = figure.all("details").flatMap { $0.all("table") }
    #expect(tables.count == 1, "\(figure.text.prefix(80))", sourceLocation: sourceLocation)
    #expect(figure.all("svg").count >= 1, sourceLocation: sourceLocation)
  }
  for table in page.all("table") {
    let widths = Set(table.all("tr").map { $0.children.count })
    #expect(widths.count == 1, "\(widths)", sourceLocation: sourceLocation)
    #expect(table.all("th").allSatisfy { $0.attributes["scope"] != nil }, sourceLocation: sourceLocation)
  }
  for drawing in page.all("svg") {
    #expect(drawing.attributes["role"] == "img", sourceLocation: sourceLocation)
    #expect(drawing.children.first?.name == "title", sourceLocation: sourceLocation)
    #expect(drawing.children.first?.text.isEmpty == false, sourceLocation: sourceLocation)
    for element in drawing.all { expectNumbers(in: element, sourceLocation: sourceLocation) }
  }
}

private func expectNumbers(in element: ParsedPage.Element, sourceLocation: SourceLocation) {
  let numbers = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height"]
  for (name, value) in element.attributes where numbers.contains(name) {
    #expect(Double(value)?.isFinite == true, "\(element.name) \(name)=\(value)", sourceLocation: sourceLocation)
    if ["width", "height", "r"].contains(name) {
      #expect(Double(value) ?? -1 >= 0, "\(element.name) \(name)=\(value)", sourceLocation: sourceLocation)
    }
  }
  for name in ["d", "transform", "viewBox"] {
    guard let value = element.attributes[name] else { continue }
    let words = value.lowercased()
    #expect(
      !words.contains("nan") && !words.contains("inf"), "\(element.name) \(name)=\(value)",
      sourceLocation: sourceLocation)
  }
}
