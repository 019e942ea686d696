/// The settings of a training run, each declared once: here are its key, the form of its values, their range and the usual
/// one. What takes settings from outside or shows them goes through this list: the options of `train`, their help and
/// completions, the metadata of a model's file, what must agree where training goes on, the report, the explorer's form.
///
/// The raw value is the key: the option of the command line, the name in the address of the explorer's page, and the
/// metadata of a model's file. The order is that of the file.
public enum Setting: String, CaseIterable, Sendable {
  // The network and what it is trained for.
  case classes
  case hidden
  case activation
  case outputActivation = "output-activation"
  case cost
  // Training.
  case initializer
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
  case seed
  // What it is trained by, and on.
  case kernels
  case limit
  case validation
}

// MARK: The table

extension Setting {
  /// The form of its values: what may be typed. What calculation allows is a little more in places: see ``range``.
  public var form: Form {
    switch self {
    case .classes: .whole(1...256)
    case .hidden: .list(1...65_536)
    case .activation: .word(Activation.allCases.map { $0.rawValue })
    case .outputActivation: .word(OutputActivation.all.map { $0.name })
    case .cost: .word(Cost.allCases.map { $0.rawValue })
    case .initializer: .word(Initializer.allCases.map { $0.rawValue })
    case .optimizer: .word(Optimizer.Kind.allCases.map { $0.rawValue })
    case .momentum, .beta1, .beta2: .single(0...0.9999)
    case .epsilon: .single(Self.aboveZero...1000)
    case .weightDecay, .l2: .single(0...1000)
    case .learningRate: .double(Self.aboveZero...1000)
    case .schedule: .word(LearningRateSchedule.Kind.allCases.map { $0.rawValue })
    case .decay: .double(Self.aboveZero...1)
    case .stepEpochs, .epochs, .horizon: .whole(1...TrainingConfiguration.epochLimit)
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

  /// What calculation asks of a number, and what the number is called in the sentence that refuses others; nil where the
  /// form says all, or its type.
  public var range: (name: String, range: Range)? {
    switch self {
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
    case .classes, .hidden, .activation, .outputActivation, .cost, .initializer, .optimizer, .schedule, .horizon, .seed,
      .kernels, .limit, .validation:
      nil
    }
  }

  /// The value where none is given; nil where that depends on others: see ``TrainingConfiguration/Defaults``.
  public var usual: SettingValue? {
    switch self {
    case .classes: .whole(TrainingConfiguration.Usual.classes)
    case .hidden: .list(TrainingConfiguration.Usual.hidden)
    case .activation: .word(TrainingConfiguration.Usual.hiddenActivation.rawValue)
    case .outputActivation: .word(TrainingConfiguration.Usual.outputActivation.name)
    case .cost: .word(TrainingConfiguration.Usual.cost.rawValue)
    case .optimizer: .word(TrainingConfiguration.Usual.optimizer.name)
    case .momentum, .beta1, .beta2, .epsilon, .weightDecay, .decay, .stepEpochs, .warmUp: owners?.usual
    case .batchSize: TrainingConfiguration.Usual.batchSize.value
    case .shards: .whole(TrainingConfiguration.Usual.shards)
    case .l2: .single(TrainingConfiguration.Usual.l2)
    case .epochs: .whole(TrainingConfiguration.Usual.epochs)
    case .seed: .seed(TrainingConfiguration.Usual.seed)
    case .validation: .whole(0)
    case .initializer, .learningRate, .schedule, .fallEpochs, .horizon, .kernels, .limit: nil
    }
  }

  /// Whether it can be given: by an option of the command line, or in the explorer's form. Others only stand in files.
  public var isOption: Bool {
    switch self {
    case .beta1, .beta2, .epsilon, .fallEpochs, .horizon: false
    case .classes, .hidden, .activation, .outputActivation, .cost, .initializer, .optimizer, .momentum, .weightDecay,
      .learningRate, .schedule, .decay, .stepEpochs, .warmUp, .batchSize, .shards, .l2, .epochs, .seed, .kernels,
      .limit,
      .validation:
      true
    }
  }

  /// Whose setting it is.
  public var subject: Subject {
    switch self {
    case .classes, .hidden, .activation, .outputActivation, .cost: .network
    case .initializer, .optimizer, .momentum, .beta1, .beta2, .epsilon, .weightDecay, .learningRate, .schedule, .decay,
      .stepEpochs, .fallEpochs, .warmUp, .horizon, .batchSize, .shards, .l2, .epochs, .seed:
      .training
    case .kernels, .limit, .validation: .record
    }
  }

  /// The metadata of a model's file that holds it; nil for what the architecture says there.
  public var fileKey: String? {
    switch self {
    case .classes, .hidden: nil
    // Its option cuts the examples off, the file counts them.
    case .limit: "examples"
    case .activation, .outputActivation, .cost, .initializer, .optimizer, .momentum, .beta1, .beta2, .epsilon,
      .weightDecay, .learningRate, .schedule, .decay, .stepEpochs, .fallEpochs, .warmUp, .horizon, .batchSize, .shards,
      .l2,
      .epochs, .seed, .kernels, .validation:
      rawValue
    }
  }

  /// Whether a model's file leaves it out where it has its usual value, as the files did that were written before there
  /// was such a setting.
  public var isNew: Bool { self == .shards }

  /// The setting of a key.
  public init?(key: String) {
    guard let setting = Self.allCases.first(where: { $0.rawValue == key }) else { return nil }
    self = setting
  }

  /// Whether training that goes on with a model may change it.
  public var mayChange: Bool { self == .epochs }
}

// MARK: What the table is made of

extension Setting {
  /// What a value looks like, and which of them may be typed.
  public enum Form: Equatable, Sendable {
    /// One of these words.
    case word([String])
    /// A name that is known elsewhere, such as one of these.
    case name([String])
    /// A whole number.
    case whole(ClosedRange<Int>)
    /// A whole number, or `all`.
    case wholeOrAll(ClosedRange<Int>)
    /// Whole numbers, or `none`.
    case list(ClosedRange<Int>)
    /// A whole number of 64 bits without a sign.
    case seed
    /// A number that is kept in 32 bits.
    case single(ClosedRange<Double>)
    /// A number that is kept in 64 bits.
    case double(ClosedRange<Double>)
  }

  /// What calculation asks of a number.
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
    /// The record of a training: what it was done by, and on.
    case record
  }

  /// The word beside a number, for all examples.
  public static let all = "all"
  /// The word for an empty list.
  public static let none = "none"
  /// The word for the widest of the kernel tables that a processor runs.
  public static let widest = "auto"

  /// The smallest rate that is not zero as a `Float` either.
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

  /// What is allowed, to stand after "must be".
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
