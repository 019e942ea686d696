import DownhillSettings

/// One option of a command: a flag, or a name with a value.
struct OptionSpecification: Sendable, Equatable {
  /// The long name without its dashes: `learning-rate`.
  var name: String
  var short: Character?
  /// What the option takes; nothing for a flag.
  var value: ValueSpecification?
  /// The heading under which help lists the option.
  var group: String
  /// What happens without the option, in words; nil where that is obvious.
  var defaultText: String?
  var isRepeatable: Bool
  /// Sentences: what the option does, in which unit.
  var help: String

  init(
    _ name: String, short: Character? = nil, _ value: ValueSpecification? = nil, group: String,
    default defaultText: String? = nil, isRepeatable: Bool = false, help: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.group = group
    self.defaultText = defaultText
    self.isRepeatable = isRepeatable
    self.help = help
  }

  /// The text that is typed: `--learning-rate`.
  var flag: String { "--\(name)" }

  /// The names it goes by, the short one first: `-q`, `--quiet`.
  var flags: [String] { (short.map { ["-\($0)"] } ?? []) + [flag] }

  /// The help with the allowed values and the default: what help and the manual page print.
  var fullHelp: String {
    var sentences = [help]
    if let choices = value?.choices, !choices.isEmpty {
      sentences.append("Values: \(choices.joined(separator: ", ")).")
    }
    if let defaultText { sentences.append("Default: \(defaultText).") }
    return sentences.joined(separator: " ")
  }

  /// `--help`, which every command has without declaring it.
  static let help = OptionSpecification("help", short: "h", group: "General", help: "Show this help.")
  /// `--version`, which only the tool itself has.
  static let version = OptionSpecification("version", group: "General", help: "Show the version.")
}
