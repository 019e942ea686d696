/// How far one example's outputs are from their targets. The mean over examples is taken elsewhere.
///
/// With d = a − y, and a sum over the outputs:
///
///     quadratic       ½ Σ d²
///     absolute        Σ |d|
///     huber           Σ ½d² where |d| ≤ δ, δ|d| − ½δ² beyond
///     quantile        Σ (1 − τ)·d where d > 0, −τ·d where not
///     poisson         Σ a − y·ln a
///     cross-entropy   over sigmoids −Σ y ln a + (1 − y) ln(1 − a); over a softmax −Σ y ln a
///
/// Sources: Huber 1964; Koenker and Bassett 1978 for the quantile cost, also called the pinball loss; Nelder and Wedderburn
/// 1972 for the logarithm of a Poisson distribution's likelihood, without its term that does not depend on a.
public enum Cost: Equatable, Sendable {
  /// ½ Σ (a − y)², so that the desired change of an output is exactly y − a, its distance from its target.
  case quadratic
  /// Σ |a − y|: a wish has the same size at any distance. Its best constant answer is the median.
  case absolute
  /// Quadratic up to a distance of δ, absolute beyond, times δ: a target far off pulls no harder than one δ away.
  case huber(delta: Float)
  /// The quantiles τ of a quantity, one output for each: too low an answer costs τ times the distance, too high a one
  /// 1 − τ times. With several of them each target has as many outputs, next to each other.
  case quantile([Float])
  /// Σ a − y ln a over exponential outputs, which are the means of counts.
  case poisson
  /// Over sigmoids −Σ y ln a + (1 − y) ln(1 − a); over a softmax −Σ y ln a.
  case crossEntropy

  /// The costs without their coefficients. The raw value is the name on the command line and in model files.
  public enum Kind: String, CaseIterable, Sendable {
    case quadratic
    case absolute
    case huber
    case quantile
    case poisson
    case crossEntropy = "cross-entropy"
  }

  /// Every cost, with its default coefficients.
  public static let all = Kind.allCases.map { Cost(usual: $0) }

  /// Which one it is.
  public var kind: Kind {
    switch self {
    case .quadratic: .quadratic
    case .absolute: .absolute
    case .huber: .huber
    case .quantile: .quantile
    case .poisson: .poisson
    case .crossEntropy: .crossEntropy
    }
  }

  /// Its name on the command line and in model files.
  public var name: String { kind.rawValue }

  /// A cost with its default coefficients: a δ of 1, and the median.
  public init(usual kind: Kind) {
    switch kind {
    case .quadratic: self = .quadratic
    case .absolute: self = .absolute
    case .huber: self = .huber(delta: 1)
    case .quantile: self = .quantile([0.5])
    case .poisson: self = .poisson
    case .crossEntropy: self = .crossEntropy
    }
  }

  /// The cost of this name, with its default coefficients.
  public init?(name: String) {
    guard let kind = Kind(rawValue: name) else { return nil }
    self.init(usual: kind)
  }

  /// Its coefficients, each under its setting; this one list serves reading, writing, checks and help.
  mutating func exchange(with coefficients: inout Coefficients) {
    switch self {
    case .quadratic, .absolute, .poisson, .crossEntropy: break
    case .huber(var delta):
      coefficients.exchange(.huberDelta, &delta)
      self = .huber(delta: delta)
    case .quantile(var quantiles):
      coefficients.exchange(.quantile, &quantiles)
      self = .quantile(quantiles)
    }
  }

  /// Outputs for each number of a target: one for each quantile, and otherwise 1. A network of several targets has those
  /// of the first one first.
  public var outputsPerTarget: Int {
    if case .quantile(let quantiles) = self { quantiles.count } else { 1 }
  }

  /// Whether it means something where targets are classes or labels: not where it estimates a quantile or a mean count.
  var suitsClasses: Bool {
    switch self {
    case .quadratic, .absolute, .huber, .crossEntropy: true
    case .quantile, .poisson: false
    }
  }

  /// Whether this cost can be differentiated through that output activation.
  public func follows(_ outputActivation: OutputActivation) -> Bool {
    switch (self, outputActivation) {
    case (.quadratic, .elementwise), (.absolute, .elementwise), (.huber, .elementwise), (.quantile, .elementwise): true
    case (.quadratic, _), (.absolute, _), (.huber, _), (.quantile, _): false
    case (.poisson, .exponential): true
    case (.poisson, _): false
    case (.crossEntropy, .elementwise(.sigmoid)), (.crossEntropy, .softmax): true
    case (.crossEntropy, _): false
    }
  }
}
