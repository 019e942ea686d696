/// A session whose calls and replies are bytes in buffers. The module's exports are its methods, and nothing else of
/// this library is public.
///
/// For one thread. Replies stay valid until the next call of `call` or `goOn`; the buffer of a call until the next call
/// of `makeRoom` or `call`.
public final class Bridge {
  private let session = Session()
  /// The buffer of a call, which is owned; nil for none.
  private var input: UnsafeMutableRawPointer?
  /// The buffer's length in bytes.
  private var room = 0
  private var reply = HeldBytes()
  private var attachment = HeldBytes()

  /// A session with nothing in it.
  @inline(never)
  public init() {}

  deinit {
    freeInput()
    reply.free()
    attachment.free()
  }

  /// Allocates a buffer for a call of `count` bytes, JSON and attachments.
  @inline(never)
  public func makeRoom(_ count: Int) -> UnsafeMutableRawPointer? {
    freeInput()
    room = max(count, 1)
    input = .allocate(byteCount: room, alignment: 16)
    return input
  }

  /// Answers the call in the buffer: its first `jsonCount` bytes are JSON, the rest are attachments.
  @inline(never)
  public func call(jsonCount: Int, count: Int) {
    guard let start = input, jsonCount >= 0, count >= jsonCount, count <= room else {
      hold(Reply(CallError("the call is longer than its buffer", status: .internalError)))
      return
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    // The buffer of a call is large when it carries a data set, and its memory is needed for what is made of it.
    hold(session.reply(to: bytes, jsonCount: jsonCount) { self.freeInput() })
    freeInput()
  }

  /// A slice of the running job, and its state as a number; `now` is any steady clock's time in milliseconds.
  @inline(never)
  public func goOn(now: Double) -> Int {
    let (state, reply) = session.goOn(now: now)
    if let reply { hold(reply) }
    return state.rawValue
  }

  /// The JSON of the last reply or event, in UTF-8.
  @inline(never)
  public var replyBytes: UnsafeRawBufferPointer { reply.bytes }

  /// Its attachment: a model's file.
  @inline(never)
  public var attachmentBytes: UnsafeRawBufferPointer { attachment.bytes }

  private func freeInput() {
    input?.deallocate()
    input = nil
    room = 0
  }

  private func hold(_ reply: Reply) {
    self.reply.hold(reply.bytes)
    attachment.hold(reply.attachment)
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
