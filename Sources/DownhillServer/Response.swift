/// A response before it is written as bytes.
struct Response {
  var status: Status
  var fields: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// For HEAD: the length is sent, the body is not.
  var omitsBody = false

  /// The response to a refused request: a sentence.
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

  /// The status line and the header, with the empty line after them.
  func head(date: String, closes: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status.rawValue) \(status.reason)\r\nDate: \(date)\r\n"
    for field in fields + SecurityPolicy.fields { text += "\(field.name): \(field.value)\r\n" }
    // A 304 has no body; its length would be that of another response.
    if status != .notModified { text += "Content-Length: \(body.count)\r\n" }
    return Array("\(text)Connection: \(closes ? "close" : "keep-alive")\r\n\r\n".utf8)
  }
}
