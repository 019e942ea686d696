import Downhill

/// Quick inaccurate steps against slow accurate ones: everything that was measured.
public struct Comparison: Sendable {
  /// Examples to learn from.
  public var trainingExamples: Int
  /// How many of those, the first, costs and heights are means over.
  public var measuredExamples: Int
  /// Examples to be judged on.
  public var testExamples: Int
  /// The learning rates that each racer had the best of, ascending; only one, if it was given to all.
  public var rates: [Double]
  /// The training examples, the first, of the trials that chose among the rates.
  public var trialExamples: Int
  /// How long each racer ran in ``timed``.
  public var seconds: Double
  /// How often each racer saw every example in ``counted``.
  public var epochs: Int
  /// The race under the same time: never quite the same twice.
  public var timed: [Racer]
  /// The race over the same examples: deterministic.
  public var counted: [Racer]
  /// The place in ``counted`` of the racer that came to the lowest cost.
  public var winner: Int
  /// How well mini-batches agree with all examples at the network that all start from.
  public var startAgreement: GradientAgreement
  /// The same at the network that the winner came to.
  public var trainedAgreement: GradientAgreement
  /// The paths of ``counted`` on their plane; nil if nothing has moved.
  public var landscape: Landscape?

  /// `all`, or nil for a racer whose steps are of fewer examples.
  public func isFullBatch(_ racer: Racer) -> Bool { racer.batchSize == trainingExamples }
}
