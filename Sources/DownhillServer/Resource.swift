/// A file that is served, prepared at the start.
package struct Resource: Sendable {
  let mediaType: String
  let contents: Representation
  /// The same, compressed, for clients that accept it.
  let gzip: Representation?

  /// Bytes with their entity tag.
  struct Representation: Sendable {
    let bytes: [UInt8]
    /// A strong entity tag, with its quotation marks.
    let tag: String
  }

  /// - Parameters:
  ///   - path: Its name; the extension determines the media type.
  ///   - gzip: The contents as a gzip file, if that is worth sending.
  package init(path: String, contents: [UInt8], gzip: [UInt8]? = nil) {
    mediaType = MediaType.of(path)
    let tag = Self.fingerprint(contents)
    self.contents = Representation(bytes: contents, tag: "\"\(tag)\"")
    // A strong tag identifies the bytes sent, so each encoding has its own.
    self.gzip = gzip.map { Representation(bytes: $0, tag: "\"\(tag)-gzip\"") }
  }

  /// FNV-1a over the bytes, 64 bits, and their number.
  private static func fingerprint(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16) + "-" + String(bytes.count, radix: 16)
  }
}

/// Everything that a server can serve, by path. A request can reach nothing else.
package struct ResourceTable: Sendable {
  private var resources: [String: Resource] = [:]

  /// A table with nothing in it.
  package init() {}

  /// What is at a path, percent-decoded and with its leading slash: `/data/NAME`.
  package subscript(path: String) -> Resource? {
    get { resources[path] }
    set { resources[path] = newValue }
  }
}
