import Downhill
import DownhillFormats
import Testing

@testable import DownhillExplorer

@Suite("Session") struct SessionTests {
  /// The reply to the page.
  private func reply(_ session: Session, _ json: String) -> Reply {
    let bytes = Array(json.utf8)
    return bytes.withUnsafeBytes { session.reply(to: $0, jsonCount: bytes.count) }
  }

  @Test("An unknown call is a mistake of the page")
  func unknownAsk() {
    let reply = reply(Session(), #"{"do": "dance"}"#)
    #expect(reply.error == CallError("there is no call dance", status: .internalError))
  }

  @Test("Invalid JSON gets the parser's sentence")
  func noJSON() {
    let reply = reply(Session(), "do")
    #expect(reply.error?.status == .badData)
  }

  @Test("Attachments longer than the bytes are refused")
  func attachmentsTooLong() {
    let reply = reply(Session(), #"{"do": "load-model", "attachments": [5]}"#)
    #expect(reply.error?.status == .internalError)
  }

  @Test("Each choice of a list is taken by its call, and so is the usual one")
  func choices() throws {
    let world = try SmallWorld.learnable()
    let lists = try world.call(#"{"do": "form"}"#)
    func texts(_ list: String, _ member: String) throws -> [String] {
      try #require(lists.state(list)?[member]?.arrayValue).compactMap(\.stringValue)
    }
    let ink = (0..<900).map { UInt8($0 % 30 == 15 ? 255 : 0) }
    for word in try texts("prepare", "words") {
      let reply = try world.call(#"{"do": "draw", "width": 30, "height": 30, "prepare": "\#(word)"}"#, ink)
      #expect(reply.isFine, "\(word)")
    }
    for word in try texts("seconds", "words") {
      #expect(try world.call(#"{"do": "race", "seconds": \#(word), "preview": true}"#).isFine, "\(word)")
    }
    for list in ["prepare", "seconds"] {
      let usual = try #require(lists.state(list)?["usual"]?.stringValue)
      #expect(try texts(list, "words").contains(usual))
    }
    #expect(try texts("prepare", "words") == PicturePreparation.allCases.map(\.rawValue))
    #expect(try texts("prepare", "titles").count == PicturePreparation.allCases.count)
    let other = try world.call(#"{"do": "draw", "width": 30, "height": 30, "prepare": "nice"}"#, ink)
    #expect(other.error == #"no way to prepare a drawing is "nice""#)
  }

  @Test("A model whose inputs or classes the page cannot show is refused, and the network stays")
  func otherModels() throws {
    let session = Session()
    #expect(reply(session, #"{"do": "new-network"}"#).error == nil)
    let before = reply(session, #"{"do": "save-model"}"#).attachment
    var random = RandomSource(seed: 1)
    var words = Model(
      network: Network(try Architecture("4-2"), initializer: .lecun, random: &random), cost: .quadratic,
      pictureShape: PictureShape(rows: 2, columns: 2))
    var table = words
    words.classNames = ["cat", "dog"]
    table.pictureShape = nil
    table.table = TableRecord(
      description: ["columns": []], inputMean: [0, 0, 0, 0], inputScale: [1, 1, 1, 1], outputMean: [], outputScale: [])
    for (model, sentence) in [(words, "m is a model of classes with words"), (table, "m is a model of a table")] {
      let error = #expect(throws: CallError.self) {
        try session.loadModel(Call(name: "load-model", attachments: [ModelFile.encode(model)]))
      }
      #expect(error?.status == .badData && error?.message.contains(sentence.dropFirst(2)) == true)
    }
    #expect(reply(session, #"{"do": "save-model"}"#).attachment == before)
  }

  @Test("A fresh network can be saved and opened again")
  func roundTrip() {
    let session = Session()
    #expect(reply(session, #"{"do": "new-network"}"#).error == nil)
    let file = reply(session, #"{"do": "save-model"}"#).attachment
    #expect((try? ModelFile.decode(file, file: "saved")) == session.model)
  }
}
