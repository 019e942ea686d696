import Foundation
import Testing

@testable import Downhill

/// What is chosen where nothing is said learns, whatever the network.
@Suite struct DefaultsTests {
  typealias Defaults = TrainingConfiguration.Defaults

  // MARK: The rule

  static func defaults(
    _ hidden: [Int], _ activation: Activation = .sigmoid, _ outputs: OutputActivation = .elementwise(.sigmoid),
    _ cost: Cost = .quadratic, _ optimizer: Optimizer = .sgd, batch: TrainingConfiguration.BatchSize = .count(10)
  ) throws -> Defaults {
    let architecture = try Architecture(
      sizes: [784] + hidden + [10], hiddenActivation: activation, outputActivation: outputs)
    return Defaults(architecture, cost: cost, optimizer: optimizer, batchSize: batch)
  }

  @Test func sigmoidsFollowTheLastLayerAndTheWidest() throws {
    for (hidden, rate) in [
      ([1], 3), ([16, 16], 3), ([64], 3), ([96], 2), ([128, 16], 3), ([256], 0.75), ([16, 300], 0.64),
      ([1_024, 9], 1.5), ([1_024, 256], 0.75),
      ([2_048], 0.094), ([65_536], 0.0029),
    ] {
      #expect(try Self.defaults(hidden).learningRate == rate, "\(hidden)")
    }
    for (hidden, rate) in [([32], 0.2), ([128], 0.05), ([2_048], 0.0031)] {
      #expect(try Self.defaults(hidden, .sigmoid, .elementwise(.tanh)).learningRate == rate, "\(hidden)")
    }
    for (hidden, rate) in [([64], 0.5), ([256], 0.13), ([2_048], 0.016)] {
      #expect(try Self.defaults(hidden, .sigmoid, .softmax, .crossEntropy).learningRate == rate, "\(hidden)")
    }
  }

  @Test func otherActivationsFollowTheSumOfAllLayers() throws {
    for (hidden, rate) in [
      ([16, 16], 0.2), ([2_048, 2_047], 0.2), ([2_048, 2_048, 2_048, 2_048, 2_048, 2_048], 0.067),
    ] {
      #expect(try Self.defaults(hidden, .relu).learningRate == rate, "\(hidden)")
    }
    #expect(try Self.defaults([16], .tanh, .elementwise(.tanh)).learningRate == 0.03)
    #expect(try Self.defaults([16], .identity, .elementwise(.identity)).learningRate == 0.015)
    #expect(try Self.defaults([16], .gelu, .softmax, .crossEntropy).learningRate == 0.03)
  }

  /// Without hidden layers their activation cannot matter.
  @Test func activationsOfNoLayersDoNotMatter() throws {
    let rates = try Set(Activation.allCases.map { try Self.defaults([], $0).learningRate })
    #expect(rates == [0.2])
  }

  @Test func ratesGrowWithTheBatch() throws {
    for (batch, rate) in [(1, 0.95), (10, 3), (20, 4.2), (40, 6), (160, 6), (1_000_000, 6)] {
      #expect(try Self.defaults([16], batch: .count(batch)).learningRate == rate, "\(batch)")
    }
    #expect(try Self.defaults([16], batch: .all).learningRate == 6)
    // Not beyond what is stable.
    for (width, rate) in [(48, 4), (64, 3), (128, 1.5)] as [(Int, Double)] {
      #expect(try Self.defaults([width], batch: .count(100)).learningRate == rate, "\(width)")
    }
    #expect(try Self.defaults([128], batch: .count(5)).learningRate == 1.1)
  }

  /// Nothing bends what identities behind identities do, and the steps of all point the same way.
  @Test func ratesOfAdamFallWithTheWidthWhereAllIsLinear() throws {
    let adam = Optimizer.adam(.init())
    for (hidden, rate) in [
      ([2_048], 0.00035), ([64, 64], 0.002), ([128, 128], 0.001), ([2_048, 8], 0.000063),
      ([2_048, 2_048, 2_048], 0.000063),
    ] {
      let found = try Self.defaults(hidden, .identity, .elementwise(.sigmoid), .quadratic, adam).learningRate
      #expect(abs(found / rate - 1) < 0.01, "\(hidden): \(found)")
    }
  }

  @Test func ratesFollowTheOptimizer() throws {
    #expect(try Self.defaults([16], .sigmoid, .softmax, .crossEntropy, .momentum(0.5)).learningRate == 0.25)
    #expect(try Self.defaults([16], .relu, .softmax, .crossEntropy, .nesterov(0.99)).learningRate == 0.0003)
    for (width, momentum, nesterov) in [(16, 0.15, 0.3), (64, 0.15, 0.3), (128, 0.038, 0.15)] {
      for (optimizer, rate) in [(Optimizer.momentum(0.9), momentum), (.nesterov(0.9), nesterov)] {
        #expect(
          try Self.defaults([width], .sigmoid, .elementwise(.sigmoid), .quadratic, optimizer).learningRate == rate)
      }
    }
    for optimizer in [Optimizer.adam(.init()), .adamW(.init(), weightDecay: 0.01)] {
      for (width, sigmoid, relu) in [
        (8, 0.01, 0.002), (64, 0.0025, 0.002), (256, 0.00063, 0.001), (2_048, 0.000078, 0.00035),
      ] {
        for batch in [1, 10, 1_000] {
          let found = try [Activation.sigmoid, .relu].map {
            try Self.defaults([width], $0, .softmax, .crossEntropy, optimizer, batch: .count(batch)).learningRate
          }
          #expect(found == [sigmoid, relu])
        }
      }
    }
  }

  /// Networks that learned before there was `kumar` keep their weights.
  @Test func deepOrWideSigmoidsHaveOtherWeights() throws {
    let adam = Optimizer.adam(.init())
    for (hidden, optimizer, initializer) in [
      ([16], .sgd, .lecun), ([128, 128, 128], .sgd, .lecun), ([129], .sgd, .kumar), ([129], .momentum(0.9), .kumar),
      ([129], adam, .lecun), ([16, 16, 16, 16], .sgd, .kumar), ([16, 16, 16, 16], adam, .kumar), ([], .sgd, .lecun),
    ] as [([Int], Optimizer, Initializer)] {
      let defaults = try Self.defaults(hidden, .sigmoid, .elementwise(.sigmoid), .quadratic, optimizer)
      #expect(defaults.initializer == initializer, "\(hidden)")
    }
    #expect(try Self.defaults([16], .sigmoid, .elementwise(.identity)).initializer == .kumar)
    #expect(try Self.defaults([2_048, 16, 16, 16, 16], .tanh).initializer == .lecun)
    #expect(try Self.defaults([2_048, 16, 16, 16, 16], .relu).initializer == .he)
  }

  // MARK: Learning

  @Test func everyPairIsTried() {
    let cases = DefaultsSelection.cases
    #expect(cases.count == DefaultsSelection.text.split(separator: "\n").count, "a line cannot be read")
    #expect(cases.count <= 60)
    let rows = cases.map { test in
      let words = test.words
      return Array(words[0..<5]) + [words[5] + " " + words[6]]
    }
    let choices = DefaultsSelection.choices
    for (first, second) in choices.indices.flatMap({ first in choices.indices.dropFirst(first + 1).map { (first, $0) } }
    ) {
      for one in choices[first] {
        for other in choices[second] {
          #expect(rows.contains { $0[first] == one && $0[second] == other }, "\(one) with \(other)")
        }
      }
    }
  }

  /// The lines that take seconds; all of them where DOWNHILL_DEFAULTS is `all`, as `Scripts/defaults` has it.
  static let cases = DefaultsSelection.cases.filter {
    ProcessInfo.processInfo.environment["DOWNHILL_DEFAULTS"] == "all" || $0.width <= 32
      || $0.width <= 128 && $0.depth <= 3
  }

  /// 80 % of the test digits after three epochs of 10,000, unless theory says why not.
  @Test(arguments: cases) func defaultsLearn(_ test: DefaultsCase) throws {
    let (train, digits) = try #require(LearningTests.mnist)
    let trainer = try Trainer(test.configuration, examples: train[0..<10_000])
    try trainer.run { _ in .proceed }
    let evaluator = try Evaluator(trainer.network.architecture, cost: test.configuration.cost)
    let accuracy = try evaluator.summary(trainer.network, digits).score.value
    print(
      "defaults:", test.testDescription, "rate", test.configuration.learningRate,
      test.configuration.initializer.rawValue,
      "accuracy", (accuracy * 10_000).rounded() / 10_000, test.exception.map { "excepted: \($0)" } ?? "")
    if test.exception == nil { #expect(accuracy >= 0.8) }
  }

  /// What other widths, one after the other, and larger mini-batches came to before the rule looked at them: 10 to 67 %.
  @Test(arguments: [
    ("300", 50, Optimizer.sgd), ("64", 128, .sgd), ("128", 128, .sgd), ("30", 128, .sgd), ("1024,9", 10, .sgd),
    ("1024,9", 10, .adam(.init())), ("300", 10, .momentum(0.9)),
  ])
  func mixedWidthsAndLargeBatchesLearn(hidden: String, batch: Int, optimizer: Optimizer) throws {
    let (train, digits) = try #require(LearningTests.mnist)
    let configuration = try TrainingConfiguration(
      architecture: Architecture("784-\(hidden.replacingOccurrences(of: ",", with: "-"))-10"), optimizer: optimizer,
      batchSize: .count(batch), epochs: 3)
    let trainer = try Trainer(configuration, examples: train[0..<10_000])
    try trainer.run { _ in .proceed }
    let evaluator = try Evaluator(trainer.network.architecture, cost: .quadratic)
    #expect(try evaluator.summary(trainer.network, digits).score.value >= 0.8)
  }

  /// With a rate of 3, as before, this network answered 10 to 19 %, by the table.
  @Test(arguments: Kernels.available) func wideLayersLearnWithEveryTable(_ kernels: Kernels) throws {
    let (train, digits) = try #require(LearningTests.mnist)
    let configuration = try TrainingConfiguration(architecture: Architecture("784-256-10"), epochs: 1)
    let trainer = try Trainer(configuration, examples: train[0..<4_000], kernels: kernels)
    try trainer.run { _ in .proceed }
    let evaluator = try Evaluator(trainer.network.architecture, cost: .quadratic, kernels: kernels)
    #expect(try evaluator.summary(trainer.network, digits[0..<1_000]).score.value >= 0.6)
  }
}
