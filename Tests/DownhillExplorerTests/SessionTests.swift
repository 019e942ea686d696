import DownhillFormats
import Testing

@testable import DownhillExplorer

@Suite("Session") struct SessionTests {
  /// What the page would be told.
  private func answer(_ session: Session, _ json: String) -> Answer {
    let bytes = Array(json.utf8)
    return bytes.withUnsafeBytes { session.answer(to: $0, jsonCount: bytes.count) }
  }

  @Test("An ask that nobody knows is a mistake of the page")
  func unknownAsk() {
    let told = answer(Session(), #"{"do": "dance"}"#)
    #expect(told.error == AskError("nobody answers dance", status: .internalError))
  }

  @Test("What is no JSON gets the parser's sentence")
  func noJSON() {
    let told = answer(Session(), "do")
    #expect(told.error?.status == .badData)
  }

  @Test("Attachments longer than what came are refused")
  func attachmentsTooLong() {
    let told = answer(Session(), #"{"do": "load-model", "attachments": [5]}"#)
    #expect(told.error?.status == .internalError)
  }

  @Test("A fresh network can be saved and opened again")
  func roundTrip() {
    let session = Session()
    #expect(answer(session, #"{"do": "new-network"}"#).error == nil)
    let file = answer(session, #"{"do": "save-model"}"#).attachment
    #expect((try? ModelFile.decode(file, file: "saved")) == session.model)
  }
}
