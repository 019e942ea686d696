import DownhillSettings

/// The arguments of one command, checked against its specification.
///
/// Reading an option that the command does not list is a programming error and traps.
struct ParsedArguments: Sendable, Equatable {
  let command: CommandSpecification
  let operands: [String]
  /// The text of each option that was given, in order; a flag has an empty text.
  private let values: [String: [String]]

  /// The options whose values come from ``withDefaults(_:)``.
  private var defaulted: Set<String> = []

  init(command: CommandSpecification, operands: [String], values: [String: [String]]) {
    self.command = command
    self.operands = operands
    self.values = values
  }

  /// The same, with a preset's values for options that were not given.
  func withDefaults(_ defaults: [(option: any DeclaredOption, text: String)]) -> ParsedArguments {
    let texts = Dictionary(uniqueKeysWithValues: defaults.map { ($0.option.name, $0.text) })
    let added = texts.filter { values[$0.key] == nil }
    var result = ParsedArguments(
      command: command, operands: operands, values: values.merging(added.mapValues { [$0] }) { given, _ in given })
    result.defaulted = Set(added.keys)
    return result
  }

  /// The options that were given, in the order of the specification.
  var givenOptions: [OptionSpecification] { command.options.filter(isGiven) }

  /// Whether the command has the option.
  func declares(_ option: some DeclaredOption) -> Bool {
    let name = option.name
    return command.options.contains { $0.name == name }
  }

  /// Whether the option was given.
  func isGiven(_ option: any DeclaredOption) -> Bool { typedText(of: option) != nil }

  /// Whether the option's value comes from ``withDefaults(_:)``.
  func isDefault(_ option: any DeclaredOption) -> Bool { defaulted.contains(option.name) }

  /// The value of an option, or its declared default.
  subscript<Value>(option: Option<Value>) -> Value { typedText(of: option).map(option.value) ?? option.absent }

  /// The value as it was typed, empty for a flag; nil if it was not given.
  func typedText(of option: any DeclaredOption) -> String? { typedTexts(of: option).last }

  /// All values of a repeatable option, in the order given.
  func typedTexts(of option: any DeclaredOption) -> [String] {
    precondition(declares(option), "\(command.verb) declares no option \(option.name)")
    return values[option.name] ?? []
  }

  /// A whole number within a narrower range than the declared one.
  func value(of option: Option<Int?>, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let value = self[option] else { return nil }
    guard range.contains(value) else { throw badValue(option, expected: .integer(range)) }
    return value
  }

  /// The error for a value that only the command can judge, such as more examples than the data has.
  func badValue(_ option: any DeclaredOption, expected: ValueSpecification.Kind) -> UsageError {
    let option = option.specification
    let words = option.value?.words ?? []
    return .badValue(
      argument: option.flag, value: typedText(of: option) ?? "",
      expected: ValueSpecification(option.value?.placeholder ?? "", expected, words: words))
  }
}
