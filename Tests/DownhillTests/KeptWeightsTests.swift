import Testing

@testable import Downhill

/// Which weights a training keeps, and when it stops.
@Suite struct KeptWeightsTests {
  /// Few noisy examples, which a wide network soon learns by heart, and others from the same source.
  private static func noisy(_ count: Int, seed: UInt64) throws -> Examples {
    var random = RandomSource(seed: seed)
    var inputs: [Float] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let point = (0..<4).map { _ in Float(random.nextNormal()) }
      inputs += point
      labels.append(point[0] + Float(random.nextNormal()) > 0 ? 1 : 0)
    }
    return try Examples(inputs: inputs, inputCount: 4, labels: labels, classCount: 2)
  }

  private let training: Examples
  private let validation: Examples

  init() throws {
    training = try Self.noisy(60, seed: 1)
    validation = try Self.noisy(200, seed: 2)
  }

  private func configuration(
    patience: Int?, keep: TrainingConfiguration.Keeping = .best, epochs: Int = 60
  ) throws -> TrainingConfiguration {
    try TrainingConfiguration(
      architecture: Architecture("4-32-2", hiddenActivation: .relu, outputActivation: .softmax), cost: .crossEntropy,
      optimizer: .adam(.init()), learningRate: 0.01, batchSize: .count(10), epochs: epochs, patience: patience,
      keep: keep)
  }

  private func trainer(_ configuration: TrainingConfiguration) throws -> Trainer {
    // Another set stands before it.
    try Trainer(configuration, examples: training, heldOut: [training, validation], validation: 1)
  }

  /// Trains, and returns the validation cost of each epoch.
  private func costs(_ trainer: Trainer) throws -> [Double] {
    var costs: [Double] = []
    #expect(
      try trainer.run { event in
        if case .epochEnded(let report) = event { costs.append(report.heldOut[1].cost) }
        return .proceed
      })
    return costs
  }

  @Test func theBestEpochsWeightsAreKept() throws {
    let trainer = try trainer(configuration(patience: nil))
    let costs = try costs(trainer)
    let least = try #require(costs.min())
    let best = try #require(trainer.checkpoint.best)
    #expect(costs.count == 60)
    // It overfits: otherwise nothing here would be tested.
    try #require(best.epoch < 30 && costs[59] > least)
    #expect(best.cost == least && costs.firstIndex(of: least) == best.epoch - 1)
    let evaluator = try Evaluator(trainer.network.architecture, cost: .crossEntropy)
    #expect(try evaluator.summary(trainer.kept, validation).cost == least)
    #expect(try evaluator.summary(trainer.network, validation).cost == costs[59])
    #expect(!trainer.isOutOfPatience)
  }

  @Test(arguments: [1, 3, 10]) func trainingStopsWhenItGotNoBetterForLong(_ patience: Int) throws {
    let all = try costs(trainer(configuration(patience: nil)))
    // By the definition: the first epoch after which the least cost lies so far back.
    let end = try #require(
      all.indices.first { last in
        let soFar = all[...last]
        return last - (soFar.firstIndex(of: soFar.min() ?? 0) ?? 0) >= patience
      })
    let trainer = try trainer(configuration(patience: patience))
    #expect(try costs(trainer) == Array(all[...end]))
    #expect(trainer.isOutOfPatience && trainer.isFinished)
    #expect(trainer.checkpoint.best?.epoch == end + 1 - patience)
    // It stays so.
    #expect(try costs(trainer).isEmpty)
  }

  @Test func theLastWeightsAreKeptWhereThatIsAsked() throws {
    let trainer = try trainer(configuration(patience: 3, keep: .last))
    _ = try costs(trainer)
    #expect(trainer.kept == trainer.network)
    #expect(trainer.isOutOfPatience && trainer.checkpoint.best?.parameters == nil)
  }

  @Test func withoutValidationNothingIsJudged() throws {
    let trainer = try Trainer(configuration(patience: 1, epochs: 5), examples: training, heldOut: [validation])
    _ = try trainer.run { _ in .proceed }
    #expect(trainer.checkpoint.best == nil && trainer.kept == trainer.network && trainer.checkpoint.epochs == 5)
  }

  @Test func stoppedAndResumedItEndsTheSame() throws {
    let whole = try trainer(configuration(patience: 10))
    _ = try costs(whole)
    let first = try trainer(configuration(patience: 10))
    var steps = 0
    _ = try first.run { event in
      if case .miniBatchEnded = event { steps += 1 }
      return steps == 40 ? .stop : .proceed
    }
    try #require(first.checkpoint.best != nil && first.kept != first.network)
    let second = try Trainer(
      configuration(patience: 10), network: first.network, checkpoint: first.checkpoint, examples: training,
      heldOut: [training, validation], validation: 1)
    _ = try costs(second)
    #expect(second.network == whole.network && second.checkpoint == whole.checkpoint && second.kept == whole.kept)
  }
}
