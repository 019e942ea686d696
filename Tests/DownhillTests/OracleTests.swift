import Foundation
import Testing

@testable import Downhill

/// The engine against PyTorch in float64; `Scripts/oracles/README.md` says how the numbers were made.
@Suite struct OracleTests {
  @Test func filesHoldWhatIsExpectedOfThem() {
    #expect(OracleFiles.gradients.count == 502)
    #expect(OracleFiles.gradients.filter { $0.name.hasPrefix("plain") }.count == 442)
    #expect(OracleFiles.optimizers.count == 9)
    #expect(OracleFiles.schedules.count == 8)
  }

  // MARK: Gradients

  /// Both sides add at most seven numbers a layer over five layers and back, in Double: some 100 roundings of 1.1e-16, of
  /// the largest number in sight. Weighted inputs of 800 enter the costs.
  @Test(arguments: OracleFiles.gradients) func textbookInDouble(_ oracle: OracleFiles.GradientCase) throws {
    let architecture = try Self.architecture(of: oracle)
    let textbook = Backpropagation<Double>(
      layers: oracle.layers.map { .init(inputs: $0.inputs, weights: $0.weight, biases: $0.bias) },
      hiddenActivations: architecture.hiddenActivations, outputActivation: architecture.outputActivation)
    let cost = try #require(Cost(name: oracle.cost))
    let inputs = rows(oracle.inputs, of: architecture.inputCount)
    let targets = oneHot(oracle.labels, architecture.outputCount)
    let objective = try Objective(cost, through: architecture.outputActivation)

    let found = textbook.gradient(inputs: inputs, targets: targets, objective: objective)
    Self.expect([found.cost], [oracle.meanCost], "mean cost")
    let passes = inputs.map { textbook.forward($0) }
    Self.expect(passes.flatMap(\.output), oracle.outputs, "outputs")
    let costs = zip(passes, targets).map { pass, target in
      objective.parts(z: pass.weightedInputs[oracle.layers.count - 1], a: pass.output, target: target).reduce(0, +)
    }
    Self.expect(costs, oracle.costs, "costs")
    for (found, expected) in zip(found.gradient, oracle.gradients) {
      Self.expect(found.weights, expected.weight, "weights")
      Self.expect(found.biases, expected.bias, "biases")
    }
  }

  static func expect(_ found: [Double], _ expected: [Double], _ what: String) {
    #expect(found.count == expected.count, "\(what)")
    let size = max(1, expected.map(\.magnitude).max() ?? 0)
    for (found, expected) in zip(found, expected) {
      #expect((found - expected).magnitude <= 1e-13 * size, "\(what)")
    }
  }

  @Test(arguments: Kernels.available, OracleFiles.gradients)
  func everyKernelTableInFloat(_ kernels: Kernels, _ oracle: OracleFiles.GradientCase) throws {
    let network = try Network(Self.architecture(of: oracle), oracle: oracle.layers)
    let classes = network.architecture.outputCount
    let cost = try #require(Cost(name: oracle.cost))
    let inputs = rows(oracle.inputs, of: network.architecture.inputCount)
    let bound = RoundedNetwork(
      layers: oracle.layers.map(\.rounded), hidden: oracle.hiddenActivation, output: oracle.outputActivation,
      cost: oracle.cost
    ).result(inputs: inputs, targets: oneHot(oracle.labels, classes))

    let bytes = try Examples(
      bytes: oracle.inputBytes, inputCount: network.architecture.inputCount, labels: oracle.labels.map(UInt8.init),
      classCount: classes)
    let floats = try Examples(
      inputs: oracle.inputs.map(Float.init), inputCount: network.architecture.inputCount, labels: oracle.labels,
      classCount: classes)
    for examples in [bytes, floats] {
      let found = try network.gradient(of: examples, cost: cost, kernels: kernels)
      Self.expect([Float(found.cost)], [oracle.meanCost], [bound.meanCost], "mean cost")
      for (index, expected) in oracle.gradients.enumerated() {
        let layer = bound.gradient[index]
        Self.expect(
          found.gradient.weights(layer: index), expected.weight, layer.weights.flatMap { $0 }, "weights \(index)")
        Self.expect(found.gradient.biases(layer: index), expected.bias, layer.biases, "biases \(index)")
      }
      let evaluator = try Evaluator(network.architecture, cost: cost, kernels: kernels)
      let outputs = try evaluator.outputs(network, examples)
      Self.expect(outputs.flatMap { $0 }, oracle.outputs, bound.outputs.flatMap { $0 }, "outputs")
      let evaluation = try evaluator.evaluate(network, examples)
      Self.expect(evaluation.outcomes.map(\.cost), oracle.costs, bound.costs, "costs")
    }
  }

  /// Within the bound, to which the oracle's own rounding adds 1e-13 of the largest number.
  static func expect(_ found: [Float], _ expected: [Double], _ bounds: [RoundedNumber], _ what: String) {
    #expect(found.count == expected.count && bounds.count == expected.count, "\(what)")
    let size = max(1, expected.map(\.magnitude).max() ?? 0)
    for (found, (expected, bound)) in zip(found, zip(expected, bounds)) {
      let error = (Double(found) - expected).magnitude
      #expect(error <= bound.error + 0x1p-24 * expected.magnitude + 1e-13 * size, "\(what): \(found) for \(expected)")
      // The bound's own arithmetic agrees with the oracle, or it bounds something else.
      #expect((bound.value - expected).magnitude <= 1e-13 * size, "the bound of \(what)")
    }
  }

  /// A bound that allows everything proves nothing. A gradient goes through as many roundings as its network has inputs to
  /// sum up, once forwards and once backwards, and its batch examples; each costs at most 2⁻²⁴, and a slope of s carries
  /// an error s times as far in each hidden layer, forwards and backwards. Beyond that count, relative to the largest
  /// number of their layer (or to 1), half of the bounds lose less than 4 bits to cancellation, and none loses 8.
  @Test(arguments: Activation.allCases) func boundsAreTight(_ hidden: Activation) throws {
    let steepest = stride(from: -10.0, through: 10, by: 1e-3).reduce(1) { max($0, abs(hidden.slope($1))) }
    var widths: [Double] = []
    for oracle in OracleFiles.gradients
    where oracle.name.hasPrefix("plain") && oracle.hiddenActivation == hidden.rawValue {
      let roundings = 2 * oracle.sizes.reduce(0, +) + oracle.labels.count
      let reach = 0x1p-24 * Double(roundings) * pow(steepest, 2 * Double(oracle.sizes.count - 2))
      let bound = RoundedNetwork(
        layers: oracle.layers.map(\.rounded), hidden: oracle.hiddenActivation, output: oracle.outputActivation,
        cost: oracle.cost
      ).result(inputs: rows(oracle.inputs, of: oracle.sizes[0]), targets: oneHot(oracle.labels, oracle.sizes.last ?? 0))
      for layer in bound.gradient {
        let numbers = layer.weights.flatMap { $0 } + layer.biases
        let size = max(1, numbers.map(\.value.magnitude).max() ?? 0)
        widths.append((numbers.map(\.error).max() ?? .infinity) / size / reach)
      }
    }
    widths.sort()
    #expect(widths[widths.count / 2] < 16)
    #expect(widths[widths.count - 1] < 256)
  }

  static func architecture(of oracle: OracleFiles.GradientCase) throws -> Architecture {
    try Architecture(sizes: oracle.sizes, hidden: oracle.hiddenActivation, output: oracle.outputActivation)
  }

  // MARK: Schedules

  /// PyTorch multiplies its rates up step by step, up to 50 roundings of 1.1e-16; its cosine is a recursion that loses
  /// relative to the rate at the start.
  @Test(arguments: OracleFiles.schedules) func learningRates(_ oracle: OracleFiles.Schedule) throws {
    let schedule: LearningRateSchedule
    switch oracle.schedule {
    case "exponential": schedule = .exponential(factor: try #require(oracle.gamma))
    case "step": schedule = try .step(factor: #require(oracle.gamma), epochs: #require(oracle.stepSize))
    case "cosine": schedule = .cosine
    case "one-cycle": schedule = .oneCycle(warmUp: try #require(oracle.risingFraction))
    default: throw OracleError(word: oracle.schedule)
    }
    for (time, expected) in oracle.rates.enumerated() {
      // Rates of steps: one epoch of all steps, and several epochs of which they are cut into. Rates of epochs: every
      // step of the epoch has them.
      var factors: [Double] = []
      switch oracle.unit {
      case "step":
        factors.append(schedule.factor(step: time, stepsPerEpoch: oracle.total, horizon: 1))
        factors.append(schedule.factor(step: time, stepsPerEpoch: 1, horizon: oracle.total))
      case "epoch":
        for step in [0, 3, 6] {
          factors.append(schedule.factor(step: 7 * time + step, stepsPerEpoch: 7, horizon: oracle.total))
        }
      default: throw OracleError(word: oracle.unit)
      }
      for factor in factors {
        #expect((oracle.rate * factor - expected).magnitude <= 50 * 0x1p-53 * oracle.rate, "at \(time)")
      }
    }
  }

  struct OracleError: Error { let word: String }
}
