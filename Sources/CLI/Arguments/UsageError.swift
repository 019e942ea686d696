import DownhillSettings

/// An invalid command line (exit status 64). Cases carry data; `UsageError+Message.swift` makes the sentences. An
/// `argument` is named as the user knows it: `--epochs`, `MODEL`.
enum UsageError: Error, Equatable {
  case missingVerb(verbs: [String])
  case unknownVerb(String, suggestion: String?)
  /// `downhill --quiet train`.
  case optionBeforeVerb(String)
  case unknownOption(String, suggestion: String?)
  case missingValue(argument: String, expected: ValueSpecification)
  /// A flag with a value: `--json=yes`.
  case unexpectedValue(argument: String, value: String)
  case repeatedOption(String)
  case badValue(argument: String, value: String, expected: ValueSpecification)
  case badChoice(argument: String, value: String, choices: [String], suggestion: String?)
  case missingOperand(OperandSpecification)
  case unexpectedOperand(String)
  /// Two settings that exclude each other: `--resume`, `--preset`.
  case conflictingOptions(String, String)
  /// An option that does nothing here: `--decay` without `--schedule exponential`.
  case optionWithoutEffect(String, needs: [String])
  /// Two values that do not fit, with all the pairs that do: `--cost quadratic` over `--output-activation softmax`.
  case badPairing(String, String, valid: [String])
  /// An option that disagrees with the model that training resumes from.
  case disagreement(option: String, model: String, recorded: String?)
}
