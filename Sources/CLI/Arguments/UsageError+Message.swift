import DownhillSettings

/// The English sentences of usage errors.
extension UsageError {
  /// At most three lines for standard error: what is wrong, perhaps what would be right, and where to read on.
  ///
  /// `arguments` are those that were given to the parser; the last line names their verb.
  func message(for arguments: [String], tool: ToolSpecification = .downhill) -> String {
    let verb = arguments.first.flatMap { tool.command(named: $0) }?.verb
    let help = [tool.name, verb, "--help"].compactMap { $0 }.joined(separator: " ")
    let sentence = printable(sentence(verb: verb, tool: tool), limit: 1_000)
    return (["error: \(sentence)"] + details + ["see: \(help)"]).joined(separator: "\n")
  }

  private func sentence(verb: String?, tool: ToolSpecification) -> String {
    let subject = verb ?? tool.name
    switch self {
    case .missingVerb(let verbs):
      return "a verb is missing; choose \(alternatives(verbs))"
    case .unknownVerb(let verb, let suggestion):
      return "there is no verb \(quoted(verb))" + didYouMean(suggestion)
    case .optionBeforeVerb(let option):
      return "\(option) stands before the verb; write \(tool.name) VERB \(option)"
    case .unknownOption(let option, let suggestion):
      return "\(subject) has no option \(printable(option))" + didYouMean(suggestion)
    case .missingValue(let argument, let expected):
      return "\(argument) needs a value: \(expected.phrase)"
    case .unexpectedValue(let argument, let value):
      return "\(argument) takes no value, but \(quoted(value)) is given"
    case .repeatedOption(let option):
      return "\(option) is given twice"
    case .badValue(let argument, let value, let expected):
      return SettingError.takes(argument, expected.phrase, not: printable(value))
    case .badChoice(let argument, let value, let choices, let suggestion):
      return SettingError.takes(argument, alternatives(choices), not: printable(value)) + didYouMean(suggestion)
    case .missingOperand(let operand):
      return "\(subject) needs \(operand.name): \(operand.phrase)"
    case .unexpectedOperand(let operand):
      return "\(subject) has no use for the operand \(quoted(operand))"
    case .conflictingOptions(let one, let other):
      return "\(one) and \(other) exclude each other"
    case .optionWithoutEffect(let option, let needs):
      return SettingError.hasNoEffect(option, without: needs)
    case .badPairing(let one, let other, _):
      return SettingError.doesNotGo(one, with: other)
    case .disagreement(let option, let model, let recorded):
      return "\(option) does not agree with \(printable(model)), which was trained "
        + (recorded.map { "with \($0)" } ?? "without it")
    }
  }

  /// Lines between the sentence and the pointer to the help.
  private var details: [String] {
    if case .badPairing(_, _, let valid) = self { return ["valid: \(valid.joined(separator: ", "))"] }
    return []
  }

  private func didYouMean(_ suggestion: String?) -> String { suggestion.map { "; did you mean \($0)?" } ?? "" }
}

extension OperandSpecification {
  /// What is expected, to stand after a colon: the choices, or the first sentence of the help.
  fileprivate var phrase: String {
    if !value.choices.isEmpty { return value.phrase }
    let sentence = help.split(separator: ". ", maxSplits: 1).first ?? ""
    return sentence.prefix(1).lowercased() + (sentence.hasSuffix(".") ? sentence.dropLast() : sentence).dropFirst()
  }
}

/// A text from outside between quotation marks, fit for one line of a terminal.
func quoted(_ text: String) -> String { "\"\(printable(text))\"" }

/// Control characters escaped, so that no argument moves the cursor or breaks the line; long texts are cut.
private func printable(_ text: String) -> String { printable(text, limit: 60) }
