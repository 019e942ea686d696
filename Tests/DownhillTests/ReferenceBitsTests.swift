import Testing

@testable import Downhill

/// The reference table has the same bits on every machine: these were recorded on x86-64, and `Scripts/check arm64` runs
/// this suite on arm64.
///
/// Every setting is given, so that a change of a default changes none of them.
@Suite struct ReferenceBitsTests {
  /// A network, how it is trained, and the fingerprint of what comes out.
  struct Case: Sendable, CustomTestStringConvertible {
    let hidden: Activation
    let output: OutputActivation
    let cost: Cost
    let initializer: Initializer
    let optimizer: Optimizer
    let schedule: LearningRateSchedule
    let fingerprint: UInt64
    var testDescription: String { "\(hidden.rawValue), \(output.name), \(optimizer.name), \(schedule.name)" }

    init(
      _ hidden: Activation, _ output: OutputActivation, _ cost: Cost, _ initializer: Initializer,
      _ optimizer: Optimizer, _ schedule: LearningRateSchedule, _ fingerprint: UInt64
    ) {
      self.hidden = hidden
      self.output = output
      self.cost = cost
      self.initializer = initializer
      self.optimizer = optimizer
      self.schedule = schedule
      self.fingerprint = fingerprint
    }
  }

  static let cases = [
    Case(.sigmoid, .elementwise(.sigmoid), .quadratic, .lecun, .sgd, .constant, 0xDDEF_4E0B_7F80_729F),
    Case(
      .tanh, .elementwise(.sigmoid), .crossEntropy, .xavier, .momentum(0.9), .exponential(factor: 0.8),
      0x0F7B_AA20_84A1_7436),
    Case(.relu, .softmax, .crossEntropy, .he, .nesterov(0.9), .step(factor: 0.5, epochs: 1), 0x0B8A_C3E0_A53E_F930),
    Case(.leakyReLU, .elementwise(.tanh), .quadratic, .gaussian, .adam(.init()), .cosine, 0xB90D_B122_AB52_E757),
    Case(
      .gelu, .softmax, .crossEntropy, .he, .adamW(.init(), weightDecay: 0.05), .oneCycle(warmUp: 0.3),
      0x0576_80B2_E4C5_1435),
    Case(.silu, .elementwise(.gelu), .quadratic, .lecun, .sgd, .linear(epochs: 2.5), 0x9788_CF8D_0954_A9FA),
    Case(.identity, .elementwise(.identity), .quadratic, .xavier, .adam(.init()), .constant, 0x3184_DFD3_6404_E55C),
    Case(.tanh, .elementwise(.silu), .quadratic, .kumar, .momentum(0.5), .cosine, 0xA982_778D_1F7F_F537),
    Case(.sigmoid, .elementwise(.leakyReLU), .quadratic, .gaussian, .nesterov(0.5), .constant, 0x624B_53B6_E6AB_9D30),
    Case(.gelu, .elementwise(.relu), .quadratic, .he, .adam(.init()), .exponential(factor: 0.9), 0xEB70_0968_AED3_D952),
    Case(.tanh, .elementwise(.identity), .absolute, .xavier, .sgd, .constant, 0x95BC_A1B5_EBD8_B72F),
    Case(.silu, .elementwise(.sigmoid), .huber(delta: 1), .he, .momentum(0.9), .cosine, 0x4D7B_9846_3582_723D),
    Case(.elu, .elementwise(.selu), .quadratic, .he, .sgd, .constant, 0x3EB4_018C_2500_894B),
    Case(.selu, .elementwise(.elu), .quadratic, .lecun, .adam(.init()), .constant, 0x61B7_8F65_59ED_CCCC),
    Case(.softplus, .elementwise(.mish), .quadratic, .he, .momentum(0.9), .constant, 0x77AE_A7C0_7321_F095),
    Case(.mish, .elementwise(.softplus), .quadratic, .he, .nesterov(0.9), .constant, 0x30CF_216D_23EE_B5A5),
  ]

  @Test func everyActivationCostAndOptimizerIsThere() {
    for activation in Activation.allCases {
      #expect(Self.cases.contains { $0.hidden == activation })
      #expect(Self.cases.contains { $0.output.name == activation.rawValue })
    }
    for initializer in Initializer.allCases { #expect(Self.cases.contains { $0.initializer == initializer }) }
    for cost in Cost.all where cost.suitsClasses { #expect(Self.cases.contains { $0.cost == cost }) }
    for name in ["sgd", "momentum", "nesterov", "adam", "adamw"] {
      #expect(Self.cases.contains { $0.optimizer.name == name })
    }
    for name in ["constant", "exponential", "step", "cosine", "one-cycle", "linear"] {
      #expect(Self.cases.contains { $0.schedule.name == name })
    }
  }

  /// Bytes and floats, mini-batches of which the last is short, two threads: weights, biases, what the optimizer remembers,
  /// costs and outputs.
  @Test(arguments: cases) func trainingHasTheRecordedBits(_ test: Case) throws {
    let architecture = try Architecture(
      sizes: [37, 19, 16, 4], hiddenActivation: test.hidden, outputActivation: test.output)
    let configuration = try TrainingConfiguration(
      architecture: architecture, cost: test.cost, initializer: test.initializer, optimizer: test.optimizer,
      learningRate: 0.01, schedule: test.schedule, batchSize: .count(7), l2: 0.001, epochs: 3, horizon: 3, seed: 5)
    var fingerprint = Fingerprint()
    for floats in [false, true] {
      let examples = try SameBitsTests.examples(45, inputs: 37, classes: 4, floats: floats)
      let trainer = try Trainer(
        configuration, examples: examples, heldOut: [examples[0..<9]], kernels: .reference, workers: Workers(count: 2))
      try trainer.run { event in
        switch event {
        case .miniBatchEnded(let progress): fingerprint.add(progress.cost.bitPattern)
        case .epochEnded(let report): fingerprint.add(report.heldOut[0].cost.bitPattern)
        }
        return .proceed
      }
      for parameters in [trainer.network.parameters] + trainer.checkpoint.optimizerState {
        for layer in 0..<3 {
          fingerprint.add(parameters.weights(layer: layer))
          fingerprint.add(parameters.biases(layer: layer))
        }
      }
      let evaluator = try Evaluator(architecture, cost: test.cost, kernels: .reference)
      for outputs in try evaluator.outputs(trainer.network, examples) { fingerprint.add(outputs) }
      let (cost, gradient) = try trainer.network.gradient(of: examples, cost: test.cost, kernels: .reference)
      fingerprint.add(cost.bitPattern)
      for layer in 0..<3 { fingerprint.add(gradient.weights(layer: layer)) }
    }
    #expect(fingerprint.word == test.fingerprint, "the bits are 0x\(String(fingerprint.word, radix: 16))")
  }

  /// FNV-1a over the bytes of bit patterns.
  struct Fingerprint {
    var word: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bits: UInt64) {
      for shift in stride(from: UInt64(0), to: 64, by: 8) { word = (word ^ (bits >> shift & 0xFF)) &* 0x100_0000_01B3 }
    }

    mutating func add(_ floats: [Float]) {
      for float in floats { add(UInt64(float.bitPattern)) }
    }
  }
}
