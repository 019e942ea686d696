/// The manual page of the whole tool in roff, with the man macros. It has no date: the same program, the same page.
enum ManualPage {
  static func text(of tool: ToolSpecification = .downhill) -> String {
    var lines = [
      ".\\\" Printed by: \(tool.name) manual",
      ".TH \(tool.name.uppercased()) 1 \"\" \"\(tool.name) \(tool.version)\" \"User Commands\"",
      // No hyphens within words, no stretched lines: both would spoil options and commands.
      ".nh", ".ad l",
      ".SH NAME",
      "\(roff(tool.name)) \\- \(roff(tool.abstract))",
      ".SH SYNOPSIS",
    ]
    for command in tool.commands {
      lines += [".B \(roff("\(tool.name) \(command.verb)"))", roff(command.synopsis), ".br"]
    }
    lines += [".B \(roff("\(tool.name) --help"))", ".SH DESCRIPTION"] + prose(tool.discussion)
    lines += [".SH OPTIONS"] + tool.options.flatMap(entry)
    lines += [".SH VERBS"] + tool.commands.flatMap(section)
    lines += [".SH EXIT STATUS"] + tool.exitStatuses.flatMap(entry)
    lines += [".SH ENVIRONMENT"] + tool.environment.flatMap(entry)
    lines += [".SH EXAMPLES"] + examples(tool.examples)
    return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  /// A verb: what it does, its operands, its options under their headings, its examples.
  private static func section(_ command: CommandSpecification) -> [String] {
    let operands = command.operands.flatMap { [".TP", ".I \(roff($0.name))", roff($0.fullHelp)] }
    let groups = command.optionGroups.map { ($0.heading, $0.options.filter { $0 != .help }) }
    let options = groups.flatMap { heading, options in
      options.isEmpty ? [] : [".PP", "\\fI\(roff(heading))\\fR"] + options.flatMap(entry)
    }
    return [".SS \(roff(command.verb))"] + prose(command.discussion) + operands + options
      + [".PP", "\\fIExamples\\fR", ".PP"] + examples(command.examples)
  }

  private static func entry(_ option: OptionSpecification) -> [String] {
    let flags = option.flags.map { "\\fB\(roff($0))\\fR" }.joined(separator: ", ")
    let value = option.value.map { " \\fI\(roff($0.placeholder))\\fR" } ?? ""
    return [".TP", flags + value, roff(option.fullHelp)]
  }

  private static func entry(_ item: ToolSpecification.NamedText) -> [String] {
    [".TP", ".B \(roff(item.name))", roff(item.text)]
  }

  private static func examples(_ examples: [ExampleSpecification]) -> [String] {
    let blocks = examples.map { [roff($0.comment), ".PP", ".in +4n", ".nf", roff($0.command), ".fi", ".in"] }
    return Array(blocks.joined(separator: [".PP"]))
  }

  private static func prose(_ text: String) -> [String] {
    Array(paragraphs(text).map { [roff($0)] }.joined(separator: [".PP"]))
  }

  /// Text that roff prints as it is: its own marks escaped, everything outside ASCII by number.
  static func roff(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\"": result += "\\(dq"
      case "\n": result += " "
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let code = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)]"
      }
    }
    return result.hasPrefix(".") ? "\\&\(result)" : result
  }
}
