/// How far one example's outputs are from their targets. The mean over examples is taken elsewhere.
///
/// The raw value is its name on the command line and in model files.
public enum Cost: String, CaseIterable, Sendable {
  /// ½ Σ (a − y)², so that the desired change of an output is exactly y − a, its distance from its target.
  case quadratic
  /// Over sigmoids −Σ y ln a + (1 − y) ln(1 − a); over a softmax −Σ y ln a.
  case crossEntropy = "cross-entropy"

  /// Whether this cost can be differentiated through that output activation.
  public func follows(_ outputActivation: OutputActivation) -> Bool {
    switch (self, outputActivation) {
    case (.quadratic, .elementwise): true
    case (.quadratic, .softmax): false
    case (.crossEntropy, .elementwise(.sigmoid)), (.crossEntropy, .softmax): true
    case (.crossEntropy, .elementwise): false
    }
  }
}

/// A cost joined with the output activation it is differentiated through. A pairing that makes no sense has no value.
public enum Objective: Equatable, Sendable {
  /// ½ Σ (a − y)² through an element-wise activation.
  case quadratic(through: Activation)
  /// Cross-entropy of every output on its own, through sigmoids.
  case binaryCrossEntropy
  /// Cross-entropy of one distribution over all outputs, through a softmax.
  case categoricalCrossEntropy

  /// Joins the two, or says which outputs the cost can follow.
  public init(_ cost: Cost, through outputActivation: OutputActivation) throws(EngineError) {
    switch (cost, outputActivation) {
    case (.quadratic, .elementwise(let activation)): self = .quadratic(through: activation)
    case (.crossEntropy, .elementwise(.sigmoid)): self = .binaryCrossEntropy
    case (.crossEntropy, .softmax): self = .categoricalCrossEntropy
    case (.quadratic, .softmax), (.crossEntropy, .elementwise):
      throw .pairing(cost: cost, outputActivation: outputActivation)
    }
  }

  /// The part each output has in the cost of one example; their sum is the cost. For the cross-entropies computed from
  /// z, where the definition in terms of a would take the logarithm of 0.
  @inlinable
  public func parts<Scalar: RealScalar>(z: [Scalar], a: [Scalar], target y: [Scalar]) -> [Scalar] {
    switch self {
    case .quadratic:
      return zip(a, y).map { a, y in (a - y) * (a - y) / 2 }
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

  /// The sensitivity of the cost to the weighted inputs of the output layer, ∂C/∂z = δᴸ. For the cross-entropies the
  /// derivatives of cost and activation cancel to a − y.
  @inlinable
  public func sensitivity<Scalar: RealScalar>(z: [Scalar], a: [Scalar], target y: [Scalar]) -> [Scalar] {
    switch self {
    case .quadratic(let activation):
      return z.indices.map { j in (a[j] - y[j]) * activation.slope(z[j]) }
    case .binaryCrossEntropy, .categoricalCrossEntropy:
      return zip(a, y).map { a, y in a - y }
    }
  }
}
