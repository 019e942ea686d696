/// Percent-encoding of paths in URLs (RFC 3986, 2.1).
package enum PercentEncoding {
  /// A path with everything but letters, digits, slashes and `-._~` percent-encoded.
  package static func encoded(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let plain = Array("-._~/".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        bytes.append(byte)
      default:
        bytes += plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Decodes each `%41` once. Refuses what would change the path's structure or is not text.
  static func decoded(_ path: Substring.UTF8View) throws(Refusal) -> String {
    var bytes: [UInt8] = []
    var rest = path
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "#"): throw Refusal(.badRequest, "The target has a fragment.")
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
          throw Refusal(.badRequest, "The target has a percent sign without two hexadecimal digits.")
        }
        let decoded = high << 4 | low
        guard decoded >= 0x20, decoded != 0x7F, decoded != UInt8(ascii: "/"), decoded != UInt8(ascii: "\\") else {
          throw Refusal(.badRequest, "The target hides a slash or a control character.")
        }
        bytes.append(decoded)
      default: bytes.append(byte)
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Refusal(.badRequest, "The target is not UTF-8.")
    }
    return text
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
