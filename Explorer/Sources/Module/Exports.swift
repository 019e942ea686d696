import DownhillExplorer

// All of the module's exports; it imports nothing. PROTOCOL.md describes their use.

/// One page, one module, one thread.
nonisolated(unsafe) let bridge = Bridge()

/// A buffer for a call of `count` bytes, JSON and attachments.
@_expose(wasm, "explorer_input")
@_cdecl("explorer_input")
public func input(_ count: Int) -> UnsafeMutableRawPointer? { bridge.makeRoom(count) }

/// Answers the call in the input: its first `jsonCount` bytes are JSON, the rest are attachments.
@_expose(wasm, "explorer_call")
@_cdecl("explorer_call")
public func call(_ jsonCount: Int, _ count: Int) { bridge.call(jsonCount: jsonCount, count: count) }

/// A slice of the running job; `now` is any steady clock's time in milliseconds.
@_expose(wasm, "explorer_continue")
@_cdecl("explorer_continue")
public func goOn(_ now: Double) -> Int { bridge.goOn(now: now) }

/// The JSON of the last reply or event.
@_expose(wasm, "explorer_reply")
@_cdecl("explorer_reply")
public func reply() -> UnsafeRawPointer? { bridge.replyBytes.baseAddress }

/// How many bytes it has.
@_expose(wasm, "explorer_reply_count")
@_cdecl("explorer_reply_count")
public func replyCount() -> Int { bridge.replyBytes.count }

/// Its attachment: a model's file.
@_expose(wasm, "explorer_attachment")
@_cdecl("explorer_attachment")
public func attachment() -> UnsafeRawPointer? { bridge.attachmentBytes.baseAddress }

/// How many bytes the attachment has.
@_expose(wasm, "explorer_attachment_count")
@_cdecl("explorer_attachment_count")
public func attachmentCount() -> Int { bridge.attachmentBytes.count }
