import DownhillSettings

extension Completions {
  /// For a file `_downhill` in a folder of `$fpath`, or for `source`.
  static func zsh(_ tool: ToolSpecification) -> String {
    let function = "_\(tool.name)"
    var lines = [
      "#compdef \(tool.name)",
      "# zsh completion for \(tool.name), printed by: \(tool.name) completions zsh",
      "",
      "# Offers what the first argument offers, and the words after it.",
      "\(function)_or_words() {",
      "  _alternative \"paths:path:$1\" \"words:word:(${*[2,-1]})\"",
      "}",
      "",
      "\(function)() {",
      "  local context state state_descr line",
      "  typeset -A opt_args",
      "  local -a verbs=(",
    ]
    lines += tool.commands.map { "    " + quoted("\(escaped($0.verb)):\($0.abstract)") }
    lines += ["  )", "", "  _arguments -C \\"]
    lines += tool.options.map { "    \(argument($0, tool, exclusive: true)) \\" }
    lines += ["    '1:verb:->verb' \\", "    '*::argument:->arguments'", ""]
    lines += [
      "  case $state in", "    verb) _describe -t verbs verb verbs ;;", "    arguments)", "      case $words[1] in",
    ]
    for command in tool.commands {
      let arguments =
        command.options.map { argument($0, tool, exclusive: false) } + [argument(.help, tool, exclusive: true)]
        + command.operands.enumerated().map { operand($1, tool, position: $0 + 1) }
      lines.append("        \(command.verb))")
      lines.append("          _arguments \\")
      lines.append(arguments.map { "            \($0)" }.joined(separator: " \\\n"))
      lines.append("          ;;")
    }
    lines += ["      esac", "      ;;", "  esac", "}", ""]
    lines += ["if [[ $funcstack[1] == \(function) ]]; then", "  \(function) \"$@\"", "else"]
    lines += ["  compdef \(function) \(tool.name)", "fi"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// One option for `_arguments`. An exclusive one, such as `--help`, ends the completion.
  private static func argument(
    _ option: OptionSpecification, _ tool: ToolSpecification, exclusive: Bool
  ) -> String {
    let names = option.flags.map { option.value == nil ? $0 : $0 + ($0.hasPrefix("--") ? "=" : "+") }
    let excluded = exclusive ? "- *" : option.flags.joined(separator: " ")
    let prefix = option.isRepeatable ? "'*'" : quoted("(\(excluded))")
    let flags = names.count == 1 ? names[0] : "{\(names.joined(separator: ","))}"
    let message = option.value.map { ":\(escaped($0.placeholder)):\(action($0, tool))" } ?? ""
    return prefix + flags + quoted("[\(escaped(brief(option.help)))]\(message)")
  }

  private static func operand(
    _ operand: OperandSpecification, _ tool: ToolSpecification, position: Int
  ) -> String {
    let which = operand.isRepeating ? "*" : "\(position)"
    let colon = operand.isOptional && !operand.isRepeating ? "::" : ":"
    return quoted("\(which)\(colon)\(escaped(operand.name)):\(action(operand.value, tool))")
  }

  private static func action(_ value: ValueSpecification, _ tool: ToolSpecification) -> String {
    let words = value.words.isEmpty ? nil : value.words.joined(separator: " ")
    let paths: String? =
      switch value.kind {
      case .file: "_files"
      case .folder: "_directories"
      case .choice, .wordList, .text, .integer, .number, .seed, .integerList, .numberList, .indexRange, .pictureSize:
        nil
      }
    return switch (words, paths) {
    // Called as it is written because of the space at its beginning.
    case (let words?, let paths?): " _\(tool.name)_or_words \(paths) \(words)"
    case (let words?, nil): "(\(words))"
    case (nil, let paths?): paths
    case (nil, nil): " "
    }
  }

  /// Colons and brackets mean something to `_arguments`.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { $0 += "\\:[]".contains($1) ? "\\\($1)" : "\($1)" }
  }
}
