import DownhillFormats
import Testing

@testable import DownhillExplorer

/// What the module's exports call.
@Suite("Bridge") struct BridgeTests {
  private func ask(_ bridge: Bridge, _ json: String, attachment: [UInt8] = []) -> JSONObject? {
    let bytes = Array(json.utf8) + attachment
    let room = bridge.makeRoom(bytes.count)
    room?.copyMemory(from: bytes, byteCount: bytes.count)
    bridge.ask(jsonCount: json.utf8.count, count: bytes.count)
    return try? JSONValue.parse([UInt8](bridge.answerBytes), file: "the answer").objectValue
  }

  @Test("An ask is answered, and what goes with the answer lies beside it")
  func answers() throws {
    let bridge = Bridge()
    #expect(ask(bridge, #"{"do": "new-network"}"#)?["ok"] == .bool(true))
    #expect(bridge.attachmentBytes.isEmpty)
    #expect(ask(bridge, #"{"do": "save-model"}"#)?["ok"] == .bool(true))
    let file = [UInt8](bridge.attachmentBytes)
    #expect(try ModelFile.decode(file, file: "saved").network.architecture.description.hasPrefix("784"))
    let opened = ask(
      bridge, #"{"do": "load-model", "name": "m", "attachments": [\#(file.count)]}"#, attachment: file)
    #expect(opened?["ok"] == .bool(true))
    #expect(bridge.goOn(now: 0) == JobState.idle.rawValue)
  }

  @Test("Counts that do not fit into the room are refused", arguments: [(-1, 0), (3, 2), (0, 9), (9, 9)])
  func refused(jsonCount: Int, count: Int) {
    let bridge = Bridge()
    _ = bridge.makeRoom(8)
    bridge.ask(jsonCount: jsonCount, count: count)
    #expect(String(decoding: bridge.answerBytes, as: UTF8.self).contains("does not fit"))
  }

  @Test("Without room nothing is read")
  func withoutRoom() {
    let bridge = Bridge()
    bridge.ask(jsonCount: 0, count: 0)
    #expect(String(decoding: bridge.answerBytes, as: UTF8.self).contains("does not fit"))
  }
}
