/// The target of a request: a path, and the host if the target names one.
struct RequestTarget: Equatable {
  /// Percent-decoded, with its leading slash, without the query.
  var path: String
  /// `name:port` of a target in absolute form, which replaces the field Host (RFC 9112, 3.2.2).
  var authority: String?

  /// Reads `/path?query` or `http://host/path?query`.
  init(_ text: String) throws(Refusal) {
    var rest = text.utf8[...]
    if !text.hasPrefix("/") {
      let scheme = "http://"
      guard text.prefix(scheme.count).lowercased() == scheme else {
        throw Refusal(.badRequest, "The target is neither a path nor an http address.")
      }
      rest = rest.dropFirst(scheme.count)
      let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
      authority = String(rest[..<end])
      rest = rest[end...]
    }
    let path = rest.prefix { $0 != UInt8(ascii: "?") }
    self.path = path.isEmpty ? "/" : try PercentEncoding.decoded(path)
  }
}
