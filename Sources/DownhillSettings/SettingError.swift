import Downhill

/// Invalid settings. Cases carry data; the command line makes the sentences in `UsageError+Message.swift`, others use
/// ``sentence``.
package indirect enum SettingError: Error, Equatable, Sendable {
  /// There is no such setting.
  case unknown(name: String)
  /// A text that is no value of the setting.
  case badValue(Setting, text: String)
  /// A setting that does nothing here: `decay` without an exponential schedule.
  case withoutEffect(Setting, needs: [String])
  /// Two values that do not fit, with all the pairs that do.
  case badPairing(String, String, valid: [String])
}

extension SettingError {
  /// What is wrong, and what would be right, in the words of the command line.
  package var sentence: String {
    switch self {
    case .unknown(let name): return "train has no option --\(Self.shown(name))"
    case .badValue(let setting, let text):
      let expected = setting.expected
      let word = expected.wrongWord(of: text)
      return Self.takes(
        "--\(setting.rawValue)", word == nil ? expected.phrase : alternatives(expected.words),
        not: Self.shown(word ?? text))
    case .withoutEffect(let setting, let needs): return Self.hasNoEffect("--\(setting.rawValue)", without: needs)
    case .badPairing(let one, let other, let valid):
      var sentence = Self.doesNotGo(one, with: other) + "; valid: "
      for (index, pair) in valid.enumerated() { sentence += (index == 0 ? "" : ", ") + pair }
      return sentence
    }
  }

  /// `--epochs takes a whole number from 1 to 1000000, not "none"`.
  package static func takes(_ argument: String, _ expected: String, not value: String) -> String {
    "\(argument) takes \(expected), not \"\(value)\""
  }

  /// `--decay has no effect without --schedule step`.
  package static func hasNoEffect(_ option: String, without needs: [String]) -> String {
    "\(option) has no effect without \(alternatives(needs))"
  }

  /// `--cost quadratic does not go with --output-activation softmax`.
  package static func doesNotGo(_ one: String, with other: String) -> String { "\(one) does not go with \(other)" }

  /// The beginning of a text that may be long.
  private static func shown(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > 60 else { return text }
    var cut = ""
    for scalar in scalars.prefix(60) { cut += String(scalar) }
    return cut + "..."
  }
}
