/// What a network is to learn from examples, and so by what it is judged.
public enum LearningTask: String, CaseIterable, Equatable, Sendable {
  /// To name the one class that an example is of.
  case classification
  /// To say of each label whether it is on or off: any number of them may be.
  case multiLabel = "multi-label"
  /// To come close to numbers.
  case regression

  /// What a network is judged by beside its cost.
  public var measure: Score.Measure {
    switch self {
    case .classification, .multiLabel: .accuracy
    case .regression: .rSquared
    }
  }
}

/// How well a network answers some examples, by the measure that fits its task. 1 is the best there is.
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
  /// What it comes to.
  public var value: Double

  /// A measure and its value.
  public init(_ measure: Measure, _ value: Double) {
    self.measure = measure
    self.value = value
  }

  /// `accuracy 0.9484`.
  public var description: String { "\(measure.rawValue) \(value)" }
}

/// What the outputs for single examples are added up to, so that a ``Score`` can be made of the sum.
///
/// Both measures are means over the examples: of 1 for a correct answer, or of squared distances from the targets, each in
/// proportion to the variance of that output's targets.
struct Scoring: Equatable {
  let task: LearningTask
  /// For regression what a squared distance counts at each output: one over its targets' variance and the number of outputs.
  let weights: [Double]
  /// The part of the outputs whose targets are all the same.
  private let constantShare: Double

  /// Counts correct answers.
  static let classification = Scoring(task: .classification, weights: [], constantShare: 0)

  private init(task: LearningTask, weights: [Double], constantShare: Double) {
    (self.task, self.weights, self.constantShare) = (task, weights, constantShare)
  }

  /// How answers to these examples, of which there must be some, are scored.
  init(_ examples: Examples) {
    guard examples.task == .regression else {
      self.init(task: examples.task, weights: [], constantShare: 0)
      return
    }
    let outputs = Double(examples.outputCount)
    let weights = examples.targetVariances.map { $0 > 0 ? 1 / ($0 * outputs) : 0 }
    self.init(
      task: .regression, weights: weights, constantShare: weights.reduce(0) { $1 == 0 ? $0 + 1 / outputs : $0 })
  }

  /// The score of `count` examples whose parts add up to `sum`.
  func score(sum: Double, count: Int) -> Score {
    let mean = sum / Double(count)
    return Score(task.measure, task == .regression ? 1 - constantShare - mean : mean)
  }
}

extension Examples {
  /// For each output the variance of its targets: the mean of the squared distances from their mean.
  var targetVariances: [Double] {
    var means = [Double](repeating: 0, count: outputCount)
    var squares = means
    for index in 0..<count {
      let target = target(index)
      // Welford: no difference of large sums.
      for output in 0..<outputCount {
        let distance = Double(target[output]) - means[output]
        means[output] += distance / Double(index + 1)
        squares[output] += distance * (Double(target[output]) - means[output])
      }
    }
    return squares.map { $0 / Double(count) }
  }
}
