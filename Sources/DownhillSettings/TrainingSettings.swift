import Downhill

/// The settings of a fresh run, read from texts and checked as far as they can be before the data is there: what
/// `downhill train` and the explorer's page have in common.
public struct TrainingSettings: Sendable {
  /// The network.
  public let network: NetworkSettings
  /// The epochs asked for, if they were.
  public let epochs: Int?

  private let optimizer: Optimizer
  private let schedule: LearningRateSchedule
  private let learningRate: Double?
  private let batchSize: TrainingConfiguration.BatchSize
  private let l2: Float

  /// The epochs of a run that nobody gave a number for.
  public static let usualEpochs = 12

  /// Reads the settings. Where training goes on with a model, `continues`, nothing is refused for having no effect: what
  /// was said must only agree with the model.
  public init(_ texts: SettingTexts, continues: Bool = false) throws(SettingError) {
    network = try NetworkSettings(texts)
    epochs = try texts.integer("epochs")
    optimizer = try texts.optimizer(continues: continues)
    schedule = try texts.schedule(
      default: TrainingConfiguration.Defaults.schedule(
        optimizer: optimizer, cost: network.cost, hiddenActivation: network.hiddenActivation,
        outputActivation: network.outputActivation), continues: continues)
    learningRate = try texts.number("learning-rate")
    batchSize =
      try texts.read("batch-size") { text -> TrainingConfiguration.BatchSize? in
        if text == "all" { return .all }
        return ValueParsing.integer(text).flatMap { Self.batchSizes.contains($0) ? .count($0) : nil }
      } ?? .count(10)
    l2 = Float(try texts.number("l2") ?? 0)
  }

  /// All settings, checked, for examples of so many inputs.
  public func configuration(inputs: Int, outputs: Int) throws(EngineError) -> TrainingConfiguration {
    try TrainingConfiguration(
      architecture: network.architecture(inputs: inputs, outputs: outputs), cost: network.cost,
      initializer: network.initializer, optimizer: optimizer, learningRate: learningRate, schedule: schedule,
      batchSize: batchSize, l2: l2, epochs: epochs ?? Self.usualEpochs, seed: network.seed)
  }
}

// MARK: What may be given

extension TrainingSettings {
  static let layerSizes = 1...65_536
  static let batchSizes = 1...1_000_000_000

  /// What may stand after the option of this name; nil if there is none.
  public static func values(_ name: String) -> ValueSpecification? {
    switch name {
    case "classes": .integer(1...256)
    case "hidden": ValueSpecification("N,N...|none", .integerList(layerSizes), words: ["none"])
    case "activation": .choice("NAME", Activation.allCases.map { $0.rawValue })
    case "output-activation": .choice("NAME", OutputActivation.all.map { $0.name })
    case "cost": .choice("NAME", Cost.allCases.map { $0.rawValue })
    case "initializer": .choice("NAME", Initializer.allCases.map { $0.rawValue })
    case "optimizer": .choice("NAME", ["sgd", "momentum", "nesterov", "adam", "adamw"])
    case "momentum": .number(0...0.9999)
    case "batch-size": ValueSpecification("N|all", .integer(batchSizes), words: ["all"])
    case "epochs", "step-epochs": .integer(1...1_000_000)
    case "l2", "weight-decay": .number(0...1000)
    case "seed": ValueSpecification("N", .seed)
    case "learning-rate": .number(.aboveZero(upTo: 1000))
    case "schedule":
      .choice("NAME", ["constant", "exponential", "step", "linear", "cosine", "one-cycle"])
    case "decay": .number(.aboveZero(upTo: 1))
    case "warm-up": .number(0...1)
    default: nil
    }
  }
}

// MARK: Optimizer and schedule

extension SettingTexts {
  fileprivate func optimizer(continues: Bool) throws(SettingError) -> Optimizer {
    let momentum = Float(try number("momentum") ?? 0.9)
    let weightDecay = Float(try number("weight-decay") ?? 0.01)
    let all: [Optimizer] = [
      .sgd, .momentum(momentum), .nesterov(momentum), .adam(.init()), .adamW(.init(), weightDecay: weightDecay),
    ]
    let optimizer = try choice("optimizer") { name in all.first { $0.name == name } } ?? .sgd
    guard !continues else { return optimizer }
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

  fileprivate func schedule(
    default usual: LearningRateSchedule, continues: Bool
  ) throws(SettingError) -> LearningRateSchedule {
    let factor = try number("decay") ?? 0.8
    let all: [LearningRateSchedule] = [
      .constant, .exponential(factor: factor), .step(factor: factor, epochs: try integer("step-epochs") ?? 10),
      .linear(epochs: Double(try integer("epochs") ?? TrainingSettings.usualEpochs)),
      .cosine, .oneCycle(warmUp: try number("warm-up") ?? 0.3),
    ]
    // Not `usual` itself: its factor may have been given.
    let name = text("schedule") ?? usual.name
    guard let schedule = all.first(where: { $0.name == name }) else { throw .badValue(name: "schedule", text: name) }
    guard !continues else { return schedule }
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

  private func refuse(_ name: String, needs: [String]) throws(SettingError) {
    if isAsked(name) { throw .withoutEffect(name: name, needs: needs) }
  }
}
