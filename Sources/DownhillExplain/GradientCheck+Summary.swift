import Downhill

extension GradientCheck {
  /// How well a gradient agrees with numerical derivatives.
  public struct Summary: Equatable, Sendable {
    /// The number of derivatives compared.
    public var checked = 0
    /// How many of them are at a kink of the cost. They do not count in the largest difference and share.
    public var kinked = 0
    /// The largest |analytic − numerical|.
    public var largestDifference = 0.0
    /// Which comparison that was, from 0.
    public var largestDifferenceIndex = 0
    /// The largest |analytic − numerical| as a share of the estimated error: up to 1 the two agree.
    public var largestShare = 0.0
    /// Which comparison that was, from 0.
    public var largestShareIndex = 0
    /// The largest |analytic − numerical| at kinks.
    public var largestKinkedDifference = 0.0

    /// Whether every difference is within the estimated error of the numerical derivative.
    public var agrees: Bool { largestShare <= 1 }

    /// No comparisons.
    public init() {}

    /// Adds one comparison.
    public mutating func add(analytic: Double, numerical: Derivative) {
      let difference = abs(analytic - numerical.value)
      if numerical.kinks > 0 {
        kinked += 1
        largestKinkedDifference = max(largestKinkedDifference, difference)
      } else {
        let share = difference == 0 ? 0 : difference / numerical.error
        if exceeds(difference, largestDifference) {
          (largestDifference, largestDifferenceIndex) = (difference, checked)
        }
        if exceeds(share, largestShare) { (largestShare, largestShareIndex) = (share, checked) }
      }
      checked += 1
    }
  }

  /// Compares a gradient of the mean cost with the numerical derivatives of these parameters.
  public func compare(
    _ gradient: [Backpropagation<Double>.DenseLayer], at parameters: [ParameterIndex]
  ) -> Summary {
    var summary = Summary()
    for (parameter, numerical) in zip(parameters, derivatives(of: parameters)) {
      summary.add(analytic: gradient[parameter], numerical: numerical)
    }
    return summary
  }

  /// Compares a gradient of the mean cost with the numerical derivatives of all parameters, in the order of
  /// ``allParameters``.
  public func compareEveryParameter(_ gradient: [Backpropagation<Double>.DenseLayer]) -> Summary {
    compare(gradient, at: allParameters)
  }

  /// Compares a gradient's products with directions with the numerical derivatives along them.
  public func compare(
    _ gradient: [Backpropagation<Double>.DenseLayer], along directions: [[Backpropagation<Double>.DenseLayer]]
  ) -> Summary {
    var summary = Summary()
    for (direction, numerical) in zip(directions, derivatives(along: directions)) {
      summary.add(analytic: gradient.dot(direction), numerical: numerical)
    }
    return summary
  }
}
