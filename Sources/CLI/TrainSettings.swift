import Downhill
import DownhillFiles
import DownhillFormats
import DownhillSettings

/// What `train` was asked for, read from the command line and its preset, and checked as far as it can be before the
/// data is read.
struct TrainSettings {
  let save: String
  let log: String?
  let resume: String?
  let isQuiet: Bool
  let isJSON: Bool
  let limit: Int?
  let validation: Int
  /// The epochs asked for, if they were.
  var epochs: Int? { fresh.epochs }

  private let arguments: ParsedArguments
  private let fresh: TrainingSettings

  init(_ given: ParsedArguments) throws {
    if given.isGiven(TrainCommand.resume), given.isGiven(TrainCommand.preset) {
      throw UsageError.conflictingOptions("--resume", "--preset")
    }
    arguments = given.withDefaults(given[TrainCommand.preset].options)
    resume = arguments[TrainCommand.resume]
    save = arguments[TrainCommand.save] ?? resume ?? "model.safetensors"
    log = arguments[TrainCommand.log]
    isQuiet = arguments[Shared.quiet]
    isJSON = arguments[Shared.json]
    limit = arguments[Shared.limit]
    validation = arguments[TrainCommand.validation]
    fresh = try TrainingSettings(arguments.settingTexts, continues: resume != nil)
    if let log {
      if Files.areSame(log, save) { throw UsageError.conflictingOptions("--log \(log)", "--save \(save)") }
      if let resume, Files.areSame(log, resume) {
        throw UsageError.conflictingOptions("--log \(log)", "--resume \(resume)")
      }
    }
    if resume == nil {
      try fresh.network.checkPairing()
      // Everything but the number of inputs is known, say MNIST's: whatever is wrong is found before any work.
      _ = try configuration(inputs: 784, outputs: classCount)
    }
  }

  /// Classes of the examples.
  var classCount: Int { fresh.network.classCount }

  /// The settings of a fresh run on examples of so many inputs.
  func configuration(inputs: Int, outputs: Int) throws -> TrainingConfiguration {
    try fresh.configuration(inputs: inputs, outputs: outputs)
  }

  /// Throws if an option that was given says something else than the model that training goes on with.
  func checkAgreement(with record: TrainingRecord, model: String) throws {
    let recorded = record.optionTexts
    let free: Set = ["resume", "epochs", "threads", "save", "log", "quiet", "json", "data", "transposed"]
    for option in arguments.givenOptions where !free.contains(option.name) {
      let (name, typed) = (option.name, arguments.typedText(of: option) ?? "")
      let given = canonicalText(name, typed)
      if name == "kernels", given == "auto" || given == recorded[name] { continue }
      guard given == recorded[name] else {
        throw UsageError.disagreement(option: "--\(name) \(typed)", model: model, recorded: recorded[name])
      }
    }
  }
}

/// An option's value in the one way in which `TrainingRecord.optionTexts` writes it.
private func canonicalText(_ name: String, _ text: String) -> String {
  switch name {
  case "hidden": hiddenText(ValueParsing.integerList(text, in: 1...Int.max) ?? [])
  case "batch-size", "limit", "validation", "classes", "step-epochs":
    ValueParsing.integer(text).map { "\($0)" } ?? text
  case "seed": ValueParsing.seed(text).map { "\($0)" } ?? text
  case "momentum", "l2", "weight-decay": ValueParsing.number(text).map { "\(Float($0))" } ?? text
  case "learning-rate", "decay", "warm-up": ValueParsing.number(text).map { "\($0)" } ?? text
  default: text
  }
}

extension TrainingRecord {
  /// The options that would have led to this record.
  fileprivate var optionTexts: [String: String] {
    let architecture = configuration.architecture
    var texts = [
      "hidden": hiddenText(Array(architecture.sizes.dropFirst().dropLast())),
      "activation": architecture.hiddenActivation.rawValue, "output-activation": architecture.outputActivation.name,
      "cost": configuration.cost.rawValue, "initializer": configuration.initializer.rawValue,
      "optimizer": configuration.optimizer.name, "learning-rate": "\(configuration.learningRate)",
      "schedule": configuration.schedule.name, "l2": "\(configuration.l2)", "seed": "\(configuration.seed)",
      "classes": "\(architecture.outputCount)", "limit": "\(data.limit)", "validation": "\(data.validation)",
      "kernels": kernels,
    ]
    switch configuration.optimizer {
    case .sgd, .adam: break
    case .momentum(let coefficient), .nesterov(let coefficient): texts["momentum"] = "\(coefficient)"
    case .adamW(_, let weightDecay): texts["weight-decay"] = "\(weightDecay)"
    }
    switch configuration.schedule {
    case .constant, .linear, .cosine: break
    case .exponential(let factor): texts["decay"] = "\(factor)"
    case .step(let factor, let epochs):
      texts["decay"] = "\(factor)"
      texts["step-epochs"] = "\(epochs)"
    case .oneCycle(let warmUp): texts["warm-up"] = "\(warmUp)"
    }
    switch configuration.batchSize {
    case .count(let count): texts["batch-size"] = "\(count)"
    case .all: texts["batch-size"] = "all"
    }
    return texts
  }
}

private func hiddenText(_ sizes: [Int]) -> String {
  sizes.isEmpty ? "none" : sizes.map { "\($0)" }.joined(separator: ",")
}
