import Downhill
import DownhillFormats
import DownhillSettings

/// The settings of an ask: the options of `downhill train` as texts under their names.
struct TrainingOptions {
  private let settings: TrainingSettings

  /// Reads and checks them as the command line does.
  init(_ members: JSONObject?) throws(AskError) {
    var texts = SettingTexts()
    for member in members?.members ?? [] {
      guard let text = member.value.stringValue else {
        throw AskError("the setting \(member.key) must be a text", status: .internalError)
      }
      guard TrainingSettings.values(member.key) != nil else {
        throw AskError(SettingError.unknown(name: member.key).sentence)
      }
      texts.set(member.key, text)
    }
    do {
      settings = try TrainingSettings(texts)
      try settings.network.checkPairing()
    } catch {
      throw AskError(error.sentence)
    }
  }

  /// The configuration of a fresh run on pictures of so many pixels.
  func configuration(inputs: Int) throws(AskError) -> TrainingConfiguration {
    try engine { () throws(EngineError) in
      try settings.configuration(inputs: inputs, outputs: settings.network.classCount)
    }
  }

  /// What a configuration says of the settings that have no fixed default, ready to be shown.
  static func texts(of configuration: TrainingConfiguration) -> JSONValue {
    .object([
      "learning-rate": .string("\(configuration.learningRate)"), "schedule": .string(configuration.schedule.name),
      "initializer": .string(configuration.initializer.rawValue),
    ])
  }
}
