/// The hosts that requests may be addressed to. A page from elsewhere can make its own name resolve to this computer
/// and then read what is served here (DNS rebinding); but the browser sends that name.
struct HostGuard: Sendable, Equatable {
  /// The names allowed, in lower case; `nil` for any.
  let names: Set<String>?

  /// On the loopback only the address itself and `localhost`; the names of a public server are not known.
  init(_ address: ServerAddress) {
    names = address.isLoopback ? ["localhost", address.urlHost] : nil
  }

  /// Checks the field Host or the host of a target. The port may be another: a tunnel has its own.
  func check(_ host: String) throws(Refusal) {
    guard let name = Self.name(host) else { throw Refusal(.badRequest, "The field Host is no host.") }
    guard names?.contains(name) ?? true else {
      throw Refusal(
        .misdirected,
        """
        This server answers to \(names?.sorted().joined(separator: " and ") ?? "any name") only. Behind a proxy, let it \
        send one of these as Host, or serve with --host 0.0.0.0, which answers to any name.
        """)
    }
  }

  /// The name before the port, in lower case; `nil` if it is not a valid one.
  private static func name(_ host: String) -> String? {
    let host = host.lowercased()
    let isBracketed = host.hasPrefix("[")
    let end = isBracketed ? host.firstIndex(of: "]").map { host.index(after: $0) } : host.firstIndex(of: ":")
    let name = host[..<(end ?? host.endIndex)]
    let rest = host[name.endIndex...]
    let isPort = rest.isEmpty || rest.first == ":" && rest.utf8.dropFirst().allSatisfy { 0x30...0x39 ~= $0 }
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"): isBracketed
      default: false
      }
    }
    return !name.isEmpty && isName && isPort && (!isBracketed || end != nil) ? String(name) : nil
  }
}
