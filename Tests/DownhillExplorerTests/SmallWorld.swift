import Downhill
import DownhillFormats
import Foundation
import Testing

@testable import DownhillExplorer

/// A session with a network and a few pictures, small enough to be made for each test.
struct SmallWorld {
  let session = Session()

  /// Random pictures of strokes, and a network with weights drawn at random.
  init(
    _ architecture: String = "784-16-16-10", hidden: Activation = .sigmoid,
    output: OutputActivation = .elementwise(.sigmoid), cost: Cost = .quadratic, pictures: Int = 12
  ) throws {
    let architecture = try Architecture(architecture, hiddenActivation: hidden, outputActivation: output)
    var random = RandomSource(seed: 7)
    let network = Network(architecture, initializer: .suited(to: hidden), random: &random)
    session.use(Model(network: network, cost: cost, pictureShape: PictureShape(rows: 28, columns: 28)))
    let bytes = (0..<pictures).flatMap { index in
      (0..<784).map { pixel -> UInt8 in
        let (row, column) = (pixel / 28, pixel % 28)
        return abs(row - 14) < 9 && abs(column - 6 - index) < 3 ? UInt8(255 - 20 * (row % 5)) : 0
      }
    }
    session.data[.test] = try LoadedSplit(
      Examples(
        bytes: bytes, inputCount: 784, labels: (0..<pictures).map { UInt8($0 % architecture.outputCount) },
        classCount: architecture.outputCount),
      PictureShape(rows: 28, columns: 28))
  }

  /// The reply to a call, decoded.
  func call(_ json: String, _ attachment: [UInt8]? = nil) throws -> ReplyJSON {
    var text = json
    if let attachment { text = json.dropLast() + ",\"attachments\":[\(attachment.count)]}" }
    let bytes = Array(text.utf8) + (attachment ?? [])
    let reply = bytes.withUnsafeBytes { session.reply(to: $0, jsonCount: text.utf8.count) }
    return ReplyJSON(json: try JSONValue.parse(reply.bytes, file: "the reply"))
  }
}

/// A reply as JSON.
struct ReplyJSON {
  let json: JSONValue

  var isFine: Bool { json["ok"] == .bool(true) }
  var error: String? { json["error"]?["message"]?.stringValue }
  var document: JSONValue? { json["document"] }

  func state(_ key: String) -> JSONValue? { json["state"]?[key] }

  /// The markup of a part, as XML around it.
  func html(_ part: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ParsedPage.Element {
    let markup = try #require(json["html"]?[part]?.stringValue, "\(json)", sourceLocation: sourceLocation)
    return try ParsedPage("<div>\(markup)</div>", sourceLocation: sourceLocation).root
  }

  var parts: [String] { json["html"]?.objectValue?.members.map(\.key) ?? [] }
}

/// What all markup of the module must keep to.
func expectSafe(_ page: ParsedPage.Element, sourceLocation: SourceLocation = #_sourceLocation) {
  let ids = page.all.compactMap { $0.attributes["id"] }
  #expect(Set(ids).count == ids.count, "\(ids)", sourceLocation: sourceLocation)
  for element in page.all {
    // A page that lets no foreign code in refuses these.
    #expect(!["style", "script", "iframe", "object"].contains(element.name), sourceLocation: sourceLocation)
    #expect(element.attributes.keys.allSatisfy { $0 != "style" && !$0.hasPrefix("on") }, sourceLocation: sourceLocation)
    #expect(element.attributes["href"] == nil && element.attributes["src"] == nil, sourceLocation: sourceLocation)
    guard element.attributes["data-call"] != nil else { continue }
    // What can be clicked can be reached by keyboard, and has a name.
    let isNative = ["button", "input", "select"].contains(element.name)
    #expect(
      isNative || (element.attributes["tabindex"] == "0" && element.attributes["role"] == "button"),
      sourceLocation: sourceLocation)
    #expect(
      element.attributes["aria-label"]?.isEmpty == false || !element.text.isEmpty, "\(element.attributes)",
      sourceLocation: sourceLocation)
  }
  for drawing in page.all("svg") {
    let isGroup = drawing.all.contains { $0.attributes["data-call"] != nil }
    #expect(drawing.attributes["role"] == (isGroup ? "group" : "img"), sourceLocation: sourceLocation)
    #expect(
      drawing.attributes["aria-label"] != nil || drawing.children.first?.name == "title", sourceLocation: sourceLocation
    )
    for element in drawing.all {
      for name in ["d", "transform", "viewBox", "x", "y", "cx", "cy", "r", "width", "height"] {
        let value = (element.attributes[name] ?? "").lowercased()
        #expect(!value.contains("nan") && !value.contains("inf"), "\(value)", sourceLocation: sourceLocation)
      }
    }
  }
}
