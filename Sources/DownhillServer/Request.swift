/// A request of HTTP/1 (RFC 9112), read strictly: what could be read in two ways is refused.
struct Request: Equatable {
  var method: String
  /// The target as it was sent.
  var target: String
  /// 0 or 1: of HTTP/1.0 or HTTP/1.1.
  var minorVersion: Int
  var fields: [Field]

  struct Field: Equatable {
    /// In lower case.
    var name: String
    var value: String
  }

  /// The values of all fields of this name.
  func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  /// Reads the lines of a request, without line ends.
  init(lines: [ArraySlice<UInt8>]) throws(Refusal) {
    (method, target, minorVersion) = try Self.requestLine(lines[0])
    fields = []
    for line in lines.dropFirst() { fields.append(try Self.field(line)) }
    try checkNoBody()
  }

  /// `GET /path HTTP/1.1`, with single spaces.
  private static func requestLine(_ line: ArraySlice<UInt8>) throws(Refusal) -> (String, String, Int) {
    let words = line.split(separator: .space, omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(isTokenByte), !words[1].isEmpty,
      words[1].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw Refusal(.badRequest, "The request line is not METHOD TARGET HTTP/1.1.") }
    let version = Array(words[2])
    guard version.count == 8, version.starts(with: Array("HTTP/".utf8)), let major = digit(version[5]),
      version[6] == UInt8(ascii: "."), let minor = digit(version[7])
    else { throw Refusal(.badRequest, "The request line ends without a version of HTTP.") }
    guard major == 1 else { throw Refusal(.versionNotSupported, "This server speaks HTTP/1.1.") }
    return (text(words[0]), text(words[1]), min(minor, 1))
  }

  /// `Name: value`. A space before the colon, or a line that continues the previous one, is refused (RFC 9112, 5).
  private static func field(_ line: ArraySlice<UInt8>) throws(Refusal) -> Field {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(isTokenByte)
    else { throw Refusal(.badRequest, "A line of the request header is not a field.") }
    var value = line[(colon + 1)...]
    while let first = value.first, first == .space || first == .tab { value.removeFirst() }
    while let last = value.last, last == .space || last == .tab { value.removeLast() }
    return Field(name: text(line[..<colon]).lowercased(), value: text(value))
  }

  /// Requests that this server answers have no body; after one, the start of the next request would be ambiguous.
  private func checkNoBody() throws(Refusal) {
    guard values("transfer-encoding").isEmpty, values("content-length").allSatisfy({ $0 == "0" }) else {
      if method == "GET" || method == "HEAD" { throw Refusal(.badRequest, "\(method) takes no body here.") }
      throw .method
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func digit(_ byte: UInt8) -> Int? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
  }

  /// What names of methods and fields are made of (RFC 9110, 5.6.2).
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: tokenMarks.contains(byte)
    }
  }

  private static let tokenMarks = Array("!#$%&'*+-.^_`|~".utf8)
}

extension Refusal {
  static let method = Refusal(.methodNotAllowed, "This server answers GET and HEAD.")
}
