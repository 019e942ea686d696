import Downhill

/// What W8 times as a separate process: training 784-16-16-10 until it is correct on 95 % of the test digits.
package enum ColdRun {
  /// SiLU, cross-entropy over a softmax and Adam, its rate falling linearly to 0 in 1,500 steps of 100 examples.
  package static let recipe = Workload.Recipe(
    cost: .crossEntropy, optimizer: .adam(.init()), learningRate: 0.01,
    schedule: .linear(epochs: Double(stepLimit * 100) / 60_000), batchSize: 100)

  /// The accuracy on the test examples to reach.
  package static let goal = 0.95
  /// The first step after which the accuracy is measured.
  static let firstLook = 700
  static let stepsBetweenLooks = 100
  /// The step at which the rate is 0.
  static let stepLimit = 1_500

  /// How it ended.
  package struct Outcome: Equatable, Sendable {
    /// Steps taken.
    package var steps: Int
    /// The accuracy on the test examples then.
    package var testAccuracy: Double

    /// An outcome.
    package init(steps: Int, testAccuracy: Double) {
      self.steps = steps
      self.testAccuracy = testAccuracy
    }
  }

  /// Trains until ``goal`` is reached or the rate is 0.
  package static func run(
    training: Examples, test: Examples, seed: UInt64, kernels: Kernels, workers: Workers
  ) throws(EngineError) -> Outcome {
    let architecture = try Architecture(
      sizes: [training.inputCount, 16, 16, training.outputCount], hiddenActivation: .silu, outputActivation: .softmax)
    let stepsOfEpoch = (training.count + recipe.batchSize - 1) / recipe.batchSize
    let trainer = try Trainer(
      recipe.configuration(architecture, epochs: (stepLimit + stepsOfEpoch - 1) / stepsOfEpoch, seed: seed),
      examples: training, kernels: kernels, workers: workers)
    let evaluator = try Evaluator(architecture, cost: recipe.cost, kernels: kernels, workers: workers)
    var outcome = Outcome(steps: 0, testAccuracy: 0)
    var failure: EngineError?
    try trainer.run { event in
      guard case .miniBatchEnded = event else { return .proceed }
      outcome.steps += 1
      guard outcome.steps >= firstLook, outcome.steps % stepsBetweenLooks == 0 else { return .proceed }
      do throws(EngineError) {
        outcome.testAccuracy = try evaluator.summary(trainer.network, test).score.value
      } catch {
        failure = error
      }
      return failure != nil || outcome.testAccuracy >= goal || outcome.steps >= stepLimit ? .stop : .proceed
    }
    if let failure { throw failure }
    return outcome
  }
}

extension Workload.Recipe {
  /// The training configuration of this recipe.
  func configuration(
    _ architecture: Architecture, epochs: Int = TrainingConfiguration.epochLimit, seed: UInt64 = 1
  ) throws(EngineError) -> TrainingConfiguration {
    try TrainingConfiguration(
      architecture: architecture, cost: cost, optimizer: optimizer, learningRate: learningRate, schedule: schedule,
      batchSize: .count(batchSize), epochs: epochs, seed: seed)
  }
}
