import Downhill
import Testing

@testable import DownhillExplain

/// A kind of network: its activations and its cost.
struct Kind: Sendable, CustomTestStringConvertible {
  let hidden: [Activation]
  let output: OutputActivation
  let cost: Cost
  var testDescription: String { "\(hidden.text), \(cost.name) over \(output.name)" }

  /// Every hidden activation with every pairing of cost and outputs, and some networks with one activation for each layer.
  static let all: [Kind] =
    Activation.allCases.flatMap { hidden in
      OutputActivation.all.flatMap { output in
        Cost.all.filter { $0.follows(output) }.map { Kind(hidden: [hidden], output: output, cost: $0) }
      }
    } + mixed

  static let mixed: [Kind] = [
    Kind(hidden: [.relu, .tanh], output: .softmax, cost: .crossEntropy),
    Kind(hidden: [.tanh, .relu], output: .elementwise(.sigmoid), cost: .quadratic),
    Kind(hidden: [.gelu, .sigmoid], output: .elementwise(.identity), cost: .quadratic),
  ]

  /// A few that have something of everything.
  static let some: [Kind] =
    [
      Kind(hidden: [.sigmoid], output: .elementwise(.sigmoid), cost: .quadratic),
      Kind(hidden: [.tanh], output: .elementwise(.sigmoid), cost: .crossEntropy),
      Kind(hidden: [.relu], output: .softmax, cost: .crossEntropy),
      Kind(hidden: [.gelu], output: .elementwise(.identity), cost: .quadratic),
      Kind(hidden: [.silu], output: .softmax, cost: .crossEntropy),
      Kind(hidden: [.leakyReLU], output: .elementwise(.tanh), cost: .quadratic),
    ] + mixed
}

/// A random network of a kind with examples of which some inputs are 0.
struct RandomProblem {
  let network: Network
  let cost: Cost
  let explainer: Explainer
  let examples: Examples

  init(_ kind: Kind, sizes: [Int] = [7, 5, 4, 3], examples count: Int = 12, seed: UInt64 = 3) throws {
    var random = RandomSource(seed: seed)
    let architecture = try Architecture(
      sizes: sizes, hiddenActivations: kind.hidden, outputActivation: kind.output)
    var network = Network(architecture, initializer: .he, random: &random)
    for index in 0..<architecture.layerCount {
      try network.setBiases(
        (0..<sizes[index + 1]).map { _ in Float(0.3 * random.nextNormal()) }, layer: index)
    }
    let bytes = (0..<count * sizes[0]).map { _ in
      random.nextUniform() < 0.4 ? 0 : UInt8(1 + random.nextInteger(below: 255))
    }
    let classes = sizes[sizes.count - 1]
    self.network = network
    cost = kind.cost
    explainer = try Explainer(network, cost: kind.cost)
    let labels = (0..<count).map { _ in UInt8(random.nextInteger(below: classes)) }
    switch kind.cost {
    case .quadratic, .absolute, .huber, .crossEntropy:
      examples = try Examples(bytes: bytes, inputCount: sizes[0], labels: labels, classCount: classes)
    case .quantile, .poisson:
      let targets = labels.flatMap { label in (0..<classes).map { $0 == Int(label) ? Float(1) : 0 } }
      examples = try Examples(
        inputs: bytes.map { Float($0) / 255 }, inputCount: sizes[0], targets: targets, outputCount: classes,
        task: .regression)
    }
  }

  /// The mean wish of all examples.
  var average: AverageWish {
    var average = AverageWish(explainer, bounded: true)
    for index in 0..<examples.count { average.add(examples, index: index) }
    return average
  }
}

extension [Backpropagation<Double>.DenseLayer] {
  /// All numbers, layer by layer, each layer's weights before its biases.
  var numbers: [Double] { flatMap { $0.weights + $0.biases } }
}
