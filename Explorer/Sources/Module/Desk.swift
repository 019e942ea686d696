import Explorer

/// Bytes that stay where they are until the next of their kind, so that somebody outside can read them.
struct HeldBytes {
  private(set) var start: UnsafeRawPointer?
  private(set) var count = 0

  mutating func hold(_ bytes: [UInt8]) {
    start?.deallocate()
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
    bytes.withUnsafeBytes { if let source = $0.baseAddress { copy.copyMemory(from: source, byteCount: $0.count) } }
    start = UnsafeRawPointer(copy)
    count = bytes.count
  }
}

/// Where asks come in and answers are laid out: the session behind the module's exports.
final class Desk {
  private let session = Session()
  private var input: UnsafeMutableRawPointer?
  private var room = 0
  private(set) var answer = HeldBytes()
  private(set) var attachment = HeldBytes()

  func makeRoom(_ count: Int) -> UnsafeMutableRawPointer? {
    input?.deallocate()
    room = max(count, 1)
    input = .allocate(byteCount: room, alignment: 16)
    return input
  }

  func ask(jsonCount: Int, count: Int) {
    guard let start = input, jsonCount >= 0, count >= jsonCount, count <= room else {
      lay(Answer(AskError("the ask does not fit into the room that was made for it", status: .internalError)))
      return
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    lay(session.answer(to: bytes, jsonCount: jsonCount) { self.freeInput() })
    freeInput()
  }

  func goOn(now: Double) -> Int {
    let (state, answer) = session.goOn(now: now)
    if let answer { lay(answer) }
    return state.rawValue
  }

  /// The room of an ask is large when a data set comes in; it is wanted for what is made of it.
  private func freeInput() {
    input?.deallocate()
    input = nil
    room = 0
  }

  private func lay(_ answer: Answer) {
    self.answer.hold(answer.bytes)
    attachment.hold(answer.attachment)
  }
}

/// One page, one module, one thread.
nonisolated(unsafe) let desk = Desk()
