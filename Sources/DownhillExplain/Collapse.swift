import Downhill

/// What becomes of a network trained on one example only, beside the same network after as many steps on mini-batches.
public struct Collapse: Equatable, Sendable {
  /// The class of the example.
  public var label: Int
  /// Steps of each network.
  public var steps: Int
  /// The learning rate of both.
  public var learningRate: Double
  /// Examples of a mini-batch.
  public var batchSize: Int
  /// The network trained on one example only.
  public var single: CollapseTrail
  /// The network trained on mini-batches.
  public var miniBatches: CollapseTrail
}

/// Measurements of one of the two networks during training.
public struct CollapseTrail: Equatable, Sendable {
  /// From step 0 to the last step, logarithmically spaced.
  public var points: [CollapsePoint]

  /// The first measured step from which on every test example is given the example's label; nil if not all are at the
  /// end.
  ///
  /// A fresh network often gives all examples one label, then another, before it can tell them apart: only what lasts
  /// is due to the one example.
  public var collapsedAt: Int? {
    var step: Int?
    for point in points.reversed() {
      if point.calledLabel < 1 { return step }
      step = point.step
    }
    return step
  }
}

/// One network after a number of steps.
public struct CollapsePoint: Equatable, Sendable {
  /// Steps taken.
  public var step: Int
  /// The cost of the one example.
  public var cost: Double
  /// The length of its wish: ‖∇C‖ of that example alone, over all weights and biases.
  public var wish: Double
  /// The share of the test examples that the network gives the example's label, 0 … 1.
  public var calledLabel: Double
  /// The share of the test examples that it classifies correctly, 0 … 1.
  public var testAccuracy: Double
}
