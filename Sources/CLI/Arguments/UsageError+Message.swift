/// The one place where usage errors become English.
extension UsageError {
  /// At most three lines for standard error: what is wrong, perhaps what would be right, and where to read on.
  ///
  /// `arguments` are those that were given to the parser; the last line names their verb.
  func message(for arguments: [String], tool: ToolSpecification = .downhill) -> String {
    let verb = arguments.first.flatMap { tool.command(named: $0) }?.verb
    let help = [tool.name, verb, "--help"].compactMap { $0 }.joined(separator: " ")
    return (["error: \(sentence(verb: verb, tool: tool))"] + details + ["see: \(help)"]).joined(separator: "\n")
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
      return "\(argument) takes \(expected.phrase), not \(quoted(value))"
    case .badChoice(let argument, let value, let choices, let suggestion):
      return "\(argument) takes \(alternatives(choices)), not \(quoted(value))" + didYouMean(suggestion)
    case .missingOperand(let operand):
      return "\(subject) needs \(operand.name): \(operand.phrase)"
    case .unexpectedOperand(let operand):
      return "\(subject) has no use for the operand \(quoted(operand))"
    case .conflictingOptions(let one, let other):
      return "\(one) and \(other) exclude each other"
    case .optionWithoutEffect(let option, let needs):
      return "\(option) has no effect without \(alternatives(needs))"
    case .badPairing(let one, let other, _):
      return "\(one) does not go with \(other)"
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

extension ValueSpecification {
  /// What is expected, to stand after "takes": `a whole number from 1 to 100, or all`.
  var phrase: String {
    let first: String
    switch kind {
    case .choice: return alternatives(words)
    case .text: first = words.isEmpty ? "a name" : "a name such as \(alternatives(words))"
    case .integer(let range): first = "a whole number " + Self.bounds(range)
    case .number(let range): first = "a number " + Self.bounds(range)
    case .seed: first = "a whole number from 0 to \(UInt64.max)"
    case .integerList(let range): first = "whole numbers \(Self.bounds(range)), separated by commas"
    case .indexRange: first = "examples as 0..<100, 0...99 or 17"
    case .file: first = "the path of a file"
    case .folder: first = "the path of a folder"
    }
    return words.isEmpty || kind == .text ? first : "\(first), or \(alternatives(words))"
  }

  private static func bounds(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
  }

  private static func bounds(_ range: ClosedRange<Double>) -> String {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low > 0, low < 1e-30 { return "above 0 and at most \(plain(high))" }
    return "from \(plain(low)) to \(plain(high))"
  }

  /// `3` rather than `3.0`.
  private static func plain(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// `a, b or c`.
private func alternatives(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) or \(last)"
}

/// The user's text between quotation marks, fit for one line of a terminal.
private func quoted(_ text: String) -> String { "\"\(printable(text))\"" }

/// Control characters escaped, so that nobody's argument moves the cursor or breaks the line; long texts cut short.
private func printable(_ text: String) -> String { printable(text, limit: 60) }

/// Text as a terminal can show it without being moved by it: control characters are spelt out, and what is longer than
/// `limit` is cut.
func printable(_ text: String, limit: Int) -> String {
  var result = ""
  for scalar in text.unicodeScalars.prefix(limit) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: result += scalar.escaped(asASCII: true)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.count > limit ? result + "..." : result
}
