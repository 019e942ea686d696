import Downhill

/// Settings as texts under the names of `train`'s options: `learning-rate` is `0.5`.
package struct SettingTexts: Sendable {
  private struct Text: Sendable {
    var setting: Setting
    var text: String
    var isDefault: Bool
  }

  private var texts: [Text] = []

  /// No settings.
  package init() {}

  /// Sets one. A default is not refused where it has no effect.
  package mutating func set(_ setting: Setting, _ text: String, isDefault: Bool = false) {
    texts.append(Text(setting: setting, text: text, isDefault: isDefault))
  }

  /// Whether it was set, other than by default.
  func isAsked(_ setting: Setting) -> Bool { texts.contains { $0.setting == setting && !$0.isDefault } }

  /// Their values; throws if one is not valid.
  package func values() throws(SettingError) -> SettingValues {
    var values = SettingValues()
    for text in texts {
      guard let value = SettingValue(typed: text.text, of: text.setting.form) else {
        throw .badValue(text.setting, text: text.text)
      }
      values[text.setting] = value
    }
    return values
  }
}

// MARK: What may be typed

extension Setting {
  /// The values that its option takes.
  package var expected: ValueSpecification {
    switch form {
    case .word(let words): .choice("NAME", words)
    case .words(let words): ValueSpecification("NAME[,NAME...]", .wordList, words: words)
    case .name(let words): ValueSpecification("NAME", .text, words: words)
    case .whole(let bounds): .integer(bounds)
    case .wholeOrAll(let bounds): ValueSpecification("N|\(Setting.all)", .integer(bounds), words: [Setting.all])
    case .list(let bounds):
      ValueSpecification("N,N...|\(Setting.none)", .integerList(bounds), words: [Setting.none])
    case .seed: ValueSpecification("N", .seed)
    case .single(let bounds), .double(let bounds): .number(bounds)
    case .singles(let bounds): ValueSpecification("F,F...", .numberList(bounds))
    }
  }
}

extension SettingValue {
  /// The value of a typed text; nil if it is not of this form.
  package init?(typed text: String, of form: Setting.Form) {
    switch form {
    case .word(let words):
      guard words.contains(text) else { return nil }
      self = .word(text)
    case .words(let words):
      guard Setting.wrongPart(of: text, among: words) == nil else { return nil }
      self = .word(text)
    case .name:
      guard !text.isEmpty else { return nil }
      self = .word(text)
    case .wholeOrAll where text == Setting.all: self = .word(text)
    case .whole(let bounds), .wholeOrAll(let bounds):
      guard let number = ValueParsing.integer(text, in: bounds) else { return nil }
      self = .whole(number)
    case .list where text == Setting.none: self = .list([])
    case .list(let bounds):
      guard let numbers = ValueParsing.integerList(text, in: bounds) else { return nil }
      self = .list(numbers)
    case .seed:
      guard let seed = ValueParsing.seed(text) else { return nil }
      self = .seed(seed)
    case .single(let bounds), .double(let bounds):
      guard let number = ValueParsing.number(text, in: bounds) else { return nil }
      self = SettingValue(number, of: form)
    case .singles(let bounds):
      guard let numbers = ValueParsing.numberList(text, in: bounds) else { return nil }
      self = .singles(numbers.map { Float($0) })
    }
  }
}
