/// Computes gradients of networks of one architecture over any examples, in buffers that are allocated once.
///
/// Unlike ``Trainer``, it takes no steps: it is for looking at a gradient, or at how those of single examples vary
/// about it.
///
/// Means are weighted where the examples carry weights.
///
/// A cost or gradient that is not finite throws ``EngineError/overflow``; after ``begin(_:of:at:moments:)`` the caller
/// has to check.
public final class GradientEvaluator {
  private let architecture: Architecture
  private let propagation: Propagation
  private var work: Work?

  /// An evaluator for networks of this architecture and cost. `capacity` is the largest usual number of examples; more
  /// are done in chunks.
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

  /// The mean cost of the mini-batch of examples at `indices`, repetitions counted, and its gradient.
  public func gradient(
    _ network: Network, of examples: Examples, at indices: [Int]
  ) throws(EngineError) -> (cost: Double, gradient: Gradient) {
    try begin(network, of: examples, at: indices)
    advance(examples: .max)
    let result = result
    guard result.cost.isFinite, result.gradient.allFinite else { throw .overflow }
    return result
  }

  /// The mean cost of all `examples` and ‖∇C‖, without a copy of the gradient.
  package func gradientNorm(
    _ network: Network, of examples: Examples
  ) throws(EngineError) -> (cost: Double, norm: Double) {
    try begin(network, of: examples)
    advance(examples: .max)
    let sum = propagation.summedGradient
    let squares = innerProduct(sum, sum, count: network.parameters.layers.last?.end ?? 0)
    let cost = completeWork.tally.meanCost
    // The square of a `Float` never overflows a `Double`.
    guard cost.isFinite, squares.isFinite else { throw .overflow }
    return (cost, squares.squareRoot())
  }

  /// The mean and the variance of the gradients of all `examples`, in one pass: no gradient of a single example is
  /// formed, and memory does not grow with their number.
  public func moments(_ network: Network, of examples: Examples) throws(EngineError) -> GradientMoments {
    try begin(network, of: examples, moments: true)
    advance(examples: .max)
    let moments = moments
    guard moments.cost.isFinite, moments.mean.allFinite else { throw .overflow }
    return moments
  }

  // MARK: Part by part

  /// Begins computing the mean cost and gradient of all `examples`, or of those at `indices`, in parts: call
  /// ``advance(examples:)`` until ``isComplete``, then read ``result``, which has the same bits as in one go. An
  /// unfinished computation is dropped.
  ///
  /// - Parameters:
  ///   - network: One of the evaluator's architecture.
  ///   - examples: The examples.
  ///   - indices: Which of them, repetitions counted; all of them if nil.
  ///   - moments: Whether to compute the ``moments``, too.
  public func begin(
    _ network: Network, of examples: Examples, at indices: [Int]? = nil, moments: Bool = false
  ) throws(EngineError) {
    var order: [Int32] = []
    if let indices {
      order.reserveCapacity(indices.count)
      for index in indices {
        try require(
          index >= 0 && index < examples.count, "an example of the mini-batch", "\(index)", "0 to \(examples.count - 1)"
        )
        order.append(Int32(examples.range.lowerBound + index))
      }
    } else {
      order = examples.range.map { Int32($0) }
    }
    guard !order.isEmpty else { throw .noExamples }
    if let weights = examples.storage.weights, order.allSatisfy({ weights[Int($0)] == 0 }) { throw .noWeight }
    guard network.architecture == architecture else {
      throw .setting(name: "the network", value: "\(network.architecture)", expected: "\(architecture)")
    }
    try examples.check(against: architecture, propagation.objective)
    propagation.prepareBackwardWeights(network.parameters.values)
    work = Work(network: network, examples: examples, order: order, moments: moments)
  }

  /// Processes at least `examples` more examples, or all that are left, in whole chunks of about a hundred or more.
  public func advance(examples: Int) {
    guard let begun = work, let network = begun.network, !isComplete else { return }
    let until = examples < begun.order.count - begun.done ? begun.done + examples : begun.order.count
    var (done, tally, squares) = (begun.done, begun.tally, begun.squares)
    begun.order.withUnsafeBufferPointer { order in
      _ = propagation.step(
        begun.examples.storage, order: order.baseAddress!, count: order.count, from: begun.done,
        parameters: network.parameters.values, update: nil, tally: &tally
      ) { rows in
        if begun.moments {
          for row in 0..<rows { squares += propagation.squaredGradientNorm(row: row) }
        }
        done += rows
        return done < until
      }
    }
    // Keeps the parameters alive, which are read through a pointer.
    withExtendedLifetime(network) {}
    work?.done = done
    work?.tally = tally
    work?.squares = squares
    if isComplete { work?.network = nil }
  }

  /// The number of examples processed so far.
  public var done: Int { work?.done ?? 0 }

  /// Whether all examples are processed, or nothing was begun.
  public var isComplete: Bool { work.map { $0.done == $0.order.count } ?? true }

  /// The mean cost and its gradient; the computation must be complete.
  public var result: (cost: Double, gradient: Gradient) {
    (completeWork.tally.meanCost, lastGradient)
  }

  /// The moments, if they were asked for; the computation must be complete.
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

  /// An unfinished gradient.
  private struct Work {
    /// nil once all examples are processed: a network that somebody holds is copied when it is trained further.
    var network: Network?
    let examples: Examples
    /// Indices in the examples' storage.
    let order: [Int32]
    let moments: Bool
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

/// Mean and variance of the gradients of single examples.
public struct GradientMoments: Equatable, Sendable {
  /// Number of examples.
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
