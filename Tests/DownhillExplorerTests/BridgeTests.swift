import DownhillFormats
import Testing

@testable import DownhillExplorer

/// What the module's exports call.
@Suite("Bridge") struct BridgeTests {
  private func call(_ bridge: Bridge, _ json: String, attachment: [UInt8] = []) -> JSONObject? {
    let bytes = Array(json.utf8) + attachment
    let room = bridge.makeRoom(bytes.count)
    room?.copyMemory(from: bytes, byteCount: bytes.count)
    bridge.call(jsonCount: json.utf8.count, count: bytes.count)
    return try? JSONValue.parse([UInt8](bridge.replyBytes), file: "the reply").objectValue
  }

  @Test("A call is answered, with its attachment")
  func answers() throws {
    let bridge = Bridge()
    #expect(call(bridge, #"{"do": "new-network"}"#)?["ok"] == .bool(true))
    #expect(bridge.attachmentBytes.isEmpty)
    #expect(call(bridge, #"{"do": "save-model"}"#)?["ok"] == .bool(true))
    let file = [UInt8](bridge.attachmentBytes)
    #expect(try ModelFile.decode(file, file: "saved").network.architecture.description.hasPrefix("784"))
    let opened = call(
      bridge, #"{"do": "load-model", "name": "m", "attachments": [\#(file.count)]}"#, attachment: file)
    #expect(opened?["ok"] == .bool(true))
    #expect(bridge.goOn(now: 0) == JobState.idle.rawValue)
  }

  @Test("Counts that exceed the buffer are refused", arguments: [(-1, 0), (3, 2), (0, 9), (9, 9)])
  func refused(jsonCount: Int, count: Int) {
    let bridge = Bridge()
    _ = bridge.makeRoom(8)
    bridge.call(jsonCount: jsonCount, count: count)
    #expect(String(decoding: bridge.replyBytes, as: UTF8.self).contains("longer than its buffer"))
  }

  @Test("Without a buffer nothing is read")
  func withoutBuffer() {
    let bridge = Bridge()
    bridge.call(jsonCount: 0, count: 0)
    #expect(String(decoding: bridge.replyBytes, as: UTF8.self).contains("longer than its buffer"))
  }
}
