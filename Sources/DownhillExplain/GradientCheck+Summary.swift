import Downhill

extension GradientCheck {
  /// How well a gradient agrees with numerical derivatives.
  public struct Summary: Equatable, Sendable {
    /// How many derivatives were compared.
    public var checked = 0
    /// How many of them could not be, because the cost has a kink there. They are left out of the largest of the others.
    public var kinked = 0
    /// The largest |analytic − numerical|.
    public var largestDifference = 0.0
    /// Which comparison that was, from 0.
    public var largestDifferenceIndex = 0
    /// The largest |analytic − numerical| as a share of the estimated error: up to 1 nothing speaks against the gradient.
    public var largestShare = 0.0
    /// Which comparison that was, from 0.
    public var largestShareIndex = 0
    /// The largest |analytic − numerical| at kinks.
    public var largestKinkedDifference = 0.0

    /// Whether every difference is within the estimated error of the numerical derivative.
    public var agrees: Bool { largestShare <= 1 }

    /// No comparisons.
    public init() {}

    /// Counts one comparison in.
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
    _ gradient: [Backpropagation<Double>.DenseLayer], at places: [ParameterPlace]
  ) -> Summary {
    var summary = Summary()
    for (place, numerical) in zip(places, derivatives(of: places)) {
      summary.add(analytic: gradient[place], numerical: numerical)
    }
    return summary
  }

  /// Compares a gradient of the mean cost with the numerical derivatives of all parameters, in the order of
  /// ``allPlaces``.
  public func compareEveryParameter(_ gradient: [Backpropagation<Double>.DenseLayer]) -> Summary {
    compare(gradient, at: allPlaces)
  }

  /// Compares a gradient of the mean cost, multiplied with directions, with the numerical derivatives along them.
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
