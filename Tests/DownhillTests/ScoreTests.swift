import Testing

@testable import Downhill

/// The score that fits each task.
@Suite("Scores")
struct ScoreTests {
  /// A network whose outputs are `weights[j]` · x.
  private static func network(_ weights: [Float]) throws -> Network {
    let architecture = try Architecture(
      sizes: [1, weights.count], outputActivation: .elementwise(.identity))
    var parameters = Parameters(architecture)
    try parameters.setWeights(weights, layer: 0)
    return try Network(architecture, parameters: parameters)
  }

  @Test("R² is 1 − Σ(a − y)² ÷ Σ(y − ȳ)², the mean over the outputs", arguments: Kernels.available)
  func rSquared(_ kernels: Kernels) throws {
    // Targets 1, 2, 6: ȳ = 3, Σ(y − ȳ)² = 14; answers 2, 4, 6: Σ(a − y)² = 1 + 4. Targets 3, 3, 3 count as 0. Of 0, 4, 8
    // the sum is 32, and answers −1, −2, −3 are 1 + 36 + 121 away.
    let examples = try Examples(
      inputs: [1, 2, 3], inputCount: 1, targets: [1, 3, 0, 2, 3, 4, 6, 3, 8], outputCount: 3, task: .regression)
    let expected = (1 - 5.0 / 14 + 0 + 1 - 158.0 / 32) / 3
    let network = try Self.network([2, 1, -1])
    let evaluator = try Evaluator(network.architecture, cost: .quadratic, kernels: kernels)
    let summary = try evaluator.summary(network, examples)
    #expect(summary.score.measure == .rSquared)
    // Sums of whole numbers, divided and added up a few times in 53 bits.
    #expect(abs(summary.score.value - expected) < 1e-14)
    // A cut has a mean of its own: 2 and 6, 8; answers 4 and 6. Of constants 0; of 4, 8 the sum is 8, away 36 + 121.
    let cut = try evaluator.summary(network, examples[1..<3])
    #expect(abs(cut.score.value - (1 - 4.0 / 8 + 0 + 1 - 157.0 / 8) / 3) < 1e-13)
    let evaluation = try evaluator.evaluate(network, examples)
    #expect(evaluation.summary == summary && evaluation.outcomes.isEmpty && evaluation.confusion.isEmpty)
    #expect(evaluation.mistakes.isEmpty)
  }

  @Test("A multi-label answer is correct if every label is", arguments: Kernels.available)
  func labels(_ kernels: Kernels) throws {
    // Answers (x, −x) for x = 1, −1, 0.2, with ½ in the middle: on off, off on, off off.
    let inputs: [Float] = [1, -1, 0.2]
    let examples = try Examples(
      inputs: inputs, inputCount: 1, targets: [1, 0, 0, 1, 1, 0], outputCount: 2, task: .multiLabel)
    let network = try Self.network([1, -1])
    let evaluator = try Evaluator(network.architecture, cost: .quadratic, kernels: kernels)
    #expect(try evaluator.summary(network, examples).score == Score(.accuracy, 2.0 / 3))
    // Between −1 and 1 the middle is 0: the third is on and off, too.
    let signs = try Examples(
      inputs: inputs, inputCount: 1, targets: [1, -1, -1, 1, 1, -1], outputCount: 2, task: .multiLabel)
    #expect(try evaluator.summary(network, signs).score == Score(.accuracy, 1))
    // As a classification the largest output decides, and it is the right one each time.
    let classes = try Examples(inputs: inputs, inputCount: 1, targets: [1, 0, 0, 1, 1, 0], outputCount: 2)
    #expect(try evaluator.summary(network, classes).score.value == 1)
  }

  /// y = 3 x₀ − 2 x₁, which a network without hidden layers learns to the last digits.
  private static func line(count: Int) throws -> Examples {
    var random = RandomSource(seed: 5)
    var inputs: [Float] = []
    var targets: [Float] = []
    for _ in 0..<count {
      let (x, y) = (Float(random.nextUniform()), Float(random.nextUniform()))
      inputs += [x, y]
      targets.append(3 * x - 2 * y)
    }
    return try Examples(inputs: inputs, inputCount: 2, targets: targets, outputCount: 1, task: .regression)
  }

  @Test("A regression is learned, measured by R², and resumed with the same bits", arguments: Kernels.available)
  func regression(_ kernels: Kernels) throws {
    let examples = try Self.line(count: 200)
    let configuration = try TrainingConfiguration(
      architecture: Architecture(sizes: [2, 1], outputActivation: .elementwise(.identity)), learningRate: 0.5,
      batchSize: .count(10), epochs: 40, seed: 1)
    let training = examples[0..<150]
    let whole = try Trainer(configuration, examples: training, heldOut: [examples[150..<200]], kernels: kernels)
    var reports: [EpochReport] = []
    try whole.run { event in
      if case .epochEnded(let report) = event { reports.append(report) }
      return .proceed
    }
    #expect(reports[0].training.score.measure == .rSquared)
    #expect(reports[0].training.score.value < 0.9)
    #expect(reports[39].training.score.value > 0.999 && reports[39].heldOut[0].score.value > 0.999)

    // Stopped within the fourth epoch, and gone on with from what is remembered.
    var events = 0
    let first = try Trainer(configuration, examples: training, heldOut: [examples[150..<200]], kernels: kernels)
    try first.run { _ in
      events += 1
      return events == 55 ? .stop : .proceed
    }
    #expect(first.checkpoint.miniBatches > 0 && first.checkpoint.scoreSum > 0)
    let second = try Trainer(
      configuration, network: first.network, checkpoint: first.checkpoint, examples: training,
      heldOut: [examples[150..<200]], kernels: kernels)
    var rest: [EpochReport] = []
    try second.run { event in
      if case .epochEnded(let report) = event { rest.append(report) }
      return .proceed
    }
    #expect(second.network == whole.network)
    #expect(rest == Array(reports.suffix(rest.count)))
  }
}
