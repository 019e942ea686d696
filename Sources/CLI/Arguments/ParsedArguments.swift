import DownhillSettings

/// The arguments of one command, checked against its specification.
///
/// An option that was not given reads as `nil`: defaults are the caller's, for they may depend on a preset or on a
/// resumed model. Asking for an option that the command does not declare, or as something it is not, is a mistake of
/// the program and stops it.
struct ParsedArguments: Sendable, Equatable {
  let command: CommandSpecification
  let operands: [String]
  /// The text of each option that was given, in order; a flag has an empty text.
  private let values: [String: [String]]

  /// The options whose values come from ``withDefaults(_:)``.
  private(set) var defaulted: Set<String> = []

  init(command: CommandSpecification, operands: [String], values: [String: [String]]) {
    self.command = command
    self.operands = operands
    self.values = values
  }

  /// The same with values for options that were not given, as a preset has them.
  func withDefaults(_ defaults: [String: String]) -> ParsedArguments {
    let added = defaults.filter { !isSet($0.key) }
    var result = ParsedArguments(
      command: command, operands: operands, values: values.merging(added.mapValues { [$0] }) { given, _ in given })
    result.defaulted = Set(added.keys)
    return result
  }

  /// Whether the option was given.
  func isSet(_ name: String) -> Bool {
    precondition(command.option(named: name) != nil, "\(command.verb) declares no option \(name)")
    return values[name] != nil
  }

  /// The options that were given, in the order of the specification.
  var givenOptions: [String] { command.options.map(\.name).filter(isSet) }

  /// The value as it was typed.
  func string(_ name: String) -> String? { isSet(name) ? values[name]?.last : nil }

  /// All values of a repeatable option, in the order given.
  func strings(_ name: String) -> [String] { isSet(name) ? values[name] ?? [] : [] }

  /// One of the declared words.
  func choice(_ name: String) -> String? {
    precondition(specification(name).kind == .choice, "\(name) is no choice")
    return string(name)
  }

  /// A whole number within the declared range and, where given, a narrower one.
  func integer(_ name: String, in range: ClosedRange<Int>? = nil) throws(UsageError) -> Int? {
    precondition(specification(name).words.isEmpty, "\(name) may be a word: read it with integerOrWord")
    return switch try integerOrWord(name, in: range) {
    case .integer(let value): value
    case .word, nil: nil
    }
  }

  enum IntegerOrWord: Sendable, Equatable {
    case integer(Int)
    case word(String)
  }

  /// A whole number, or one of the declared words, such as `all`.
  func integerOrWord(_ name: String, in range: ClosedRange<Int>? = nil) throws(UsageError) -> IntegerOrWord? {
    var expected = specification(name)
    guard case .integer(let declared) = expected.kind else { preconditionFailure("\(name) is no whole number") }
    let bounds = range ?? declared
    expected.kind = .integer(bounds)
    return try read(name, as: expected) { text in
      if expected.words.contains(text) { return .word(text) }
      return ValueParsing.integer(text).flatMap { bounds.contains($0) ? .integer($0) : nil }
    }
  }

  /// A finite number within the declared range and, where given, a narrower one.
  func number(_ name: String, in range: ClosedRange<Double>? = nil) throws(UsageError) -> Double? {
    var expected = specification(name)
    guard case .number(let declared) = expected.kind else { preconditionFailure("\(name) is no number") }
    let bounds = range ?? declared
    expected.kind = .number(bounds)
    return try read(name, as: expected) { ValueParsing.number($0).flatMap { bounds.contains($0) ? $0 : nil } }
  }

  /// Whole numbers separated by commas; `none`, where it is declared, is the empty list.
  func integerList(_ name: String) throws(UsageError) -> [Int]? {
    let expected = specification(name)
    guard case .integerList(let bounds) = expected.kind else { preconditionFailure("\(name) is no list") }
    return try read(name, as: expected) {
      expected.words.contains($0) ? [] : ValueParsing.integerList($0, in: bounds)
    }
  }

  /// Indices from 0; `17` alone is one example. Whether the data has so many is the caller's to check.
  func range(_ name: String) throws(UsageError) -> Range<Int>? {
    let expected = specification(name)
    precondition(expected.kind == .indexRange, "\(name) is no range")
    return try read(name, as: expected, ValueParsing.indexRange)
  }

  /// A seed of the random source.
  func seed(_ name: String) throws(UsageError) -> UInt64? {
    let expected = specification(name)
    precondition(expected.kind == .seed, "\(name) is no seed")
    return try read(name, as: expected, ValueParsing.seed)
  }

  /// The error for a value that only the command can judge, such as more examples than the data has.
  func badValue(_ name: String, expected: ValueSpecification.Kind) -> UsageError {
    var specification = specification(name)
    specification.kind = expected
    return .badValue(argument: "--\(name)", value: string(name) ?? "", expected: specification)
  }

  private func read<Value>(
    _ name: String, as expected: ValueSpecification, _ parse: (String) -> Value?
  ) throws(UsageError) -> Value? {
    guard let text = string(name) else { return nil }
    guard let value = parse(text) else {
      throw .badValue(argument: "--\(name)", value: text, expected: expected)
    }
    return value
  }

  private func specification(_ name: String) -> ValueSpecification {
    guard let value = command.option(named: name)?.value else {
      preconditionFailure("\(command.verb) declares no option \(name) with a value")
    }
    return value
  }
}
