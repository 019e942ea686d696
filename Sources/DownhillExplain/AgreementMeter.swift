import Downhill

/// Measures ``GradientAgreement``: draws mini-batches, and asks the engine for their gradients.
public struct AgreementMeter: Sendable {
  /// The cost to differentiate.
  public var cost: Cost
  /// The examples that mini-batches are drawn from.
  public var examples: Examples
  /// Examples of a mini-batch, each size at most ``examples``' count.
  public var batchSizes: [Int]
  /// Mini-batches to draw of each size. Of large ones fewer are drawn, so that all together are ``passes`` times through
  /// the examples at most; of all examples there is only one.
  public var draws: Int
  /// Where the draws come from.
  public var seed: UInt64
  /// The kernels of the gradients.
  public var kernels: Kernels
  /// Who does the work.
  public var workers: Workers

  /// How often one batch size may go through all examples.
  public var passes: Int
  /// The draws of any size, at the least, if there is more than one to make.
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

  /// The same, part by part.
  public func begin(_ network: Network) throws(EngineError) -> AgreementMeasurement {
    try AgreementMeasurement(self, network)
  }

  fileprivate func drawCount(_ size: Int) -> Int {
    if size >= examples.count { return 1 }
    return min(draws, max(Self.leastDraws, passes * examples.count / size))
  }
}

/// A ``GradientAgreement`` that is being measured: first the gradient of all examples, then mini-batches of one size after
/// the other.
public final class AgreementMeasurement {
  private let meter: AgreementMeter
  private let network: Network
  private let evaluator: GradientEvaluator
  private var all: GradientMoments?
  private var draws: Draws?
  /// What is measured so far: it is complete if ``isComplete``.
  public private(set) var agreement: GradientAgreement

  /// Mini-batches of one size.
  private struct Draws {
    let size: Int
    var urn: Urn
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

  /// Whether all is measured.
  public var isComplete: Bool { all != nil && agreement.batches.count == meter.batchSizes.count }

  /// Goes on with about so many examples, but not farther than to the end of the gradient at hand.
  public func advance(examples: Int) throws(EngineError) {
    guard !isComplete else { return }
    guard let all else {
      evaluator.advance(examples: examples)
      if evaluator.isComplete { take(evaluator.moments) }
      return
    }
    var draws = self.draws ?? beginDraws()
    // Only one owner: the urn is not copied for a draw.
    self.draws = nil
    if evaluator.isComplete { try evaluator.begin(network, of: meter.examples, at: draws.urn.draw(draws.size)) }
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
    // A stream of its own for each size: leaving one out changes no other.
    let random = RandomSource(seed: meter.seed, stream: 0x5EED_0000 + UInt64(size))
    return Draws(size: size, urn: Urn(count: meter.examples.count, random: random))
  }

  private func compare(_ gradient: Gradient, with all: GradientMoments, _ draws: inout Draws) {
    let product = gradient.product(with: all.mean)
    let square = gradient.product(with: gradient)
    let norms = (square * all.squaredNormOfMean).squareRoot()
    // A gradient of nothing but zeros points nowhere.
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

/// Numbers 0 ..< count to draw from without putting back; each draw begins with a full urn.
private struct Urn {
  private var numbers: [Int]
  private var random: RandomSource

  init(count: Int, random: RandomSource) {
    numbers = Array(0..<count)
    self.random = random
  }

  /// `size` numbers, every set of them equally likely: the beginning of a shuffle (Fisher and Yates), which may set out
  /// from any order. All of them come in their own order: their sum is then that of the full batch, bit for bit.
  mutating func draw(_ size: Int) -> [Int] {
    if size >= numbers.count { return Array(0..<numbers.count) }
    for place in 0..<size { numbers.swapAt(place, place + random.nextInteger(below: numbers.count - place)) }
    return Array(numbers[..<size])
  }
}
