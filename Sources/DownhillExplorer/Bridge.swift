/// A session for somebody who has bytes only: asks are written into room that is made for them, answers are read where they
/// lie. The module's exports are these calls, and nothing else of this library is public.
///
/// For one thread. What a pointer leads to stays as it is until the next call of `ask` or `goOn`; the room for an ask until
/// the next call of `makeRoom` or `ask`.
public final class Bridge {
  private let session = Session()
  /// Room for an ask; nil when there is none. Ours to free.
  private var input: UnsafeMutableRawPointer?
  /// How many bytes may be written there.
  private var room = 0
  private var answer = HeldBytes()
  private var attachment = HeldBytes()

  /// A session with nothing in it.
  @inline(never)
  public init() {}

  deinit {
    freeInput()
    answer.free()
    attachment.free()
  }

  /// Room for an ask of `count` bytes, JSON and attachments.
  @inline(never)
  public func makeRoom(_ count: Int) -> UnsafeMutableRawPointer? {
    freeInput()
    room = max(count, 1)
    input = .allocate(byteCount: room, alignment: 16)
    return input
  }

  /// Answers the ask that is in the room: its first `jsonCount` bytes are JSON, the rest are attachments.
  @inline(never)
  public func ask(jsonCount: Int, count: Int) {
    guard let start = input, jsonCount >= 0, count >= jsonCount, count <= room else {
      hold(Answer(AskError("the call is longer than its buffer", status: .internalError)))
      return
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    // The buffer of a call is large when it carries a data set, and its memory is needed for what is made of it.
    hold(session.answer(to: bytes, jsonCount: jsonCount) { self.freeInput() })
    freeInput()
  }

  /// A slice of the job at hand, and its state as a number; `now` is any steady clock's time in milliseconds.
  @inline(never)
  public func goOn(now: Double) -> Int {
    let (state, answer) = session.goOn(now: now)
    if let answer { hold(answer) }
    return state.rawValue
  }

  /// The JSON of the last answer or event, in UTF-8.
  @inline(never)
  public var answerBytes: UnsafeRawBufferPointer { answer.bytes }

  /// What goes with it as it is: a model's file.
  @inline(never)
  public var attachmentBytes: UnsafeRawBufferPointer { attachment.bytes }

  private func freeInput() {
    input?.deallocate()
    input = nil
    room = 0
  }

  private func hold(_ answer: Answer) {
    self.answer.hold(answer.bytes)
    attachment.hold(answer.attachment)
  }
}

/// Bytes that stay in memory until the next of their kind, so that the page can read them.
private struct HeldBytes {
  private(set) var bytes = UnsafeRawBufferPointer(start: nil, count: 0)

  mutating func hold(_ source: [UInt8]) {
    free()
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(source.count, 1), alignment: 16)
    source.withUnsafeBytes { copy.copyMemory(from: $0) }
    bytes = UnsafeRawBufferPointer(start: copy.baseAddress, count: source.count)
  }

  mutating func free() {
    bytes.baseAddress?.deallocate()
    bytes = UnsafeRawBufferPointer(start: nil, count: 0)
  }
}
