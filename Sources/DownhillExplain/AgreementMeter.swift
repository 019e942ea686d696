import Downhill

/// Measures ``GradientAgreement``: draws mini-batches and computes their gradients with the engine.
public struct AgreementMeter: Sendable {
  /// The cost to differentiate.
  public var cost: Cost
  /// The examples that mini-batches are drawn from.
  public var examples: Examples
  /// The batch sizes, each at most the number of ``examples``.
  public var batchSizes: [Int]
  /// Mini-batches to draw of each size. Of large sizes fewer are drawn, so that together they make at most ``passes``
  /// passes over the examples; of all examples there is only one.
  public var draws: Int
  /// The seed of the draws.
  public var seed: UInt64
  /// The kernels that compute the gradients.
  public var kernels: Kernels
  /// The threads that compute them.
  public var workers: Workers

  /// The most passes over all examples for one batch size.
  public var passes: Int
  /// The fewest draws of a size, if there is more than one to make.
  public static let leastDraws = 10

  /// A meter; every batch size must be 1 or more.
  public init(
    cost: Cost, examples: Examples, batchSizes: [Int], draws: Int = 200, passes: Int = 5, seed: UInt64 = 0,
    kernels: Kernels = .best,
    workers: Workers = Workers()
  ) {
    precondition(batchSizes.allSatisfy { $0 > 0 }, "batch sizes \(batchSizes)")
    self.cost = cost
    self.examples = examples
    self.batchSizes = batchSizes
    self.draws = draws
    self.passes = passes
    self.seed = seed
    self.kernels = kernels
    self.workers = workers
  }

  /// Measures one network.
  public func measure(_ network: Network) throws(EngineError) -> GradientAgreement {
    let measurement = try begin(network)
    while !measurement.isComplete { try measurement.advance(examples: .max) }
    return measurement.agreement
  }

  /// The same, in parts.
  public func begin(_ network: Network) throws(EngineError) -> AgreementMeasurement {
    try AgreementMeasurement(self, network)
  }

  fileprivate func drawCount(_ size: Int) -> Int {
    if size >= examples.count { return 1 }
    return min(draws, max(Self.leastDraws, passes * examples.count / size))
  }
}

/// A ``GradientAgreement`` being measured: first the gradient of all examples, then mini-batches of each size in turn.
public final class AgreementMeasurement {
  private let meter: AgreementMeter
  private let network: Network
  private let evaluator: GradientEvaluator
  private var all: GradientMoments?
  private var draws: Draws?
  /// What has been measured so far; all of it once ``isComplete``.
  public private(set) var agreement: GradientAgreement

  /// Mini-batches of one size.
  private struct Draws {
    let size: Int
    var sampler: Sampler
    var cosines: [Double] = []
    var errors: [Double] = []
  }

  fileprivate init(_ meter: AgreementMeter, _ network: Network) throws(EngineError) {
    self.meter = meter
    self.network = network
    evaluator = try GradientEvaluator(
      network.architecture, cost: meter.cost, kernels: meter.kernels, workers: meter.workers)
    agreement = GradientAgreement(
      examples: meter.examples.count, cost: .nan, gradientNorm: .nan, covarianceTrace: .nan, batches: [])
    try evaluator.begin(network, of: meter.examples, moments: true)
  }

  /// Whether everything is measured.
  public var isComplete: Bool { all != nil && agreement.batches.count == meter.batchSizes.count }

  /// Processes about `examples` more examples, at most to the end of the current gradient.
  public func advance(examples: Int) throws(EngineError) {
    guard !isComplete else { return }
    guard let all else {
      evaluator.advance(examples: examples)
      if evaluator.isComplete { take(evaluator.moments) }
      return
    }
    var draws = self.draws ?? beginDraws()
    // With only one owner, the sampler is not copied for a draw.
    self.draws = nil
    if evaluator.isComplete { try evaluator.begin(network, of: meter.examples, at: draws.sampler.draw(draws.size)) }
    evaluator.advance(examples: examples)
    if evaluator.isComplete { compare(evaluator.result.gradient, with: all, &draws) }
    if draws.cosines.count >= meter.drawCount(draws.size) { end(draws) } else { self.draws = draws }
  }

  private func take(_ moments: GradientMoments) {
    all = moments
    agreement.cost = moments.cost
    agreement.gradientNorm = moments.squaredNormOfMean.squareRoot()
    agreement.covarianceTrace = moments.covarianceTrace
  }

  private func beginDraws() -> Draws {
    let size = meter.batchSizes[agreement.batches.count]
    // Each size has its own stream: leaving one out does not change the others.
    let random = RandomSource(seed: meter.seed, stream: 0x5EED_0000 + UInt64(size))
    return Draws(size: size, sampler: Sampler(count: meter.examples.count, random: random))
  }

  private func compare(_ gradient: Gradient, with all: GradientMoments, _ draws: inout Draws) {
    let product = gradient.product(with: all.mean)
    let square = gradient.product(with: gradient)
    let norms = (square * all.squaredNormOfMean).squareRoot()
    // A gradient of zeros has no direction.
    draws.cosines.append(norms > 0 ? product / norms : 0)
    let difference = Gradient.combination([(1, gradient), (-1, all.mean)])
    draws.errors.append(difference.product(with: difference))
  }

  private func end(_ draws: Draws) {
    agreement.batches.append(
      BatchAgreement(
        batchSize: draws.size, draws: draws.cosines.count, cosine: Spread(draws.cosines),
        squaredError: Spread(draws.errors), expectedCosine: agreement.expectedCosine(batchSize: draws.size),
        expectedSquaredError: agreement.expectedSquaredError(batchSize: draws.size)))
  }
}

/// Samples numbers 0 ..< count without replacement; each draw starts from all of them.
private struct Sampler {
  private var numbers: [Int]
  private var random: RandomSource

  init(count: Int, random: RandomSource) {
    numbers = Array(0..<count)
    self.random = random
  }

  /// `size` numbers, every set equally likely: the beginning of a Fisher-Yates shuffle, which may start from any order.
  /// All of them come in ascending order, so that their sum has the bits of the full batch's.
  mutating func draw(_ size: Int) -> [Int] {
    if size >= numbers.count { return Array(0..<numbers.count) }
    for index in 0..<size { numbers.swapAt(index, index + random.nextInteger(below: numbers.count - index)) }
    return Array(numbers[..<size])
  }
}
