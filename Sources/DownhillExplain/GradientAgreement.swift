import Downhill

/// How well the gradient of a mini-batch agrees with the gradient of all examples.
///
/// With ∇C the gradient over all N examples and Σ the covariance of the gradients of single examples, the gradient g of
/// a mini-batch of B examples drawn without replacement has the mean ∇C and
///
///     E‖g − ∇C‖² = tr Σ / B · (N − B)/(N − 1)
///
/// (the last factor is that of a finite population: with all N drawn there is no error). In many dimensions the error
/// is nearly orthogonal to ∇C, so that the angle between g and ∇C has about the tangent √(E‖g − ∇C‖²)/‖∇C‖ and the
/// cosine 1/√(1 + E‖g − ∇C‖²/‖∇C‖²). Ten times the examples make the tangent √10 times smaller: quick steps are
/// inaccurate, but accuracy is expensive.
public struct GradientAgreement: Equatable, Sendable {
  /// The number of examples, N.
  public var examples: Int
  /// Their mean cost.
  public var cost: Double
  /// ‖∇C‖.
  public var gradientNorm: Double
  /// tr Σ, exact, over all examples.
  public var covarianceTrace: Double
  /// The measurements for each batch size.
  public var batches: [BatchAgreement]

  /// E‖g − ∇C‖² of a mini-batch of `batchSize` examples, at least 1, drawn without replacement.
  public func expectedSquaredError(batchSize: Int) -> Double {
    precondition(batchSize > 0, "a mini-batch of \(batchSize) examples")
    guard batchSize < examples else { return 0 }
    return covarianceTrace / Double(batchSize) * Double(examples - batchSize) / Double(examples - 1)
  }

  /// The cosine of the angle between g and ∇C according to the theory.
  public func expectedCosine(batchSize: Int) -> Double {
    let squaredError = expectedSquaredError(batchSize: batchSize)
    return squaredError == 0 ? 1 : 1 / (1 + squaredError / (gradientNorm * gradientNorm)).squareRoot()
  }
}

/// Measurements of random mini-batches of one size.
public struct BatchAgreement: Equatable, Sendable {
  /// Examples of a mini-batch, B.
  public var batchSize: Int
  /// Mini-batches drawn.
  public var draws: Int
  /// The cosine of the angle between g and ∇C: mean and standard deviation over the draws.
  public var cosine: Spread
  /// ‖g − ∇C‖²: the same. The theory gives its expectation exactly.
  public var squaredError: Spread
  /// The cosine that the theory expects.
  public var expectedCosine: Double
  /// The ‖g − ∇C‖² that the theory expects.
  public var expectedSquaredError: Double
}

/// Mean and standard deviation of some numbers.
public struct Spread: Equatable, Sendable {
  /// The mean.
  public var mean: Double
  /// The standard deviation of one number, estimated with n − 1; 0 for a single number.
  public var deviation: Double

  /// Mean and standard deviation of at least one number.
  public init(_ numbers: [Double]) {
    var sum = 0.0
    for number in numbers { sum += number }
    mean = sum / Double(numbers.count)
    var squares = 0.0
    for number in numbers { squares += (number - mean) * (number - mean) }
    deviation = numbers.count < 2 ? 0 : (squares / Double(numbers.count - 1)).squareRoot()
  }
}
