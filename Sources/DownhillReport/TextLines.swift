/// Text cut into lines.
package enum TextLines {
  /// Lines of at most `width` characters, broken at spaces only; a longer word keeps a line to itself.
  package static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for bytes in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }) {
      let word = String(decoding: bytes, as: UTF8.self)
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? word : " " + word
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// A text of at most `width` characters: of a longer one the beginning, with `…` at its end.
  package static func cut(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    var bytes: [UInt8] = []
    var letters = 0
    for byte in text.utf8 {
      // The first byte of a code point.
      if byte & 0xC0 != 0x80 { letters += 1 }
      guard letters < width else { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self) + "…"
  }
}

extension String {
  /// Without the blanks at its end.
  package func trimmingTrailingBlanks() -> String {
    var bytes = Array(utf8)[...]
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
