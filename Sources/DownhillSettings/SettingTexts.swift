/// Settings as texts under the names of `train`'s options: `learning-rate` is `0.5`.
public struct SettingTexts: Sendable {
  private struct Setting: Sendable {
    var name: String
    var text: String
    var isDefault: Bool
  }

  private var settings: [Setting] = []

  /// No settings.
  public init() {}

  /// Sets one. A default is not refused where it has no effect: nobody has asked for it.
  public mutating func set(_ name: String, _ text: String, isDefault: Bool = false) {
    settings.append(Setting(name: name, text: text, isDefault: isDefault))
  }

  /// The text of a setting; nil if it was not given.
  public func text(_ name: String) -> String? { settings.last { $0.name == name }?.text }

  /// The names that were given.
  public var names: [String] { settings.map { $0.name } }

  /// Whether somebody has asked for it.
  func isAsked(_ name: String) -> Bool { settings.contains { $0.name == name && !$0.isDefault } }
}

// MARK: Values

extension SettingTexts {
  /// One of the words of a choice.
  func choice<Value>(_ name: String, _ meaning: (String) -> Value?) throws(SettingError) -> Value? {
    try read(name, meaning)
  }

  func integer(_ name: String) throws(SettingError) -> Int? {
    guard case .integer(let bounds)? = TrainingSettings.values(name)?.kind else { return nil }
    return try read(name) { ValueParsing.integer($0, in: bounds) }
  }

  func number(_ name: String) throws(SettingError) -> Double? {
    guard case .number(let bounds)? = TrainingSettings.values(name)?.kind else { return nil }
    return try read(name) { ValueParsing.number($0, in: bounds) }
  }

  /// What a setting's text stands for; throws if it stands for nothing.
  func read<Value>(_ name: String, _ parse: (String) -> Value?) throws(SettingError) -> Value? {
    guard let text = text(name) else { return nil }
    guard let value = parse(text) else { throw .badValue(name: name, text: text) }
    return value
  }
}
