import Downhill
import DownhillExplain

/// The sentences about racers of different batch sizes, for terminal, report and explorer alike.
package struct RaceSentences: Sendable {
  /// The number of training examples.
  let trainingExamples: Int
  /// How many of those costs are means over.
  let measuredExamples: Int
  /// The number of test examples.
  let testExamples: Int
  /// The learning rates of which each racer used its best; a single one was given to all.
  let rates: [Double]
  /// The examples of the trials that chose among the rates.
  let trialExamples: Int
  /// The seed of the network and of every order and draw.
  let seed: UInt64

  /// The sentences about a race on these data.
  package init(
    trainingExamples: Int, measuredExamples: Int, testExamples: Int, rates: [Double], trialExamples: Int, seed: UInt64
  ) {
    self.trainingExamples = trainingExamples
    self.measuredExamples = measuredExamples
    self.testExamples = testExamples
    self.rates = rates
    self.trialExamples = trialExamples
    self.seed = seed
  }

  // MARK: Names

  /// Whether a racer takes all examples for each step.
  func isFullBatch(_ racer: Racer) -> Bool { racer.batchSize == trainingExamples }

  /// `all`, or the number of examples of each step.
  package func name(_ racer: Racer) -> String {
    isFullBatch(racer) ? "all" : NumberText.grouped(racer.batchSize)
  }

  /// How a legend calls a racer: `all examples`, `batch 10`.
  package func legend(_ racer: Racer) -> String { legend(batchSize: racer.batchSize) }

  /// The same for a batch size.
  package func legend(batchSize: Int) -> String {
    batchSize == trainingExamples ? "all examples" : "batch \(NumberText.grouped(batchSize))"
  }

  /// `0.30`
  package static func text(rate: Double) -> String { NumberText.significant(rate, digits: 2) }

  private func manner(_ racer: Racer) -> String {
    if isFullBatch(racer) { return "by all examples at once" }
    return racer.batchSize == 1 ? "by single examples" : "by mini-batches of \(NumberText.grouped(racer.batchSize))"
  }

  // MARK: Sentences

  /// What they have in common.
  package var beginning: String {
    "All start from the same fresh network, seed \(seed), by plain gradient descent. Costs are means over "
      + "\(NumberText.counted(measuredExamples, "training example")); accuracy is measured on "
      + "\(NumberText.counted(testExamples, "test example"))."
  }

  /// How their learning rates were chosen.
  package var rateRule: String {
    if rates.count == 1 {
      return "All have the learning rate \(Self.text(rate: rates[0])), which may suit some better than others."
    }
    let trial = NumberText.counted(trialExamples, "example")
    return "Each has the best of \(rates.count) learning rates from \(Self.text(rate: rates[0])) to "
      + "\(Self.text(rate: rates[rates.count - 1])), found on \(trial) before the race and outside its time: "
      + "a single rate would favour some batch sizes over others."
  }

  /// The most accurate racer, beside the one that took the fewest steps.
  package func outcome(_ racers: [Racer], after: String) -> String {
    var best = racers[0]
    var slowest = racers[0]
    for racer in racers {
      if racer.end.testAccuracy > best.end.testAccuracy { best = racer }
      if racer.end.steps < slowest.end.steps { slowest = racer }
    }
    func share(_ racer: Racer) -> String {
      "\(NumberText.percent(racer.end.testAccuracy, decimals: 1)) after "
        + "\(NumberText.counted(racer.end.steps, "step")) \(manner(racer))"
    }
    if best.batchSize == slowest.batchSize { return "\(after) the best is \(share(best))." }
    return "\(after) the best is \(share(best)); the slowest steps reached \(share(slowest))."
  }

  /// What the cosine is.
  package var cosineMeaning: String {
    "The cosine of the angle between the gradient of a mini-batch and that of all "
      + "\(NumberText.grouped(trainingExamples)) examples: 1 is the same direction, 0 a right angle, no help "
      + "at all. Mean and standard deviation over random mini-batches, beside theory."
  }

  /// The theory, with its numbers.
  package func theory(start: GradientAgreement, trained: GradientAgreement) -> String {
    func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
    let traces = "\(number(start.covarianceTrace)) at the start and \(number(trained.covarianceTrace)) after training"
    let norms = "\(number(start.gradientNorm)) and \(number(trained.gradientNorm))"
    return "Theory: 1/√(1 + s/(B·‖∇C‖²)) for B examples. Here s, the variance of the gradients of single examples, is "
      + "\(traces), and ‖∇C‖, the length of the gradient, \(norms). Mini-batches are drawn without replacement, which "
      + "multiplies s by (N − B)/(N − 1)."
  }

  /// What follows from it.
  package var moral: String {
    "Ten times the examples cost ten times the work, but make the error only √10 ≈ 3.2 times smaller: that is why quick "
      + "inaccurate steps pay. Near the bottom the gradient is small beside that variance, and larger mini-batches begin "
      + "to pay."
  }

  /// What the map shows and what it cannot.
  package func mapMeaning(_ landscape: Landscape) -> String {
    let shares = landscape.varianceShares.map { NumberText.percent($0, decimals: 0) }
    return
      "The plane shows where the paths vary most: \(shares[0]) and \(shares[1]) of their variance lie along its "
      + "axes; the rest is not visible. Every height is the real cost of the network at that point, the "
      + "mean over \(NumberText.grouped(landscape.examples)) examples."
  }
}

/// The sentences of a race as it is watched.
extension RaceSentences {
  /// Before the start: the steps of a pass through the examples for these batch sizes, the smallest first.
  package func lineUp(_ batchSizes: [Int]) -> String {
    guard let quickest = batchSizes.first, let slowest = batchSizes.last, quickest < slowest else { return beginning }
    let slow =
      NumberText.counted(steps(slowest), slowest == trainingExamples ? "exact step" : "step")
      + (slowest == trainingExamples ? "" : " by \(NumberText.grouped(slowest))")
    return "One pass through all \(NumberText.grouped(trainingExamples)) examples is \(slow), or "
      + "\(NumberText.grouped(steps(quickest))) rougher ones by \(NumberText.grouped(quickest)). Which comes down faster?"
  }

  /// Steps of a pass through all examples.
  package func steps(_ batchSize: Int) -> Int { (trainingExamples + batchSize - 1) / batchSize }

  /// While learning rates are tried.
  package func searching(_ batchSize: Int) -> String {
    "Looking for the learning rate that suits "
      + (batchSize == trainingExamples ? "all examples at once" : legend(batchSize: batchSize)) + " …"
  }

  /// During the race: the racer with the lowest cost, beside the one that took the fewest steps.
  package func standing(_ racers: [Racer], seconds: Double) -> String {
    guard let leader = racers.min(by: { $0.end.cost < $1.end.cost }),
      let slowest = racers.min(by: { $0.end.steps < $1.end.steps })
    else { return "" }
    let time = NumberText.fixed(seconds, decimals: 1)
    guard leader.batchSize != slowest.batchSize else {
      return "\(time) s: ahead is \(legend(leader)), after \(NumberText.counted(leader.end.steps, "step"))."
    }
    return "\(time) s: ahead is \(legend(leader)), after \(NumberText.counted(leader.end.steps, "quick step")); "
      + "\(legend(slowest)) has taken \(NumberText.grouped(slowest.end.steps))."
  }

  /// What the curves show.
  package var curves: String {
    "Each has a processor to itself for the same time: they take turns, and each one's clock runs only while it trains. "
      + "Measuring does not count. A race for time is never quite the same twice."
  }

  /// Quick and slow steps with the numbers of this race: how many quick ones in the time of a slow one, and how well
  /// they agree.
  package func quickAndSlow(
    _ racers: [Racer], start: GradientAgreement, trained: GradientAgreement?, winner: Racer
  ) -> String {
    guard let slow = racers.first(where: { isFullBatch($0) && !$0.hasDiverged }), slow.end.steps > 0,
      !isFullBatch(winner), let first = cosine(winner, start)
    else { return "" }
    let steps = Int((Double(winner.end.steps) / Double(slow.end.steps)).rounded())
    let quick =
      "In the time of one exact step, by all \(NumberText.grouped(trainingExamples)) examples, there are "
      + "\(NumberText.grouped(steps)) by \(NumberText.grouped(winner.batchSize)). How well do these agree with the gradient of "
      + "all? The cosine of the angle is \(first) at the start"
    guard let trained, let last = cosine(winner, trained) else { return quick + "." }
    return quick + " and \(last) at the end."
  }

  private func cosine(_ racer: Racer, _ agreement: GradientAgreement) -> String? {
    agreement.batches.first { $0.batchSize == racer.batchSize }.map { NumberText.fixed($0.cosine.mean, decimals: 3) }
  }

  /// What the arrows are, in a space of this many dimensions.
  package func fan(parameterCount: Int) -> String {
    "Each arrow is the gradient of a mini-batch at its mean angle to that of all examples, which points to the right. In "
      + "a space of \(NumberText.grouped(parameterCount)) dimensions two random arrows would be at a right angle."
  }

  /// The formula of an arrow.
  package func formula(_ agreement: GradientAgreement, _ batch: BatchAgreement) -> String {
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
    return NumberText.typographic(
      "cos = g·∇C / (‖g‖·‖∇C‖) = \(number(batch.cosine.mean))"
        + (batch.draws > 1
          ? " ± \(number(batch.cosine.deviation)), \(NumberText.grouped(batch.draws)) mini-batches" : "")
        + "\ntheory: 1/√(1 + s/(B·‖∇C‖²)) = \(number(batch.expectedCosine))")
  }

  /// The formula at a point of a curve.
  package func formula(_ racer: Racer, _ point: RacePoint) -> String {
    "\(legend(racer)), \(NumberText.fixed(point.seconds, decimals: 2)) s\n\(NumberText.counted(point.steps, "step")), "
      + "\(NumberText.counted(point.examples, "example"))\ncost \(NumberText.fixed(point.cost, decimals: 4)), "
      + "\(NumberText.percent(point.testAccuracy, decimals: 1)) correct"
  }
}
