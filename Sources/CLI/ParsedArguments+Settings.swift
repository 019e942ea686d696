import Downhill
import DownhillSettings

extension ParsedArguments {
  /// The options of a network and its training, as typed.
  var settingTexts: SettingTexts {
    var texts = SettingTexts()
    for setting in Setting.allCases where setting.isOption && declares(setting) {
      guard let text = typedText(of: setting) else { continue }
      texts.set(setting, text, isDefault: isDefault(setting))
    }
    return texts
  }
}

extension UsageError {
  /// A setting error as a usage error.
  init(_ error: SettingError) {
    switch error {
    case .unknown(let name): self = .unknownOption("--\(name)", suggestion: nil)
    case .badValue(let setting, let text):
      let expected = setting.expected
      self =
        expected.wrongWord(of: text).map {
          .badChoice(argument: "--\(setting.rawValue)", value: $0, choices: expected.words, suggestion: nil)
        }
        ?? .badValue(argument: "--\(setting.rawValue)", value: text, expected: expected)
    case .withoutEffect(let setting, let needs): self = .optionWithoutEffect("--\(setting.rawValue)", needs: needs)
    case .badPairing(let one, let other, let valid): self = .badPairing(one, other, valid: valid)
    }
  }
}
