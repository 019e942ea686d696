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

  /// The first sentence, without its full stop: what fits beside an option in a menu.
  static func brief(_ help: String) -> String {
    let first = help.split(separator: ". ", maxSplits: 1).first.map(String.init) ?? help
    return first.hasSuffix(".") ? String(first.dropLast()) : first
  }
}
