import Downhill

// Metrics of the probabilities.
extension ClassificationAnswers {
  /// The mean of −ln p, where p is the probability of the right class, clipped to ε…1 − ε; rows that do not add up to 1 are
  /// not mended (`log_loss` of scikit-learn 1.9).
  public var logLoss: Double {
    weights.mean { row in
      -Elementary.log(min(max(probability(row, ofClass: labels[row]), clipping), 1 - clipping))
    }
  }

  /// The mean squared distance of the probabilities from 1 for the right class and 0 for the others, summed over the
  /// classes; for two classes half of it, 0…1 (Brier 1950; `brier_score_loss`).
  public var brierScore: Double {
    let sum = weights.mean { row in
      var sum = CompensatedSum()
      for index in 0..<classCount {
        let distance = (index == labels[row] ? 1 : 0) - probability(row, ofClass: index)
        sum.add(distance * distance)
      }
      return sum.value
    }
    return classCount == 2 ? sum / 2 : sum
  }

  /// How far confidence is from accuracy: the mean over the examples of the distance between the two in the example's bin
  /// (Guo, Pleiss, Sun and Weinberger 2017, equation 3).
  public func expectedCalibrationError(binCount: Int = 15) -> Double {
    var sum = CompensatedSum()
    for bin in reliability(binCount: binCount) {
      if let accuracy = bin.accuracy, let confidence = bin.confidence {
        sum.add(bin.weight * (accuracy - confidence).magnitude)
      }
    }
    return sum.value / weights.total
  }

  /// The points of a reliability diagram: the examples in `binCount` bins, 1 to 65,536, of equal width by their confidence, the
  /// probability of the class answered. A bin contains its upper limit, the first also 0.
  public func reliability(binCount: Int = 15) -> [ReliabilityBin] {
    precondition((1...65_536).contains(binCount), "\(binCount) bins")
    let none = [CompensatedSum](repeating: CompensatedSum(), count: binCount)
    var (all, correct, confidences) = (none, none, none)
    for row in 0..<count {
      let confidence = probability(row, ofClass: answers[row])
      let bin = Self.bin(confidence, of: binCount)
      all[bin].add(weights[row])
      if answers[row] == labels[row] { correct[bin].add(weights[row]) }
      confidences[bin].add(weights[row] * confidence)
    }
    return (0..<binCount).map { bin in
      let weight = all[bin].value
      return ReliabilityBin(
        lowerLimit: Double(bin) / Double(binCount), upperLimit: Double(bin + 1) / Double(binCount), weight: weight,
        accuracy: weight > 0 ? correct[bin].value / weight : nil,
        confidence: weight > 0 ? confidences[bin].value / weight : nil)
    }
  }

  /// The product may be rounded to the wrong side of a limit, the quotient is what the limit says.
  private static func bin(_ confidence: Double, of count: Int) -> Int {
    var bin = min(Int(confidence * Double(count)), count - 1)
    while bin > 0 && confidence <= Double(bin) / Double(count) { bin -= 1 }
    while bin < count - 1 && confidence > Double(bin + 1) / Double(count) { bin += 1 }
    return bin
  }
}

/// Examples of similar confidence.
public struct ReliabilityBin: Equatable, Sendable {
  /// Confidences are above this, or are 0 in the first bin.
  public let lowerLimit: Double
  /// Confidences are at most this.
  public let upperLimit: Double
  /// The weight of the examples; without weights their number.
  public let weight: Double
  /// The share of them that are answered correctly; nil of none.
  public let accuracy: Double?
  /// Their mean confidence; nil of none.
  public let confidence: Double?
}
