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

  /// A meter.
  public init(
    cost: Cost, examples: Examples, batchSizes: [Int], draws: Int = 200, passes: Int = 5, seed: UInt64 = 0,
    kernels: Kernels = .best,
    workers: Workers = Workers()
  ) {
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
    let evaluator = try GradientEvaluator(network.architecture, cost: cost, kernels: kernels, workers: workers)
    let moments = try evaluator.moments(network, of: examples)
    var agreement = GradientAgreement(
      examples: examples.count, cost: moments.cost, gradientNorm: moments.squaredNormOfMean.squareRoot(),
      covarianceTrace: moments.covarianceTrace, batches: [])
    // A stream of its own for each size: leaving one out changes no other.
    for size in batchSizes {
      var urn = Urn(count: examples.count, random: RandomSource(seed: seed, stream: 0x5EED_0000 + UInt64(size)))
      var cosines: [Double] = []
      var errors: [Double] = []
      for _ in 0..<drawCount(size) {
        let gradient = try evaluator.gradient(network, of: examples, at: urn.draw(size)).gradient
        let product = gradient.product(with: moments.mean)
        let square = gradient.product(with: gradient)
        let norms = (square * moments.squaredNormOfMean).squareRoot()
        // A gradient of nothing but zeros points nowhere.
        cosines.append(norms > 0 ? product / norms : 0)
        let difference = Gradient.combination([(1, gradient), (-1, moments.mean)])
        errors.append(difference.product(with: difference))
      }
      agreement.batches.append(
        BatchAgreement(
          batchSize: size, draws: cosines.count, cosine: Spread(cosines), squaredError: Spread(errors),
          expectedCosine: agreement.expectedCosine(batchSize: size),
          expectedSquaredError: agreement.expectedSquaredError(batchSize: size)))
    }
    return agreement
  }

  private func drawCount(_ size: Int) -> Int {
    if size >= examples.count { return 1 }
    return min(draws, max(Self.leastDraws, passes * examples.count / size))
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
