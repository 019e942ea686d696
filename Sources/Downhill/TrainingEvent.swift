/// What a trainer tells its listener.
public enum TrainingEvent: Equatable, Sendable {
  /// A step was taken.
  case miniBatchEnded(EpochProgress)
  /// All examples were seen once more, and the held-out ones were evaluated.
  case epochEnded(EpochReport)
}

/// What the listener answers.
public enum TrainingDirective: Equatable, Sendable {
  /// Go on.
  case proceed
  /// Stop here; the checkpoint allows to go on later.
  case stop
}

/// How far an epoch is, and how it goes. Cost and score are means over the examples seen in it so far, each as it was
/// before the step it was part of.
public struct EpochProgress: Equatable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Epochs in all.
  public var epochs: Int
  /// Mini-batches done in this epoch.
  public var miniBatch: Int
  /// Mini-batches in an epoch.
  public var miniBatches: Int
  /// Examples seen in this epoch.
  public var examples: Int
  /// Mean cost, without the L2 term.
  public var cost: Double
  /// How well they were answered. R² takes the variance of all targets to learn from.
  public var score: Score
}

/// An epoch that is done.
public struct EpochReport: Equatable, Sendable {
  /// The examples trained on, while they were trained on.
  public var training: EpochProgress
  /// The held-out sets, in the order they were given, after the epoch.
  public var heldOut: [EvaluationSummary]
}
