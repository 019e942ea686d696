import Testing

@testable import Downhill

/// The trainer's mini-batches against the textbook in Double, step by step on data so small that it can be followed.
@Suite struct MiniBatchTests {
  static let architecture = {
    do { return try Architecture(sizes: [3, 4, 2]) } catch { preconditionFailure("\(error)") }
  }()

  /// Seven examples in mini-batches of three leave one over.
  static func examples() throws -> Examples {
    var random = RandomSource(seed: 20)
    return try Examples(
      bytes: (0..<21).map { _ in UInt8(random.nextInteger(below: 256)) }, inputCount: 3, labels: [0, 1, 1, 0, 1, 0, 0],
      classCount: 2)
  }

  /// The indices of the examples in the order of epoch after epoch, as the documentation has it: drawn from stream 1 of the
  /// seed by shuffling 0, 1, 2 … afresh each epoch.
  static func orders(_ epochs: Int, seed: UInt64) -> [[Int32]] {
    var random = RandomSource(seed: seed, stream: 1)
    return (0..<epochs).map { _ in
      var order = (0..<Int32(7)).map { $0 }
      order.withUnsafeMutableBufferPointer { random.shuffle($0) }
      return order
    }
  }

  @Test(arguments: Kernels.available) func lastShortOneIsKeptAndAveragedOverItsSize(_ kernels: Kernels) throws {
    let examples = try Self.examples()
    let configuration = try TrainingConfiguration(
      architecture: Self.architecture, learningRate: 0.5, schedule: .exponential(factor: 0.5), batchSize: .count(3),
      epochs: 2, seed: 9)
    let trainer = try Trainer(configuration, examples: examples, kernels: kernels)
    var textbook = Backpropagation<Double>(trainer.network)
    var seen: [(progress: EpochProgress, network: Network)] = []
    try trainer.run { event in
      if case .miniBatchEnded(let progress) = event { seen.append((progress, trainer.network)) }
      return .proceed
    }
    #expect(seen.map(\.progress.examples) == [3, 6, 7, 3, 6, 7])
    #expect(seen.map(\.progress.miniBatch) == [1, 2, 3, 1, 2, 3])
    #expect(seen.map(\.progress.epoch) == [1, 1, 1, 2, 2, 2])
    #expect(seen.allSatisfy { $0.progress.miniBatches == 3 })

    var step = 0
    for (epoch, order) in Self.orders(2, seed: 9).enumerated() {
      var costSum = 0.0
      for batch in [Array(order[0..<3]), Array(order[3..<6]), Array(order[6..<7])] {
        let (cost, gradient) = textbook.gradient(
          inputs: batch.map { examples.inputs(Int($0)).map(Double.init) },
          targets: batch.map { examples.target(Int($0)).map(Double.init) }, objective: .quadratic(through: .sigmoid))
        costSum += cost * Double(batch.count)
        let rate = [0.5, 0.25][epoch]
        for index in gradient.indices {
          for i in gradient[index].weights.indices {
            textbook.layers[index].weights[i] -= rate * gradient[index].weights[i]
          }
          for i in gradient[index].biases.indices {
            textbook.layers[index].biases[i] -= rate * gradient[index].biases[i]
          }
        }
        let (progress, network) = seen[step]
        step += 1
        // Some 40 roundings a step of numbers below 3, and the slope of a sigmoid network below 1 carries them on.
        let tolerance = Double(step) * 40 * 3 * 0x1p-24
        #expect((progress.cost - costSum / Double(progress.examples)).magnitude <= tolerance)
        for (index, layer) in textbook.layers.enumerated() {
          let numbers = zip(
            network.parameters.weights(layer: index) + network.parameters.biases(layer: index),
            layer.weights + layer.biases)
          #expect(numbers.allSatisfy { (Double($0) - $1).magnitude <= tolerance }, "step \(step)")
        }
      }
    }
  }

  @Test func ordersDifferFromEpochToEpoch() {
    let orders = Self.orders(4, seed: 9)
    #expect(Set(orders).count == 4)
  }

  /// With all examples in one mini-batch nothing is shuffled, and a step is one of plain gradient descent.
  @Test func allAtOnceIsOneStepAnEpoch() throws {
    let configuration = try TrainingConfiguration(architecture: Self.architecture, batchSize: .all, epochs: 4)
    var steps = 0
    let trainer = try Trainer(configuration, examples: Self.examples())
    try trainer.run { event in
      if case .miniBatchEnded(let progress) = event {
        steps += 1
        #expect(progress.examples == 7 && progress.miniBatches == 1)
      }
      return .proceed
    }
    #expect(steps == 4)
  }

  /// A gradient that is exactly zero leaves to L2 and decay all that happens: examples whose targets are what the network
  /// says, an identity network of zeros and ones.
  @Test(
    arguments: Kernels.available, [Optimizer.sgd, .momentum(0.9), .nesterov(0.9), .adamW(.init(), weightDecay: 0.1)])
  func decayTouchesWeightsAndNotBiases(_ kernels: Kernels, _ optimizer: Optimizer) throws {
    let architecture = try Architecture(
      sizes: [2, 2], hiddenActivation: .identity, outputActivation: .elementwise(.identity))
    var parameters = Parameters(architecture)
    try parameters.setWeights([1, -2, 4, 8], layer: 0)
    try parameters.setBiases([16, -32], layer: 0)
    let network = try Network(architecture, parameters: parameters)
    // W (1, 1) + b = (−1 + 16, 12 − 32).
    let examples = try Examples(inputs: [1, 1], inputCount: 2, targets: [15, -20], outputCount: 2)
    let isDecoupled = optimizer.name == "adamw"
    let configuration = try TrainingConfiguration(
      architecture: architecture, optimizer: optimizer, learningRate: 0.5, schedule: .constant, batchSize: .all,
      l2: isDecoupled ? 0 : 0.25, epochs: 1)
    let trainer = try Trainer(
      configuration, network: network,
      checkpoint: .init(
        random: RandomSource(seed: 0), optimizerState: optimizer.stateNames.map { _ in Parameters(architecture) }),
      examples: examples, kernels: kernels)
    try trainer.run { event in
      // The cost that is reported is that of the examples alone.
      if case .miniBatchEnded(let progress) = event { #expect(progress.cost == 0) }
      return .proceed
    }
    // SGD and momentum: w (1 − ½ · ¼). Nesterov: g + μ v = 1.9 g. AdamW: w (1 − ½ · 0.1).
    let keep: Float = ["nesterov": 1 - 0.5 * 0.25 * 1.9, "adamw": 0.95][optimizer.name] ?? 0.875
    for (found, before) in zip(trainer.network.parameters.weights(layer: 0), [1, -2, 4, 8] as [Float]) {
      #expect((found - keep * before).magnitude <= 4 * 0x1p-24 * before.magnitude)
    }
    #expect(trainer.network.parameters.biases(layer: 0) == [16, -32])
  }

  @Test func mismatchesAreRefused() throws {
    let examples = try Self.examples()
    let configuration = try TrainingConfiguration(architecture: Self.architecture, optimizer: .adam(.init()))
    let trainer = try Trainer(configuration, examples: examples)
    #expect(throws: EngineError.noExamples) { try Trainer(configuration, examples: examples[0..<0]) }
    var checkpoint = trainer.checkpoint
    checkpoint.optimizerState.removeLast()
    #expect(throws: EngineError.self) {
      try Trainer(configuration, network: trainer.network, checkpoint: checkpoint, examples: examples)
    }
    checkpoint = trainer.checkpoint
    checkpoint.miniBatches = 2
    #expect(throws: EngineError.setting(name: "the mini-batches done", value: "2", expected: "at most 1")) {
      try Trainer(configuration, network: trainer.network, checkpoint: checkpoint, examples: examples)
    }
    let other = try Architecture(sizes: [3, 5, 2])
    #expect(throws: EngineError.setting(name: "the network", value: "3-4-2", expected: "3-5-2")) {
      try Trainer(
        TrainingConfiguration(architecture: other, optimizer: .adam(.init())), network: trainer.network,
        checkpoint: trainer.checkpoint, examples: examples)
    }
    #expect(throws: EngineError.inputs(network: 4, examples: 3)) {
      try Trainer(TrainingConfiguration(architecture: Architecture(sizes: [4, 2])), examples: examples)
    }
    #expect(throws: EngineError.outputs(network: 5, examples: 2)) {
      try Trainer(TrainingConfiguration(architecture: Architecture(sizes: [3, 5])), examples: examples)
    }
  }
}
