extension TrainingConfiguration {
  /// The defaults that depend on no other setting.
  public enum Usual {
    /// The classes: ten digits.
    public static let classes = 10
    /// Neurons of each hidden layer.
    public static let hidden = [16, 16]
    /// The activation of the hidden layers.
    public static let hiddenActivation = Activation.sigmoid
    /// The activation of the outputs.
    public static let outputActivation = OutputActivation.elementwise(.sigmoid)
    /// The cost.
    public static let cost = Cost.quadratic
    /// Biases begin at 0.
    public static let biasDeviation: Float = 0
    /// Plain gradient descent.
    public static let optimizer = Optimizer.sgd
    /// Examples in a step.
    public static let batchSize = BatchSize.count(10)
    /// A mini-batch in one piece.
    public static let shards = 1
    /// No penalty.
    public static let l2: Float = 0
    /// The epochs of a run.
    public static let epochs = 12
    /// The best weights, where there is something to judge them by.
    public static let keep = Keeping.best
    /// Where the random source starts.
    public static let seed: UInt64 = 0
  }

  /// The configuration that `values` describe; what is not given gets its default, see ``Defaults``.
  public init(_ values: SettingValues, architecture: Architecture) throws(EngineError) {
    let cost = values.cost
    let optimizer = values.optimizer
    var schedule =
      values.schedule
      ?? Defaults.schedule(
        optimizer: optimizer, cost: cost, hiddenActivations: architecture.hiddenActivations,
        outputActivation: architecture.outputActivation)
    schedule.take(values)
    var rate: Double?
    if case .double(let given)? = values[.learningRate] { rate = given }
    try self.init(
      architecture: architecture, cost: cost, initializer: values.word(.initializer),
      biasDeviation: values.single(.biasDeviation) ?? Usual.biasDeviation, optimizer: optimizer,
      learningRate: rate, schedule: schedule, batchSize: BatchSize(values[.batchSize]) ?? Usual.batchSize,
      shards: values.whole(.shards) ?? Usual.shards, l2: values.single(.l2) ?? Usual.l2,
      epochs: values.whole(.epochs) ?? Usual.epochs, horizon: values.whole(.horizon),
      patience: values[.patience] == nil ? nil : values.whole(.patience), keep: values.word(.keep) ?? Usual.keep,
      seed: values.seed)
  }

  /// Its value of a setting; nil where the setting does not apply, as `momentum` in plain gradient descent.
  @inline(never)
  public func value(of setting: Setting) -> SettingValue? {
    switch setting {
    case .classes, .hidden, .activation, .outputActivation, .cost, .huberDelta, .quantile:
      architecture.value(of: setting, cost: cost)
    case .initializer: .word(initializer.rawValue)
    case .biasDeviation: .single(biasDeviation)
    case .optimizer: .word(optimizer.name)
    case .momentum, .beta1, .beta2, .epsilon, .weightDecay: optimizer.coefficients[setting]
    case .learningRate: .double(learningRate)
    case .schedule: .word(schedule.name)
    case .decay, .stepEpochs, .fallEpochs, .warmUp: schedule.coefficients[setting]
    case .horizon: schedule.hasHorizon ? .whole(horizon) : nil
    case .batchSize: batchSize.value
    case .shards: .whole(shards)
    case .l2: .single(l2)
    case .epochs: .whole(epochs)
    case .patience: patience.map { .whole($0) }
    case .keep: .word(keep.rawValue)
    case .seed: .seed(seed)
    case .kernels, .limit, .validation: nil
    }
  }

  /// Throws for the first setting out of range.
  func checkRanges() throws(EngineError) {
    for setting in Setting.allCases { try setting.check(value(of: setting)) }
  }
}

extension Setting {
  /// Throws if a value is out of range.
  func check(_ value: SettingValue?) throws(EngineError) {
    guard let value, let (name, range) = range else { return }
    let numbers = value.numbers
    if case .singles(let all) = value, all.isEmpty {
      throw .setting(name: name, value: value.text, expected: range.phrase)
    }
    for number in numbers where !range.contains(number) {
      throw .setting(name: name, value: value.text, expected: range.phrase)
    }
    for (one, next) in zip(numbers, numbers.dropFirst()) where one >= next {
      throw .setting(name: name, value: value.text, expected: "larger than the one before")
    }
  }
}

extension Architecture {
  /// A network's value of a setting, given its cost; nil for the settings of training.
  public func value(of setting: Setting, cost: Cost) -> SettingValue? {
    switch setting {
    case .classes: .whole(outputCount)
    case .hidden: .list(Array(sizes.dropFirst().dropLast()))
    case .activation: .word(hiddenActivations.text)
    case .outputActivation: .word(outputActivation.name)
    case .cost: .word(cost.name)
    case .huberDelta, .quantile: cost.coefficients[setting]
    case .initializer, .biasDeviation, .optimizer, .momentum, .beta1, .beta2, .epsilon, .weightDecay, .learningRate,
      .schedule, .decay, .stepEpochs, .fallEpochs, .warmUp, .horizon, .batchSize, .shards, .l2, .epochs, .patience,
      .keep, .seed, .kernels,
      .limit,
      .validation:
      nil
    }
  }
}

extension SettingValues {
  /// The activations described: one for all hidden layers, or one for each.
  public var hiddenActivations: [Activation] {
    var activations: [Activation] = []
    for name in Setting.parts(of: text(.activation) ?? "") {
      if let activation = Activation(rawValue: name) { activations.append(activation) }
    }
    return activations.isEmpty ? [TrainingConfiguration.Usual.hiddenActivation] : activations
  }

  /// The cost described.
  public var cost: Cost {
    var cost = TrainingConfiguration.Usual.cost
    if let kind: Cost.Kind = word(.cost) { cost = Cost(usual: kind) }
    cost.take(self)
    return cost
  }

  /// The optimizer described.
  public var optimizer: Optimizer {
    var optimizer = TrainingConfiguration.Usual.optimizer
    if let kind: Optimizer.Kind = word(.optimizer) { optimizer = Optimizer(usual: kind) }
    optimizer.take(self)
    return optimizer
  }

  /// The schedule described; nil where none is named.
  public var schedule: LearningRateSchedule? {
    guard let kind: LearningRateSchedule.Kind = word(.schedule) else { return nil }
    var schedule = LearningRateSchedule(usual: kind)
    schedule.take(self)
    return schedule
  }

  /// The activation of the outputs, or the default.
  public var outputActivation: OutputActivation {
    text(.outputActivation).flatMap { OutputActivation(name: $0) } ?? TrainingConfiguration.Usual.outputActivation
  }

  /// Where the random source starts.
  public var seed: UInt64 {
    guard case .seed(let seed)? = self[.seed] else { return TrainingConfiguration.Usual.seed }
    return seed
  }

  /// Whether a setting applies: `momentum` only with an optimizer that has one, a horizon only with a schedule that
  /// falls towards it.
  public func use(_ setting: Setting) -> Bool {
    if setting == .horizon { return schedule?.hasHorizon ?? false }
    guard let (choice, words, _) = setting.owners else { return true }
    return text(choice).map { words.contains($0) } ?? false
  }
}

extension TrainingConfiguration.BatchSize {
  /// As a setting's value.
  var value: SettingValue {
    switch self {
    case .count(let count): .whole(count)
    case .all: .word(Setting.all)
    }
  }

  /// Of a setting's value; nil where there is none.
  init?(_ value: SettingValue?) {
    switch value {
    case .whole(let count): self = .count(count)
    case .word: self = .all
    case .list, .seed, .single, .singles, .double, nil: return nil
    }
  }
}
