import DownhillFiles
import DownhillMNIST
import Foundation
import Testing

@testable import Downhill

/// Networks that learn, and those that cannot.
@Suite struct LearningTests {
  static let mnist: (train: Examples, test: Examples)? = {
    let source = DataSource(name: "MNIST", files: MNIST.files)
    guard let train = try? source.load(.train), let test = try? source.load(.test) else { return nil }
    return (train.examples, test.examples)
  }()

  /// A prototype in PyTorch ended between 94.2 and 95.3 % over 24 seeds.
  @Test(arguments: [1, 2, 3] as [UInt64]) func defaultsReadDigits(_ seed: UInt64) throws {
    let (train, test) = try #require(Self.mnist)
    #expect(train.count == 60_000 && test.count == 10_000)
    let configuration = try TrainingConfiguration(architecture: Architecture("784-16-16-10"), epochs: 8, seed: seed)
    let trainer = try Trainer(configuration, examples: train, heldOut: [test])
    var reports: [EpochReport] = []
    try trainer.run { event in
      if case .epochEnded(let report) = event { reports.append(report) }
      return .proceed
    }
    #expect(reports.count == 8)
    let last = try #require(reports.last)
    #expect(last.heldOut[0].score.value >= 0.935)
    #expect(last.training.cost < reports[0].training.cost / 2)

    // What the evaluator says of the network afterwards, and what the network says itself.
    let evaluation = try Evaluator(trainer.network.architecture, cost: .quadratic).evaluate(trainer.network, test)
    #expect(evaluation.summary == last.heldOut[0])
    let textbook = Backpropagation<Double>(trainer.network)
    let right = (0..<200).count { index in
      let output = textbook.forward(test.inputs(index).map(Double.init)).output
      #expect(output.firstIndex(of: output.max() ?? 0) == evaluation.outcomes[index].prediction)
      return evaluation.outcomes[index].prediction == test.label(index)
    }
    #expect(Double(right) >= 0.9 * 200)
  }

  // MARK: Float inputs

  static func xor() throws -> Examples {
    try Examples(inputs: [0, 0, 0, 1, 1, 0, 1, 1], inputCount: 2, targets: [0, 1, 1, 0], outputCount: 1)
  }

  @Test(arguments: [
    (Optimizer.sgd, 0.5), (.momentum(0.9), 0.1), (.nesterov(0.9), 0.1), (.adam(.init()), 0.05),
    (.adamW(.init(), weightDecay: 0.001), 0.05),
  ])
  func everyOptimizerLearnsExclusiveOr(_ optimizer: Optimizer, _ rate: Double) throws {
    let configuration = try TrainingConfiguration(
      architecture: Architecture("2-4-1", hiddenActivation: .tanh), cost: .crossEntropy, optimizer: optimizer,
      learningRate: rate, schedule: .constant, batchSize: .count(2), epochs: 1_000, seed: 3)
    let trainer = try Trainer(configuration, examples: Self.xor())
    try trainer.run { _ in .proceed }
    for (inputs, target) in [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)] as [([Float], Float)] {
      #expect(try (trainer.network(inputs)[0] - target).magnitude < 0.1, "\(inputs)")
    }
  }

  // MARK: Trouble

  @Test(arguments: Kernels.available) func divergenceIsNoticed(_ kernels: Kernels) throws {
    for hidden in [Activation.relu, .identity] {
      let configuration = try TrainingConfiguration(
        architecture: Architecture("2-8-1", hiddenActivation: hidden, outputActivation: .elementwise(.identity)),
        learningRate: 1e30, schedule: .constant, batchSize: .count(2), epochs: 50, seed: 1)
      let trainer = try Trainer(configuration, examples: Self.xor(), kernels: kernels)
      #expect { try trainer.run { _ in .proceed } } throws: { error in
        guard case .diverged(let epoch, let miniBatch) = error as? EngineError else { return false }
        return (1...50).contains(epoch) && (1...2).contains(miniBatch)
      }
    }
  }

  /// Weights that are no numbers after the last step of an epoch, which no later cost would tell, end the run as well.
  @Test func divergenceInTheLastStepIsNoticed() throws {
    let configuration = try TrainingConfiguration(
      architecture: Architecture("2-8-1", hiddenActivation: .relu, outputActivation: .elementwise(.identity)),
      learningRate: 1e300, schedule: .constant, batchSize: .all, epochs: 1, seed: 1)
    let trainer = try Trainer(configuration, examples: Self.xor())
    #expect(throws: EngineError.diverged(epoch: 1, miniBatch: 1)) { try trainer.run { _ in .proceed } }
  }

  @Test(arguments: Kernels.available) func deadNeuronsAreCounted(_ kernels: Kernels) throws {
    let architecture = try Architecture("2-5-3-2", hiddenActivation: .relu)
    var random = RandomSource(seed: 1)
    var network = Network(architecture, initializer: .he, random: &random)
    // Of the first layer neurons 1 and 3 are dead, of the second all but 2; inputs are never negative.
    try network.parameters.setWeights([1, 1, -1, -1, 1, 0, -1, 0, 0, 1], layer: 0)
    try network.parameters.setBiases([0, 0, 0, -0.5, 0], layer: 0)
    try network.parameters.setWeights([Float](repeating: 0, count: 15), layer: 1)
    try network.parameters.setBiases([-1, 0, 1], layer: 1)
    let examples = try Examples(inputs: [0, 0, 0, 1, 1, 0, 1, 1], inputCount: 2, labels: [0, 1, 1, 0], classCount: 2)
    let evaluator = try Evaluator(architecture, cost: .quadratic, kernels: kernels)
    #expect(try evaluator.evaluate(network, examples).deadNeurons == [2, 2])
    // (0, 0) alone activates no neuron of the first layer.
    #expect(try evaluator.evaluate(network, examples[0..<1]).deadNeurons == [5, 2])
    let sigmoid = try Network(Architecture("2-5-3-2"), parameters: network.parameters)
    #expect(try Evaluator(sigmoid.architecture, cost: .quadratic).evaluate(sigmoid, examples).deadNeurons == [])
  }

  // MARK: Evaluation

  @Test(arguments: Kernels.available) func evaluationCountsWhatItSees(_ kernels: Kernels) throws {
    // Outputs are the inputs themselves.
    let architecture = try Architecture("3-3", outputActivation: .elementwise(.identity))
    var parameters = Parameters(architecture)
    try parameters.setWeights([1, 0, 0, 0, 1, 0, 0, 0, 1], layer: 0)
    let network = try Network(architecture, parameters: parameters)
    let examples = try Examples(
      inputs: [1, 0, 0, 0, 1, 0, 0.5, 0.25, 0, 0, 0.5, 0.5], inputCount: 3, labels: [0, 1, 1, 2], classCount: 3)
    let found = try Evaluator(architecture, cost: .quadratic, kernels: kernels).evaluate(network, examples)
    #expect(found.confusion == [[1, 0, 0], [1, 1, 0], [0, 1, 0]])
    #expect(found.outcomes.map(\.label) == [0, 1, 1, 2])
    // Equal outputs: the first of them.
    #expect(found.outcomes.map(\.prediction) == [0, 1, 0, 1])
    #expect(found.outcomes.map(\.activation) == [1, 1, 0.5, 0.5])
    // ½ (0.5² + 0.75²) and ½ (0.5² + 0.5²).
    #expect(found.outcomes.map(\.cost) == [0, 0, 0.40625, 0.25])
    #expect(found.summary == EvaluationSummary(examples: 4, cost: 0.1640625, score: Score(.accuracy, 0.5)))
    #expect(found.accuracyOfClass == [1, 0.5, 0])
    #expect(found.mistakes == [2, 3])
    let one = try Evaluator(architecture, cost: .quadratic, kernels: kernels).evaluate(network, examples[0..<1])
    #expect(one.accuracyOfClass == [1, nil, nil] && one.mistakes.isEmpty)
  }
}
