import Downhill

/// The times of a workload's repetitions.
package struct Measurement: Equatable, Sendable {
  /// What was timed.
  package var workload: Workload
  /// Threads that worked on it.
  package var threads: Int
  /// Seconds of each repetition, in their order. For one picture the median of ten thousand calls each.
  package var seconds: [Double]
  /// For one picture the seconds that 99 % of the calls stayed below, in the repetition of the lowest median.
  package var percentile99: Double?
  /// What the matrix products of one repetition take; `nil` where much else is timed.
  package var work: Workload.Work?
  /// The accuracy on the test examples afterwards: evidence that the network was trained.
  package var testAccuracy: Double?
  /// The lower of the register-only arithmetic rates of as many threads just before and just after, in operations per
  /// second. If it is much lower than the machine's peak, other programs were running.
  package var peakMeanwhile: Double?
  /// For separate processes: the most memory that one of them held, in bytes.
  package var peakResidentBytes: Int?

  /// The median of the repetitions, in seconds.
  package var median: Double { Statistics.median(seconds) }
  /// The fastest repetition, in seconds.
  package var minimum: Double { seconds.min() ?? .nan }

  /// Operations a second, by the median.
  package var operationsPerSecond: Double? { work.map { $0.operations / median } }

  /// Whether other programs took much of the machine meanwhile: register-only arithmetic was below four fifths of its
  /// best.
  package func wasDisturbed(_ limits: MachineLimits.Limit) -> Bool {
    (peakMeanwhile ?? .infinity) < 0.8 * limits.operationsPerSecond
  }

  /// The shortest time that the machine's limits allow a dense network, over the median: 1 at the limit. Above 1 where
  /// inputs of zero are skipped, of which four fifths of MNIST consist.
  package func shareOfLimit(_ limits: MachineLimits.Limit) -> Double? {
    work.map { max($0.operations / limits.operationsPerSecond, $0.bytes / limits.bytesPerSecond) / median }
  }
}

/// Statistics of times.
enum Statistics {
  /// The middle one, or the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The smallest that at least this share of the values do not exceed.
  static func quantile(_ share: Double, of values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let rank = Int((share * Double(values.count)).rounded(.up))
    return values.sorted()[min(max(rank, 1), values.count) - 1]
  }

  /// The slope of the line through (ln x, ln y) that is nearest in squares: 1 where y grows as x does.
  static func exponent(_ points: [(x: Double, y: Double)]) -> Double {
    let logarithms = points.map { (x: Double.log($0.x), y: Double.log($0.y)) }
    let count = Double(points.count)
    let meanX = logarithms.reduce(0) { $0 + $1.x } / count
    let meanY = logarithms.reduce(0) { $0 + $1.y } / count
    let covariance = logarithms.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    let variance = logarithms.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    return covariance / variance
  }
}

/// How often a workload is repeated.
package struct Repetitions: Equatable, Sendable {
  /// The repetitions asked for; `nil` for as many as fit into a minute or two for all workloads.
  package var count: Int?

  /// This many, or as many as there is time for.
  package init(count: Int? = nil) { self.count = count }

  /// Whether these repetitions are enough. By default: five and half a second, or four seconds, or fifty.
  func areEnough(_ seconds: [Double]) -> Bool {
    if let count { return seconds.count >= count }
    let total = seconds.reduce(0, +)
    return seconds.count >= 5 && total >= 0.5 || !seconds.isEmpty && total >= 4 || seconds.count >= 50
  }
}
