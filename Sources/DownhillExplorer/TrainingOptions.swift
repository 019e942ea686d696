import Downhill
import DownhillFormats
import DownhillSettings

/// The settings of a call: the options of `downhill train` as texts under their names, without those that depend on the
/// data and the machine.
struct TrainingOptions {
  /// Whether the page offers a setting: it has no validation examples.
  static func isOffered(_ setting: Setting) -> Bool {
    setting.isOption && setting.subject != .record && !setting.needsValidation
  }

  private let settings: TrainingSettings

  /// Reads and checks them as the command line does.
  init(_ members: JSONObject?) throws(CallError) {
    var texts = SettingTexts()
    for member in members?.members ?? [] {
      guard let text = member.value.stringValue else {
        throw CallError("the setting \(member.key) must be a text", status: .internalError)
      }
      guard let setting = Setting(key: member.key), Self.isOffered(setting) else {
        throw CallError(SettingError.unknown(name: member.key).sentence)
      }
      texts.set(setting, text)
    }
    do {
      settings = try TrainingSettings(texts)
      try settings.network.checkPairing()
    } catch {
      throw CallError(error.sentence)
    }
  }

  /// The configuration of a fresh run for these numbers of inputs and outputs.
  func configuration(inputs: Int, outputs: Int) throws(CallError) -> TrainingConfiguration {
    try engine { () throws(EngineError) in try settings.configuration(inputs: inputs, outputs: outputs) }
  }

  /// A configuration's values of the settings that have no fixed default, as text.
  static func texts(of configuration: TrainingConfiguration) -> JSONValue {
    var texts: [(key: String, value: JSONValue)] = []
    for setting in Setting.allCases where isOffered(setting) && setting.usual == nil {
      if let value = configuration.value(of: setting) { texts.append((setting.rawValue, .string(value.text))) }
    }
    return .object(JSONObject(texts))
  }
}
