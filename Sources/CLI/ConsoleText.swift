import DownhillFiles
import DownhillFormats

/// Text for the terminal. Text from outside (file names, option values, metadata) enters only by interpolation, which
/// escapes control characters, line feeds among them, so that no name can move the cursor, change the writing
/// direction, or pass for a line of this program.
struct ConsoleText: ExpressibleByStringInterpolation, Equatable {
  let text: String

  init(stringLiteral text: String) { self.text = text }
  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Text made entirely by this program: help, completions, the manual.
  static func own(_ text: String) -> ConsoleText { ConsoleText(stringLiteral: text) }

  /// Lines, each with its end. Only the colours of this program's pictures stay unescaped.
  static func lines(_ lines: [String]) -> ConsoleText {
    own(lines.map { printable($0, keepsColours: Console.hasColour) + "\n" }.joined())
  }

  /// The lines of a text.
  static func lines(of text: String) -> ConsoleText {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return .lines(lines)
  }

  /// A document on one line. Control characters are escaped, as JSON allows in strings, the only place where they
  /// occur.
  static func json(_ document: JSONValue) -> ConsoleText {
    let written = document.text()
    guard written.utf8.contains(where: { $0 >= 0x7F }) else { return own(written + "\n") }
    var text = ""
    for scalar in written.unicodeScalars {
      if scalar.movesTerminals {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return own(text + "\n")
  }

  /// A line that replaces the one at the cursor; it must not be wider than the terminal.
  static func redrawn(_ line: String) -> ConsoleText { own("\r\u{1B}[K" + printable(line, limit: 1_000)) }

  static func + (left: ConsoleText, right: ConsoleText) -> ConsoleText { own(left.text + right.text) }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation<Value>(_ value: Value) { text += printable("\(value)", limit: 1_000) }
  }
}

/// Text that is safe to show in a terminal: control characters are escaped, and what is longer than `limit` is cut.
func printable(_ text: String, limit: Int) -> String {
  let scalars = text.unicodeScalars
  let shown = printable(String(String.UnicodeScalarView(scalars.prefix(limit))), keepsColours: false)
  return scalars.count > limit ? shown + "..." : shown
}

private func printable(_ text: String, keepsColours: Bool) -> String {
  guard text.unicodeScalars.contains(where: \.movesTerminals) else { return text }
  var result = String.UnicodeScalarView()
  var rest = text.unicodeScalars[...]
  while let scalar = rest.first {
    if keepsColours, let length = colourLength(rest) {
      result.append(contentsOf: rest.prefix(length))
      rest = rest.dropFirst(length)
    } else if scalar.movesTerminals {
      result.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
      rest = rest.dropFirst()
    } else {
      result.append(scalar)
      rest = rest.dropFirst()
    }
  }
  return String(result)
}

/// The length of the colour sequence at the beginning of a text, if it is one of those that pictures and tables use:
/// bold, reset, and colours of the 256-colour palette.
private func colourLength(_ text: Substring.UnicodeScalarView) -> Int? {
  guard text.starts(with: "\u{1B}[".unicodeScalars), let end = text.firstIndex(of: "m") else { return nil }
  let code = String(text[text.index(text.startIndex, offsetBy: 2)..<end])
  let isOurs =
    code == "0" || code == "1"
    || code.hasPrefix("38;5;") && code.utf8.allSatisfy { $0 == UInt8(ascii: ";") || (48...57).contains($0) }
  return isOurs ? text.distance(from: text.startIndex, to: end) + 1 : nil
}
