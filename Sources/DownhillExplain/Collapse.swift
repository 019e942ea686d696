import Downhill

/// What becomes of a network that listens to one example only, beside the same network that takes as many steps along
/// mini-batches.
public struct Collapse: Equatable, Sendable {
  /// The class of the example.
  public var label: Int
  /// Steps that each network took.
  public var steps: Int
  /// The learning rate of both.
  public var learningRate: Double
  /// Examples of a mini-batch.
  public var batchSize: Int
  /// The network that heard one example only.
  public var single: CollapseTrail
  /// The network that heard mini-batches.
  public var miniBatches: CollapseTrail
}

/// What was seen of one of the two networks on its way.
public struct CollapseTrail: Equatable, Sendable {
  /// From the start, step 0, to the last step; the steps between are spaced by their logarithms.
  public var points: [CollapsePoint]

  /// The first step looked at from which on, to the end, every test example was called by the example's label; nil if
  /// not all are at the end.
  ///
  /// A fresh network often calls all examples by one label, today this and a few steps later that, before it can tell
  /// them apart: only what stays so is the work of the one example.
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
  /// The size of its wish: ‖∇C‖ of that example alone, over all weights and biases.
  public var wish: Double
  /// The share of the test examples that the network calls by the example's label, 0 … 1.
  public var calledLabel: Double
  /// The share of the test examples that it calls by their own label, 0 … 1.
  public var testAccuracy: Double
}
