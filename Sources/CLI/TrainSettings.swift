import Downhill
import DownhillFiles
import DownhillFormats

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
  let epochs: Int?

  private let arguments: ParsedArguments
  private let network: NetworkSettings
  private let optimizer: Optimizer
  private let schedule: LearningRateSchedule

  init(_ given: ParsedArguments) throws {
    if given.isSet("resume"), given.isSet("preset") { throw UsageError.conflictingOptions("--resume", "--preset") }
    let preset = try given.choice("preset", Preset.init(rawValue:)) ?? .seed
    arguments = given.withDefaults(preset.options)
    resume = arguments.string("resume")
    save = arguments.string("save") ?? resume ?? "model.safetensors"
    log = arguments.string("log")
    isQuiet = arguments.isSet("quiet")
    isJSON = arguments.isSet("json")
    limit = try arguments.integer("limit")
    validation = try arguments.integer("validation") ?? 0
    epochs = try arguments.integer("epochs")
    network = try NetworkSettings(arguments)
    optimizer = try arguments.optimizer()
    schedule = try arguments.schedule(
      default: TrainingConfiguration.Defaults(
        optimizer: optimizer, cost: network.cost, hiddenActivation: network.hiddenActivation,
        outputActivation: network.outputActivation
      ).schedule)
    if let log {
      if Files.areSame(log, save) { throw UsageError.conflictingOptions("--log \(log)", "--save \(save)") }
      if let resume, Files.areSame(log, resume) {
        throw UsageError.conflictingOptions("--log \(log)", "--resume \(resume)")
      }
    }
    if resume == nil {
      try network.checkPairing()
      // Everything but the number of inputs is known, say MNIST's: whatever is wrong is found before any work.
      _ = try configuration(inputs: 784, outputs: classCount)
    }
  }

  /// Classes of the examples.
  var classCount: Int { network.classCount }

  /// The settings of a fresh run on examples of so many inputs.
  func configuration(inputs: Int, outputs: Int) throws -> TrainingConfiguration {
    try TrainingConfiguration(
      architecture: network.architecture(inputs: inputs, outputs: outputs), cost: network.cost,
      initializer: network.initializer, optimizer: optimizer, learningRate: arguments.number("learning-rate"),
      schedule: schedule,
      batchSize: arguments.batchSize(), l2: Float(arguments.number("l2") ?? 0), epochs: epochs ?? usualEpochs,
      seed: arguments.seed("seed") ?? 0)
  }

  /// Throws if an option that was given says something else than the model that training goes on with.
  func checkAgreement(with record: TrainingRecord, model: String) throws {
    let recorded = record.optionTexts
    let free: Set = ["resume", "epochs", "threads", "save", "log", "quiet", "json", "data"]
    for name in arguments.givenOptions where !free.contains(name) {
      let given = try arguments.canonicalText(name)
      if name == "kernels", given == "auto" || given == recorded[name] { continue }
      guard given == recorded[name] else {
        throw UsageError.disagreement(
          option: "--\(name) \(arguments.string(name) ?? "")", model: model, recorded: recorded[name])
      }
    }
  }
}

extension ParsedArguments {
  fileprivate func batchSize() throws -> TrainingConfiguration.BatchSize {
    switch try integerOrWord("batch-size") {
    case .integer(let count): .count(count)
    case .word: .all
    case nil: .count(10)
    }
  }

  fileprivate func optimizer() throws -> Optimizer {
    let momentum = Float(try number("momentum") ?? 0.9)
    let weightDecay = Float(try number("weight-decay") ?? 0.01)
    let all: [Optimizer] = [
      .sgd, .momentum(momentum), .nesterov(momentum), .adam(.init()), .adamW(.init(), weightDecay: weightDecay),
    ]
    let optimizer = try choice("optimizer") { name in all.first { $0.name == name } } ?? .sgd
    guard !isSet("resume") else { return optimizer }
    switch optimizer {
    case .momentum, .nesterov: break
    case .sgd, .adam, .adamW: try refuse("momentum", needs: ["--optimizer momentum", "--optimizer nesterov"])
    }
    switch optimizer {
    case .adamW: break
    case .sgd, .momentum, .nesterov, .adam: try refuse("weight-decay", needs: ["--optimizer adamw"])
    }
    return optimizer
  }

  fileprivate func schedule(default usual: LearningRateSchedule) throws -> LearningRateSchedule {
    let factor = try number("decay") ?? 0.8
    let all: [LearningRateSchedule] = [
      .constant, .exponential(factor: factor), .step(factor: factor, epochs: try integer("step-epochs") ?? 10),
      .linear(epochs: Double(try integer("epochs") ?? usualEpochs)),
      .cosine, .oneCycle(warmUp: try number("warm-up") ?? 0.3),
    ]
    let name = choice("schedule") ?? usual.name
    guard let schedule = all.first(where: { $0.name == name }) else {
      throw Failure(.internalError, "the schedule \(name) is declared, but nothing makes it")
    }
    guard !isSet("resume") else { return schedule }
    switch schedule {
    case .exponential, .step: break
    case .constant, .linear, .cosine, .oneCycle:
      try refuse("decay", needs: ["--schedule exponential", "--schedule step"])
    }
    switch schedule {
    case .step: break
    case .constant, .exponential, .linear, .cosine, .oneCycle: try refuse("step-epochs", needs: ["--schedule step"])
    }
    switch schedule {
    case .oneCycle: break
    case .constant, .exponential, .step, .linear, .cosine: try refuse("warm-up", needs: ["--schedule one-cycle"])
    }
    return schedule
  }

  private func refuse(_ name: String, needs: [String]) throws {
    if isSet(name), !defaulted.contains(name) { throw UsageError.optionWithoutEffect("--\(name)", needs: needs) }
  }

  /// An option's value in the one way in which `TrainingRecord.optionTexts` writes it.
  fileprivate func canonicalText(_ name: String) throws -> String {
    switch name {
    case "hidden": return hiddenText(try integerList(name) ?? [])
    case "batch-size":
      switch try integerOrWord(name) {
      case .integer(let count): return "\(count)"
      case .word(let word): return word
      case nil: return ""
      }
    case "limit", "validation", "classes", "step-epochs": return "\(try integer(name) ?? 0)"
    case "seed": return "\(try seed(name) ?? 0)"
    case "momentum", "l2", "weight-decay": return "\(Float(try number(name) ?? 0))"
    case "learning-rate", "decay", "warm-up": return "\(try number(name) ?? 0)"
    default: return string(name) ?? ""
    }
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

/// The epochs of a run that nobody gave a number for.
private let usualEpochs = 12

private func hiddenText(_ sizes: [Int]) -> String {
  sizes.isEmpty ? "none" : sizes.map { "\($0)" }.joined(separator: ",")
}
