import Downhill
import DownhillFiles
import DownhillFormats
import DownhillSettings

/// The settings of `train`, read from the command line and its preset, and checked as far as possible before the data
/// is read.
struct TrainSettings {
  let save: String
  let log: String?
  let resume: String?
  let isQuiet: Bool
  let isJSON: Bool
  let limit: Int?
  let validation: Int
  /// The epochs, if given.
  var epochs: Int? { fresh.epochs }

  private let arguments: ParsedArguments
  private let fresh: TrainingSettings

  init(_ given: ParsedArguments) throws {
    if given.isGiven(TrainCommand.resume), given.isGiven(TrainCommand.preset) {
      throw UsageError.conflictingOptions("--resume", "--preset")
    }
    arguments = given.withDefaults(given[TrainCommand.preset].settings.map { ($0.key, $0.value) })
    resume = arguments[TrainCommand.resume]
    save = arguments[TrainCommand.save] ?? resume ?? "model.safetensors"
    log = arguments[TrainCommand.log]
    isQuiet = arguments[Shared.quiet]
    isJSON = arguments[Shared.json]
    limit = arguments[Shared.limit]
    validation = arguments[TrainCommand.validation] ?? 0
    fresh = try TrainingSettings(arguments.settingTexts, continues: resume != nil)
    if let log {
      if Files.areSame(log, save) { throw UsageError.conflictingOptions("--log \(log)", "--save \(save)") }
      if let resume, Files.areSame(log, resume) {
        throw UsageError.conflictingOptions("--log \(log)", "--resume \(resume)")
      }
    }
    if resume == nil {
      try fresh.network.checkPairing()
      // Everything but the number of inputs is known, for which MNIST's stands in: errors are found before any work.
      _ = try configuration(inputs: 784, outputs: classCount)
    }
  }

  /// Classes of the examples.
  var classCount: Int { fresh.network.classCount }

  /// The settings of a fresh run on examples with this many inputs.
  func configuration(inputs: Int, outputs: Int) throws -> TrainingConfiguration {
    try fresh.configuration(inputs: inputs, outputs: outputs)
  }

  /// Throws if an option that was given disagrees with the model that training resumes from.
  func checkAgreement(with record: TrainingRecord, model: String) throws {
    for setting in Setting.allCases where !setting.mayChange {
      guard setting.isOption, let typed = arguments.typedText(of: setting) else { continue }
      let (given, recorded) = (fresh.values[setting], record.value(of: setting))
      // Then the model's own table is used, if it runs here.
      if setting == .kernels, given == .word(Setting.widest) { continue }
      guard given == recorded else {
        throw UsageError.disagreement(
          option: "--\(setting.rawValue) \(typed)", model: model, recorded: recorded?.text)
      }
    }
  }
}
