import KernelTable

/// How a gradient becomes a step. With g the gradient (plus `l2`·w for weights), η the learning rate, t the number of
/// the step from 1, the conventions are PyTorch's:
///
///     sgd        w −= η g
///     momentum   v = μ v + g            w −= η v
///     nesterov   v = μ v + g            w −= η (g + μ v)
///     adam       m = β₁ m + (1−β₁) g    v = β₂ v + (1−β₂) g²    w −= η m̂ / (√v̂ + ε),  m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)
///     adamw      w −= η λ w  first, for weights; then as adam
///
/// Unlike there, v and m below the smallest normal number, 1.2e-38, count as zero: see `Steps.swift` of the kernels.
///
/// Sources: Polyak 1964; Nesterov 1983 in the form of Sutskever et al. 2013; Kingma and Ba 2015; Loshchilov and Hutter
/// 2019.
public enum Optimizer: Equatable, Sendable {
  /// Plain stochastic gradient descent: the seed's.
  case sgd
  /// Heavy-ball momentum with coefficient μ.
  case momentum(Float)
  /// Nesterov's accelerated gradient with coefficient μ.
  case nesterov(Float)
  /// Adam.
  case adam(AdamSettings)
  /// Adam with weight decay λ that does not pass through the moments.
  case adamW(AdamSettings, weightDecay: Float)

  /// The coefficients of Adam.
  public struct AdamSettings: Equatable, Sendable {
    /// β₁, which forgets gradients.
    public var beta1: Float
    /// β₂, which forgets squared gradients.
    public var beta2: Float
    /// ε, added to the root of the second moment.
    public var epsilon: Float

    /// The paper's coefficients by default.
    public init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }

  /// The optimizers without their coefficients. The raw value is the name on the command line and in model files.
  public enum Kind: String, CaseIterable, Sendable {
    case sgd
    case momentum
    case nesterov
    case adam
    case adamW = "adamw"
  }

  /// Which one it is.
  public var kind: Kind {
    switch self {
    case .sgd: .sgd
    case .momentum: .momentum
    case .nesterov: .nesterov
    case .adam: .adam
    case .adamW: .adamW
    }
  }

  /// An optimizer with its default coefficients.
  public init(usual kind: Kind) {
    switch kind {
    case .sgd: self = .sgd
    case .momentum: self = .momentum(0.9)
    case .nesterov: self = .nesterov(0.9)
    case .adam: self = .adam(AdamSettings())
    case .adamW: self = .adamW(AdamSettings(), weightDecay: 0.01)
    }
  }

  /// Its coefficients, each under its setting; this one list serves reading, writing, checks and help.
  mutating func exchange(with coefficients: inout Coefficients) {
    switch self {
    case .sgd: break
    case .momentum(var coefficient):
      coefficients.exchange(.momentum, &coefficient)
      self = .momentum(coefficient)
    case .nesterov(var coefficient):
      coefficients.exchange(.momentum, &coefficient)
      self = .nesterov(coefficient)
    case .adam(var settings):
      settings.exchange(with: &coefficients)
      self = .adam(settings)
    case .adamW(var settings, var weightDecay):
      settings.exchange(with: &coefficients)
      coefficients.exchange(.weightDecay, &weightDecay)
      self = .adamW(settings, weightDecay: weightDecay)
    }
  }

  /// Its name on the command line and in model files.
  public var name: String { kind.rawValue }

  /// Names of the optimizer's state: numbers that it keeps for each parameter.
  public var stateNames: [String] {
    switch self {
    case .sgd: []
    case .momentum, .nesterov: ["velocity"]
    case .adam, .adamW: ["first-moment", "second-moment"]
    }
  }

  /// What its default learning rate depends on: see ``TrainingConfiguration/Defaults``.
  enum Pace {
    /// The gradient alone.
    case plain
    /// The gradient and a share of the last step; `looksAhead` if the gradient is taken after that share.
    case momentum(Double, looksAhead: Bool)
    /// The magnitude of each weight's own gradients.
    case adaptive
  }

  var pace: Pace {
    switch self {
    case .sgd: .plain
    case .momentum(let coefficient): .momentum(Double(coefficient), looksAhead: false)
    case .nesterov(let coefficient): .momentum(Double(coefficient), looksAhead: true)
    case .adam, .adamW: .adaptive
    }
  }

  /// The kernel that takes this optimizer's step.
  func kernel(_ table: KernelTable) -> KernelTable.Step {
    switch self {
    case .sgd: table.steps.sgd
    case .momentum: table.steps.momentum
    case .nesterov: table.steps.nesterov
    case .adam, .adamW: table.steps.adam
    }
  }

  /// The factors of step `step`, counted from 1, for weights and for biases.
  func factors(rate: Double, l2: Float, step: Int) -> (weights: StepFactors, biases: StepFactors) {
    let weights: StepFactors
    switch self {
    case .sgd:
      weights = StepFactors(rate: Float(rate), l2: l2)
    case .momentum(let coefficient), .nesterov(let coefficient):
      weights = StepFactors(rate: Float(rate), l2: l2, momentum: coefficient)
    case .adam(let settings):
      weights = settings.factors(rate: rate, l2: l2, keep: 1, step: step)
    case .adamW(let settings, let weightDecay):
      weights = settings.factors(rate: rate, l2: l2, keep: Float(1 - rate * Double(weightDecay)), step: step)
    }
    var biases = weights
    biases.l2 = 0
    biases.keep = 1
    return (weights, biases)
  }
}

extension Optimizer.AdamSettings {
  fileprivate mutating func exchange(with coefficients: inout Coefficients) {
    coefficients.exchange(.beta1, &beta1)
    coefficients.exchange(.beta2, &beta2)
    coefficients.exchange(.epsilon, &epsilon)
  }

  fileprivate func factors(rate: Double, l2: Float, keep: Float, step: Int) -> StepFactors {
    let correction1 = 1 - power(Double(beta1), step)
    let correction2 = 1 - power(Double(beta2), step)
    return StepFactors(
      rate: Float(rate / correction1), l2: l2, keep: keep, momentum: beta1, secondMomentum: beta2,
      secondScale: Float(1 / correction2.squareRoot()), epsilon: epsilon)
  }
}

/// `base` to a whole power, by squaring.
func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var square = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}

/// Throws `.setting` unless `condition` holds.
func require(
  _ condition: Bool, _ name: String, _ value: @autoclosure () -> String, _ expected: String
) throws(EngineError) {
  if !condition { throw .setting(name: name, value: value(), expected: expected) }
}
