/// Turns a request into its response: all the rules, without sockets.
struct Responder {
  let table: ResourceTable
  let hosts: HostGuard

  func response(to request: Request) -> Response {
    var response: Response
    do throws(Refusal) {
      response = try answer(request)
    } catch {
      response = Response(error)
    }
    response.omitsBody = request.method == "HEAD"
    return response
  }

  private func answer(_ request: Request) throws(Refusal) -> Response {
    let named = request.values("host")
    guard named.count == 1 || named.isEmpty && request.minorVersion == 0 else {
      throw Refusal(.badRequest, "The field Host must occur exactly once.")
    }
    for host in named { try hosts.check(host) }
    guard request.method == "GET" || request.method == "HEAD" else { throw .method }
    let target = try RequestTarget(request.target)
    if let host = target.authority { try hosts.check(host) }
    guard let resource = table[target.path] else { throw Refusal(.notFound, "There is nothing at this path.") }
    return send(resource, request)
  }

  private func send(_ resource: Resource, _ request: Request) -> Response {
    let compressed = resource.gzip.flatMap { Self.acceptsGzip(request.values("accept-encoding")) ? $0 : nil }
    let representation = compressed ?? resource.contents
    var fields = [("ETag", representation.tag), ("Cache-Control", "no-cache"), ("Accept-Ranges", "none")]
    if resource.gzip != nil { fields.append(("Vary", "Accept-Encoding")) }
    if Self.isKnown(representation.tag, request.values("if-none-match")) {
      return Response(.notModified, fields: fields, body: [])
    }
    fields.insert(("Content-Type", resource.mediaType), at: 0)
    if compressed != nil { fields.append(("Content-Encoding", "gzip")) }
    return Response(.ok, fields: fields, body: representation.bytes)
  }

  /// Whether the client has what the tag stands for: If-None-Match lists it, weak or strong (RFC 9110, 13.1.2).
  static func isKnown(_ tag: String, _ values: [String]) -> Bool {
    values.contains { value in
      value == "*"
        || elements(value).contains { $0 == tag || $0.hasPrefix("W/") && $0.dropFirst(2) == tag }
    }
  }

  /// Whether Accept-Encoding allows gzip: by name, or by `*`, with a weight above zero (RFC 9110, 12.5.3).
  static func acceptsGzip(_ values: [String]) -> Bool {
    var weights: [String: Bool] = [:]
    for element in values.flatMap(elements) {
      let parts = element.split(separator: ";").map { trimmed($0).lowercased() }
      guard let coding = parts.first else { continue }
      weights[coding] = parts.dropFirst().allSatisfy { !isZeroWeight($0) }
    }
    return weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? false
  }

  /// `q=0`, `q=0.0` and so on.
  private static func isZeroWeight(_ parameter: String) -> Bool {
    parameter.hasPrefix("q=") && parameter.dropFirst(2).allSatisfy { $0 == "0" || $0 == "." }
  }

  private static func elements(_ list: String) -> [String] { list.split(separator: ",").map { trimmed($0) } }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
