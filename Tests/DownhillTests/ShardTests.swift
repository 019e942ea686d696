import Testing

@testable import Downhill

/// A mini-batch cut into shards: which examples each has, in what order their sums are added, and that the engine does so.
@Suite struct ShardTests {
  // MARK: The cut

  @Test func shardsAreWhatTheDefinitionSays() {
    for count in 1...20 {
      let shards = Shards(count: count)
      for total in 1...50 {
        var end = 0
        for shard in 0..<count {
          let examples = shards.examples(of: shard, in: total)
          #expect(examples == shard * total / count..<(shard + 1) * total / count)
          #expect(examples.lowerBound == end)
          for example in examples { #expect(shards.shard(of: example, in: total) == shard) }
          end = examples.upperBound
        }
        #expect(end == total)
        // Nothing comes after the last shard.
        #expect(!shards.examples(of: count - 1, in: total).isEmpty)
      }
    }
  }

  // MARK: The tree

  /// The plain definition: to the left the largest power of two of the leaves that leaves some over.
  static func sum(_ leaves: [[Float]?]) -> [Float]? {
    guard leaves.count > 1 else { return leaves[0] }
    var left = 1
    while left * 2 < leaves.count { left *= 2 }
    guard let first = sum(Array(leaves[..<left])) else { return sum(Array(leaves[left...])) }
    guard let second = sum(Array(leaves[left...])) else { return first }
    return zip(first, second).map { $0 + $1 }
  }

  @Test func additionsFollowTheTree() {
    var random = RandomSource(seed: 4)
    for shards in Array(1...33) + [64, 100] {
      for emptyShare in [0, 0.3, 0.9] {
        let sums = ShardSums(length: 2, shards: shards)
        // The last is never empty.
        let leaves: [[Float]?] = (0..<shards).map { shard in
          shard < shards - 1 && random.nextUniform() < emptyShare
            ? nil : [Float(random.nextNormal()), Float(random.nextNormal())]
        }
        for round in 0..<2 {
          sums.begin()
          for (shard, leaf) in leaves.enumerated() {
            guard let leaf else { continue }
            sums.skip(to: shard) { sum, other in for index in 0..<2 { sum[index] += other[index] } }
            // There is room, or the next line traps.
            for index in 0..<2 { sums.next[index] = leaf[index] }
            sums.carry { sum, other in for index in 0..<2 { sum[index] += other[index] } }
          }
          sums.finish { sum, other in for index in 0..<2 { sum[index] += other[index] } }
          #expect([sums.root[0], sums.root[1]] == Self.sum(leaves), "\(shards) shards, round \(round)")
        }
      }
    }
  }

  @Test func fewSumsAreAlive() {
    for (shards, sums) in [(1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4), (64, 7), (65_536, 17)] {
      #expect(ShardSums.mostAlive(shards: shards) == sums)
    }
  }

  // MARK: Training

  static func configuration(
    _ sizes: [Int], _ output: OutputActivation, _ optimizer: Optimizer = .sgd, batch: TrainingConfiguration.BatchSize,
    shards: Int
  ) throws -> TrainingConfiguration {
    try TrainingConfiguration(
      architecture: Architecture(sizes: sizes, hiddenActivation: .tanh, outputActivation: output), cost: .crossEntropy,
      initializer: .xavier, optimizer: optimizer, learningRate: 0.125, schedule: .constant, batchSize: batch,
      shards: shards, epochs: 2, seed: 6)
  }

  /// Bit for bit the textbook in Float, whose plain loops add as the reference does: each shard's gradient over its examples
  /// in their order, the tree, the step. Of mini-batches of 8 and 4 the mean's scale is a power of two, which may be
  /// multiplied anywhere.
  @Test(arguments: [2, 3, 4, 5, 7, 8, 13, 64], [Optimizer.sgd, .momentum(0.5)])
  func theReferenceIsThePlainDefinition(_ shards: Int, _ optimizer: Optimizer) throws {
    let sizes = [6, 7, 5, 3]
    let examples = try SameBitsTests.examples(20, inputs: 6, classes: 3, floats: true)
    let trainer = try Trainer(
      Self.configuration(sizes, .elementwise(.sigmoid), optimizer, batch: .count(8), shards: shards),
      examples: examples,
      kernels: .reference)
    var textbook = Backpropagation<Float>(trainer.network)
    var velocity = Self.numbers(textbook.zeroGradient)
    try trainer.run { _ in .proceed }
    var random = RandomSource(seed: 6, stream: 1)
    for _ in 0..<2 {
      var order = (0..<Int32(20)).map { $0 }
      order.withUnsafeMutableBufferPointer { random.shuffle($0) }
      for batch in [order[0..<8], order[8..<16], order[16..<20]].map({ $0.map { Int($0) } }) {
        let leaves = (0..<shards).map { shard -> [Float]? in
          let some = batch[shard * batch.count / shards..<(shard + 1) * batch.count / shards]
          guard !some.isEmpty else { return nil }
          var gradient = textbook.zeroGradient
          for example in some {
            let pass = textbook.forward(examples.inputs(example))
            let deltas = textbook.sensitivities(
              pass, target: examples.target(example), objective: .binaryCrossEntropy)
            textbook.addGradient(pass, sensitivities: deltas, scale: 1 / Float(batch.count), to: &gradient)
          }
          return Self.numbers(gradient)
        }
        let gradient = try #require(Self.sum(leaves))
        var rest = gradient[...]
        if case .momentum(let coefficient) = optimizer {
          velocity = zip(velocity, gradient).map { coefficient * $0 + $1 }
          rest = velocity[...]
        }
        for layer in textbook.layers.indices {
          for i in textbook.layers[layer].weights.indices {
            textbook.layers[layer].weights[i] -= 0.125 * rest.removeFirst()
          }
          for i in textbook.layers[layer].biases.indices {
            textbook.layers[layer].biases[i] -= 0.125 * rest.removeFirst()
          }
        }
      }
    }
    for (index, layer) in textbook.layers.enumerated() {
      #expect(trainer.network.parameters.weights(layer: index) == layer.weights)
      #expect(trainer.network.parameters.biases(layer: index) == layer.biases)
    }
  }

  static func numbers(_ layers: [Backpropagation<Float>.DenseLayer]) -> [Float] {
    layers.flatMap { $0.weights + $0.biases }
  }

  /// One case for each way through the engine; of the last two a shard is larger than a chunk.
  static let cases: [(sizes: [Int], floats: Bool, batch: TrainingConfiguration.BatchSize, examples: Int)] = [
    ([30, 12, 9, 3], false, .count(10), 45), ([40, 50, 20, 4], false, .count(40), 90),
    ([10, 35, 2], true, .count(7), 30), ([20, 16, 300, 3], false, .count(33), 70),
    ([8, 16, 3], false, .all, 700), ([6, 40, 3], true, .count(400), 700),
  ]

  @Test(arguments: cases.indices, [2, 3, 16]) func shardsHaveTheSameBitsOnAnyNumberOfThreads(
    _ index: Int, _ shards: Int
  ) throws {
    let (sizes, floats, batch, count) = Self.cases[index]
    let examples = try SameBitsTests.examples(count, inputs: sizes[0], classes: sizes[sizes.count - 1], floats: floats)
    for optimizer in [Optimizer.sgd, .adam(.init())] {
      func train(threads: Int, shards: Int, stopping: Bool = false) throws -> Trainer {
        let trainer = try Trainer(
          Self.configuration(sizes, .softmax, optimizer, batch: batch, shards: shards), examples: examples,
          workers: Workers(count: threads))
        while try !trainer.run(stopsWithinStep: { _ in stopping }, { _ in stopping ? .stop : .proceed }) {}
        return trainer
      }
      let alone = try train(threads: 1, shards: shards)
      for threads in [2, 3, 7] {
        let trainer = try train(threads: threads, shards: shards)
        #expect(trainer.network == alone.network && trainer.checkpoint == alone.checkpoint, "\(threads) threads")
      }
      // Left after every chunk and every step.
      #expect(try train(threads: 2, shards: shards, stopping: true).network == alone.network)
      // Other sums, but of the same numbers: two epochs of rounding apart, and some steps of Adam's that rounding turned.
      let whole = try train(threads: 1, shards: 1)
      #expect(whole.network != alone.network)
      #expect(SameBitsTests.paddingIsZero(alone.network.parameters))
      let difference = zip(
        whole.network.parameters.weights(layer: 0), alone.network.parameters.weights(layer: 0)
      ).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
      if optimizer == .sgd { #expect(difference <= 1e-4) }
    }
  }

  @Test(arguments: [Int.min, -1, 0, TrainingConfiguration.shardLimit + 1, .max]) func countsOutOfRangeAreRefused(
    _ count: Int
  ) throws {
    let architecture = try Architecture("3-2")
    let limit = TrainingConfiguration.shardLimit
    let range = "1 to \(limit)"
    #expect(throws: EngineError.setting(name: "the number of shards", value: "\(count)", expected: range)) {
      try TrainingConfiguration(architecture: architecture, shards: count)
    }
    #expect(try TrainingConfiguration(architecture: architecture).shards == 1)
    #expect(try TrainingConfiguration(architecture: architecture, shards: limit).lasting(epochs: 3).shards == limit)
  }
}
