import Testing

@testable import Downhill

/// Costs for quantities: where they are refused, and how several quantiles are scored.
@Suite struct QuantityTests {
  @Test(arguments: [Cost.quantile([0.5]), .poisson]) func classesAreRefused(_ cost: Cost) throws {
    let output: OutputActivation = cost == .poisson ? .exponential : .elementwise(.identity)
    let classes = try Examples(inputs: [1, 2], inputCount: 1, labels: [0, 1], classCount: 2)
    let labels = try Examples(inputs: [1], inputCount: 1, targets: [0, 1], outputCount: 2, task: .multiLabel)
    let configuration = try TrainingConfiguration(
      architecture: Architecture(sizes: [1, 2], outputActivation: output), cost: cost)
    for examples in [classes, labels] {
      #expect(throws: EngineError.costOfQuantities(cost)) { try Trainer(configuration, examples: examples) }
    }
  }

  @Test(arguments: [Cost.absolute, .huber(delta: 1), .quadratic]) func classesHaveDistances(_ cost: Cost) throws {
    let classes = try Examples(inputs: [1, 2], inputCount: 1, labels: [0, 1], classCount: 2)
    let configuration = try TrainingConfiguration(architecture: Architecture("1-2"), cost: cost)
    #expect(try Trainer(configuration, examples: classes).run { _ in .proceed })
  }

  @Test func countsAreNotNegative() throws {
    let examples = try Examples(
      inputs: [1, 2], inputCount: 1, targets: [0, -1], outputCount: 1, task: .regression)
    let configuration = try TrainingConfiguration(
      architecture: Architecture(sizes: [1, 1], outputActivation: .exponential), cost: .poisson)
    let error = #expect(throws: EngineError.self) { try Trainer(configuration, examples: examples) }
    #expect(error?.description == "the target of example 1 must be 0 or more for poisson cost, not -1.0")
    #expect(throws: Never.self) { try Trainer(configuration, examples: examples[0..<1]) }
  }

  @Test func eachQuantileNeedsAnOutputForEachTarget() throws {
    let examples = try Examples(
      inputs: [1, 2], inputCount: 1, targets: [0, 1], outputCount: 1, task: .regression)
    func trainer(outputs: Int) throws -> Trainer {
      try Trainer(
        TrainingConfiguration(
          architecture: Architecture(sizes: [1, outputs], outputActivation: .elementwise(.identity)),
          cost: .quantile([0.1, 0.5, 0.9])), examples: examples)
    }
    #expect(throws: EngineError.outputs(network: 1, examples: 3)) { try trainer(outputs: 1) }
    #expect(try trainer(outputs: 3).run { _ in .proceed })
  }

  /// Two targets, three quantiles each; outputs are their biases: 10 0 20, then 30 5 40. The second of each is scored.
  @Test(arguments: Kernels.available) func theQuantileNearestToTheMedianIsScored(_ kernels: Kernels) throws {
    let architecture = try Architecture(sizes: [1, 6], outputActivation: .elementwise(.identity))
    var parameters = Parameters(architecture)
    try parameters.setBiases([10, 0, 20, 30, 5, 40], layer: 0)
    let network = try Network(architecture, parameters: parameters)
    let examples = try Examples(
      inputs: [0, 0], inputCount: 1, targets: [-1, 4, 3, 8], outputCount: 2, task: .regression)
    let evaluator = try Evaluator(architecture, cost: .quantile([0.25, 0.625, 0.9375]), kernels: kernels)
    let summary = try evaluator.summary(network, examples)
    // Means 1 and 6, Σ(y − ȳ)² = 8 of both; Σ(a − y)² = 1 + 9 and 1 + 9.
    #expect((summary.score.value - (1 - 10.0 / 8)).magnitude < 1e-15)
    // ¾ of 11 and 7, ⅜ of 1 and ⅝ of 3, 1/16 of 21 and 17; ¾ of 26 and 22, ⅜ of 1 and ⅝ of 3, 1/16 of 36 and 32.
    let expected = (0.75 * 18 + 0.375 + 1.875 + 38 / 16.0 + 0.75 * 48 + 0.375 + 1.875 + 68 / 16.0) / 2
    #expect(summary.cost == expected)
  }
}
