/// What a network learns from examples, which determines its score.
public enum LearningTask: String, CaseIterable, Equatable, Sendable {
  /// The one class of each example.
  case classification
  /// For each label whether it is on; any number may be.
  case multiLabel = "multi-label"
  /// Numbers.
  case regression

  /// The measure of a network besides its cost.
  public var measure: Score.Measure {
    switch self {
    case .classification, .multiLabel: .accuracy
    case .regression: .rSquared
    }
  }
}

/// A network's score on some examples, by the measure of its task. The best is 1.
public struct Score: Equatable, Sendable, CustomStringConvertible {
  /// What is measured.
  public enum Measure: String, CaseIterable, Equatable, Sendable {
    /// The share of the examples answered correctly, 0 … 1: of a multi-label task those of which every label is right.
    case accuracy
    /// The coefficient of determination: 1 − Σ(a − y)² ÷ Σ(y − ȳ)², the mean over the outputs. 0 is what always answering
    /// the mean would reach, and there is no lower bound. An output whose targets are all the same counts as 0.
    case rSquared = "R²"
  }

  /// What is measured.
  public var measure: Measure
  /// Its value.
  public var value: Double

  /// A measure and its value.
  public init(_ measure: Measure, _ value: Double) {
    self.measure = measure
    self.value = value
  }

  /// `accuracy 0.9484`.
  public var description: String { "\(measure.rawValue) \(value)" }
}

/// Turns sums over examples into a ``Score``.
///
/// Both measures are means over the examples: of 1 for a correct answer, or of squared distances from the targets, each in
/// proportion to the variance of that output's targets.
struct Scoring: Equatable {
  let task: LearningTask
  /// For regression the weight of each output's squared distance: one over its targets' variance and the number of
  /// outputs.
  let weights: [Double]
  /// The share of the outputs whose targets are all the same.
  private let constantShare: Double

  /// Counts correct answers.
  static let classification = Scoring(task: .classification, weights: [], constantShare: 0)

  private init(task: LearningTask, weights: [Double], constantShare: Double) {
    (self.task, self.weights, self.constantShare) = (task, weights, constantShare)
  }

  /// The scoring of these examples, of which there must be some. Of the outputs of several quantiles the one nearest to
  /// the median is scored.
  init(_ examples: Examples, _ objective: Objective) {
    guard examples.task == .regression else {
      self.init(task: examples.task, weights: [], constantShare: 0)
      return
    }
    let targets = Double(examples.outputCount)
    let ofTargets = examples.targetVariances.map { $0 > 0 ? 1 / ($0 * targets) : 0 }
    let each = objective.cost.outputsPerTarget
    var weights = [Double](repeating: 0, count: each * ofTargets.count)
    for (target, weight) in ofTargets.enumerated() { weights[each * target + objective.scoredOutput] = weight }
    self.init(
      task: .regression, weights: weights, constantShare: ofTargets.reduce(0) { $1 == 0 ? $0 + 1 / targets : $0 })
  }

  /// The score of examples with this sum, whose weights add up to `weight`: their number, if they carry none.
  func score(sum: Double, weight: Double) -> Score {
    let mean = sum / weight
    return Score(task.measure, task == .regression ? 1 - constantShare - mean : mean)
  }
}

extension Examples {
  /// For each output the variance of its targets: the mean of the squared distances from their mean, both weighted.
  var targetVariances: [Double] {
    guard case .vectors(let targets) = storage.targets else { preconditionFailure("quantities are vectors") }
    var means = [Double](repeating: 0, count: outputCount)
    var squares = means
    var total = 0.0
    for index in 0..<count {
      let (first, weight) = (storageIndex(index) * outputCount, Double(weight(index)))
      guard weight > 0 else { continue }
      total += weight
      // Welford, with weights as West has it (1979): no difference of large sums.
      for output in 0..<outputCount {
        let target = Double(targets[first + output])
        let distance = target - means[output]
        means[output] += distance * weight / total
        squares[output] += weight * distance * (target - means[output])
      }
    }
    return squares.map { $0 / total }
  }
}
