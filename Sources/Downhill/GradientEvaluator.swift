/// Gradients of networks of one architecture over whatever examples are asked for, in buffers that are allocated once.
///
/// ``Trainer`` steps along mini-batches that it cuts itself; this is for whoever wants to look at a gradient, or at how
/// the gradients of single examples scatter about it.
public final class GradientEvaluator {
  private let architecture: Architecture
  private let propagation: Propagation

  /// An evaluator for networks of this architecture and cost. `capacity` is the largest number of examples that is often
  /// asked for; more are done in chunks.
  public init(
    _ architecture: Architecture, cost: Cost, kernels: Kernels = .best, workers: Workers = Workers(),
    capacity: Int = .max
  ) throws(EngineError) {
    self.architecture = architecture
    propagation = Propagation(
      architecture, objective: try Objective(cost, through: architecture.outputActivation), kernels: kernels,
      workers: workers, capacity: max(1, min(capacity, chunkCapacity(architecture))), training: true)
  }

  /// The mean cost of all `examples` and its gradient.
  public func gradient(
    _ network: Network, of examples: Examples
  ) throws(EngineError) -> (cost: Double, gradient: Gradient) {
    let tally = try sum(network, examples, examples.range.map { Int32($0) })
    return (EvaluationSummary(tally).cost, lastGradient)
  }

  /// The mean cost of the mini-batch of the examples at `places`, each counted as often as it is named, and its gradient.
  public func gradient(
    _ network: Network, of examples: Examples, at places: [Int]
  ) throws(EngineError) -> (cost: Double, gradient: Gradient) {
    var order: [Int32] = []
    order.reserveCapacity(places.count)
    for place in places {
      try require(
        place >= 0 && place < examples.count, "an example of the mini-batch", "\(place)", "0 to \(examples.count - 1)")
      order.append(Int32(examples.range.lowerBound + place))
    }
    let tally = try sum(network, examples, order)
    return (EvaluationSummary(tally).cost, lastGradient)
  }

  /// The mean and the scatter of the gradients of all `examples`, in one pass: no gradient of a single example is formed,
  /// and memory does not grow with their number.
  public func moments(_ network: Network, of examples: Examples) throws(EngineError) -> GradientMoments {
    var squares = 0.0
    let tally = try sum(network, examples, examples.range.map { Int32($0) }) { rows in
      for row in 0..<rows { squares += propagation.squaredGradientNorm(row: row) }
    }
    return GradientMoments(
      examples: examples.count, cost: EvaluationSummary(tally).cost, mean: lastGradient,
      meanSquaredNorm: squares / Double(examples.count))
  }

  private func sum(
    _ network: Network, _ examples: Examples, _ order: [Int32], eachChunk: (_ rows: Int) -> Void = { _ in }
  ) throws(EngineError) -> Tally {
    guard !order.isEmpty else { throw .noExamples }
    guard network.architecture == architecture else {
      throw .setting(name: "the network", value: "\(network.architecture)", expected: "\(architecture)")
    }
    try examples.check(against: architecture, propagation.objective)
    propagation.prepareBackwardWeights(network.parameters.values)
    var tally = Tally()
    order.withUnsafeBufferPointer {
      propagation.step(
        examples.storage, order: $0.baseAddress!, count: $0.count, parameters: network.parameters.values, update: nil,
        tally: &tally, eachChunk: eachChunk)
    }
    // The parameters are read through a pointer: keep them until here.
    withExtendedLifetime(network) {}
    return tally
  }

  private var lastGradient: Gradient {
    var gradient = Gradient(architecture)
    if let end = gradient.layers.last?.end {
      gradient.mutableValues().update(from: propagation.summedGradient, count: end)
    }
    return gradient
  }
}

/// How the gradients of single examples lie about their mean.
public struct GradientMoments: Equatable, Sendable {
  /// Examples.
  public var examples: Int
  /// Their mean cost C.
  public var cost: Double
  /// ∇C, the mean of their gradients.
  public var mean: Gradient
  /// The mean of ‖∇Cₖ‖² over the examples k.
  public var meanSquaredNorm: Double

  /// ‖∇C‖².
  public var squaredNormOfMean: Double { mean.product(with: mean) }

  /// tr Σ, where Σ is the covariance of the gradients of single examples: the mean of ‖∇Cₖ − ∇C‖², which is the mean of
  /// ‖∇Cₖ‖² less ‖∇C‖².
  public var covarianceTrace: Double { max(0, meanSquaredNorm - squaredNormOfMean) }
}
