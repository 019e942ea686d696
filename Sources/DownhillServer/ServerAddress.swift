#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where a server listens: a numeric address of this computer. Names are not looked up.
package struct ServerAddress: Sendable, Equatable {
  /// The address as text.
  package let text: String
  /// In the order of the network; 4 bytes or 16.
  let bytes: [UInt8]

  var isIPv6: Bool { bytes.count == 16 }

  /// `127.0.0.1`: this computer alone.
  package static let loopback = ServerAddress(text: "127.0.0.1", bytes: [127, 0, 0, 1])

  private init(text: String, bytes: [UInt8]) {
    self.text = text
    self.bytes = bytes
  }

  /// Reads `127.0.0.1`, `::1`, `0.0.0.0`, or the word `localhost`; `nil` for anything else.
  package init?(_ text: String) {
    if text == "localhost" {
      self = .loopback
      return
    }
    let isIPv6 = text.contains(":")
    var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
    guard inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
    self.init(text: text, bytes: bytes)
  }

  /// Whether only this computer can reach it.
  package var isLoopback: Bool {
    isIPv6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 : bytes[0] == 127
  }

  /// Whether it stands for every address of this computer.
  var isAny: Bool { bytes.allSatisfy { $0 == 0 } }

  /// The host of an address for a browser on this computer.
  var urlHost: String {
    if isAny { return isIPv6 ? "[::1]" : "127.0.0.1" }
    return isIPv6 ? (isLoopback ? "[::1]" : "[\(text.lowercased())]") : text
  }
}
