import Testing

@testable import Downhill

/// What is refused, in which words, and what is chosen where nothing is said.
@Suite struct ConfigurationTests {
  // MARK: Architectures

  @Test func architecturesAreRead() throws {
    #expect(try Architecture("784-16-16-10").sizes == [784, 16, 16, 10])
    #expect(try Architecture("1-1").sizes == [1, 1])
    #expect(try Architecture("007-2").sizes == [7, 2])
    let network = try Architecture("784-16-16-10")
    #expect(network.description == "784-16-16-10")
    #expect(network.inputCount == 784 && network.outputCount == 10 && network.layerCount == 3)
    // 785 · 16 + 17 · 16 + 17 · 10.
    #expect(network.parameterCount == 13_002)
    #expect(network.hiddenActivations == [.sigmoid, .sigmoid] && network.outputActivation == .elementwise(.sigmoid))
  }

  @Test(arguments: [
    "", "-", "784", "784-", "-10", "784--10", "784-16-x", "784 - 10", "784-+10", "784-1e1", "٧-2", "784-10-\n",
    "1234567890-10", "99999999999999999999-1", "784–10",
  ])
  func nonsenseIsNoArchitecture(_ text: String) {
    #expect { try Architecture(text) } throws: { error in
      guard case .architecture(text, _) = error as? EngineError else { return false }
      return true
    }
  }

  static let limit = "it has more than 1073741824 parameters"

  /// Sizes and why they are refused.
  static let refusedSizes: [([Int], String)] = [
    ([], "it needs an input and an output layer"), ([784], "it needs an input and an output layer"),
    ([784, 0, 10], "every layer needs at least one neuron"), ([-1, 10], "every layer needs at least one neuron"),
  ]
  static let oversizedSizes: [[Int]] = [
    // One input and its bias row, 16 floats wide: 2²⁶ rows are allowed, the biases' among them.
    [1 << 26, 1], [1 << 30, 1], [1, 1 << 30], [.max, .max], [1, .max], [.max, 1], [1 << 16, 1 << 16],
    [1 << 14, 1 << 15, 1 << 14, 1 << 14],
  ]

  @Test(arguments: refusedSizes + oversizedSizes.map { ($0, limit) })
  func sizesHaveLimits(_ sizes: [Int], _ reason: String) {
    let text = sizes.map { "\($0)" }.joined(separator: "-")
    #expect(throws: EngineError.architecture(text: text, reason: reason)) { try Architecture(sizes: sizes) }
  }

  @Test func sizesUpToTheLimitAreAccepted() throws {
    #expect(try Architecture(sizes: [(1 << 26) - 1, 1]).parameterCount == 1 << 26)
    #expect(try Architecture(sizes: [(1 << 15) - 1, 1 << 15]).parameterCount == 1 << 30)
  }

  @Test func wordsNameActivations() {
    for activation in OutputActivation.all { #expect(OutputActivation(name: activation.name) == activation) }
    #expect(OutputActivation.all.count == 13)
    #expect(OutputActivation(name: "Softmax") == nil && OutputActivation(name: "") == nil)
  }

  // MARK: Objectives

  @Test(arguments: [
    Cost.huber(delta: 0), .huber(delta: .infinity), .huber(delta: .nan), .quantile([0]), .quantile([0.5, 1]),
    .quantile([0.5, 0.5]), .quantile([0.9, 0.1]), .quantile([.nan]), .quantile([]),
  ])
  func coefficientsOutOfRange(_ cost: Cost) throws {
    #expect(throws: EngineError.self) { try Objective(cost, through: .elementwise(.identity)) }
    #expect(throws: EngineError.self) { try TrainingConfiguration(architecture: Architecture("2-2"), cost: cost) }
  }

  @Test func pairings() throws {
    for cost in Cost.samples {
      for output in OutputActivation.all {
        let expected: Objective? =
          switch (cost, output) {
          case (.quadratic, .elementwise(let activation)): .quadratic(through: activation)
          case (.absolute, .elementwise(let activation)): .absolute(through: activation)
          case (.huber, .elementwise(let activation)): .huber(delta: 0.375, through: activation)
          case (.quantile, .elementwise(let activation)): .quantile([0.25, 0.875], through: activation)
          case (.poisson, .exponential): .poisson
          case (.crossEntropy, .elementwise(.sigmoid)): .binaryCrossEntropy
          case (.crossEntropy, .softmax): .categoricalCrossEntropy
          default: nil
          }
        #expect(cost.follows(output) == (expected != nil))
        if let expected {
          #expect(try Objective(cost, through: output) == expected && expected.cost == cost)
        } else {
          #expect(throws: EngineError.pairing(cost: cost, outputActivation: output)) {
            try Objective(cost, through: output)
          }
        }
      }
    }
  }

  // MARK: Training

  static func configuration(
    cost: Cost = .quadratic, optimizer: Optimizer = .sgd, learningRate: Double? = nil,
    schedule: LearningRateSchedule? = nil, batchSize: TrainingConfiguration.BatchSize = .count(10), l2: Float = 0,
    epochs: Int = 12, horizon: Int? = nil
  ) throws -> TrainingConfiguration {
    try TrainingConfiguration(
      architecture: Architecture("4-3-2"), cost: cost, optimizer: optimizer, learningRate: learningRate,
      schedule: schedule, batchSize: batchSize, l2: l2, epochs: epochs, horizon: horizon)
  }

  @Test func defaultsAreThoseOfTheFirstNetwork() throws {
    let configuration = try TrainingConfiguration(architecture: Architecture("784-16-16-10"))
    #expect(configuration.cost == .quadratic && configuration.optimizer == .sgd && configuration.initializer == .lecun)
    #expect(configuration.learningRate == 3 && configuration.schedule == .exponential(factor: 0.8))
    #expect(configuration.batchSize == .count(10) && configuration.l2 == 0)
    #expect(configuration.epochs == 12 && configuration.horizon == 12 && configuration.seed == 0)
  }

  @Test func ratesFollowOptimizerAndCost() throws {
    let adam = Optimizer.adam(.init())
    let expected: [(Optimizer, Cost, Double, LearningRateSchedule)] = [
      (.sgd, .quadratic, 3, .exponential(factor: 0.8)), (.sgd, .crossEntropy, 0.5, .constant),
      (.momentum(0.9), .quadratic, 0.15, .constant), (.momentum(0.9), .crossEntropy, 0.05, .constant),
      (.nesterov(0.9), .quadratic, 0.3, .constant), (.nesterov(0.9), .crossEntropy, 0.05, .constant),
      (adam, .quadratic, 0.01, .constant), (adam, .crossEntropy, 0.01, .constant),
      (.adamW(.init(), weightDecay: 0.01), .quadratic, 0.01, .constant),
    ]
    for (optimizer, cost, rate, schedule) in expected {
      let configuration = try Self.configuration(cost: cost, optimizer: optimizer)
      #expect(configuration.learningRate == rate && configuration.schedule == schedule, "\(optimizer)")
    }
    let chosen = try Self.configuration(learningRate: 1, schedule: .cosine, epochs: 7, horizon: 5)
    #expect(chosen.learningRate == 1 && chosen.schedule == .cosine && chosen.horizon == 5)
  }

  @Test func settingsOutOfRangeAreNamed() {
    func expect(
      _ name: String, _ value: String, _ expected: String, _ make: () throws -> TrainingConfiguration,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(
        throws: EngineError.setting(name: name, value: value, expected: expected), sourceLocation: sourceLocation
      ) { try make() }
    }
    for (rate, text) in [(0.0, "0.0"), (-1, "-1.0"), (.infinity, "inf"), (.nan, "nan")] {
      expect("the learning rate", text, "above 0") { try Self.configuration(learningRate: rate) }
    }
    for (l2, text) in [(-0.5, "-0.5"), (.infinity, "inf"), (.nan, "nan")] as [(Float, String)] {
      expect("the L2 coefficient", text, "0 or more") { try Self.configuration(l2: l2) }
    }
    expect("the number of epochs", "-1", "0 to 1000000") { try Self.configuration(epochs: -1) }
    expect("the schedule's horizon", "-1", "0 to 1000000 epochs") { try Self.configuration(horizon: -1) }
    expect("the schedule's horizon", "0", "1 to 1000000 epochs") {
      try Self.configuration(schedule: .cosine, horizon: 0)
    }
    expect("the batch size", "0", "1 or more") { try Self.configuration(batchSize: .count(0)) }
    for momentum in [-0.1, 1, .nan] as [Float] {
      expect("the momentum", "\(momentum)", "at least 0 and below 1") {
        try Self.configuration(optimizer: .momentum(momentum))
      }
      expect("the momentum", "\(momentum)", "at least 0 and below 1") {
        try Self.configuration(optimizer: .nesterov(momentum))
      }
      expect("Adam's beta1", "\(momentum)", "at least 0 and below 1") {
        try Self.configuration(optimizer: .adam(.init(beta1: momentum)))
      }
      expect("Adam's beta2", "\(momentum)", "at least 0 and below 1") {
        try Self.configuration(optimizer: .adamW(.init(beta2: momentum), weightDecay: 0))
      }
    }
    expect("Adam's epsilon", "0.0", "above 0") { try Self.configuration(optimizer: .adam(.init(epsilon: 0))) }
    expect("the weight decay", "-1.0", "0 or more") {
      try Self.configuration(optimizer: .adamW(.init(), weightDecay: -1))
    }
    expect("the schedule's factor", "0.0", "above 0") { try Self.configuration(schedule: .exponential(factor: 0)) }
    expect("the schedule's factor", "nan", "above 0") {
      try Self.configuration(schedule: .step(factor: .nan, epochs: 1))
    }
    expect("the schedule's number of epochs", "0", "1 or more") {
      try Self.configuration(schedule: .step(factor: 0.5, epochs: 0))
    }
    expect("the schedule's number of epochs", "0.0", "above 0") {
      try Self.configuration(schedule: .linear(epochs: 0))
    }
    for warmUp in [0.0, 1.0] {
      expect("the warm-up", "\(warmUp)", "between 0 and 1") {
        try Self.configuration(schedule: .oneCycle(warmUp: warmUp))
      }
    }
    #expect(throws: EngineError.pairing(cost: .quadratic, outputActivation: .softmax)) {
      try TrainingConfiguration(architecture: Architecture("2-2", outputActivation: .softmax))
    }
  }

  @Test func miniBatchesOfAnEpoch() throws {
    let ten = try Self.configuration()
    #expect([0, 1, 9, 10, 11, 60_000].map { ten.miniBatches(examples: $0) } == [0, 1, 1, 1, 2, 6_000])
    #expect(try Self.configuration(batchSize: .all).miniBatches(examples: 60_000) == 1)
  }

  /// 1,500 steps in epochs of 600, as they are counted by hand.
  @Test func linearFall() {
    let schedule = LearningRateSchedule.linear(epochs: 2.5)
    let factors = [0, 1, 600, 750, 1_499, 1_500, 1_501, 6_000].map {
      schedule.factor(step: $0, stepsPerEpoch: 600, horizon: 3)
    }
    let expected = [1, 1_499.0 / 1_500, 0.6, 0.5, 1 / 1_500.0, 0, 0, 0]
    for (factor, expected) in zip(factors, expected) { #expect((factor - expected).magnitude <= 0x1p-52) }
  }

  /// Beyond its horizon a schedule stays where it ended, also if the first run had no epochs at all.
  @Test(arguments: [
    LearningRateSchedule.constant, .exponential(factor: 0.5), .linear(epochs: 1.5), .cosine, .oneCycle(warmUp: 0.3),
  ])
  func schedulesBeyondTheirHorizon(_ schedule: LearningRateSchedule) {
    for horizon in 0...3 {
      for step in 0..<40 {
        let factor = schedule.factor(step: step, stepsPerEpoch: 5, horizon: horizon)
        #expect(factor >= 0 && factor <= 1, "\(factor) at \(step) of \(horizon)")
        if schedule.hasHorizon, step >= 5 * horizon, horizon > 0 {
          #expect(factor == schedule.factor(step: 5 * horizon, stepsPerEpoch: 5, horizon: horizon))
        }
      }
    }
  }

  // MARK: Fresh networks

  /// The mean of n normal numbers is within 5 σ/√n of 0, their mean square within 5 σ²√(2/n) of σ².
  @Test(arguments: Initializer.allCases, [Activation.sigmoid, .relu])
  func initializersDrawTheirDeviations(_ initializer: Initializer, _ hidden: Activation) throws {
    let architecture = try Architecture(sizes: [400, 100, 50], hiddenActivation: hidden)
    var random = RandomSource(seed: 6)
    let network = Network(architecture, initializer: initializer, random: &random)
    for (layer, (inputs, outputs)) in [(400.0, 100.0), (100.0, 50.0)].enumerated() {
      let variance: Double =
        switch initializer {
        case .gaussian: 1
        case .xavier: 2 / (inputs + outputs)
        case .he: (hidden == .relu && layer == 0 ? 2 : 1) / inputs
        case .lecun: 1 / inputs
        case .kumar: (hidden == .sigmoid && layer == 0 ? 12.8 : 1) / inputs
        }
      let weights = network.parameters.weights(layer: layer).map(Double.init)
      let count = Double(weights.count)
      #expect((weights.reduce(0, +) / count).magnitude < 5 * (variance / count).squareRoot())
      let square = weights.reduce(0) { $0 + $1 * $1 } / count
      #expect((square / variance - 1).magnitude < 5 * (2 / count).squareRoot(), "layer \(layer)")
      #expect(network.parameters.biases(layer: layer).allSatisfy { $0 == 0 })
    }
    #expect(SameBitsTests.paddingIsZero(network.parameters))
  }

  /// Only the biases of hidden neurons are drawn, after their layer's weights.
  @Test func biasesHaveTheirDeviation() throws {
    let architecture = try Architecture(sizes: [3, 4_000, 2], hiddenActivation: .relu)
    var (random, same) = (RandomSource(seed: 6), RandomSource(seed: 6))
    let network = Network(architecture, initializer: .xavier, biasDeviation: 0.5, random: &random).parameters
    let other = Network(architecture, initializer: .xavier, random: &same).parameters
    #expect(network.weights(layer: 0) == other.weights(layer: 0))
    let biases = network.biases(layer: 0).map(Double.init)
    let count = Double(biases.count)
    #expect((biases.reduce(0, +) / count).magnitude < 5 * 0.5 / count.squareRoot())
    let square = biases.reduce(0) { $0 + $1 * $1 } / count
    #expect((square / 0.25 - 1).magnitude < 5 * (2 / count).squareRoot())
    #expect(network.biases(layer: 1) == [0, 0])
    #expect(SameBitsTests.paddingIsZero(network))
    // A run begins with them.
    let configuration = try TrainingConfiguration(
      architecture: architecture, initializer: .xavier, biasDeviation: 0.5, seed: 6)
    let examples = try Examples(inputs: [0, 0, 0], inputCount: 3, labels: [1], classCount: 2)
    let start = try Trainer(configuration, examples: examples).network.parameters
    #expect(start.biases(layer: 0).contains { $0 != 0 } && start.biases(layer: 1) == [0, 0])
  }

  @Test func initializersSuitActivations() {
    for activation in Activation.allCases {
      let isRectifier = [.relu, .leakyReLU, .elu, .softplus, .mish, .gelu, .silu].contains(activation)
      #expect(Initializer.suited(to: activation) == (isRectifier ? .he : .lecun))
    }
  }

  @Test func parametersKeepTheirLayout() throws {
    let architecture = try Architecture("3-2-17")
    var parameters = Parameters(architecture)
    let weights = (0..<34).map { Float($0) + 0.5 }
    try parameters.setWeights(weights, layer: 1)
    try parameters.setBiases([-1, -2], layer: 0)
    let copy = parameters
    try parameters.setBiases([7, 8], layer: 0)
    #expect(copy.biases(layer: 0) == [-1, -2] && parameters.biases(layer: 0) == [7, 8])
    #expect(parameters.weights(layer: 1) == weights && parameters.weights(layer: 0) == [Float](repeating: 0, count: 6))
    #expect(copy != parameters && SameBitsTests.paddingIsZero(parameters))
    #expect(throws: EngineError.count(what: "the weights", expected: 6, found: 5)) {
      try parameters.setWeights([1, 2, 3, 4, 5], layer: 0)
    }
    #expect(throws: EngineError.count(what: "the biases", expected: 17, found: 1)) {
      try parameters.setBiases([1], layer: 1)
    }
    #expect(throws: EngineError.count(what: "the parameters", expected: 8, found: 59)) {
      try Network(Architecture("3-2"), parameters: parameters)
    }
    #expect(throws: EngineError.inputs(network: 3, examples: 2)) {
      try Network(architecture, parameters: parameters)([1, 2])
    }
  }

  // MARK: Sentences

  @Test(arguments: [
    (
      EngineError.architecture(text: "7--2", reason: "a layer's size is a whole number"),
      "\"7--2\" is not a network: a layer's size is a whole number; write its layer sizes like 784-16-16-10"
    ),
    (
      .pairing(cost: .crossEntropy, outputActivation: .elementwise(.tanh)),
      "cross-entropy cost cannot follow tanh outputs; it follows sigmoid, softmax"
    ),
    (
      .pairing(cost: .quadratic, outputActivation: .softmax),
      "quadratic cost cannot follow softmax outputs; it follows sigmoid, tanh, relu, "
        + "leaky-relu, elu, selu, softplus, mish, gelu, silu, identity"
    ),
    (
      .costOfQuantities(.poisson),
      "poisson cost is for targets that are quantities, but these are classes; cross-entropy or quadratic cost suits them"
    ),
    (.setting(name: "the batch size", value: "0", expected: "1 or more"), "the batch size must be 1 or more, not 0"),
    (.inputs(network: 784, examples: 3), "the network reads 784 inputs, but each example has 3"),
    (.outputs(network: 10, examples: 26), "the network has 10 outputs, but the examples have 26 classes"),
    (.label(example: 4, label: 11, classes: 10), "example 4 has the label 11, but there are 10 classes (0 to 9)"),
    (.noExamples, "there are no examples"),
    (.count(what: "the weights", expected: 6, found: 5), "the weights must be 6 numbers, not 5"),
    (
      .diverged(epoch: 2, miniBatch: 31),
      "the cost stopped being a number in epoch 2, mini-batch 31: the learning rate is too large for this network"
    ),
  ])
  func errorsAreSentences(_ error: EngineError, _ sentence: String) {
    #expect(error.description == sentence)
  }
}
