import DownhillExplorer

// The module's surface, and all of it: nothing is imported. PROTOCOL.md says how to speak to it.

/// One page, one module, one thread.
nonisolated(unsafe) let bridge = Bridge()

/// Room for an ask of `count` bytes, JSON and attachments.
@_expose(wasm, "explorer_input")
@_cdecl("explorer_input")
public func input(_ count: Int) -> UnsafeMutableRawPointer? { bridge.makeRoom(count) }

/// Answers the ask that is in the input: its first `jsonCount` bytes are JSON, the rest are attachments.
@_expose(wasm, "explorer_ask")
@_cdecl("explorer_ask")
public func ask(_ jsonCount: Int, _ count: Int) { bridge.ask(jsonCount: jsonCount, count: count) }

/// A slice of the job at hand; `now` is any steady clock's time in milliseconds.
@_expose(wasm, "explorer_continue")
@_cdecl("explorer_continue")
public func goOn(_ now: Double) -> Int { bridge.goOn(now: now) }

/// The JSON of the last answer or event.
@_expose(wasm, "explorer_answer")
@_cdecl("explorer_answer")
public func answer() -> UnsafeRawPointer? { bridge.answerBytes.baseAddress }

/// How many bytes it has.
@_expose(wasm, "explorer_answer_count")
@_cdecl("explorer_answer_count")
public func answerCount() -> Int { bridge.answerBytes.count }

/// What goes with it as it is: a model's file.
@_expose(wasm, "explorer_attachment")
@_cdecl("explorer_attachment")
public func attachment() -> UnsafeRawPointer? { bridge.attachmentBytes.baseAddress }

/// How many bytes that has.
@_expose(wasm, "explorer_attachment_count")
@_cdecl("explorer_attachment_count")
public func attachmentCount() -> Int { bridge.attachmentBytes.count }
