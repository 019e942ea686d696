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

  @Test("A fresh network can be saved and opened again")
  func roundTrip() {
    let session = Session()
    #expect(reply(session, #"{"do": "new-network"}"#).error == nil)
    let file = reply(session, #"{"do": "save-model"}"#).attachment
    #expect((try? ModelFile.decode(file, file: "saved")) == session.model)
  }
}
