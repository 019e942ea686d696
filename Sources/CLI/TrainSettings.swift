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
  /// What is held out for validation; nil if nothing is said.
  let validation: ValidationPart?
  /// The cost that is minimized, if it is given.
  var cost: Cost.Kind? { fresh.values[.cost] == nil ? nil : fresh.network.cost.kind }
  /// The seed of all that is drawn.
  var seed: UInt64 { fresh.network.seed }
  /// The epochs, if given.
  var epochs: Int? { fresh.epochs }

  private let arguments: ParsedArguments
  private let fresh: TrainingSettings

  /// `task` is that of a table, which decides some defaults. Before it is known, `isTable` says that there is one.
  init(_ given: ParsedArguments, isTable: Bool = false, task: TableDefaults? = nil) throws {
    if given.isGiven(TrainCommand.resume), given.isGiven(TrainCommand.preset) {
      throw UsageError.conflictingOptions("--resume", "--preset")
    }
    let preset = given[TrainCommand.preset] ?? (isTable || task != nil ? .table : .seed)
    // A model that training resumes from has its own.
    let settings =
      given.isGiven(TrainCommand.resume) ? [:] : preset.settings.merging(task?.settings ?? [:]) { preset, _ in preset }
    arguments = given.withDefaults(settings.map { ($0.key, $0.value) })
    resume = arguments[TrainCommand.resume]
    save = arguments[TrainCommand.save] ?? resume ?? "model.safetensors"
    log = arguments[TrainCommand.log]
    isQuiet = arguments[Shared.quiet]
    isJSON = arguments[Shared.json]
    limit = arguments[Shared.limit]
    validation = arguments[TrainCommand.validation]
    try validation?.check()
    fresh = try TrainingSettings(arguments.settingTexts, continues: resume != nil)
    if let log {
      if Files.areSame(log, save) { throw UsageError.conflictingOptions("--log \(log)", "--save \(save)") }
      if let resume, Files.areSame(log, resume) {
        throw UsageError.conflictingOptions("--log \(log)", "--resume \(resume)")
      }
    }
    if resume == nil, !isTable {
      try fresh.network.checkPairing()
      // Everything but the number of inputs is known, for which MNIST's stands in: errors are found before any work.
      _ = try configuration(inputs: 784, outputs: task?.outputs ?? classCount)
    }
  }

  /// Classes of the examples.
  var classCount: Int { fresh.network.classCount }

  /// What the data must have. Named classes say themselves how many there are.
  func dataRequest(_ source: DataSource, _ resumed: ResumedModel?) -> DataRequest {
    if let resumed { return resumed.model.dataRequest }
    let follows = source.hasNamedClasses && arguments.typedText(of: Setting.classes) == nil
    return DataRequest(classCount: follows ? nil : classCount)
  }

  /// How many of so many examples are held out, 0 if nothing is said and nothing is usual; as recorded, where training
  /// resumes, with which what is said must agree.
  func heldOut(of count: Int, usualShare: Double = 0, _ resumed: ResumedModel?) throws -> Int {
    let asked: Int?
    switch validation {
    case nil: asked = nil
    // A share of some has one at least.
    case .share(let share)?: asked = max(Int((share * Double(count)).rounded()), share > 0 ? 1 : 0)
    case .rows(let rows)?: asked = rows
    case .file?: asked = 0
    }
    guard let recorded = resumed?.record.data.validation else {
      return asked ?? Int((usualShare * Double(count)).rounded())
    }
    if let asked, asked != recorded, let resumed {
      throw UsageError.disagreement(
        option: "--validation \(arguments.typedText(of: TrainCommand.validation) ?? "")", model: resumed.path,
        recorded: "\(recorded)")
    }
    return recorded
  }

  /// Which examples are held out; as recorded, where training resumes, with which what is said must agree.
  func validationSplit(usual: ValidationSplit, _ resumed: ResumedModel?) throws -> ValidationSplit {
    let asked = arguments[TrainCommand.validationSplit]
    guard let resumed else { return asked ?? usual }
    let recorded = resumed.record.data.validationSplit
    if let asked, asked != recorded {
      throw UsageError.disagreement(
        option: "--validation-split \(asked.text)", model: resumed.path, recorded: recorded.text)
    }
    return recorded
  }

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
      // `relu,relu` is `relu`.
      if setting == .activation, fresh.values.hiddenActivations.text == recorded?.text { continue }
      guard given == recorded else {
        throw UsageError.disagreement(
          option: "--\(setting.rawValue) \(typed)", model: model, recorded: recorded?.text)
      }
    }
  }
}
