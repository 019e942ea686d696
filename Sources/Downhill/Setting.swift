/// The settings of a training run, each declared once: its key, the form of its values, their range and the default.
/// Whatever reads or shows settings uses this list: the options of `train`, their help and completions, the metadata of
/// model files, what must agree on `--resume`, the report, the explorer's form.
///
/// The raw value is the key: the option on the command line, the name in the explorer's address, and the key in model
/// files, which have them in this order.
public enum Setting: String, CaseIterable, Sendable {
  // The network and what it is trained for.
  case classes
  case hidden
  case activation
  case outputActivation = "output-activation"
  case cost
  case huberDelta = "huber-delta"
  case quantile
  // Training.
  case initializer
  case biasDeviation = "bias-deviation"
  case optimizer
  case momentum
  case beta1
  case beta2
  case epsilon
  case weightDecay = "weight-decay"
  case learningRate = "learning-rate"
  case schedule
  case decay
  case stepEpochs = "step-epochs"
  case fallEpochs = "fall-epochs"
  case warmUp = "warm-up"
  case horizon
  case batchSize = "batch-size"
  case shards
  case l2
  case epochs
  case patience
  case keep
  case seed
  // What it is trained with, and on.
  case kernels
  case limit
  case validation
}

// MARK: The table

extension Setting {
  /// The form of its values: what may be typed. ``range``, what the mathematics allows, is sometimes a little wider.
  public var form: Form {
    switch self {
    case .classes: .whole(1...256)
    case .hidden: .list(1...65_536)
    case .activation: .words(Activation.allCases.map { $0.rawValue })
    case .outputActivation: .word(OutputActivation.all.map { $0.name })
    case .cost: .word(Cost.Kind.allCases.map { $0.rawValue })
    case .huberDelta: .single(Self.aboveZero...1_000_000)
    case .quantile: .singles(0.0001...0.9999)
    case .initializer: .word(Initializer.allCases.map { $0.rawValue })
    case .optimizer: .word(Optimizer.Kind.allCases.map { $0.rawValue })
    case .momentum, .beta1, .beta2: .single(0...0.9999)
    case .epsilon: .single(Self.aboveZero...1000)
    case .weightDecay, .l2, .biasDeviation: .single(0...1000)
    case .learningRate: .double(Self.aboveZero...1000)
    case .schedule: .word(LearningRateSchedule.Kind.allCases.map { $0.rawValue })
    case .decay: .double(Self.aboveZero...1)
    case .keep: .word(TrainingConfiguration.Keeping.allCases.map { $0.rawValue })
    case .stepEpochs, .epochs, .horizon, .patience: .whole(1...TrainingConfiguration.epochLimit)
    case .fallEpochs: .double(Self.aboveZero...Double(TrainingConfiguration.epochLimit))
    case .warmUp: .double(0...1)
    case .batchSize: .wholeOrAll(1...1_000_000_000)
    case .shards: .whole(1...TrainingConfiguration.shardLimit)
    case .seed: .seed
    case .kernels: .name([Self.widest, Kernels.referenceName])
    case .limit: .whole(1...Int.max)
    case .validation: .whole(0...Int.max)
    }
  }

  /// The range that the mathematics allows, and the setting's name in error messages; nil where the form or the type
  /// says it all.
  public var range: (name: String, range: Range)? {
    switch self {
    case .huberDelta: ("the delta of the Huber cost", .positive)
    case .quantile: ("each quantile", .betweenZeroAndOne)
    case .biasDeviation: ("the standard deviation of biases", .notNegative)
    case .momentum: ("the momentum", .belowOne)
    case .beta1: ("Adam's beta1", .belowOne)
    case .beta2: ("Adam's beta2", .belowOne)
    case .epsilon: ("Adam's epsilon", .positive)
    case .weightDecay: ("the weight decay", .notNegative)
    case .learningRate: ("the learning rate", .positive)
    case .decay: ("the schedule's factor", .positive)
    case .stepEpochs: ("the schedule's number of epochs", .atLeastOne)
    case .fallEpochs: ("the schedule's number of epochs", .positive)
    case .warmUp: ("the warm-up", .betweenZeroAndOne)
    case .batchSize: ("the batch size", .atLeastOne)
    case .shards: ("the number of shards", .upTo(TrainingConfiguration.shardLimit))
    case .l2: ("the L2 coefficient", .notNegative)
    case .epochs: ("the number of epochs", .epochs)
    case .patience: ("the patience", .atLeastOne)
    case .classes, .hidden, .activation, .outputActivation, .cost, .initializer, .optimizer, .schedule, .horizon, .keep,
      .seed,
      .kernels, .limit, .validation:
      nil
    }
  }

  /// The default value; nil where it depends on other settings: see ``TrainingConfiguration/Defaults``.
  public var usual: SettingValue? {
    switch self {
    case .classes: .whole(TrainingConfiguration.Usual.classes)
    case .hidden: .list(TrainingConfiguration.Usual.hidden)
    case .activation: .word(TrainingConfiguration.Usual.hiddenActivation.rawValue)
    case .outputActivation: .word(TrainingConfiguration.Usual.outputActivation.name)
    case .cost: .word(TrainingConfiguration.Usual.cost.name)
    case .optimizer: .word(TrainingConfiguration.Usual.optimizer.name)
    case .huberDelta, .quantile, .momentum, .beta1, .beta2, .epsilon, .weightDecay, .decay, .stepEpochs, .warmUp:
      owners?.usual
    case .batchSize: TrainingConfiguration.Usual.batchSize.value
    case .shards: .whole(TrainingConfiguration.Usual.shards)
    case .biasDeviation: .single(TrainingConfiguration.Usual.biasDeviation)
    case .l2: .single(TrainingConfiguration.Usual.l2)
    case .epochs: .whole(TrainingConfiguration.Usual.epochs)
    case .keep: .word(TrainingConfiguration.Usual.keep.rawValue)
    case .seed: .seed(TrainingConfiguration.Usual.seed)
    case .validation: .whole(0)
    case .initializer, .learningRate, .schedule, .fallEpochs, .horizon, .patience, .kernels, .limit: nil
    }
  }

  /// Whether it can be set, on the command line or in the explorer's form. Others occur in files only.
  public var isOption: Bool {
    switch self {
    case .beta1, .beta2, .epsilon, .fallEpochs, .horizon, .validation: false
    case .classes, .hidden, .activation, .outputActivation, .cost, .huberDelta, .quantile, .initializer, .biasDeviation,
      .optimizer, .momentum, .weightDecay, .learningRate, .schedule, .decay, .stepEpochs, .warmUp, .batchSize, .shards,
      .l2,
      .epochs, .patience, .keep, .seed, .kernels, .limit:
      true
    }
  }

  /// Whose setting it is.
  public var subject: Subject {
    switch self {
    case .classes, .hidden, .activation, .outputActivation, .cost, .huberDelta, .quantile: .network
    case .initializer, .biasDeviation, .optimizer, .momentum, .beta1, .beta2, .epsilon, .weightDecay, .learningRate,
      .schedule, .decay, .stepEpochs, .fallEpochs, .warmUp, .horizon, .batchSize, .shards, .l2, .epochs, .patience,
      .keep,
      .seed:
      .training
    case .kernels, .limit, .validation: .record
    }
  }

  /// Its key in the metadata of model files; nil for what the architecture already says.
  public var fileKey: String? {
    switch self {
    case .classes, .hidden: nil
    // The option limits the number of examples, the file records it.
    case .limit: "examples"
    case .activation, .outputActivation, .cost, .huberDelta, .quantile, .initializer, .biasDeviation, .optimizer,
      .momentum, .beta1, .beta2, .epsilon, .weightDecay, .learningRate, .schedule, .decay, .stepEpochs, .fallEpochs,
      .warmUp, .horizon, .batchSize, .shards,
      .l2,
      .epochs, .patience, .keep, .seed, .kernels, .validation:
      rawValue
    }
  }

  /// Whether model files omit it where it has its default value, as files did before the setting existed.
  public var isNew: Bool { self == .shards || self == .patience || self == .keep || self == .biasDeviation }

  /// Whether it does nothing without validation examples.
  public var needsValidation: Bool { self == .patience || self == .keep }

  /// The setting with this key.
  public init?(key: String) {
    guard let setting = Self.allCases.first(where: { $0.rawValue == key }) else { return nil }
    self = setting
  }

  /// Whether it may change when training resumes.
  public var mayChange: Bool { self == .epochs }
}

// MARK: Forms, ranges and subjects

extension Setting {
  /// The form of a value, and which values may be typed.
  public enum Form: Equatable, Sendable {
    /// One of these words.
    case word([String])
    /// One of these words, or several of them, separated by commas.
    case words([String])
    /// A name, such as one of these, that other code resolves.
    case name([String])
    /// A whole number.
    case whole(ClosedRange<Int>)
    /// A whole number, or `all`.
    case wholeOrAll(ClosedRange<Int>)
    /// Whole numbers, or `none`.
    case list(ClosedRange<Int>)
    /// An unsigned whole number of 64 bits.
    case seed
    /// A number kept in 32 bits.
    case single(ClosedRange<Double>)
    /// Numbers kept in 32 bits, one at least, each larger than the one before.
    case singles(ClosedRange<Double>)
    /// A number kept in 64 bits.
    case double(ClosedRange<Double>)
  }

  /// The range of a number that the mathematics allows.
  public enum Range: Sendable {
    case positive
    case notNegative
    case belowOne
    case betweenZeroAndOne
    case atLeastOne
    case upTo(Int)
    case epochs
  }

  /// Whose setting it is.
  public enum Subject: Sendable {
    /// The network and its cost, which every model has.
    case network
    /// The configuration of training.
    case training
    /// The record of a training: what it was done with, and on.
    case record
  }

  /// The parts of a text that commas separate. A text of more parts than a network has layers stays whole, as its parts
  /// would take many times its memory.
  @inline(never)
  package static func parts(of text: String) -> [String] {
    let comma = UInt8(ascii: ",")
    var commas = 0
    for byte in text.utf8 where byte == comma { commas += 1 }
    return commas < Architecture.layerLimit ? Downhill.texts(of: text, at: comma) : [text]
  }

  /// The first of the parts of a text that is none of these words.
  @inline(never)
  package static func wrongPart(of text: String, among words: [String]) -> String? {
    for part in parts(of: text) where !words.contains(part) { return part }
    return nil
  }

  /// The word for all examples, in place of a number.
  public static let all = "all"
  /// The word for an empty list.
  public static let none = "none"
  /// The word for the widest kernel table that the processor runs.
  public static let widest = "auto"

  /// The smallest rate that is not subnormal as a `Float`.
  public static let aboveZero = Double(Float.leastNormalMagnitude)
}

extension Setting.Range {
  /// Whether a number is allowed; NaN never is.
  func contains(_ number: Double) -> Bool {
    switch self {
    case .positive: number > 0 && number.isFinite
    case .notNegative: number >= 0 && number.isFinite
    case .belowOne: number >= 0 && number < 1
    case .betweenZeroAndOne: number > 0 && number < 1
    case .atLeastOne: number >= 1
    case .upTo(let most): number >= 1 && number <= Double(most)
    case .epochs: number >= 0 && number <= Double(TrainingConfiguration.epochLimit)
    }
  }

  /// What is allowed, to follow "must be".
  var phrase: String {
    switch self {
    case .positive: "above 0"
    case .notNegative: "0 or more"
    case .belowOne: "at least 0 and below 1"
    case .betweenZeroAndOne: "between 0 and 1"
    case .atLeastOne: "1 or more"
    case .upTo(let most): "1 to \(most)"
    case .epochs: "0 to \(TrainingConfiguration.epochLimit)"
    }
  }
}
