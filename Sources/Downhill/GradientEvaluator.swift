/// Gradients of networks of one architecture over whatever examples are asked for, in buffers that are allocated once.
///
/// ``Trainer`` steps along mini-batches that it cuts itself; this is for whoever wants to look at a gradient, or at how
/// the gradients of single examples scatter about it.
///
/// A cost or gradient that is not finite is refused by ``EngineError/overflow``; who goes part by part has to look.
public final class GradientEvaluator {
  private let architecture: Architecture
  private let propagation: Propagation
  private var work: Work?

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
    try begin(network, of: examples)
    advance(examples: .max)
    let result = result
    guard result.cost.isFinite, result.gradient.allFinite else { throw .overflow }
    return result
  }

  /// The mean cost of the mini-batch of the examples at `places`, each counted as often as it is named, and its gradient.
  public func gradient(
    _ network: Network, of examples: Examples, at places: [Int]
  ) throws(EngineError) -> (cost: Double, gradient: Gradient) {
    try begin(network, of: examples, at: places)
    advance(examples: .max)
    let result = result
    guard result.cost.isFinite, result.gradient.allFinite else { throw .overflow }
    return result
  }

  /// The mean and the scatter of the gradients of all `examples`, in one pass: no gradient of a single example is formed,
  /// and memory does not grow with their number.
  public func moments(_ network: Network, of examples: Examples) throws(EngineError) -> GradientMoments {
    try begin(network, of: examples, scatter: true)
    advance(examples: .max)
    let moments = moments
    guard moments.cost.isFinite, moments.mean.allFinite else { throw .overflow }
    return moments
  }

  // MARK: Part by part

  /// Begins with the mean cost and gradient of all `examples`, or of those at `places`, for whoever has other things to do
  /// in between: ``advance(examples:)`` goes on, until ``isComplete``; then there is a ``result``, the same to the bit as
  /// in one go. What was begun before is forgotten.
  ///
  /// - Parameters:
  ///   - network: One of the evaluator's architecture.
  ///   - examples: What they are examples of.
  ///   - places: Which of them, each as often as it is named; all of them if nil.
  ///   - scatter: Whether to take the ``moments``, too.
  public func begin(
    _ network: Network, of examples: Examples, at places: [Int]? = nil, scatter: Bool = false
  ) throws(EngineError) {
    var order: [Int32] = []
    if let places {
      order.reserveCapacity(places.count)
      for place in places {
        try require(
          place >= 0 && place < examples.count, "an example of the mini-batch", "\(place)", "0 to \(examples.count - 1)"
        )
        order.append(Int32(examples.range.lowerBound + place))
      }
    } else {
      order = examples.range.map { Int32($0) }
    }
    guard !order.isEmpty else { throw .noExamples }
    guard network.architecture == architecture else {
      throw .setting(name: "the network", value: "\(network.architecture)", expected: "\(architecture)")
    }
    try examples.check(against: architecture, propagation.objective)
    propagation.prepareBackwardWeights(network.parameters.values)
    work = Work(network: network, examples: examples, order: order, scatter: scatter)
  }

  /// Goes on with at least so many examples, or to the end: examples are done in chunks of a hundred or so, or more,
  /// and one chunk at the least.
  public func advance(examples: Int) {
    guard let begun = work, !isComplete else { return }
    let until = examples < begun.order.count - begun.done ? begun.done + examples : begun.order.count
    var (done, tally, squares) = (begun.done, begun.tally, begun.squares)
    begun.order.withUnsafeBufferPointer { order in
      _ = propagation.step(
        begun.examples.storage, order: order.baseAddress!, count: order.count, from: begun.done,
        parameters: begun.network.parameters.values, update: nil, tally: &tally
      ) { rows in
        if begun.scatter {
          for row in 0..<rows { squares += propagation.squaredGradientNorm(row: row) }
        }
        done += rows
        return done < until
      }
    }
    // The parameters are read through a pointer: keep them until here.
    withExtendedLifetime(begun.network) {}
    work?.done = done
    work?.tally = tally
    work?.squares = squares
  }

  /// How many examples of what was begun are done.
  public var done: Int { work?.done ?? 0 }

  /// Whether what was begun is done, or nothing was.
  public var isComplete: Bool { work.map { $0.done == $0.order.count } ?? true }

  /// What was begun; it must be complete.
  public var result: (cost: Double, gradient: Gradient) {
    (completeWork.tally.meanCost, lastGradient)
  }

  /// The moments of what was begun with `scatter`; it must be complete.
  public var moments: GradientMoments {
    let work = completeWork
    return GradientMoments(
      examples: work.order.count, cost: work.tally.meanCost, mean: lastGradient,
      meanSquaredNorm: work.squares / Double(work.order.count))
  }

  private var completeWork: Work {
    guard let work, isComplete else { preconditionFailure("no gradient is complete") }
    return work
  }

  /// A gradient under way.
  private struct Work {
    let network: Network
    let examples: Examples
    /// Places in the storage of the examples.
    let order: [Int32]
    let scatter: Bool
    var done = 0
    var tally = Tally()
    /// Σ‖∇Cₖ‖².
    var squares = 0.0
  }

  private var lastGradient: Gradient {
    var gradient = Gradient(architecture)
    if let end = gradient.layers.last?.end {
      gradient.withMutableValues { $0.update(from: propagation.summedGradient, count: end) }
    }
    assert(gradient.paddingIsZero, "a gradient's padding is not zero")
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
