import Downhill

/// A calibration of probabilities: softmax(z ÷ T), or the sigmoid of z ÷ T where there is a single output, with the
/// temperature T > 0 of the least log loss (Guo, Pleiss, Sun and Weinberger 2017, section 4.2).
///
/// It changes how sure answers are and never which class they name.
public struct TemperatureScaling: Equatable, Sendable {
  /// T: above 1 where the outputs were too sure.
  public let temperature: Double

  /// A scaling by this temperature, above 0 and finite.
  public init(temperature: Double) {
    precondition(temperature > 0 && temperature.isFinite, "a temperature of \(temperature)")
    self.temperature = temperature
  }

  /// What looking for the temperature leads to.
  public enum Fit: Equatable, Sendable {
    /// The log loss is least at this temperature.
    case minimum(TemperatureScaling)
    /// The lower the temperature, the less the log loss, since every answer is right: there is no minimum above 0.
    case vanishing
    /// The higher the temperature, the less the log loss, since the outputs tell less than nothing: there is no minimum.
    case unbounded
  }

  /// Finds the temperature by weighted inputs of the outputs z, row-major `[example][output]`, and the classes of the
  /// examples, which should not be those that the network learnt from.
  ///
  /// The log loss is convex in 1 ÷ T. Its only stationary point is found by Newton's method on ln T, safeguarded by a
  /// bracket, until a step moves ln T by at most 2⁻⁴⁸, or the bracket is that narrow: T is right to about 4·10⁻¹⁵ of itself,
  /// and to what rounding leaves of the slope.
  ///
  /// The weight of an example is 0 or more; without weights each counts as 1.
  ///
  /// - Throws: `EngineError` if there is no example, and for counts that do not fit each other, labels that are
  ///   no class, numbers or their differences that are not finite, and weights that are negative, not finite, or all 0.
  public static func fit<Scalar: RealScalar>(
    logits: [Scalar], outputCount: Int, labels: [Int], weights: [Double]? = nil
  ) throws(EngineError) -> Fit {
    let weights = try RowWeights(weights, rowCount: labels.count)
    try checkShape(logits.count, rows: labels.count, columns: outputCount, "the logits")
    try checkLabels(labels, outputCount: outputCount)
    let logits = try checkedNumbers(logits, "a logit")
    return try ScaledLogLoss(logits: logits, outputCount: outputCount, labels: labels, weights: weights).minimum
  }

  /// The probabilities at this temperature, row-major like the weighted inputs z of the outputs: softmax(z ÷ T), or the
  /// sigmoid where there is a single output. What does not fill a row is left out.
  public func probabilities<Scalar: RealScalar>(logits: [Scalar], outputCount: Int) -> [Double] {
    precondition(outputCount > 0, "\(outputCount) outputs")
    var probabilities: [Double] = []
    probabilities.reserveCapacity(logits.count)
    for first in stride(from: 0, to: logits.count - logits.count % outputCount, by: outputCount) {
      // A sigmoid is the second of two, the first of which has z = 0.
      let row = outputCount == 1 ? [0, Double(logits[first])] : (0..<outputCount).map { Double(logits[first + $0]) }
      let largest = row.reduce(-.infinity) { max($0, $1) }
      let powers = row.map { Elementary.exp(($0 - largest) / temperature) }
      var sum = CompensatedSum()
      for power in powers { sum.add(power) }
      for power in powers.suffix(outputCount) { probabilities.append(power / sum.value) }
    }
    return probabilities
  }
}
