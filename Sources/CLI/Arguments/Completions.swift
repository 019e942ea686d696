/// The shells whose completion scripts can be made.
enum Shell: String, CaseIterable, Sendable {
  case bash
  case zsh
  case fish
}

/// Completion scripts: verbs, options, allowed values, files and folders where paths are expected.
enum Completions {
  static func script(for shell: Shell, of tool: ToolSpecification = .downhill) -> String {
    switch shell {
    case .bash: bash(tool)
    case .zsh: zsh(tool)
    case .fish: fish(tool)
    }
  }

  /// The text as one word of a POSIX shell: between single quotes, each `'` written as `'\''`.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// The text up to its first full stop, colon or semicolon: what fits beside an option in a menu.
  static func brief(_ help: String) -> String {
    let words = help.split(separator: " ")
    let first = words.prefix { !isLast($0) } + words.drop { !isLast($0) }.prefix(1)
    let text = first.joined(separator: " ")
    return first.last.map(isLast) == true ? String(text.dropLast()) : text
  }

  private static func isLast(_ word: Substring) -> Bool { word.last.map(".:;".contains) ?? false }
}
