/// Finds the end of a request in bytes as they come, and refuses early what can be no request. Each byte is looked at once,
/// so that a client gains nothing by sending them one by one.
struct RequestScanner {
  private let limits: Limits
  /// Bytes that have come and belong to no finished request.
  private(set) var bytes: [UInt8] = []
  private var scanned = 0
  private var lineStart = 0
  /// Lines of the request that have ended, the request line first.
  private var lines: [Range<Int>] = []
  private var emptyLines = 0

  init(_ limits: Limits) { self.limits = limits }

  /// Whether part of a request has come.
  var hasBegun: Bool { !bytes.isEmpty }

  mutating func append(_ more: ArraySlice<UInt8>) { bytes += more }

  /// The next request if it has come whole; `nil` if more must come.
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
      if follows == .carriageReturn { throw Refusal(.badRequest, "A carriage return stands within a line.") }
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
      // RFC 9112, 2.2: an empty line before a request is to be overlooked; more than a few are no accident.
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

  /// The request that has ended; what has come behind it stays.
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
