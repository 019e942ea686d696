import DownhillSettings

/// What a command line asks for.
enum Invocation: Sendable, Equatable {
  /// Print this text on standard output.
  case help(String)
  case version
  case run(CommandSpecification, ParsedArguments)
}

/// The grammar: a verb, then options and operands in any order.
///
/// - `--name value`, `--name=value`, `-n value`; flags take no value.
/// - `--` ends the options. A word such as `-3` is a number, not an option.
/// - An option given twice is an error unless it is declared repeatable.
/// - `--help` before `--` wins over everything else, errors included.
enum CommandLineParser {
  /// Reads the arguments that follow the program's name.
  static func parse(
    _ arguments: [String], tool: ToolSpecification = .downhill
  ) throws(UsageError) -> Invocation {
    guard let first = arguments.first else { throw .missingVerb(verbs: tool.commands.map(\.verb)) }
    if OptionSpecification.help.flags.contains(first) { return .help(Help.text(for: tool)) }
    if OptionSpecification.version.flags.contains(first) {
      if arguments.count > 1 { throw .unexpectedOperand(arguments[1]) }
      return .version
    }
    guard let command = tool.command(named: first) else { throw notAVerb(first, tool) }
    let rest = arguments.dropFirst()
    if rest.prefix(while: { $0 != "--" }).contains(where: OptionSpecification.help.flags.contains) {
      return .help(Help.text(for: command, of: tool))
    }
    return .run(command, try parse(rest, of: command))
  }

  private static func notAVerb(_ word: String, _ tool: ToolSpecification) -> UsageError {
    guard word.hasPrefix("-") else {
      return .unknownVerb(word, suggestion: Suggestion.nearest(to: word, in: tool.commands.map(\.verb)))
    }
    let name = optionName(word)
    if tool.options.contains(where: { $0.flags.contains(name) }) {
      return .unexpectedValue(argument: name, value: String(word.dropFirst(name.count + 1)))
    }
    if tool.commands.contains(where: { $0.options.contains { $0.flags.contains(name) } }) {
      return .optionBeforeVerb(name)
    }
    return .unknownOption(name, suggestion: suggestion(for: name, in: tool.options))
  }

  private static func parse(
    _ words: ArraySlice<String>, of command: CommandSpecification
  ) throws(UsageError) -> ParsedArguments {
    var values: [String: [String]] = [:]
    var operands: [String] = []
    var words = words
    while let word = words.popFirst() {
      if word == "--" {
        operands += words
        break
      }
      guard isOption(word) else {
        operands.append(word)
        continue
      }
      let name = optionName(word)
      guard let option = command.allOptions.first(where: { $0.flags.contains(name) }) else {
        throw .unknownOption(name, suggestion: suggestion(for: name, in: command.allOptions))
      }
      if values[option.name] != nil, !option.isRepeatable { throw .repeatedOption(option.flag) }
      let attached = name == word ? nil : String(word.dropFirst(name.count + 1))
      let value = try value(of: option, attached: attached, following: &words, command)
      values[option.name, default: []].append(value)
    }
    try check(operands, of: command)
    return ParsedArguments(command: command, operands: operands, values: values)
  }

  /// The text of the option's value, checked; empty for a flag. Takes the next word unless a value is attached by `=`.
  private static func value(
    of option: OptionSpecification, attached: String?, following: inout ArraySlice<String>,
    _ command: CommandSpecification
  ) throws(UsageError) -> String {
    guard let expected = option.value else {
      if let attached { throw .unexpectedValue(argument: option.flag, value: attached) }
      return ""
    }
    var text = attached
    if text == nil, let next = following.first, !startsAnOption(next, of: command) { text = following.removeFirst() }
    guard let text else { throw .missingValue(argument: option.flag, expected: expected) }
    try check(text, argument: option.flag, expected: expected)
    return text
  }

  private static func check(
    _ text: String, argument: String, expected: ValueSpecification
  ) throws(UsageError) {
    if expected.accepts(text) { return }
    guard let word = expected.wrongWord(of: text) else {
      throw .badValue(argument: argument, value: text, expected: expected)
    }
    let suggestion = Suggestion.nearest(to: word, in: expected.words)
    throw .badChoice(argument: argument, value: word, choices: expected.words, suggestion: suggestion)
  }

  private static func check(_ operands: [String], of command: CommandSpecification) throws(UsageError) {
    var left = operands[...]
    for operand in command.operands {
      if left.isEmpty, !operand.isOptional { throw .missingOperand(operand) }
      let taken = operand.isRepeating ? left.count : min(1, left.count)
      for text in left.prefix(taken) { try check(text, argument: operand.name, expected: operand.value) }
      left = left.dropFirst(taken)
    }
    if let surplus = left.first { throw .unexpectedOperand(surplus) }
  }

  /// `-x` and `--x`, but neither `-` (standard input, by custom) nor `-3` nor `-.5`.
  private static func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
    return !second.isNumber && second != "."
  }

  /// Whether the word cannot be the value of the option before it. Unknown words with one dash can: `-inf` is then
  /// refused as a value, with a better sentence.
  private static func startsAnOption(_ word: String, of command: CommandSpecification) -> Bool {
    word.hasPrefix("--") || command.allOptions.contains { $0.flags.contains(word) }
  }

  /// `--epochs` of `--epochs=3`.
  private static func optionName(_ word: String) -> String { String(word.prefix { $0 != "=" }) }

  private static func suggestion(for name: String, in options: [OptionSpecification]) -> String? {
    let bare = String(name.drop { $0 == "-" })
    return Suggestion.nearest(to: bare, in: options.map(\.name)).map { "--\($0)" }
  }
}
