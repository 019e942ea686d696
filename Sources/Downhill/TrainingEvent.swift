/// What a trainer reports to its listener.
public enum TrainingEvent: Equatable, Sendable {
  /// A step was taken.
  case miniBatchEnded(EpochProgress)
  /// All examples were seen once more, and the held-out ones were evaluated.
  case epochEnded(EpochReport)
}

/// The listener's decision.
public enum TrainingDirective: Equatable, Sendable {
  /// Continue.
  case proceed
  /// Stop here; the checkpoint allows resuming later.
  case stop
}

/// The progress of an epoch. Cost and score are means over its examples so far, each as it was before its step.
public struct EpochProgress: Equatable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The number of epochs.
  public var epochs: Int
  /// Mini-batches done in this epoch.
  public var miniBatch: Int
  /// Mini-batches in an epoch.
  public var miniBatches: Int
  /// Examples seen in this epoch.
  public var examples: Int
  /// Mean cost, without the L2 term.
  public var cost: Double
  /// The score; R² uses the variance of all training targets.
  public var score: Score
}

/// A finished epoch.
public struct EpochReport: Equatable, Sendable {
  /// The training examples, measured during training.
  public var training: EpochProgress
  /// The held-out sets, in the order they were given, after the epoch.
  public var heldOut: [EvaluationSummary]
}
