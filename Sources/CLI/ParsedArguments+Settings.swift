import DownhillSettings

extension ParsedArguments {
  /// The options that describe a network and its training, as they were typed.
  var settingTexts: SettingTexts {
    var texts = SettingTexts()
    for option in givenOptions where TrainingSettings.values(option.name) != nil {
      texts.set(option.name, typedText(of: option) ?? "", isDefault: defaulted.contains(option.name))
    }
    return texts
  }
}

extension UsageError {
  /// A setting that cannot be obeyed, as an option that cannot.
  init(_ error: SettingError) {
    switch error {
    case .unknown(let name): self = .unknownOption("--\(name)", suggestion: nil)
    case .badValue(let name, let text):
      guard let expected = TrainingSettings.values(name) else {
        self = .unknownOption("--\(name)", suggestion: nil)
        return
      }
      self =
        expected.kind == .choice
        ? .badChoice(argument: "--\(name)", value: text, choices: expected.words, suggestion: nil)
        : .badValue(argument: "--\(name)", value: text, expected: expected)
    case .withoutEffect(let name, let needs): self = .optionWithoutEffect("--\(name)", needs: needs)
    case .badPairing(let one, let other, let valid): self = .badPairing(one, other, valid: valid)
    }
  }
}
