/// A path quoted as one word for a shell.
package func shellWord(_ path: String) -> String {
  if path.unicodeScalars.contains(where: \.movesTerminals) { return ansiQuoted(path) }
  let plain = path.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: [UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
    }
  }
  if plain && !path.isEmpty { return path }
  var quoted = "'"
  for character in path { quoted += character == "'" ? "'\\''" : String(character) }
  return quoted + "'"
}

/// A word for shells that know `$'…'`, as bash and zsh do, with every byte outside printable ASCII escaped.
private func ansiQuoted(_ path: String) -> String {
  var quoted = "$'"
  for byte in path.utf8 {
    let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\")
    if isPlain {
      quoted.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      quoted += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
  return quoted + "'"
}

extension Unicode.Scalar {
  /// Whether a terminal may interpret it instead of showing it: control characters of both sets, marks of writing
  /// direction, and line separators.
  package var movesTerminals: Bool {
    guard value < 0x20 || value >= 0x7F else { return false }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
