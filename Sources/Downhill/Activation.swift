import KernelTable

/// An element-wise activation function, with its derivative beside it.
///
/// The raw value is the word of the command line and of model files.
public enum Activation: String, CaseIterable, Sendable {
  /// σ(z) = 1 / (1 + e⁻ᶻ).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// max(0, z).
  case relu
  /// z above 0, z / 100 below.
  case leakyReLU = "leaky-relu"
  /// z above 0, eᶻ − 1 below (Clevert, Unterthiner and Hochreiter 2015), with an α of 1.
  case elu
  /// λz above 0, λα(eᶻ − 1) below, which draws mean and variance of a layer towards 0 and 1 (Klambauer et al. 2017).
  case selu
  /// ln(1 + eᶻ) (Dugas et al. 2000).
  case softplus
  /// z·tanh(ln(1 + eᶻ)) (Misra 2019).
  case mish
  /// z·Φ(z), exactly, not its tanh approximation (Hendrycks and Gimpel 2016).
  case gelu
  /// z·σ(z), also called swish (Elfwing, Uchibe and Doya 2017).
  case silu
  /// z itself.
  case identity

  /// f(z).
  @inlinable
  public func value<Scalar: RealScalar>(_ z: Scalar) -> Scalar {
    switch self {
    case .sigmoid: return logistic(z)
    case .tanh: return Scalar.tanh(z)
    // Not `z > 0 ? z : 0`: NaN must stay NaN.
    case .relu: return z < 0 ? 0 : z
    case .leakyReLU: return z > 0 ? z : z / 100
    case .elu: return z > 0 ? z : Scalar.expMinusOne(z)
    case .selu: return z > 0 ? Scalar(SELU.scale) * z : Scalar(SELU.scaleBelow) * Scalar.expMinusOne(z)
    case .softplus: return logOnePlusExp(z)
    case .mish: return z * Scalar.tanh(logOnePlusExp(z))
    case .gelu: return z * Scalar.normalCumulative(z)
    case .silu: return z * logistic(z)
    case .identity: return z
    }
  }

  /// f′(z); where there is a kink, at z = 0, the slope from below.
  @inlinable
  public func slope<Scalar: RealScalar>(_ z: Scalar) -> Scalar {
    switch self {
    case .sigmoid:
      let a = logistic(z)
      return a * (1 - a)
    case .tanh:
      let a = Scalar.tanh(z)
      return 1 - a * a
    case .relu: return z > 0 ? 1 : 0
    case .leakyReLU: return z > 0 ? 1 : 1 / 100
    case .elu: return z > 0 ? 1 : Scalar.exp(z)
    case .selu: return z > 0 ? Scalar(SELU.scale) : Scalar(SELU.scaleBelow) * Scalar.exp(z)
    case .softplus: return logistic(z)
    case .mish:
      let t = Scalar.tanh(logOnePlusExp(z))
      return t + z * (1 - t * t) * logistic(z)
    case .gelu:
      // Φ(z) + z·φ(z), φ(z) = e^(−z²/2) / √(2π).
      let density = Scalar.exp(-z * z / 2) * Scalar(0.398_942_280_401_432_677_94)
      return Scalar.normalCumulative(z) + z * density
    case .silu:
      let s = logistic(z)
      return s + z * s * (1 - s)
    case .identity: return 1
    }
  }
}

// MARK: Properties

extension Activation {
  /// f(z) as formulas show it.
  public var formula: String {
    switch self {
    case .sigmoid: "σ(z)"
    case .tanh: "tanh(z)"
    case .relu: "max(0, z)"
    case .leakyReLU: "max(z, z/100)"
    case .elu: "max(0, z) + min(0, eᶻ − 1)"
    case .selu: "1.05·max(0, z) + 1.76·min(0, eᶻ − 1)"
    case .softplus: "ln(1 + eᶻ)"
    case .mish: "z·tanh(ln(1 + eᶻ))"
    case .gelu: "z·Φ(z)"
    case .silu: "z·σ(z)"
    case .identity: "z"
    }
  }

  /// f′(z) as formulas show it.
  public var slopeFormula: String {
    switch self {
    case .sigmoid: "σ′(z)"
    case .tanh: "tanh′(z)"
    case .softplus: "σ(z)"
    case .relu, .leakyReLU, .elu, .selu, .mish, .gelu, .silu, .identity: "f′(z)"
    }
  }

  /// Whether it passes little but positive values on: then half of the signal is lost in each layer.
  var isRectifying: Bool {
    switch self {
    case .relu, .leakyReLU, .elu, .softplus, .mish, .gelu, .silu: true
    case .sigmoid, .tanh, .selu, .identity: false
    }
  }

  /// Whether the slope jumps at z = 0.
  public var hasKink: Bool {
    switch self {
    case .relu, .leakyReLU, .selu: true
    case .sigmoid, .tanh, .elu, .softplus, .mish, .gelu, .silu, .identity: false
    }
  }

  /// Whether the slope, or the slope of the slope, jumps at z = 0: differences across it are no derivatives.
  public var hasBend: Bool { hasKink || self == .elu }

  /// The largest slope of a function that is flat on both sides, so that a gradient can vanish; nil for others.
  public var slopeOfSquashing: Float? {
    switch self {
    case .sigmoid: 0.25
    case .tanh: 1
    case .relu, .leakyReLU, .elu, .selu, .softplus, .mish, .gelu, .silu, .identity: nil
    }
  }

  /// Its kernel.
  func kernel(_ table: KernelTable) -> KernelTable.Activate {
    switch self {
    case .sigmoid: table.activations.sigmoid
    case .tanh: table.activations.tanh
    case .relu: table.activations.relu
    case .leakyReLU: table.activations.leakyReLU
    case .elu: table.activations.elu
    case .selu: table.activations.selu
    case .softplus: table.activations.softplus
    case .mish: table.activations.mish
    case .gelu: table.activations.gelu
    case .silu: table.activations.silu
    case .identity: table.activations.identity
    }
  }
}

/// The constants of SELU, for which mean 0 and variance 1 are a fixed point (Klambauer et al. 2017).
@usableFromInline
enum SELU {
  /// λ, the slope above 0.
  @usableFromInline static let scale = 1.050_700_987_355_480_493_4
  /// λα, the slope at 0 from below.
  @usableFromInline static let scaleBelow = 1.758_099_340_847_376_859_9
}

/// ln(1 + eᶻ), with an exponential that cannot overflow.
@inlinable
func logOnePlusExp<Scalar: RealScalar>(_ z: Scalar) -> Scalar {
  (z < 0 ? 0 : z) + Scalar.logOnePlus(Scalar.exp(-abs(z)))
}

/// σ(z), from the side on which the exponential cannot overflow.
@inlinable
func logistic<Scalar: RealScalar>(_ z: Scalar) -> Scalar {
  if z < 0 {
    let power = Scalar.exp(z)
    return power / (1 + power)
  }
  return 1 / (1 + Scalar.exp(-z))
}

/// What the output layer does to its weighted inputs: an element-wise activation, or one that only outputs have.
public enum OutputActivation: Equatable, Sendable {
  /// Each output on its own, by an activation that hidden layers may have, too.
  case elementwise(Activation)
  /// eᶻ, for means of counts; a hidden layer of it would soon be infinite.
  case exponential
  /// eᶻ divided by the sum over all outputs.
  case softmax

  /// Every output activation there is.
  public static let all = Activation.allCases.map(OutputActivation.elementwise) + [.exponential, .softmax]

  /// The word of the command line and of model files.
  public var name: String {
    switch self {
    case .elementwise(let activation): activation.rawValue
    case .exponential: "exponential"
    case .softmax: "softmax"
    }
  }

  /// a of the whole layer. Softmax is shifted by the largest z, so that no exponential overflows.
  @inlinable
  public func values<Scalar: RealScalar>(_ z: [Scalar]) -> [Scalar] {
    switch self {
    case .elementwise(let activation): return z.map { activation.value($0) }
    case .exponential: return z.map { Scalar.exp($0) }
    case .softmax:
      let largest = z.max() ?? 0
      let powers = z.map { Scalar.exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  /// The output activation of this name.
  public init?(name: String) {
    if name == "softmax" {
      self = .softmax
    } else if name == "exponential" {
      self = .exponential
    } else if let activation = Activation(rawValue: name) {
      self = .elementwise(activation)
    } else {
      return nil
    }
  }
}
