/// Breaks text into lines of at most `width` characters, at spaces only; a longer word keeps a line to itself.
func wrap(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = ""
    }
    line += line.isEmpty ? "\(word)" : " \(word)"
  }
  return line.isEmpty ? lines : lines + [line]
}

/// The paragraphs of a text in which an empty line separates them.
func paragraphs(_ text: String) -> [String] { text.split(separator: "\n\n").map(String.init) }
