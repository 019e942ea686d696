@testable import Downhill

// The sixty trainings: depths from 0 to 4, widths from 1, every activation, cost, optimizer and schedule, and mini-batches
// that do not divide the examples, on each way that numbers take through the engine.

extension RecordedBitsTests {
  static let cases: [Case] = noHiddenLayer + narrow + wideFromBytes + fromFloats + deep + inChunks

  private static let decay = Optimizer.adamW(.init(), weightDecay: 0.1)
  private static let adam = Optimizer.adam(.init())

  private static let noHiddenLayer: [Case] = [
    Case(
      [1, 1], .sigmoid, .elementwise(.identity), .quadratic, .gaussian, .sgd, rate: 0.1, .constant, .all, .targets(9)),
    Case(
      [1, 1], .sigmoid, .elementwise(.sigmoid), .crossEntropy, .lecun, adam, rate: 0.01, .constant, .count(4),
      .bytes(23)),
    Case(
      [3, 1], .tanh, .elementwise(.tanh), .quadratic, .xavier, .momentum(0.9), rate: 0.05, .cosine, .count(5),
      .targets(33)),
    Case(
      [784, 10], .sigmoid, .softmax, .crossEntropy, .lecun, .sgd, rate: 0.1, .constant, .count(10), .bytes(205)),
    Case(
      [784, 10], .sigmoid, .elementwise(.sigmoid), .quadratic, .kumar, adam, rate: 0.01, .linear(epochs: 1.5),
      .count(32),
      .bytes(150), l2: 0.001),
    Case(
      [30, 17], .relu, .softmax, .crossEntropy, .he, .nesterov(0.9), rate: 0.02, .exponential(factor: 0.8), .count(10),
      .floats(53)),
    Case(
      [100, 40], .gelu, .elementwise(.sigmoid), .crossEntropy, .xavier, decay, rate: 0.003, .oneCycle(warmUp: 0.3),
      .count(16), .bytes(70)),
    Case(
      [2, 600], .silu, .elementwise(.leakyReLU), .quadratic, .he, .sgd, rate: 0.01, .step(factor: 0.5, epochs: 1),
      .count(7), .floats(40), l2: 0.01),
  ]

  private static let narrow: [Case] = [
    Case(
      [784, 16, 16, 10], .sigmoid, .elementwise(.sigmoid), .quadratic, .lecun, .sgd, rate: 3, .exponential(factor: 0.8),
      .count(10), .bytes(205)),
    Case(
      [784, 16, 16, 10], .sigmoid, .elementwise(.sigmoid), .crossEntropy, .lecun, .sgd, rate: 0.5, .constant, .count(1),
      .bytes(60)),
    Case(
      [784, 16, 10], .tanh, .softmax, .crossEntropy, .xavier, .momentum(0.9), rate: 0.01, .cosine, .count(23),
      .bytes(150)),
    Case(
      [784, 16, 10], .relu, .softmax, .crossEntropy, .he, .nesterov(0.9), rate: 0.01, .constant, .count(24), .bytes(150)
    ),
    Case(
      [784, 10, 10], .leakyReLU, .elementwise(.relu), .quadratic, .he, adam, rate: 0.002, .cosine, .count(64),
      .bytes(200)),
    Case(
      [37, 12, 4], .gelu, .elementwise(.gelu), .quadratic, .he, decay, rate: 0.01, .constant, .count(33), .bytes(100)),
    Case(
      [37, 3, 5, 2], .silu, .elementwise(.silu), .quadratic, .lecun, .sgd, rate: 0.1, .linear(epochs: 2.5), .count(10),
      .bytes(95), l2: 0.01),
    Case(
      [5, 1, 1], .identity, .elementwise(.identity), .quadratic, .xavier, .momentum(0.5), rate: 0.05, .constant,
      .count(3),
      .bytes(31), l2: 0.02),
    Case(
      [1, 2, 3], .tanh, .elementwise(.tanh), .quadratic, .gaussian, .nesterov(0.5), rate: 0.1, .oneCycle(warmUp: 0.2),
      .count(8), .bytes(50), l2: 0.01),
    Case(
      [600, 16, 1], .sigmoid, .elementwise(.sigmoid), .quadratic, .kumar, .sgd, rate: 1, .step(factor: 0.3, epochs: 1),
      .count(30), .bytes(100)),
    Case(
      [50, 16, 20, 100, 4], .tanh, .softmax, .crossEntropy, .xavier, adam, rate: 0.004, .constant, .count(40),
      .bytes(130)),
    Case(
      [300, 16, 260, 5], .relu, .elementwise(.sigmoid), .crossEntropy, .he, .sgd, rate: 0.05, .constant, .count(50),
      .bytes(120)),
    Case(
      [90, 9, 300, 7], .gelu, .softmax, .crossEntropy, .lecun, .nesterov(0.8), rate: 0.01, .cosine, .count(12),
      .bytes(64),
      l2: 0.001),
  ]

  private static let wideFromBytes: [Case] = [
    Case(
      [784, 128, 10], .relu, .softmax, .crossEntropy, .he, adam, rate: 0.001, .constant, .count(32), .bytes(150)),
    Case(
      [784, 128, 10], .sigmoid, .elementwise(.sigmoid), .quadratic, .lecun, .sgd, rate: 1.5, .exponential(factor: 0.8),
      .count(10), .bytes(105)),
    Case([784, 17, 10], .tanh, .softmax, .crossEntropy, .xavier, .sgd, rate: 0.05, .cosine, .count(33), .bytes(100)),
    Case(
      [784, 30, 10], .sigmoid, .elementwise(.sigmoid), .crossEntropy, .lecun, .momentum(0.9), rate: 0.05, .constant,
      .count(10), .bytes(110), l2: 0.001),
    Case(
      [784, 300, 100, 10], .relu, .softmax, .crossEntropy, .he, .sgd, rate: 0.05, .constant, .count(100), .bytes(130)),
    Case(
      [101, 80, 6], .leakyReLU, .softmax, .crossEntropy, .he, .nesterov(0.9), rate: 0.01, .constant, .count(32),
      .bytes(96)),
    Case(
      [101, 65, 6], .gelu, .elementwise(.sigmoid), .crossEntropy, .he, decay, rate: 0.002, .oneCycle(warmUp: 0.3),
      .count(31), .bytes(96)),
    Case(
      [77, 144, 3], .silu, .elementwise(.identity), .quadratic, .lecun, adam, rate: 0.001, .linear(epochs: 2),
      .count(64),
      .bytes(129)),
    Case(
      [200, 48, 48, 4], .identity, .elementwise(.relu), .quadratic, .xavier, .sgd, rate: 0.01, .constant, .count(20),
      .bytes(70), l2: 0.05),
    Case(
      [1, 40, 1], .tanh, .elementwise(.tanh), .quadratic, .xavier, .momentum(0.8), rate: 0.02, .constant, .count(9),
      .bytes(40)),
    Case(
      [5, 400, 400, 3], .relu, .softmax, .crossEntropy, .he, adam, rate: 0.001, .constant, .count(20), .bytes(45)),
    Case(
      [12, 400, 400, 3], .tanh, .elementwise(.sigmoid), .quadratic, .kumar, .sgd, rate: 0.05, .constant, .count(30),
      .bytes(45)),
  ]

  private static let fromFloats: [Case] = [
    Case([2, 3, 2], .sigmoid, .softmax, .crossEntropy, .lecun, .sgd, rate: 0.5, .constant, .count(1), .floats(30)),
    Case(
      [7, 16, 3], .tanh, .elementwise(.sigmoid), .quadratic, .xavier, .sgd, rate: 0.5, .constant, .count(10),
      .floats(64)),
    Case(
      [64, 300, 200, 10], .tanh, .elementwise(.sigmoid), .crossEntropy, .xavier, .nesterov(0.9), rate: 0.005, .cosine,
      .count(100), .floats(130)),
    Case(
      [33, 70, 5], .relu, .softmax, .crossEntropy, .he, adam, rate: 0.002, .exponential(factor: 0.9), .count(17),
      .targets(80)),
    Case(
      [13, 64, 64, 1], .relu, .elementwise(.identity), .quadratic, .he, adam, rate: 0.003, .constant, .count(32),
      .targets(100), l2: 0.0001),
    Case(
      [13, 20, 2], .leakyReLU, .elementwise(.leakyReLU), .quadratic, .he, decay, rate: 0.01,
      .step(factor: 0.5, epochs: 1),
      .count(9), .targets(60), l2: 0.001),
    Case(
      [10, 32, 4], .gelu, .elementwise(.gelu), .quadratic, .lecun, .momentum(0.9), rate: 0.02, .constant, .count(25),
      .targets(90)),
    Case(
      [10, 31, 4], .silu, .elementwise(.silu), .quadratic, .lecun, .sgd, rate: 0.1, .cosine, .count(26), .floats(90)),
    Case(
      [100, 33, 10], .identity, .softmax, .crossEntropy, .gaussian, .sgd, rate: 0.01, .oneCycle(warmUp: 0.5),
      .count(12),
      .floats(66), l2: 0.01),
    Case(
      [400, 400, 2], .sigmoid, .elementwise(.sigmoid), .crossEntropy, .kumar, decay, rate: 0.001, .constant, .count(24),
      .floats(48)),
  ]

  private static let deep: [Case] = [
    Case(
      [784, 16, 16, 16, 10], .sigmoid, .elementwise(.sigmoid), .quadratic, .kumar, .sgd, rate: 2,
      .exponential(factor: 0.9),
      .count(10), .bytes(64)),
    Case(
      [40, 30, 20, 10, 5], .tanh, .softmax, .crossEntropy, .xavier, .momentum(0.9), rate: 0.01, .constant, .count(11),
      .floats(70)),
    Case(
      [60, 16, 16, 16, 16, 4], .relu, .softmax, .crossEntropy, .he, adam, rate: 0.005, .cosine, .count(10), .bytes(77)),
    Case(
      [60, 50, 40, 30, 20, 4], .gelu, .elementwise(.sigmoid), .crossEntropy, .he, decay, rate: 0.002, .constant,
      .count(14), .bytes(77)),
    Case(
      [9, 1, 1, 1, 1, 2], .leakyReLU, .elementwise(.identity), .quadratic, .he, .sgd, rate: 0.02, .constant, .count(6),
      .floats(40)),
    Case(
      [8, 260, 3, 270, 2, 3], .silu, .softmax, .crossEntropy, .lecun, .nesterov(0.9), rate: 0.01, .linear(epochs: 3),
      .count(15), .targets(50)),
    Case(
      [20, 24, 24, 24, 24, 1], .tanh, .elementwise(.tanh), .quadratic, .kumar, .sgd, rate: 0.02, .constant, .count(13),
      .bytes(60), l2: 0.001),
  ]

  private static let inChunks: [Case] = [
    Case(
      [50, 16, 10], .sigmoid, .elementwise(.sigmoid), .quadratic, .lecun, .sgd, rate: 3, .constant, .all, .bytes(300),
      epochs: 4),
    Case(
      [50, 16, 16, 10], .tanh, .softmax, .crossEntropy, .xavier, adam, rate: 0.01, .constant, .count(150), .bytes(400)),
    Case(
      [20, 40, 5], .gelu, .softmax, .crossEntropy, .he, decay, rate: 0.01, .cosine, .all, .bytes(500), epochs: 3),
    Case(
      [7, 33, 3], .silu, .elementwise(.identity), .quadratic, .lecun, .momentum(0.9), rate: 0.05, .constant, .all,
      .floats(420), epochs: 3),
    Case(
      [5, 17, 2], .relu, .softmax, .crossEntropy, .he, .sgd, rate: 0.1, .constant, .count(200), .targets(500), l2: 0.01),
    Case(
      [6, 270, 3], .relu, .softmax, .crossEntropy, .he, .sgd, rate: 0.1, .constant, .all, .bytes(2_100), epochs: 2),
    Case(
      [4, 16, 270, 3], .sigmoid, .elementwise(.sigmoid), .crossEntropy, .lecun, .nesterov(0.9), rate: 0.1, .constant,
      .all,
      .bytes(2_100), epochs: 1),
    Case(
      [3, 260, 2], .tanh, .elementwise(.sigmoid), .quadratic, .xavier, adam, rate: 0.01, .constant, .all,
      .floats(2_050),
      epochs: 1),
    Case(
      [1, 1, 1], .sigmoid, .elementwise(.sigmoid), .quadratic, .gaussian, .nesterov(0.5), rate: 1, .constant, .all,
      .floats(200), l2: 0.1),
    Case(
      [30, 3], .sigmoid, .softmax, .crossEntropy, .lecun, .momentum(0.9), rate: 0.05, .exponential(factor: 0.5), .all,
      .bytes(290), epochs: 4),
    // Costs for quantities.
    Case(
      [9, 24, 3], .tanh, .elementwise(.identity), .absolute, .xavier, adam, rate: 0.01, .constant, .count(10),
      .targets(95)),
    Case(
      [9, 40, 20], .silu, .elementwise(.sigmoid), .huber(delta: 0.25), .he, .sgd, rate: 0.1, .constant, .count(7),
      .targets(64)),
    Case(
      [12, 16, 2], .relu, .elementwise(.identity), .quantile([0.375]), .he, .momentum(0.9), rate: 0.01, .cosine,
      .count(9), .targets(80)),
    Case([5, 70, 4], .gelu, .exponential, .poisson, .he, .sgd, rate: 0.01, .constant, .all, .targets(300)),
    // Activations.
    Case([20, 33, 3], .elu, .elementwise(.selu), .quadratic, .he, .sgd, rate: 0.05, .constant, .count(8), .floats(70)),
    Case(
      [20, 16, 16, 3], .selu, .elementwise(.elu), .quadratic, .lecun, adam, rate: 0.01, .constant, .count(10),
      .bytes(70)),
    Case(
      [20, 40, 3], .softplus, .elementwise(.mish), .quadratic, .he, .momentum(0.9), rate: 0.01, .cosine, .count(6),
      .floats(60)),
    Case(
      [20, 18, 3], .mish, .elementwise(.softplus), .quadratic, .he, .nesterov(0.9), rate: 0.02, .constant, .all,
      .bytes(80)),
  ]
}
