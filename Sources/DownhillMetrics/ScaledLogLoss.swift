import Downhill

/// The log loss of softmax(β z) as a function of β = 1 ÷ T, by its derivatives. With label y and the probabilities p at β,
///
///     C   = mean (ln Σ exp(β zₖ) − β z_y)
///     C′  = mean Σ pₖ dₖ                        where dₖ = zₖ − z_y
///     C″  = mean (Σ pₖ dₖ² − (Σ pₖ dₖ)²) ≥ 0
struct ScaledLogLoss {
  /// dₖ, `[row][class]`: 0 for the class of the row.
  private let distances: [Double]
  private let classCount: Int
  private let weights: RowWeights

  init(logits: [Double], outputCount: Int, labels: [Int], weights: RowWeights) throws(EngineError) {
    let classCount = max(outputCount, 2)
    self.classCount = classCount
    self.weights = weights
    var distances: [Double] = []
    distances.reserveCapacity(labels.count * classCount)
    for (row, label) in labels.enumerated() {
      if outputCount == 1 {
        // A sigmoid is the second of two, the first of which has z = 0.
        distances.append(label == 0 ? 0 : -logits[row])
        distances.append(label == 0 ? logits[row] : 0)
      } else {
        for index in 0..<classCount {
          distances.append(logits[row * classCount + index] - logits[row * classCount + label])
        }
      }
    }
    for distance in distances { try checkFinite(distance, "the difference of two logits") }
    self.distances = distances
  }

  /// C′ and C″ at β.
  func derivatives(_ beta: Double) -> (first: Double, second: Double) {
    var (first, second) = (CompensatedSum(), CompensatedSum())
    for row in 0..<weights.count where weights[row] > 0 {
      let d = row * classCount..<(row + 1) * classCount
      var largest = -Double.infinity
      for k in d { largest = max(largest, distances[k]) }
      var (all, moment, square) = (0.0, 0.0, 0.0)
      for k in d {
        let power = Elementary.exp(beta * (distances[k] - largest))
        all += power
        moment += power * distances[k]
      }
      let middle = moment / all
      for k in d {
        let power = Elementary.exp(beta * (distances[k] - largest))
        square += power * (distances[k] - middle) * (distances[k] - middle)
      }
      first.add(weights[row] * middle)
      second.add(weights[row] * (square / all))
    }
    return (first.value / weights.total, second.value / weights.total)
  }

  /// Whether no class has a larger z than the right one, in any row.
  private var isEverythingRight: Bool {
    for row in 0..<weights.count where weights[row] > 0 {
      for k in row * classCount..<(row + 1) * classCount where distances[k] > 0 { return false }
    }
    return true
  }

  /// C′ grows with β. It has a zero if it is negative at 0 and positive far out.
  var minimum: TemperatureScaling.Fit {
    guard derivatives(0).first < 0 else { return .unbounded }
    if isEverythingRight { return .vanishing }
    var (low, high) = bracket
    // ln β
    var position = (low + high) / 2
    while high - low > Self.precision {
      let beta = Elementary.exp(position)
      let (first, second) = derivatives(beta)
      if first == 0 { break }
      if first < 0 { low = position } else { high = position }
      // dC′/d(ln β) = β C″
      let step = second.isFinite ? -first / (beta * second) : .nan
      if step.magnitude <= Self.precision {
        position += step
        break
      }
      let next = position + step
      position = next > low && next < high ? next : (low + high) / 2
    }
    return .minimum(TemperatureScaling(temperature: Elementary.exp(-position)))
  }

  /// What ln T may be wrong by: a few units in the last place of T.
  private static let precision = 0x1p-48

  /// Values of ln β with C′ below 0 and with C′ of at least 0, by ever longer steps from β = 1.
  private var bracket: (low: Double, high: Double) {
    var (low, high) = (0.0, 0.0)
    var step = 1.0
    while derivatives(Elementary.exp(high)).first < 0 && high < Self.farthest {
      low = high
      high += step
      step *= 2
    }
    if high > 0 { return (low, high) }
    while derivatives(Elementary.exp(low)).first >= 0 && low > -Self.farthest {
      high = low
      low -= step
      step *= 2
    }
    return (low, high)
  }

  /// Beyond this eˣ is 0 or infinite in `Double`.
  private static let farthest = 700.0
}
