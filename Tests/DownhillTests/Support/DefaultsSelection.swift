import Testing

@testable import Downhill

/// A network and how it is trained, all else by default.
struct DefaultsCase: Sendable, CustomTestStringConvertible {
  /// The line of ``DefaultsSelection`` that it was read from.
  let testDescription: String
  /// Neurons of each hidden layer.
  let width: Int
  /// Hidden layers.
  let depth: Int
  let configuration: TrainingConfiguration
  /// The words of the line, one for each thing that varies.
  var words: [String] { testDescription.split(separator: " ").map(String.init) }

  init?(_ line: Substring) {
    let words = line.split(separator: " ").map(String.init)
    let optimizers: [Optimizer] = [
      .sgd, .momentum(0.9), .nesterov(0.9), .adam(.init()), .adamW(.init(), weightDecay: 0.01),
    ]
    guard words.count == 7, let width = Int(words[0]), let depth = Int(words[1]), let batch = Int(words[4]),
      let hidden = Activation(rawValue: words[2]), let optimizer = optimizers.first(where: { $0.name == words[3] }),
      let cost = Cost(name: words[5]), let outputs = OutputActivation(name: words[6]),
      let architecture = try? Architecture(
        sizes: [784] + [Int](repeating: width, count: depth) + [10], hiddenActivation: hidden,
        outputActivation: outputs),
      let configuration = try? TrainingConfiguration(
        architecture: architecture, cost: cost, optimizer: optimizer, batchSize: .count(batch), epochs: 3)
    else { return nil }
    testDescription = words.joined(separator: " ")
    (self.width, self.depth, self.configuration) = (width, depth, configuration)
  }

  /// Why 80 % cannot be expected, if so.
  var exception: String? {
    // Ten classes through eight numbers, again and again: what is lost in one layer no later one can have.
    if width == 8, depth >= 2 { return "a bottleneck of eight neurons, layer after layer" }
    return nil
  }
}

/// Which networks the defaults are tried on: every pair of a width and a depth, a width and an activation, … is in one
/// line. Found by a greedy search that liked cheap lines.
enum DefaultsSelection {
  /// Width, depth, activation, optimizer, examples to a mini-batch, cost, outputs.
  static let text = """
    8 1 relu adamw 10 cross-entropy sigmoid
    8 0 sigmoid nesterov 10 cross-entropy softmax
    8 2 identity momentum 32 cross-entropy softmax
    8 2 tanh adam 5 quadratic tanh
    8 2 leaky-relu sgd 5 cross-entropy sigmoid
    8 3 gelu adamw 10 quadratic identity
    8 4 identity adamw 10 quadratic sigmoid
    8 5 silu sgd 10 quadratic sigmoid
    8 6 sigmoid momentum 10 cross-entropy sigmoid
    32 1 sigmoid momentum 5 quadratic tanh
    32 0 tanh nesterov 5 cross-entropy sigmoid
    32 1 silu adamw 5 cross-entropy softmax
    32 2 gelu nesterov 10 quadratic sigmoid
    32 3 sigmoid adam 5 quadratic tanh
    32 4 silu adam 32 quadratic identity
    32 4 tanh adam 5 quadratic sigmoid
    32 5 leaky-relu adamw 32 cross-entropy softmax
    32 6 relu sgd 5 quadratic identity
    32 6 identity momentum 32 cross-entropy sigmoid
    32 6 gelu adamw 5 quadratic sigmoid
    128 0 leaky-relu momentum 10 quadratic identity
    128 1 gelu adam 5 cross-entropy softmax
    128 1 sigmoid sgd 5 quadratic sigmoid
    128 1 leaky-relu nesterov 32 cross-entropy sigmoid
    128 2 silu adamw 5 quadratic tanh
    128 3 relu nesterov 32 quadratic tanh
    128 3 silu momentum 32 cross-entropy sigmoid
    128 3 leaky-relu adam 10 quadratic sigmoid
    128 4 identity sgd 10 quadratic tanh
    128 4 gelu adam 32 cross-entropy sigmoid
    128 4 relu sgd 5 quadratic tanh
    128 5 identity adam 5 cross-entropy sigmoid
    128 5 relu sgd 32 cross-entropy softmax
    128 5 sigmoid nesterov 5 cross-entropy sigmoid
    128 6 tanh adamw 32 quadratic sigmoid
    512 0 silu adamw 5 quadratic sigmoid
    512 1 identity nesterov 32 quadratic identity
    512 0 identity sgd 10 quadratic tanh
    512 2 relu momentum 32 quadratic sigmoid
    512 3 tanh sgd 10 cross-entropy softmax
    512 4 sigmoid momentum 32 cross-entropy sigmoid
    512 5 gelu momentum 32 quadratic tanh
    2048 0 gelu sgd 32 cross-entropy sigmoid
    2048 1 tanh momentum 10 quadratic sigmoid
    2048 0 relu adam 32 quadratic tanh
    512 6 leaky-relu adam 10 quadratic tanh
    2048 2 sigmoid adamw 10 quadratic identity
    2048 3 identity adam 5 quadratic sigmoid
    2048 4 leaky-relu nesterov 5 cross-entropy softmax
    2048 5 tanh nesterov 10 quadratic identity
    2048 6 silu nesterov 32 cross-entropy softmax
    """

  static let cases = text.split(separator: "\n").compactMap(DefaultsCase.init)

  /// What each word may be; cost and outputs count as one.
  static let choices: [[String]] = [
    ["8", "32", "128", "512", "2048"], (0...6).map(String.init),
    // elu, selu, softplus and mish came later and have the rates of gelu and silu.
    ["sigmoid", "tanh", "relu", "leaky-relu", "gelu", "silu", "identity"],
    ["sgd", "momentum", "nesterov", "adam", "adamw"], ["5", "10", "32"],
    [
      "quadratic sigmoid", "quadratic tanh", "quadratic identity", "cross-entropy sigmoid", "cross-entropy softmax",
    ],
  ]
}
