import Testing

@testable import Downhill

/// Masks on activations: what is drawn, what the textbook makes of it, and that the engine makes the same.
@Suite struct MaskTests {
  // MARK: The generator

  /// The known answers that come with Random123, the authors' library.
  @Test(
    arguments: [
      ([0, 0, 0, 0], [0, 0], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
      (
        [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0xFFFF_FFFF, 0xFFFF_FFFF],
        [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
      ),
      (
        [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
        [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func philoxHasItsKnownAnswers(_ counter: [UInt32], _ key: [UInt32], _ words: [UInt32]) {
    let random = CounterRandomSource(key: SIMD2(key[0], key[1]))
    #expect(
      random.words(at: SIMD4(counter[0], counter[1], counter[2], counter[3]))
        == SIMD4(words[0], words[1], words[2], words[3]))
  }

  @Test func seedsAndStreamsDiffer() {
    let sources = [(1, 2), (2, 2), (1, 3), (2, 1)].map { CounterRandomSource(seed: $0, stream: $1) }
    #expect(Set(sources.map { $0.words(at: .zero).x }).count == sources.count)
  }

  // MARK: What is drawn

  static func architecture(_ sizes: [Int]) throws -> Architecture {
    try Architecture(sizes: sizes, hiddenActivation: .tanh, outputActivation: .elementwise(.sigmoid))
  }

  /// Of 40,000 neurons the dropped ones are within six standard deviations, √(n p (1 − p)), of their share.
  @Test(arguments: [0, 0.1, 0.5, 0.9]) func dropsItsShare(_ share: Double) throws {
    let architecture = try Self.architecture([1, 400, 1])
    let mask = try Mask(dropping: share, seed: 5)
    let factors: [Float] = (0..<100).flatMap { mask.factors(architecture, epoch: 3, example: $0)[0] }
    let dropped = factors.count { $0 == 0 }
    #expect((Double(dropped) - 40_000 * share).magnitude <= 6 * (40_000 * share * (1 - share)).squareRoot())
    #expect(factors.allSatisfy { $0 == 0 || $0 == Float(1 / (1 - share)) })
  }

  /// Neighbours in any of its numbers have masks of their own: of 400 neurons about half agree by chance.
  @Test func everyCounterHasItsOwnMask() throws {
    let architecture = try Self.architecture([1, 400, 400, 1])
    func factors(_ seed: UInt64, _ epoch: Int, _ example: Int, _ layer: Int) throws -> [Float] {
      try Mask(dropping: 0.5, seed: seed).factors(architecture, epoch: epoch, example: example)[layer]
    }
    let masks = [
      try factors(1, 0, 0, 0), try factors(2, 0, 0, 0), try factors(1, 1, 0, 0), try factors(1, 0, 1, 0),
      try factors(1, 0, 0, 1),
    ]
    for (index, one) in masks.enumerated() {
      for other in masks[..<index] {
        let equal = zip(one, other).count { $0 == $1 }
        // Six standard deviations of 10.
        #expect(140...260 ~= equal)
      }
    }
    #expect(try factors(1, 0, 0, 0) == masks[0])
  }

  @Test(arguments: [-0.1, 1, .nan]) func sharesOutOfRangeAreRefused(_ share: Double) {
    #expect(throws: EngineError.self) { try Mask(dropping: share, seed: 0) }
  }

  // MARK: The textbook

  /// The gradient under a mask is the derivative of the cost under that mask.
  @Test func theTextbooksGradientIsTheDerivative() throws {
    var random = RandomSource(seed: 8)
    let architecture = try Self.architecture([3, 8, 7, 2])
    let textbook = Backpropagation<Double>(Network(architecture, initializer: .xavier, random: &random))
    let mask: [[Double]] = try Mask(dropping: 0.4, seed: 2).factors(architecture, epoch: 0, example: 0)
    #expect(mask.allSatisfy { $0.contains(0) && $0.contains { $0 > 1 } })
    let (input, target) = ([0.3, -0.8, 0.5], [1.0, 0.0])
    func cost(_ network: Backpropagation<Double>) -> Double {
      let pass = network.forward(input, mask: mask)
      return Objective.binaryCrossEntropy.parts(z: pass.weightedInputs[2], a: pass.output, target: target).reduce(0, +)
    }
    let gradient = textbook.gradient(
      inputs: [input], targets: [target], objective: .binaryCrossEntropy, masks: [mask]
    ).gradient
    // Central differences: the error of h²/6 times a third derivative below 10, and of rounding 2⁻⁵³ over h.
    let h = 0x1p-17
    for layer in textbook.layers.indices {
      for index in textbook.layers[layer].weights.indices {
        var (above, below) = (textbook, textbook)
        above.layers[layer].weights[index] += h
        below.layers[layer].weights[index] -= h
        let derivative = (cost(above) - cost(below)) / (2 * h)
        #expect((gradient[layer].weights[index] - derivative).magnitude <= 1e-9)
      }
    }
    let unmasked = textbook.gradient(inputs: [input], targets: [target], objective: .binaryCrossEntropy).gradient
    #expect(unmasked != gradient)
  }

  // MARK: The engine

  struct Case: Sendable, CustomTestStringConvertible {
    let sizes: [Int]
    let floats: Bool
    let batch: Int
    let examples: Int
    var testDescription: String { "\(sizes), \(floats ? "floats" : "bytes"), \(batch) of \(examples)" }

    /// A cut: masks count from its first example.
    func data() throws -> Examples {
      try SameBitsTests.examples(examples + 5, inputs: sizes[0], classes: sizes[sizes.count - 1], floats: floats)[
        5..<examples + 5]
    }

    func trainer(threads: Int = 1, kernels: Kernels = .best, epochs: Int = 2, masked: Bool = true) throws -> Trainer {
      let configuration = try TrainingConfiguration(
        architecture: MaskTests.architecture(sizes), cost: .crossEntropy, initializer: .xavier, learningRate: 0.25,
        schedule: .constant, batchSize: .count(batch), epochs: epochs, seed: 3)
      let trainer = try Trainer(
        configuration, examples: data(), kernels: kernels, workers: Workers(count: threads))
      trainer.mask = masked ? try Mask(dropping: 0.3, seed: 21) : nil
      return trainer
    }
  }

  /// In step, by tasks, with blocks or unpacked, from floats, in chunks.
  static let cases = [
    Case(sizes: [30, 12, 9, 3], floats: false, batch: 10, examples: 45),
    Case(sizes: [30, 16, 16, 3], floats: false, batch: 200, examples: 300),
    Case(sizes: [20, 16, 300, 3], floats: false, batch: 33, examples: 70),
    Case(sizes: [40, 50, 20, 4], floats: false, batch: 40, examples: 90),
    Case(sizes: [10, 35, 2], floats: true, batch: 7, examples: 30),
  ]

  /// Every step against the textbook in Double with the same masks.
  @Test(arguments: Kernels.available, cases) func theEngineIsTheTextbook(_ kernels: Kernels, _ test: Case) throws {
    let trainer = try test.trainer(kernels: kernels)
    let examples = try test.data()
    let architecture = trainer.configuration.architecture
    let mask = try #require(trainer.mask)
    var textbook = Backpropagation<Double>(trainer.network)
    var networks: [Network] = []
    try trainer.run { event in
      if case .miniBatchEnded = event { networks.append(trainer.network) }
      return .proceed
    }
    var random = RandomSource(seed: 3, stream: 1)
    var step = 0
    for epoch in 0..<2 {
      var order = (0..<Int32(test.examples)).map { $0 }
      order.withUnsafeMutableBufferPointer { random.shuffle($0) }
      for first in stride(from: 0, to: test.examples, by: test.batch) {
        let batch = order[first..<min(first + test.batch, test.examples)].map { Int($0) }
        let gradient = textbook.gradient(
          inputs: batch.map { examples.inputs($0).map(Double.init) },
          targets: batch.map { examples.target($0).map(Double.init) }, objective: .binaryCrossEntropy,
          masks: batch.map { mask.factors(architecture, epoch: epoch, example: $0) }
        ).gradient
        var largest = 0.0
        for layer in gradient.indices {
          for i in gradient[layer].weights.indices {
            textbook.layers[layer].weights[i] -= 0.25 * gradient[layer].weights[i]
          }
          for i in gradient[layer].biases.indices {
            textbook.layers[layer].biases[i] -= 0.25 * gradient[layer].biases[i]
          }
          let found = networks[step].parameters
          for (one, other) in zip(found.weights(layer: layer), textbook.layers[layer].weights) {
            largest = max(largest, (Double(one) - other).magnitude)
          }
          for (one, other) in zip(found.biases(layer: layer), textbook.layers[layer].biases) {
            largest = max(largest, (Double(one) - other).magnitude)
          }
        }
        step += 1
        // A step's sums are of some hundred roundings of numbers about 1, and what earlier steps are off grows little.
        #expect(largest <= Double(step) * 100 * 0x1p-24, "step \(step)")
      }
    }
    #expect(step == networks.count)
  }

  @Test(arguments: cases) func masksHaveTheSameBitsOnAnyNumberOfThreads(_ test: Case) throws {
    let alone = try test.trainer()
    try alone.run { _ in .proceed }
    for threads in [2, 3, 7] {
      let trainer = try test.trainer(threads: threads)
      try trainer.run { _ in .proceed }
      #expect(trainer.network == alone.network && trainer.checkpoint == alone.checkpoint, "\(threads) threads")
    }
    let unmasked = try test.trainer(masked: false)
    try unmasked.run { _ in .proceed }
    #expect(unmasked.network != alone.network)
    #expect(SameBitsTests.paddingIsZero(alone.network.parameters))
  }

  /// Stopped after every event and taken up by another trainer.
  @Test(arguments: cases) func masksHaveTheSameBitsAfterAResumption(_ test: Case) throws {
    let whole = try test.trainer()
    try whole.run { _ in .proceed }
    var trainer = try test.trainer()
    while try !trainer.run({ _ in .stop }) {
      let resumed = try Trainer(
        trainer.configuration, network: trainer.network, checkpoint: trainer.checkpoint, examples: test.data())
      resumed.mask = trainer.mask
      trainer = resumed
    }
    #expect(trainer.network == whole.network)
  }
}
