import Downhill
import DownhillExplain

/// Quick inaccurate steps against slow accurate ones, in words: the sentences that terminal and page share.
public struct ComparisonStory: Sendable {
  /// What was measured.
  public let comparison: Comparison
  /// The network in a line: `784-16-16-10, sigmoid, sigmoid outputs, quadratic cost`.
  public let networkName: String
  /// The seed of the network and of every order and draw.
  public let seed: UInt64

  /// More racers than this have no letter of their own.
  public static let racerLimit = 10

  /// A story about these measurements.
  public init(_ comparison: Comparison, networkName: String, seed: UInt64) {
    self.comparison = comparison
    self.networkName = networkName
    self.seed = seed
  }

  /// `all`, or the number of examples of each step.
  public func name(_ racer: Racer) -> String {
    comparison.isFullBatch(racer) ? "all" : NumberText.grouped(racer.batchSize)
  }

  /// `0.30`
  static func text(rate: Double) -> String { NumberText.significant(rate, digits: 2) }

  // MARK: Sentences

  /// What they have in common.
  public var beginning: String {
    "All start from the same fresh network, seed \(seed), by plain gradient descent. Costs are means over "
      + "\(NumberText.counted(comparison.measuredExamples, "training example")); right is the share of "
      + "\(NumberText.counted(comparison.testExamples, "test example"))."
  }

  /// How they came by their learning rates.
  public var rateRule: String {
    let rates = comparison.rates
    if rates.count == 1 {
      return "All have the learning rate \(Self.text(rate: rates[0])), which may suit some better than others."
    }
    let trial = NumberText.counted(comparison.trialExamples, "example")
    return "Each has the best of \(rates.count) learning rates from \(Self.text(rate: rates[0])) to "
      + "\(Self.text(rate: rates[rates.count - 1])), found on \(trial) before the race and outside its time: "
      + "one rate for all would suit some and lame others."
  }

  /// What the race against time has shown.
  public var timedOutcome: String {
    outcome(comparison.timed, after: "After \(NumberText.duration(comparison.seconds))")
  }

  /// What the race over the same examples has shown.
  public var countedOutcome: String {
    outcome(comparison.counted, after: "After \(NumberText.counted(comparison.epochs, "time")) through the examples")
  }

  /// The racer that answers best beside the one that took the fewest steps.
  private func outcome(_ racers: [Racer], after: String) -> String {
    var best = racers[0]
    var slowest = racers[0]
    for racer in racers {
      if racer.end.testAccuracy > best.end.testAccuracy { best = racer }
      if racer.end.steps < slowest.end.steps { slowest = racer }
    }
    func share(_ racer: Racer) -> String {
      "\(NumberText.percent(racer.end.testAccuracy, places: 1)) after "
        + "\(NumberText.counted(racer.end.steps, "step")) \(manner(racer))"
    }
    if best.batchSize == slowest.batchSize { return "\(after) the best is \(share(best))." }
    return "\(after) the best is \(share(best)); the slowest steps came to \(share(slowest))."
  }

  private func manner(_ racer: Racer) -> String {
    if comparison.isFullBatch(racer) { return "by all examples at once" }
    return racer.batchSize == 1 ? "by single examples" : "by mini-batches of \(NumberText.grouped(racer.batchSize))"
  }

  /// What the cosine is.
  public var cosineMeaning: String {
    "The cosine of the angle between the gradient of a mini-batch and that of all "
      + "\(NumberText.grouped(comparison.trainingExamples)) examples: 1 is the same direction, 0 a right angle, no help "
      + "at all. Mean and spread over random mini-batches, beside theory."
  }

  /// What theory says, with the numbers it takes.
  public var theory: String {
    let start = comparison.startAgreement
    let trained = comparison.trainedAgreement
    func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
    let traces = "\(number(start.covarianceTrace)) at the start and \(number(trained.covarianceTrace)) after training"
    let norms = "\(number(start.gradientNorm)) and \(number(trained.gradientNorm))"
    return "Theory: 1/√(1 + s/(B·‖∇C‖²)) for B examples. Here s, the scatter of the gradients of single examples, is "
      + "\(traces), and ‖∇C‖, the length of the gradient, \(norms). Mini-batches are drawn without putting back, which "
      + "multiplies s by (N − B)/(N − 1)."
  }

  /// What follows from it.
  public var moral: String {
    "Ten times the examples cost ten times the work, but make the error only √10 ≈ 3.2 times smaller: that is why quick "
      + "inaccurate steps pay. Near the bottom the gradient is small beside the scatter, and larger mini-batches begin "
      + "to pay."
  }

  /// What the map shows and what it cannot.
  public func mapMeaning(_ landscape: Landscape) -> String {
    let shares = landscape.varianceShares.map { NumberText.percent($0, places: 0) }
    return
      "The plane lies where the paths vary most: it holds \(shares[0]) and \(shares[1]) of their variance along its "
      + "two sides; what is off the plane does not show. Every height is the real cost of the network at that place, the "
      + "mean over \(NumberText.grouped(landscape.examples)) examples."
  }
}
