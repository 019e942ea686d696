import DownhillReport

/// Help texts, made from the specifications.
enum Help {
  /// The help of the whole tool: its verbs, its options, examples.
  static func text(for tool: ToolSpecification, width: Int = 80) -> String {
    let verbs = tool.commands.map { ($0.verb, sentence($0.abstract)) }
    let options = tool.options.map { (label($0), $0.fullHelp) }
    let statuses = tool.exitStatuses.map { ($0.name, $0.text) }
    let page = Page(width: width, names: (verbs + options + statuses).map(\.0))
    return page.text(of: [
      ["Usage: \(tool.name) VERB [options]"],
      page.prose(tool.discussion),
      page.list("Verbs", verbs),
      page.list("Options", options),
      page.examples(tool.examples),
      page.list("Exit status", statuses),
      page.prose("\(tool.name) VERB --help explains a verb."),
    ])
  }

  /// The help of one verb: usage, what it does, operands, options by group, examples.
  static func text(for command: CommandSpecification, of tool: ToolSpecification, width: Int = 80) -> String {
    let operands = command.operands.map { ($0.name, $0.fullHelp) }
    let page = Page(width: width, names: operands.map(\.0) + command.allOptions.map(label))
    let usage = [tool.name, command.verb, command.synopsis].filter { !$0.isEmpty }.joined(separator: " ")
    let groups = command.optionGroups.map { group in
      page.list(group.heading, group.options.map { (label($0), $0.fullHelp) })
    }
    return page.text(
      of: [
        ["Usage: \(usage)"],
        page.prose(command.discussion),
        page.list("Operands", operands),
      ] + groups + [page.examples(command.examples)])
  }

  /// `-q, --quiet`, `--epochs N`.
  static func label(_ option: OptionSpecification) -> String {
    let flags = option.flags.joined(separator: ", ")
    return option.value.map { "\(flags) \($0.placeholder)" } ?? flags
  }

  private static func sentence(_ text: String) -> String { "\(text.prefix(1).uppercased())\(text.dropFirst())." }
}

/// Lays out sections within a width.
private struct Page {
  let width: Int
  /// Where explanations begin: right of the longest name, but leaving them two thirds of the page.
  let column: Int

  init(width: Int, names: [String]) {
    self.width = width
    column = min((names.map(\.count).max() ?? 0) + 4, width / 3)
  }

  /// Sections with an empty line between them; empty ones vanish.
  func text(of sections: [[String]]) -> String {
    sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  func prose(_ text: String) -> [String] {
    Array(paragraphs(text).map { TextLines.wrapped($0, width: width) }.joined(separator: [""]))
  }

  /// Names on the left, explanations in a column on the right, below the name if that is too long.
  func list(_ heading: String, _ entries: [(name: String, text: String)]) -> [String] {
    guard !entries.isEmpty else { return [] }
    let indent = String(repeating: " ", count: column)
    return ["\(heading):"]
      + entries.flatMap { entry in
        var lines = TextLines.wrapped(entry.text, width: width - column).map { indent + $0 }
        let name = "  \(entry.name)"
        if name.count + 2 <= column, !lines.isEmpty {
          lines[0] = name + lines[0].dropFirst(name.count)
        } else {
          lines.insert(name, at: 0)
        }
        return lines
      }
  }

  func examples(_ examples: [ExampleSpecification]) -> [String] {
    guard !examples.isEmpty else { return [] }
    return ["Examples:"] + examples.flatMap { ["  # \($0.comment)", "  \($0.command)"] }
  }
}

/// The paragraphs of a text in which an empty line separates them.
func paragraphs(_ text: String) -> [String] { text.split(separator: "\n\n").map(String.init) }
