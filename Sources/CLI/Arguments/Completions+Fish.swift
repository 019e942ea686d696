import DownhillSettings

extension Completions {
  static func fish(_ tool: ToolSpecification) -> String {
    let start = "complete -c \(tool.name)"
    var lines = [
      "# fish completion for \(tool.name), printed by: \(tool.name) completions fish",
      "",
      "\(start) -f",
      "",
    ]
    for command in tool.commands {
      lines.append("\(start) -n __fish_use_subcommand -a \(command.verb) -d \(fishQuoted(command.abstract))")
    }
    for option in tool.options {
      lines.append("\(start) -n __fish_use_subcommand\(names(option)) -d \(fishQuoted(brief(option.help)))")
    }
    for command in tool.commands {
      let condition = "-n '__fish_seen_subcommand_from \(command.verb)'"
      lines.append("")
      for option in command.allOptions {
        let value = option.value.map(action) ?? ""
        lines.append("\(start) \(condition)\(names(option))\(value) -d \(fishQuoted(brief(option.help)))")
      }
      var seen: [String] = []
      for operand in command.operands.map({ operandAction($0.value) }) where !seen.contains(operand) {
        seen.append(operand)
        lines.append("\(start) \(condition)\(operand)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func names(_ option: OptionSpecification) -> String {
    (option.short.map { " -s \($0)" } ?? "") + " -l \(option.name)"
  }

  /// `-x`: a value is required, and no other files are offered; `-r -F`: a file is required.
  private static func action(_ value: ValueSpecification) -> String {
    let words = value.words.joined(separator: " ")
    switch value.kind {
    case .file:
      return " -r -F" + (words.isEmpty ? "" : " -a \(fishQuoted(words))")
    case .folder:
      return " -x -a \"(__fish_complete_directories)\(words.isEmpty ? "" : " \(words)")\""
    case .choice, .wordList, .text, .integer, .number, .seed, .integerList, .numberList, .indexRange, .pictureSize:
      return " -x" + (words.isEmpty ? "" : " -a \(fishQuoted(words))")
    }
  }

  private static func operandAction(_ value: ValueSpecification) -> String {
    switch value.kind {
    case .file, .folder: " -F"
    case .choice, .wordList, .text, .integer, .number, .seed, .integerList, .numberList, .indexRange, .pictureSize:
      " -a \(fishQuoted(value.words.joined(separator: " ")))"
    }
  }

  /// Between single quotes, where fish knows only `\\` and `\'`.
  private static func fishQuoted(_ text: String) -> String {
    "'" + text.reduce(into: "") { $0 += "\\'".contains($1) ? "\\\($1)" : "\($1)" } + "'"
  }
}
