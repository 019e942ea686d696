import Testing

@testable import Downhill

/// Costs for quantities and weighted means against PyTorch in float64; `Scripts/oracles/README.md` says how the numbers were
/// made, and `OracleTests` where the tolerances come from.
@Suite struct QuantityOracleTests {
  typealias Case = OracleFiles.QuantityCase

  @Test func theFileHoldsWhatIsExpectedOfIt() {
    #expect(OracleFiles.quantities.count == 44)
    for kind in Cost.Kind.allCases {
      for isWeighted in [false, true] {
        #expect(OracleFiles.quantities.contains { $0.cost == kind.rawValue && ($0.weights != nil) == isWeighted })
      }
    }
  }

  private static func cost(_ oracle: Case) throws -> Cost {
    switch try #require(Cost.Kind(rawValue: oracle.cost)) {
    case .huber: try .huber(delta: Float(#require(oracle.huberDelta)))
    case .quantile: try .quantile(#require(oracle.quantiles).map { Float($0) })
    case let kind: Cost(usual: kind)
    }
  }

  private static func architecture(_ oracle: Case) throws -> Architecture {
    try Architecture(sizes: oracle.sizes, hidden: oracle.hiddenActivation, output: oracle.outputActivation)
  }

  @Test(arguments: OracleFiles.quantities) func textbookInDouble(_ oracle: Case) throws {
    let architecture = try Self.architecture(oracle)
    let textbook = Backpropagation<Double>(
      layers: oracle.layers.map { .init(inputs: $0.inputs, weights: $0.weight, biases: $0.bias) },
      hiddenActivations: architecture.hiddenActivations, outputActivation: architecture.outputActivation)
    let objective = try Objective(Self.cost(oracle), through: architecture.outputActivation)
    let inputs = rows(oracle.inputs, of: architecture.inputCount)
    let targets = rows(oracle.targets, of: oracle.targets.count / inputs.count).map { objective.targets(ofOutputs: $0) }
    let found = textbook.gradient(
      inputs: inputs, targets: targets, objective: objective, weights: oracle.weights ?? [])
    OracleTests.expect([found.cost], [oracle.meanCost], "mean cost")
    let passes = inputs.map { textbook.forward($0) }
    OracleTests.expect(passes.flatMap(\.output), oracle.outputs, "outputs")
    let costs = zip(passes, targets).map { pass, target in
      objective.parts(z: pass.weightedInputs[oracle.layers.count - 1], a: pass.output, target: target).reduce(0, +)
    }
    OracleTests.expect(costs, oracle.costs, "costs")
    for (found, expected) in zip(found.gradient, oracle.gradients) {
      OracleTests.expect(found.weights, expected.weight, "weights")
      OracleTests.expect(found.biases, expected.bias, "biases")
    }
  }

  @Test(arguments: Kernels.available, OracleFiles.quantities)
  func everyKernelTableInFloat(_ kernels: Kernels, _ oracle: Case) throws {
    let network = try Network(Self.architecture(oracle), oracle: oracle.layers)
    let cost = try Self.cost(oracle)
    let inputs = rows(oracle.inputs, of: network.architecture.inputCount)
    let targetCount = oracle.targets.count / inputs.count
    let objective = try Objective(cost, through: network.architecture.outputActivation)
    let bound = RoundedNetwork(
      layers: oracle.layers.map(\.rounded), hidden: oracle.hiddenActivation, output: oracle.outputActivation,
      cost: oracle.cost,
      coefficients: objective.coefficients(outputs: network.architecture.outputCount).map(Double.init),
      weights: oracle.weights ?? []
    ).result(
      inputs: inputs, targets: rows(oracle.targets, of: targetCount).map { objective.targets(ofOutputs: $0) })

    var examples = try Examples(
      inputs: oracle.inputs.map(Float.init), inputCount: network.architecture.inputCount,
      targets: oracle.targets.map(Float.init), outputCount: targetCount,
      task: oracle.cost == "cross-entropy" ? .classification : .regression)
    if let weights = oracle.weights { examples = try examples.weighted(by: weights.map(Float.init)) }
    let found = try network.gradient(of: examples, cost: cost, kernels: kernels)
    OracleTests.expect([Float(found.cost)], [oracle.meanCost], [bound.meanCost], "mean cost")
    for (index, expected) in oracle.gradients.enumerated() {
      let layer = bound.gradient[index]
      OracleTests.expect(
        found.gradient.weights(layer: index), expected.weight, layer.weights.flatMap { $0 }, "weights \(index)")
      OracleTests.expect(found.gradient.biases(layer: index), expected.bias, layer.biases, "biases \(index)")
    }
    let evaluator = try Evaluator(network.architecture, cost: cost, kernels: kernels)
    OracleTests.expect(
      try evaluator.outputs(network, examples).flatMap { $0 }, oracle.outputs, bound.outputs.flatMap { $0 }, "outputs")
    OracleTests.expect(
      [Float(try evaluator.summary(network, examples).cost)], [oracle.meanCost], [bound.meanCost], "evaluated cost")
  }
}
