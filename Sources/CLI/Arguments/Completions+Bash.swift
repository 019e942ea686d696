extension Completions {
  /// Works in bash 3.2 (macOS) and later, without the bash-completion package.
  static func bash(_ tool: ToolSpecification) -> String {
    let function = "_\(tool.name)"
    var lines = [
      "# bash completion for \(tool.name), printed by: \(tool.name) completions bash",
      "",
      "# Adds the words that begin with the current one.",
      "\(function)_words() {",
      "  local word",
      "  for word in $1; do",
      "    [[ $word == \"$current\"* ]] && COMPREPLY+=(\"$word\")",
      "  done",
      "}",
      "",
      "# Adds files (-f) or folders (-d).",
      "\(function)_paths() {",
      "  local path",
      "  while IFS= read -r path; do COMPREPLY+=(\"$path\"); done < <(compgen \"$1\" -- \"$current\")",
      "  type compopt &>/dev/null && compopt -o filenames",
      "}",
      "",
      "\(function)() {",
      "  local current=${COMP_WORDS[COMP_CWORD]} previous= verb= operand=0 ended= i word",
      "  COMPREPLY=()",
      "  (( COMP_CWORD > 0 )) && previous=${COMP_WORDS[COMP_CWORD-1]}",
      "  # bash hands over --name=value as three words.",
      "  if [[ $current == = ]]; then",
      "    current=",
      "  elif [[ $previous == = ]] && (( COMP_CWORD > 1 )); then",
      "    previous=${COMP_WORDS[COMP_CWORD-2]}",
      "  fi",
      "  (( COMP_CWORD > 1 )) && verb=${COMP_WORDS[1]}",
      "  for (( i = 2; i < COMP_CWORD; i++ )); do [[ ${COMP_WORDS[i]} == -- ]] && ended=1; done",
      "",
      "  if [[ -z $verb ]]; then",
      "    \(function)_words \(quoted(words(tool)))",
      "    return",
      "  fi",
      "",
      "  if [[ -z $ended ]]; then",
      "    case \"$verb $previous\" in",
    ]
    for command in tool.commands {
      for option in command.options {
        guard let value = option.value else { continue }
        let pattern = option.flags.map { "'\(command.verb) \($0)'" }.joined(separator: " | ")
        lines.append("      \(pattern)) \(([action(value, function)] + ["return"]).joined(separator: "; ")) ;;")
      }
    }
    lines += ["    esac", "    if [[ $current == -* ]]; then", "      case $verb in"]
    for command in tool.commands {
      let flags = command.allOptions.flatMap(\.flags).joined(separator: " ")
      lines.append("        \(command.verb)) \(function)_words \(quoted(flags)) ;;")
    }
    lines += ["      esac", "      return", "    fi", "  fi", "", "  case $verb in"]
    for command in tool.commands where !command.operands.isEmpty {
      let actions = command.operands.map { action($0.value, function) }
      // Only where each operand asks for the same is there nothing to count; so far that is everywhere.
      var distinct: [String] = []
      for action in actions where !distinct.contains(action) { distinct.append(action) }
      lines.append("    \(command.verb)) \(distinct.joined(separator: "; ")) ;;")
    }
    lines += ["  esac", "}", "", "complete -F \(function) \(tool.name)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(_ tool: ToolSpecification) -> String {
    (tool.commands.map(\.verb) + tool.options.flatMap(\.flags)).joined(separator: " ")
  }

  /// The shell command that offers what the value may be.
  private static func action(_ value: ValueSpecification, _ function: String) -> String {
    var actions = value.words.isEmpty ? [] : ["\(function)_words \(quoted(value.words.joined(separator: " ")))"]
    switch value.kind {
    case .file: actions.append("\(function)_paths -f")
    case .folder: actions.append("\(function)_paths -d")
    case .choice, .text, .integer, .number, .seed, .integerList, .indexRange: break
    }
    return actions.isEmpty ? ":" : actions.joined(separator: "; ")
  }
}
