import DownhillSettings

/// One verb of the tool as a plain value: parser, help, manual page and completions are all made from it, and it holds
/// what runs the verb, so that every declared verb does something.
struct CommandSpecification: Sendable {
  /// What the user types: `train`.
  var verb: String
  /// One line for lists, beginning with a small letter and without a full stop.
  var abstract: String
  /// Paragraphs, separated by an empty line.
  var discussion: String
  var operands: [OperandSpecification]
  var options: [OptionSpecification]
  var examples: [ExampleSpecification]
  /// What the verb does.
  var run: @Sendable (ParsedArguments) throws -> ExitStatus

  init(
    verb: String, abstract: String, discussion: String, operands: [OperandSpecification] = [],
    options: [any DeclaredOption] = [], examples: [ExampleSpecification] = [],
    run: @escaping @Sendable (ParsedArguments) throws -> ExitStatus
  ) {
    self.verb = verb
    self.abstract = abstract
    self.discussion = discussion
    self.operands = operands
    self.options = options.map(\.specification)
    self.examples = examples
    self.run = run
  }

  /// The options with `--help`, as help and completions list them.
  var allOptions: [OptionSpecification] { options + [.help] }

  /// Headings in the order of their first appearance, each with its options.
  var optionGroups: [(heading: String, options: [OptionSpecification])] {
    var headings: [String] = []
    for option in allOptions where !headings.contains(option.group) { headings.append(option.group) }
    return headings.map { heading in (heading, allOptions.filter { $0.group == heading }) }
  }

  /// `[options] MODEL INPUT...`: what follows the verb.
  var synopsis: String {
    ((options.isEmpty ? [] : ["[options]"]) + operands.map(\.synopsis)).joined(separator: " ")
  }
}

/// Verbs are unique, so they identify commands.
extension CommandSpecification: Equatable {
  static func == (one: CommandSpecification, other: CommandSpecification) -> Bool { one.verb == other.verb }
}

/// What a command works on, given without a dash: a model file, images.
struct OperandSpecification: Sendable, Equatable {
  var value: ValueSpecification
  var isOptional = false
  /// Stands for one or more; only the last operand may repeat.
  var isRepeating = false
  /// Sentences.
  var help: String

  /// Its name in help and errors: `MODEL`.
  var name: String { value.placeholder }

  /// `MODEL`, `INPUT...` or `[SHELL]`.
  var synopsis: String {
    let text = isRepeating ? "\(name)..." : name
    return isOptional ? "[\(text)]" : text
  }

  var fullHelp: String {
    value.choices.isEmpty ? help : "\(help) Values: \(value.choices.joined(separator: ", "))."
  }
}

/// A line to type, and what it does.
struct ExampleSpecification: Sendable, Equatable {
  var comment: String
  /// The whole command line, with the tool's name.
  var command: String
}

/// The whole tool: its name, its verbs, and what the manual says about it.
struct ToolSpecification: Sendable, Equatable {
  var name: String
  var version: String
  var abstract: String
  var discussion: String
  var commands: [CommandSpecification]
  var examples: [ExampleSpecification]
  /// Exit statuses in ascending order.
  var exitStatuses: [NamedText]
  /// Environment variables that the tool reads.
  var environment: [NamedText]

  struct NamedText: Sendable, Equatable {
    var name: String
    var text: String
  }

  /// The options that may replace a verb.
  var options: [OptionSpecification] { [.help, .version] }

  func command(named verb: String) -> CommandSpecification? { commands.first { $0.verb == verb } }
}
