/// An answer, before it becomes bytes.
struct Response {
  var status: Status
  var fields: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// For HEAD: the length is told, the body is not sent.
  var omitsBody = false

  /// The answer to what is not obeyed: a sentence.
  init(_ refusal: Refusal) {
    status = refusal.status
    body = Array("\(refusal.status.rawValue) \(refusal.status.reason). \(refusal.reason)\n".utf8)
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    if status == .methodNotAllowed { fields.append(("Allow", "GET, HEAD")) }
  }

  init(_ status: Status, fields: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// The status line and the header, with the empty line behind them.
  func head(date: String, closes: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status.rawValue) \(status.reason)\r\nDate: \(date)\r\n"
    for field in fields + SecurityPolicy.fields { text += "\(field.name): \(field.value)\r\n" }
    // A 304 has no body; its length would be that of another response.
    if status != .notModified { text += "Content-Length: \(body.count)\r\n" }
    return Array("\(text)Connection: \(closes ? "close" : "keep-alive")\r\n\r\n".utf8)
  }
}
