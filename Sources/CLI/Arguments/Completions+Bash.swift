import DownhillSettings

extension Completions {
  /// Keeps to what bash 3.2 (macOS) understands, without the bash-completion package.
  static func bash(_ tool: ToolSpecification) -> String {
    let function = "_\(tool.name)"
    var lines = [
      "# bash completion for \(tool.name), printed by: \(tool.name) completions bash",
      "",
      "# Adds the words that begin with the current one.",
      "\(function)_words() {",
      "  local word IFS=$' \\t\\n'",
      "  for word in $1; do",
      "    if [[ $word == \"$current\"* ]]; then COMPREPLY+=(\"$prefix$word\"); fi",
      "  done",
      "}",
      "",
      "# Adds files (-f) or folders (-d).",
      "\(function)_paths() {",
      "  local path",
      "  while IFS= read -r path; do COMPREPLY+=(\"$prefix$path\"); done < <(compgen \"$1\" -- \"$current\")",
      "  type compopt &>/dev/null && compopt -o filenames 2>/dev/null",
      "}",
      "",
      "\(function)() {",
      "  local current=${COMP_WORDS[COMP_CWORD]} previous= verb= flags= ended= prefix= i",
      "  COMPREPLY=()",
      "  (( COMP_CWORD > 0 )) && previous=${COMP_WORDS[COMP_CWORD-1]}",
      "  # Newer versions of bash hand over --name=value as three words, older ones as one.",
      "  if [[ $current == = ]]; then",
      "    current=",
      "  elif [[ $previous == = ]] && (( COMP_CWORD > 1 )); then",
      "    previous=${COMP_WORDS[COMP_CWORD-2]}",
      "  elif [[ $current == --*=* ]]; then",
      "    previous=${current%%=*} prefix=${current%%=*}=",
      "    current=${current#*=}",
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
        lines.append("      \(pattern)) \((actions(value, function) + ["return"]).joined(separator: "; ")) ;;")
      }
    }
    lines += ["    esac", "    case $verb in"]
    for command in tool.commands {
      let flags = command.allOptions.flatMap(\.flags).joined(separator: " ")
      lines.append("      \(command.verb)) flags=\(quoted(flags)) ;;")
    }
    lines += ["    esac", "    if [[ $current == -* ]]; then", "      \(function)_words \"$flags\""]
    lines += ["      return", "    fi", "  fi", "", "  case $verb in"]
    for command in tool.commands {
      // Operands are not counted: every position offers what any of them may be, or the options if there are none.
      var distinct = command.operands.isEmpty ? ["\(function)_words \"$flags\""] : []
      for action in command.operands.flatMap({ actions($0.value, function) }) where !distinct.contains(action) {
        distinct.append(action)
      }
      lines.append("    \(command.verb)) \(distinct.joined(separator: "; ")) ;;")
    }
    lines += ["  esac", "}", "", "complete -F \(function) \(tool.name)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(_ tool: ToolSpecification) -> String {
    (tool.commands.map(\.verb) + tool.options.flatMap(\.flags)).joined(separator: " ")
  }

  /// The shell commands that offer what the value may be.
  private static func actions(_ value: ValueSpecification, _ function: String) -> [String] {
    var actions = value.words.isEmpty ? [] : ["\(function)_words \(quoted(value.words.joined(separator: " ")))"]
    switch value.kind {
    case .file: actions.append("\(function)_paths -f")
    case .folder: actions.append("\(function)_paths -d")
    case .choice, .wordList, .text, .integer, .number, .seed, .integerList, .numberList, .indexRange, .pictureSize:
      break
    }
    return actions
  }
}
