/// Finds the end of a request in bytes as they arrive, and refuses early what cannot be one. Each byte is examined
/// once, so that a client gains nothing by sending them one by one.
struct RequestScanner {
  private let limits: Limits
  /// Bytes that have arrived and belong to no finished request.
  private(set) var bytes: [UInt8] = []
  private var scanned = 0
  private var lineStart = 0
  /// Lines of the request that have ended, the request line first.
  private var lines: [Range<Int>] = []
  private var emptyLines = 0

  init(_ limits: Limits) { self.limits = limits }

  /// Whether part of a request has arrived.
  var hasBegun: Bool { !bytes.isEmpty }

  mutating func append(_ more: ArraySlice<UInt8>) { bytes += more }

  /// The next request if it is complete; `nil` if more must arrive.
  mutating func next() throws(Refusal) -> Request? {
    while scanned < bytes.count {
      let byte = bytes[scanned]
      let follows = scanned > lineStart ? bytes[scanned - 1] : 0
      if byte == .lineFeed {
        guard follows == .carriageReturn else { throw Refusal(.badRequest, "A line ends without a carriage return.") }
        scanned += 1
        if try endLine() { return try take() }
        continue
      }
      if follows == .carriageReturn { throw Refusal(.badRequest, "A line contains a carriage return.") }
      let isText = byte >= 0x20 && byte != 0x7F || byte == .tab || byte == .carriageReturn
      guard isText else { throw Refusal(.badRequest, "The request holds a control character.") }
      scanned += 1
      if lines.isEmpty, scanned - lineStart > limits.requestLine {
        throw Refusal(.targetTooLong, "The request line is longer than \(limits.requestLine) bytes.")
      }
      if scanned > limits.head {
        throw Refusal(.headerTooLarge, "The request header is longer than \(limits.head) bytes.")
      }
    }
    return nil
  }

  /// Ends the line before `scanned`; true if it is the empty one that ends the request.
  private mutating func endLine() throws(Refusal) -> Bool {
    let line = lineStart..<scanned - 2
    lineStart = scanned
    if line.isEmpty {
      if !lines.isEmpty { return true }
      // RFC 9112, 2.2: an empty line before a request is to be ignored; more than a few are no accident.
      emptyLines += 1
      if emptyLines > 4 { throw Refusal(.badRequest, "The request begins with empty lines.") }
      return false
    }
    lines.append(line)
    if lines.count > limits.fields + 1 {
      throw Refusal(.headerTooLarge, "The request header has more than \(limits.fields) fields.")
    }
    return false
  }

  /// The finished request; the bytes after it stay.
  private mutating func take() throws(Refusal) -> Request {
    let whole = (bytes, lines)
    bytes = Array(bytes[scanned...])
    lines = []
    (scanned, lineStart, emptyLines) = (0, 0, 0)
    return try Request(lines: whole.1.map { whole.0[$0] })
  }
}

extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
}
