import Downhill
import DownhillFormats

/// The options of `downhill train` as texts under their names.
struct TrainingOptions {
  init(_ texts: JSONObject?) throws(AskError) {
  }
  func configuration(inputs: Int) throws(AskError) -> TrainingConfiguration {
    try engine { () throws(EngineError) in
      try TrainingConfiguration(architecture: Architecture(sizes: [inputs, 16, 16, 10]))
    }
  }
  static func texts(of configuration: TrainingConfiguration) -> JSONValue { .null }
}
