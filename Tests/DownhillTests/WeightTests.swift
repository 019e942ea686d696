import Testing

@testable import Downhill

/// Weights of examples.
@Suite struct WeightTests {
  private static let count = 24

  private static func examples(_ task: LearningTask = .classification) throws -> Examples {
    var random = RandomSource(seed: 41)
    let inputs = (0..<count * 6).map { _ in Float(random.nextUniform()) }
    guard task == .regression else {
      return try Examples(
        inputs: inputs, inputCount: 6, labels: (0..<count).map { _ in random.nextInteger(below: 3) }, classCount: 3)
    }
    return try Examples(
      inputs: inputs, inputCount: 6, targets: (0..<count * 3).map { _ in Float(random.nextNormal()) }, outputCount: 3,
      task: .regression)
  }

  private static func network(_ output: OutputActivation = .elementwise(.identity)) throws -> Network {
    var random = RandomSource(seed: 42)
    return Network(
      try Architecture(sizes: [6, 20, 3], hiddenActivation: .tanh, outputActivation: output), initializer: .lecun,
      random: &random)
  }

  private static func configuration(
    _ optimizer: Optimizer = .adam(.init()), batch: TrainingConfiguration.BatchSize = .count(5), l2: Float = 0.01,
    epochs: Int = 3, shards: Int = 1
  ) throws -> TrainingConfiguration {
    try TrainingConfiguration(
      architecture: network().architecture, cost: .quadratic, optimizer: optimizer, learningRate: 0.01,
      schedule: .constant, batchSize: batch, shards: shards, l2: l2, epochs: epochs)
  }

  /// Whole weights are repetitions.
  private static let repetitions = (0..<count).map { [0, 1, 3, 2][$0 % 4] }

  private static func repeated() throws -> (weighted: Examples, indices: [Int]) {
    (
      try examples(.regression).weighted(by: repetitions.map { Float($0) }),
      repetitions.enumerated().flatMap { [Int](repeating: $0, count: $1) }
    )
  }

  /// Both are sums of the same terms, Σ w·g over 24 examples and Σ g over 36: the weighted one rounds the factor and a
  /// product more for each. Sums of n terms differ by n units of Σ|terms| at most, and each term's own roundings are the same
  /// but for those three, so 70 units of the mean size of a term.
  @Test(arguments: Kernels.available) func wholeWeightsAreRepetitions(_ kernels: Kernels) throws {
    let (weighted, indices) = try Self.repeated()
    let network = try Self.network()
    let evaluator = try GradientEvaluator(network.architecture, cost: .quadratic, kernels: kernels)
    let all = try Self.examples(.regression)
    let (found, expected) = (
      try evaluator.gradient(network, of: weighted), try evaluator.gradient(network, of: all, at: indices)
    )
    var sizes = [Double](repeating: 0, count: network.architecture.layerCount)
    for index in indices {
      let single = try evaluator.gradient(network, of: all, at: [index]).gradient
      for layer in sizes.indices {
        let numbers = single.weights(layer: layer) + single.biases(layer: layer)
        sizes[layer] += Double(numbers.map(\.magnitude).max() ?? 0) / Double(indices.count)
      }
    }
    for layer in sizes.indices {
      for (found, expected) in zip(
        found.gradient.weights(layer: layer) + found.gradient.biases(layer: layer),
        expected.gradient.weights(layer: layer) + expected.gradient.biases(layer: layer))
      {
        #expect(Double((found - expected).magnitude) <= 70 * 0x1p-24 * sizes[layer])
      }
    }
    // Costs are Floats, the same ones; their sums are of 53 bits.
    #expect((found.cost - expected.cost).magnitude <= 1e-14 * expected.cost)

    let moments = try evaluator.moments(network, of: weighted)
    let norm = try indices.reduce(0) {
      let single = try evaluator.gradient(network, of: all, at: [$1]).gradient
      return $0 + single.product(with: single)
    }
    #expect((moments.meanSquaredNorm / (norm / Double(indices.count)) - 1).magnitude < 70 * 0x1p-24)
  }

  /// R² and accuracy of repeated examples, which are sums of 53 bits.
  @Test(arguments: [LearningTask.regression, .classification])
  func scoresAreThoseOfRepetitions(_ task: LearningTask) throws {
    let all = try Self.examples(task)
    let weighted = try all.weighted(by: Self.repetitions.map { Float($0) })
    var (inputs, targets, labels): ([Float], [Float], [Int]) = ([], [], [])
    for (index, times) in Self.repetitions.enumerated() {
      for _ in 0..<times {
        inputs += all.inputs(index)
        targets += all.target(index)
        labels.append(all.label(index))
      }
    }
    let repeated =
      task == .regression
      ? try Examples(inputs: inputs, inputCount: 6, targets: targets, outputCount: 3, task: .regression)
      : try Examples(inputs: inputs, inputCount: 6, labels: labels, classCount: 3)
    let network = try Self.network()
    let evaluator = try Evaluator(network.architecture, cost: .quadratic)
    let (found, expected) = (try evaluator.evaluate(network, weighted), try evaluator.summary(network, repeated))
    #expect((found.summary.score.value - expected.score.value).magnitude < 1e-13)
    #expect((found.summary.cost - expected.cost).magnitude < 1e-13 * expected.cost)
    #expect(try evaluator.summary(network, weighted) == found.summary)
  }

  /// Their factors are exactly 1.
  @Test(arguments: [Float(1), 0.3, 7e30, 1e-38]) func equalWeightsChangeNoBit(_ weight: Float) throws {
    let examples = try Self.examples(.regression)
    func trained(_ examples: Examples) throws -> Trainer {
      let trainer = try Trainer(Self.configuration(), examples: examples)
      try trainer.run { _ in .proceed }
      return trainer
    }
    let (plain, weighted) = (
      try trained(examples), try trained(examples.weighted(by: [Float](repeating: weight, count: Self.count)))
    )
    #expect(plain.network == weighted.network)
    #expect(plain.checkpoint.optimizerState == weighted.checkpoint.optimizerState)
  }

  @Test(arguments: [1, 3]) func theBitsAreTheSameForAnyNumberOfThreads(shards: Int) throws {
    let weights = (0..<Self.count).map { Float($0 % 7) / 3 }
    let networks = try [1, 2, 3, 8].map { threads in
      let trainer = try Trainer(
        Self.configuration(.nesterov(0.9), batch: .all, shards: shards),
        examples: Self.examples(.regression).weighted(by: weights),
        workers: Workers(count: threads))
      try trainer.run { _ in .proceed }
      return trainer.network
    }
    #expect(networks.allSatisfy { $0 == networks[0] })
  }

  /// In the middle of an epoch, too: costs reported are means over the weights seen since its beginning.
  @Test func aResumedRunGoesOnWithTheSameBits() throws {
    let examples = try Self.examples(.regression).weighted(by: (0..<Self.count).map { Float($0 % 5) })
    var costs: [Double] = []
    let whole = try Trainer(Self.configuration(), examples: examples)
    try whole.run {
      if case .miniBatchEnded(let progress) = $0 { costs.append(progress.cost) }
      return .proceed
    }
    var resumed: [Double] = []
    var trainer = try Trainer(Self.configuration(), examples: examples)
    while true {
      let isDone = try trainer.run {
        if case .miniBatchEnded(let progress) = $0 {
          resumed.append(progress.cost)
          return .stop
        }
        return .proceed
      }
      if isDone { break }
      trainer = try Trainer(
        Self.configuration(), network: trainer.network, checkpoint: trainer.checkpoint, examples: examples)
    }
    #expect(resumed == costs && trainer.network == whole.network)
  }

  /// With momentum, L2 and Adam a step of gradient 0 would still move the weights.
  @Test(arguments: [Optimizer.sgd, .momentum(0.9), .adam(.init()), .adamW(.init(), weightDecay: 0.1)])
  func aMiniBatchOfWeightZeroTakesNoStep(_ optimizer: Optimizer) throws {
    // The only mini-batch whose weights are not 0 is one of the epoch's.
    var weights = [Float](repeating: 0, count: Self.count)
    weights[3] = 2
    let examples = try Self.examples(.regression).weighted(by: weights)
    let trainer = try Trainer(Self.configuration(optimizer, epochs: 1), examples: examples)
    var networks = [trainer.network]
    var costs: [Double] = []
    try trainer.run {
      if case .miniBatchEnded(let progress) = $0 {
        networks.append(trainer.network)
        costs.append(progress.cost)
      }
      return .proceed
    }
    #expect(zip(networks, networks.dropFirst()).filter { $0 != $1 }.count == 1 && networks.count == 6)
    let evaluator = try Evaluator(trainer.network.architecture, cost: .quadratic)
    #expect(costs.last == Double(try evaluator.summary(networks[0], examples).cost))
    #expect(costs.allSatisfy { $0 == 0 || $0 == costs.last })
  }

  /// One whose cost is infinite, to be left out by its weight.
  @Test func anExampleOfWeightZeroCountsForNothing() throws {
    let plain = try Examples(inputs: [1, 2], inputCount: 1, targets: [3, 4], outputCount: 1, task: .regression)
    let wild = try Examples(
      inputs: [1, 3e38, 2], inputCount: 1, targets: [3, -3e38, 4], outputCount: 1, task: .regression)
    let architecture = try Architecture(
      sizes: [1, 1], hiddenActivation: .identity, outputActivation: .elementwise(.identity))
    var parameters = Parameters(architecture)
    try parameters.setWeights([2], layer: 0)
    let network = try Network(architecture, parameters: parameters)
    let expected = try network.gradient(of: plain, cost: .quadratic)
    let found = try network.gradient(of: wild.weighted(by: [1, 0, 1]), cost: .quadratic)
    // Costs ½·1² and 0, gradients −1 and 0 times the input 1.
    #expect(expected.cost == 0.25 && found.cost == 0.25)
    #expect(found.gradient.weights(layer: 0) == [-0.5] && expected.gradient.weights(layer: 0) == [-0.5])
  }

  @Test func weightsAreChecked() throws {
    let examples = try Self.examples()
    #expect(throws: EngineError.count(what: "the weights", expected: 24, found: 1)) { try examples.weighted(by: [1]) }
    #expect(throws: EngineError.noWeight) { try examples.weighted(by: [Float](repeating: 0, count: 24)) }
    for bad in [-1, Float.nan, .infinity] {
      #expect(throws: EngineError.self) { try examples.weighted(by: [bad] + [Float](repeating: 1, count: 23)) }
    }
    let weighted = try examples.weighted(by: [0, 0] + [Float](repeating: 1, count: 22))
    let network = try Self.network()
    #expect(throws: EngineError.noWeight) { try network.gradient(of: weighted[0..<2], cost: .quadratic) }
    #expect(throws: EngineError.noWeight) {
      try Evaluator(network.architecture, cost: .quadratic).summary(network, weighted[0..<2])
    }
    #expect(throws: EngineError.noWeight) { try Trainer(Self.configuration(), examples: weighted[0..<2]) }
  }

  @Test func slicesKeepTheirWeights() throws {
    let examples = try Self.examples()
    let weighted = try examples.weighted(by: (0..<24).map { Float($0) })
    #expect(!examples.hasWeights && weighted.hasWeights && examples.weight(5) == 1 && examples.totalWeight == 24)
    let cut = weighted[4..<7]
    #expect((0..<3).map { cut.weight($0) } == [4, 5, 6] && cut.totalWeight == 15)
    let again = try cut.weighted(by: [1, 0, 2])
    #expect((0..<3).map { again.weight($0) } == [1, 0, 2] && again.label(2) == cut.label(2))
    let fingerprints = [examples, weighted, try examples.weighted(by: [Float](repeating: 1, count: 24))]
      .map { $0.fingerprint() }
    #expect(Set(fingerprints).count == 3)
  }
}
