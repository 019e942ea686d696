/// A cost joined with the output activation it is differentiated through. A pairing that makes no sense has no value.
public enum Objective: Equatable, Sendable {
  /// ½ Σ (a − y)² through an element-wise activation.
  case quadratic(through: Activation)
  /// Σ |a − y| through an element-wise activation.
  case absolute(through: Activation)
  /// Quadratic within δ of the target, and absolute beyond, through an element-wise activation.
  case huber(delta: Float, through: Activation)
  /// The pinball loss of each quantile through an element-wise activation.
  case quantile([Float], through: Activation)
  /// Σ a − y ln a with a = eᶻ.
  case poisson
  /// Cross-entropy of every output on its own, through sigmoids.
  case binaryCrossEntropy
  /// Cross-entropy of one distribution over all outputs, through a softmax.
  case categoricalCrossEntropy

  /// Joins the two, or says which outputs the cost can follow. A coefficient of the cost out of its range is refused.
  public init(_ cost: Cost, through outputActivation: OutputActivation) throws(EngineError) {
    for setting in Setting.allCases { try setting.check(cost.coefficients[setting]) }
    switch (cost, outputActivation) {
    case (.quadratic, .elementwise(let activation)): self = .quadratic(through: activation)
    case (.absolute, .elementwise(let activation)): self = .absolute(through: activation)
    case (.huber(let delta), .elementwise(let activation)): self = .huber(delta: delta, through: activation)
    case (.quantile(let quantiles), .elementwise(let activation)): self = .quantile(quantiles, through: activation)
    case (.poisson, .exponential): self = .poisson
    case (.crossEntropy, .elementwise(.sigmoid)): self = .binaryCrossEntropy
    case (.crossEntropy, .softmax): self = .categoricalCrossEntropy
    case (.quadratic, _), (.absolute, _), (.huber, _), (.quantile, _), (.poisson, _), (.crossEntropy, _):
      throw .pairing(cost: cost, outputActivation: outputActivation)
    }
  }

  /// The cost.
  public var cost: Cost {
    switch self {
    case .quadratic: .quadratic
    case .absolute: .absolute
    case .huber(let delta, _): .huber(delta: delta)
    case .quantile(let quantiles, _): .quantile(quantiles)
    case .poisson: .poisson
    case .binaryCrossEntropy, .categoricalCrossEntropy: .crossEntropy
    }
  }

  /// The targets of all outputs, from those of the data: with several quantiles each is that of several outputs.
  @inlinable
  public func targets<Number>(ofOutputs target: [Number]) -> [Number] {
    guard case .quantile(let quantiles, _) = self, quantiles.count > 1 else { return target }
    return target.flatMap { [Number](repeating: $0, count: quantiles.count) }
  }

  /// The part each output has in the cost of one example; their sum is the cost. Where the definition in terms of a would
  /// take the logarithm of 0, it is computed from z.
  ///
  /// - Parameters:
  ///   - z: The weighted inputs of the outputs.
  ///   - a: Their activations.
  ///   - y: The target of each, see ``targets(ofOutputs:)``.
  @inlinable
  public func parts<Scalar: RealScalar>(z: [Scalar], a: [Scalar], target y: [Scalar]) -> [Scalar] {
    switch self {
    case .quadratic:
      return zip(a, y).map { a, y in (a - y) * (a - y) / 2 }
    case .absolute:
      return zip(a, y).map { a, y in abs(a - y) }
    case .huber(let delta, _):
      // With g = d clipped to ±δ, g·(d − g/2) is ½d² within and δ|d| − ½δ² beyond.
      return zip(a, y).map { a, y in
        let g = clipped(a - y, to: Scalar(delta))
        return g * (a - y - g / 2)
      }
    case .quantile(let quantiles, _):
      return a.indices.map { j in
        (a[j] - y[j]) * pinballSlope(a[j] - y[j], Scalar(quantiles[j % quantiles.count]))
      }
    case .poisson:
      // ln a = z.
      return a.indices.map { j in a[j] - y[j] * z[j] }
    case .binaryCrossEntropy:
      // −y ln σ(z) − (1 − y) ln(1 − σ(z)) = ln(1 + eᶻ) − y·z = max(z, 0) + ln(1 + e^−|z|) − y·z
      return zip(z, y).map { z, y in (z > 0 ? z : 0) + Scalar.logOnePlus(Scalar.exp(-abs(z))) - y * z }
    case .categoricalCrossEntropy:
      // −y ln softmax(z) = y·(ln Σ e^(z − m) − (z − m)), m the largest z
      let largest = z.max() ?? 0
      let logSum = Scalar.log(z.map { Scalar.exp($0 - largest) }.reduce(0, +))
      return zip(z, y).map { z, y in y == 0 ? 0 : y * (logSum - (z - largest)) }
    }
  }

  /// The sensitivity of the cost to the weighted inputs of the output layer, ∂C/∂z = δᴸ: ∂C/∂a times the slope of the
  /// activation, or, where the two cancel, a − y.
  @inlinable
  public func sensitivity<Scalar: RealScalar>(z: [Scalar], a: [Scalar], target y: [Scalar]) -> [Scalar] {
    switch self {
    case .quadratic(let activation), .absolute(let activation), .huber(_, let activation), .quantile(_, let activation):
      let slopes = activationSlopes(a: a, target: y)
      return z.indices.map { j in slopes[j] * activation.slope(z[j]) }
    case .poisson, .binaryCrossEntropy, .categoricalCrossEntropy:
      return zip(a, y).map { a, y in a - y }
    }
  }

  /// ∂C/∂a of each output. On its target an output wishes for nothing: where the cost has a kink there, it is 0.
  @inlinable
  public func activationSlopes<Scalar: RealScalar>(a: [Scalar], target y: [Scalar]) -> [Scalar] {
    switch self {
    case .quadratic: return zip(a, y).map { a, y in a - y }
    case .absolute: return zip(a, y).map { a, y in sign(a - y) }
    case .huber(let delta, _): return zip(a, y).map { a, y in clipped(a - y, to: Scalar(delta)) }
    case .quantile(let quantiles, _):
      return a.indices.map { j in pinballSlope(a[j] - y[j], Scalar(quantiles[j % quantiles.count])) }
    // Each term only where it counts: a may be exactly 0 or 1.
    case .poisson: return zip(a, y).map { a, y in y == 0 ? 1 : 1 - y / a }
    case .binaryCrossEntropy:
      return zip(a, y).map { a, y in (y == 0 ? 0 : -y / a) + (y == 1 ? 0 : (1 - y) / (1 - a)) }
    case .categoricalCrossEntropy: return zip(a, y).map { a, y in y == 0 ? 0 : -y / a }
    }
  }
}

// MARK: Properties

extension Objective {
  /// Whether the slope of the cost jumps where an output is on its target.
  public var hasKink: Bool {
    switch self {
    case .absolute, .quantile: true
    case .quadratic, .huber, .poisson, .binaryCrossEntropy, .categoricalCrossEntropy: false
    }
  }

  /// For each of `count` outputs the coefficient that its kernel reads: δ or τ; 0 for costs without one.
  func coefficients(outputs count: Int) -> [Float] {
    switch self {
    case .huber(let delta, _): [Float](repeating: delta, count: count)
    case .quantile(let quantiles, _): (0..<count).map { quantiles[$0 % quantiles.count] }
    case .quadratic, .absolute, .poisson, .binaryCrossEntropy, .categoricalCrossEntropy:
      [Float](repeating: 0, count: count)
    }
  }

  /// Among the outputs of one target the one that is scored: that of the quantile nearest to the median.
  var scoredOutput: Int {
    guard case .quantile(let quantiles, _) = self else { return 0 }
    return quantiles.indices.reduce(0) { abs(quantiles[$1] - 0.5) < abs(quantiles[$0] - 0.5) ? $1 : $0 }
  }
}

/// 1 above 0, −1 below, and 0 at 0.
@inlinable
func sign<Scalar: RealScalar>(_ x: Scalar) -> Scalar { x > 0 ? 1 : x < 0 ? -1 : 0 }

/// The number of −bound … bound nearest to x.
@inlinable
func clipped<Scalar: RealScalar>(_ x: Scalar, to bound: Scalar) -> Scalar {
  x > bound ? bound : x < -bound ? -bound : x
}

/// The slope of the pinball loss of quantile τ at distance d = a − y; 0 on the target.
@inlinable
func pinballSlope<Scalar: RealScalar>(_ d: Scalar, _ quantile: Scalar) -> Scalar {
  d > 0 ? 1 - quantile : d < 0 ? -quantile : 0
}
