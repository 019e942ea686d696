import Testing

@testable import Downhill

/// Hidden layers with an activation each.
@Suite struct HiddenActivationTests {
  /// ReLU and then tanh, of what is below 0: relu(2·1 − 1) = 1, tanh(1 − 2) = −tanh 1.
  @Test(arguments: Kernels.available) func theSecondIsNotTheFirst(_ kernels: Kernels) throws {
    let architecture = try Architecture(
      sizes: [1, 1, 1, 1], hiddenActivations: [.relu, .tanh], outputActivation: .elementwise(.identity))
    let network = Network(architecture, parameters: [2, -1, 1, -2, 1, 0])
    let outputs = try [network([1]), Predictor(network, kernels: kernels)([1])]
    // The kernels' tanh may be off by 8 units.
    #expect(outputs.allSatisfy { abs($0[0] + 0.76159416) < 1e-6 })
  }

  /// He's weights of a layer have the deviation of its own activation: √(2 / 400) where it rectifies, else √(1 / 400). A
  /// deviation of 160,000 numbers is off by 1/√320,000 of itself, 0.18 %.
  @Test func weightsByTheirOwnLayer() throws {
    let architecture = try Architecture(sizes: [400, 400, 400, 1], hiddenActivations: [.relu, .tanh])
    var random = RandomSource(seed: 4)
    let parameters = Network(architecture, initializer: .he, random: &random).parameters
    for (layer, deviation) in [(0, (2.0 / 400).squareRoot()), (1, 0.05)] {
      let squares = parameters.weights(layer: layer).reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs((squares / 160_000).squareRoot() / deviation - 1) < 0.01)
    }
  }

  /// One neuron in each layer: relu(2·1 − 1) = 1, tanh(1·1 − 1) = 0, 3·0 + ½ = ½. Half of (½ − 1)² has δ³ = −½, and
  /// δ² = 3·δ³·tanh′(0) = −3/2, δ¹ = 1·δ²·relu′(1) = −3/2. Exact in Float.
  @Test(arguments: Kernels.available) func byHand(_ kernels: Kernels) throws {
    let architecture = try Architecture(
      sizes: [1, 1, 1, 1], hiddenActivations: [.relu, .tanh], outputActivation: .elementwise(.identity))
    var network = Network(architecture, parameters: [2, -1, 1, -1, 3, 0.5])
    let outputs = try [network([1]), Predictor(network, kernels: kernels)([1])]
    #expect(outputs == [[0.5], [0.5]])
    let textbook = Backpropagation<Double>(network)
    let pass = textbook.forward([1])
    #expect(pass.activations == [[1], [1], [0], [0.5]])
    let objective = try Objective(.quadratic, through: .elementwise(.identity))
    #expect(textbook.sensitivities(pass, target: [1], objective: objective) == [[-1.5], [-1.5], [-0.5]])
    let examples = try Examples(inputs: [1], inputCount: 1, targets: [1], outputCount: 1, task: .regression)
    let trainer = try Trainer(
      TrainingConfiguration(
        architecture: architecture, cost: .quadratic, learningRate: 1, schedule: .constant, batchSize: .count(1),
        epochs: 1), network: network, checkpoint: .init(random: RandomSource(seed: 0), optimizerState: []),
      examples: examples, kernels: kernels)
    try trainer.run { _ in .proceed }
    network = trainer.network
    // Each weight minus δ times the activation before it.
    #expect((0..<3).map { network.parameters.weights(layer: $0) } == [[3.5], [2.5], [3]])
    #expect((0..<3).map { network.parameters.biases(layer: $0) } == [[0.5], [0.5], [1]])
  }

  /// The textbook against central differences, whose error falls with the step's square: 1e-4 makes it some 1e-8.
  @Test func textbookAgainstDifferences() throws {
    var random = RandomSource(seed: 8)
    let architecture = try Architecture(
      sizes: [3, 5, 4, 6, 2], hiddenActivations: [.tanh, .softplus, .sigmoid], outputActivation: .softmax)
    let network = Network(architecture, initializer: .xavier, biasDeviation: 0.3, random: &random)
    let textbook = Backpropagation<Double>(network)
    let objective = try Objective(.crossEntropy, through: .softmax)
    let (input, target) = ([0.3, -0.8, 1.1], [0.0, 1])
    let gradient = textbook.gradient(inputs: [input], targets: [target], objective: objective).gradient
    for layer in gradient.indices {
      for index in gradient[layer].weights.indices {
        func cost(_ step: Double) -> Double {
          var moved = textbook
          moved.layers[layer].weights[index] += step
          let pass = moved.forward(input)
          return objective.parts(z: pass.weightedInputs[3], a: pass.output, target: target).reduce(0, +)
        }
        let difference = (cost(1e-4) - cost(-1e-4)) / 2e-4
        #expect((difference - gradient[layer].weights[index]).magnitude < 1e-7)
      }
    }
    #expect(gradient[0].weights.contains { $0.magnitude > 1e-3 })
  }

  /// Every table of kernels against the textbook, narrow layers and wide ones. Some 200 roundings of 6e-8 of numbers of
  /// about 1; another activation in any layer changes the gradient by a thousand times as much.
  @Test(arguments: Kernels.available, [[7, 9, 5, 4, 3], [40, 130, 70, 33, 10]])
  func kernelsAgainstTheTextbook(_ kernels: Kernels, _ sizes: [Int]) throws {
    var random = RandomSource(seed: 9)
    let architecture = try Architecture(
      sizes: sizes, hiddenActivations: [.sigmoid, .relu, .tanh], outputActivation: .softmax)
    let network = Network(architecture, initializer: .he, biasDeviation: 0.2, random: &random)
    let inputs = (0..<6 * sizes[0]).map { _ in Float(random.nextNormal()) }
    let labels = (0..<6).map { $0 % 3 }
    let examples = try Examples(inputs: inputs, inputCount: sizes[0], labels: labels, classCount: sizes[4])
    let found = try GradientEvaluator(architecture, cost: .crossEntropy, kernels: kernels).gradient(
      network, of: examples)
    let expected = Backpropagation<Double>(network).gradient(
      inputs: (0..<6).map { row in inputs[row * sizes[0]..<(row + 1) * sizes[0]].map(Double.init) },
      targets: labels.map { label in (0..<sizes[4]).map { $0 == label ? 1 : 0 } },
      objective: try Objective(.crossEntropy, through: .softmax)
    ).gradient
    for layer in 0..<4 {
      let weights = found.gradient.weights(layer: layer)
      let largest = expected[layer].weights.reduce(0) { max($0, $1.magnitude) }
      for (one, other) in zip(weights, expected[layer].weights) {
        #expect((Double(one) - other).magnitude < 2e-5 * max(largest, 0.01))
      }
    }
  }

  @Test func oneForAllOrOneForEach() throws {
    #expect(
      try Architecture(sizes: [2, 3, 4, 1], hiddenActivations: [.relu]).hiddenActivations == [.relu, .relu])
    #expect(try Architecture("2-1", hiddenActivation: .relu).hiddenActivations == [.relu])
    for (sizes, activations, expected) in [
      ([2, 3, 4, 1], [Activation.relu, .tanh, .relu], "1 or 2 for 2 hidden layers"),
      ([2, 3, 4, 1], [], "1 or 2 for 2 hidden layers"), ([2, 3, 1], [.relu, .tanh], "1 for 1 hidden layer"),
      ([2, 1], [.relu, .tanh], "1 for no hidden layer"),
    ] {
      let error = EngineError.setting(
        name: "the number of activations", value: "\(activations.count)", expected: expected)
      #expect(throws: error) { try Architecture(sizes: sizes, hiddenActivations: activations) }
    }
    #expect([Activation.relu, .relu].text == "relu" && [Activation.relu, .tanh].text == "relu,tanh")
  }

  @Test func noMorePartsThanLayers() {
    #expect(Setting.parts(of: "relu,,tanh") == ["relu", "", "tanh"])
    let commas = String(repeating: ",", count: Architecture.layerLimit)
    #expect(
      Setting.parts(of: commas) == [commas] && Setting.parts(of: String(commas.dropLast())).count == commas.utf8.count)
  }

  /// He's weights if any layer is rectified; the others get LeCun's from it. The rates are those of activations that are
  /// no sigmoids, where one is none.
  @Test func defaults() throws {
    #expect(Initializer.suited(to: [.tanh, .relu]) == .he && Initializer.suited(to: [.tanh, .sigmoid]) == .lecun)
    func defaults(_ activations: [Activation]) throws -> TrainingConfiguration.Defaults {
      TrainingConfiguration.Defaults(
        try Architecture(sizes: [784, 16, 16, 10], hiddenActivations: activations), cost: .quadratic, optimizer: .sgd)
    }
    #expect(try defaults([.sigmoid, .tanh]) == defaults([.tanh]))
    #expect(try defaults([.sigmoid, .sigmoid]) == defaults([.sigmoid]))
    #expect(try defaults([.sigmoid]).learningRate == 3 && defaults([.tanh]).learningRate == 0.2)
  }

  /// Only the second layer is one of ReLUs: its dead neuron counts, and the zeros of the first do not.
  @Test func deadNeurons() throws {
    let architecture = try Architecture(sizes: [1, 1, 2, 1], hiddenActivations: [.tanh, .relu])
    let network = Network(architecture, parameters: [0, 0, 1, 1, -1, 1, 1, 1, 0])
    let examples = try Examples(inputs: [1, 2], inputCount: 1, targets: [1, 0], outputCount: 1, task: .regression)
    #expect(try Evaluator(architecture, cost: .quadratic).evaluate(network, examples).deadNeurons == [0, 1])
    // The other way round the layer of tanh is not counted at all.
    let other = try Architecture(sizes: [1, 1, 2, 1], hiddenActivations: [.relu, .tanh])
    let dead = Network(other, parameters: [-1, 0, 1, 1, 1, 1, 1, 1, 0])
    #expect(try Evaluator(other, cost: .quadratic).evaluate(dead, examples).deadNeurons == [1])
  }
}

extension Network {
  /// The weights of each layer, [outputs][inputs], and its biases, one layer after the other.
  fileprivate init(_ architecture: Architecture, parameters numbers: [Float]) {
    var random = RandomSource(seed: 0)
    self.init(architecture, initializer: .lecun, random: &random)
    var rest = numbers[...]
    do {
      for (index, layer) in parameters.layers.enumerated() {
        try setWeights(Array(rest.prefix(layer.inputs * layer.outputs)), layer: index)
        rest = rest.dropFirst(layer.inputs * layer.outputs)
        try setBiases(Array(rest.prefix(layer.outputs)), layer: index)
        rest = rest.dropFirst(layer.outputs)
      }
    } catch { preconditionFailure("\(error)") }
  }
}
