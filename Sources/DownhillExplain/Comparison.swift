import Downhill

/// Quick inaccurate steps against slow accurate ones: everything measured.
public struct Comparison: Sendable {
  /// The number of training examples.
  public var trainingExamples: Int
  /// How many of those, from the first on, costs and heights are means over.
  public var measuredExamples: Int
  /// The number of test examples.
  public var testExamples: Int
  /// The learning rates, ascending, of which each racer used its best; a single one was given to all.
  public var rates: [Double]
  /// How many training examples, from the first on, the trials of the rates used.
  public var trialExamples: Int
  /// Seconds of training of each racer in ``timed``.
  public var seconds: Double
  /// Epochs of each racer in ``counted``.
  public var epochs: Int
  /// The race for equal times: never quite the same twice.
  public var timed: [Racer]
  /// The race over equal numbers of examples: deterministic.
  public var counted: [Racer]
  /// The index in ``counted`` of the racer with the lowest cost at the end.
  public var winner: Int
  /// How well mini-batches agree with all examples, at the network that all start from.
  public var startAgreement: GradientAgreement
  /// The same at the winner's trained network.
  public var trainedAgreement: GradientAgreement
  /// The paths of ``counted`` on their plane; nil if nothing has moved.
  public var landscape: Landscape?

  /// Whether a racer's mini-batches are all examples.
  public func isFullBatch(_ racer: Racer) -> Bool { racer.batchSize == trainingExamples }
}
