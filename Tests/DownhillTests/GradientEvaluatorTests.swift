import Testing

@testable import Downhill

/// Gradients of chosen mini-batches and the scatter of single gradients, against the textbook in Double, which forms every
/// gradient.
@Suite struct GradientEvaluatorTests {
  /// Two hidden layers, none as wide as a vector, and every cost that there is.
  struct Case: Sendable, CustomTestStringConvertible {
    let cost: Cost
    let hidden: Activation
    let output: OutputActivation
    let isBytes: Bool
    var testDescription: String {
      "\(cost.name), \(hidden.rawValue), \(output.name), \(isBytes ? "bytes" : "floats")"
    }

    var architecture: Architecture {
      get throws { try Architecture(sizes: [12, 9, 7, 3], hiddenActivation: hidden, outputActivation: output) }
    }
  }

  static let cases = [
    Case(cost: .quadratic, hidden: .sigmoid, output: .elementwise(.sigmoid), isBytes: true),
    Case(cost: .quadratic, hidden: .relu, output: .elementwise(.identity), isBytes: false),
    Case(cost: .crossEntropy, hidden: .tanh, output: .elementwise(.sigmoid), isBytes: true),
    Case(cost: .crossEntropy, hidden: .gelu, output: .softmax, isBytes: false),
  ]

  /// Twenty examples of three classes; a third of the inputs are zero.
  private static func examples(isBytes: Bool) throws -> Examples {
    var random = RandomSource(seed: 31)
    let bytes = (0..<240).map { _ in UInt8(max(0, random.nextInteger(below: 384) - 128)) }
    let labels = (0..<20).map { _ in random.nextInteger(below: 3) }
    return isBytes
      ? try Examples(bytes: bytes, inputCount: 12, labels: labels.map(UInt8.init), classCount: 3)
      : try Examples(inputs: bytes.map { Float($0) / 255 }, inputCount: 12, labels: labels, classCount: 3)
  }

  private static func network(_ test: Case) throws -> Network {
    var random = RandomSource(seed: 8)
    return Network(try test.architecture, initializer: .xavier, random: &random)
  }

  /// The textbook's gradient of one example, weights and biases of all layers in a row.
  private static func gradient(_ network: Network, _ cost: Cost, _ examples: Examples, _ index: Int) throws -> [Double]
  {
    let textbook = Backpropagation<Double>(network)
    return textbook.gradient(
      inputs: [examples.inputs(index).map(Double.init)], targets: [examples.target(index).map(Double.init)],
      objective: try Objective(cost, through: network.architecture.outputActivation)
    ).gradient.flatMap { $0.weights + $0.biases }
  }

  private static func flat(_ gradient: Gradient) -> [Double] {
    gradient.layers.indices.flatMap { (gradient.weights(layer: $0) + gradient.biases(layer: $0)).map(Double.init) }
  }

  /// Sums of fewer than 20 Floats in each of three layers, forwards and backwards, each term off by less than a few of
  /// their roundings: 6·20·2⁻²⁴ < 10⁻⁵ of numbers below 4.
  private static let bound = 4e-5

  @Test(arguments: cases, Kernels.available)
  func `a mini-batch's gradient is the mean of its examples', each as often as it is named`(
    _ test: Case, _ kernels: Kernels
  ) throws {
    // A cut, so that indices are counted from its beginning.
    let examples = try Self.examples(isBytes: test.isBytes)[3..<20]
    let network = try Self.network(test)
    let evaluator = try GradientEvaluator(test.architecture, cost: test.cost, kernels: kernels, capacity: 2)
    let indices = [16, 0, 5, 0, 11]
    let found = Self.flat(try evaluator.gradient(network, of: examples, at: indices).gradient)
    let singles = try indices.map { try Self.gradient(network, test.cost, examples, $0) }
    for index in found.indices {
      let mean = singles.reduce(0) { $0 + $1[index] } / 5
      #expect(abs(found[index] - mean) < Self.bound, "parameter \(index)")
    }
  }

  @Test(arguments: cases, Kernels.available)
  func `the scatter by streaming is that of the gradients formed one by one`(_ test: Case, _ kernels: Kernels) throws {
    let examples = try Self.examples(isBytes: test.isBytes)[1..<20]
    let network = try Self.network(test)
    // Chunks of seven: 7, 7 and 5.
    let evaluator = try GradientEvaluator(test.architecture, cost: test.cost, kernels: kernels, capacity: 7)
    let moments = try evaluator.moments(network, of: examples)
    let singles = try (0..<19).map { try Self.gradient(network, test.cost, examples, $0) }
    let mean = singles[0].indices.map { index in singles.reduce(0) { $0 + $1[index] } / 19 }
    let trace =
      singles.reduce(0) { sum, single in
        sum + zip(single, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      } / 19
    let meanSquare = singles.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } } / 19
    #expect(moments.examples == 19)
    #expect(abs(moments.meanSquaredNorm - meanSquare) < Self.bound * meanSquare)
    #expect(abs(moments.covarianceTrace - trace) < 2 * Self.bound * meanSquare)
    #expect(trace > 0.1 * meanSquare, "there is something to be missed")
  }

  @Test func `all examples in one, in chunks and by their indices have the same bits`() throws {
    let test = Self.cases[0]
    let examples = try Self.examples(isBytes: true)
    let network = try Self.network(test)
    let whole = try network.gradient(of: examples, cost: test.cost)
    let chunks = try GradientEvaluator(test.architecture, cost: test.cost, capacity: 3)
    #expect(try chunks.gradient(network, of: examples) == whole)
    #expect(try chunks.gradient(network, of: examples, at: Array(0..<20)) == whole)
    #expect(try chunks.moments(network, of: examples).mean == whole.gradient)
    #expect(try chunks.moments(network, of: examples).cost == whole.cost)
  }

  @Test(arguments: cases) func `part by part has the same bits, however it is cut`(_ test: Case) throws {
    let examples = try Self.examples(isBytes: test.isBytes)[1..<20]
    let network = try Self.network(test)
    let evaluator = try GradientEvaluator(test.architecture, cost: test.cost, capacity: 3)
    #expect(evaluator.isComplete)
    let whole = try evaluator.moments(network, of: examples)
    let some = try evaluator.gradient(network, of: examples, at: [4, 0, 9, 9, 18])
    for part in [0, 1, 4, 100] {
      // What was begun before is forgotten.
      try evaluator.begin(network, of: examples)
      evaluator.advance(examples: 5)
      try evaluator.begin(network, of: examples, moments: true)
      var parts = 0
      while !evaluator.isComplete {
        let before = evaluator.done
        evaluator.advance(examples: part)
        // Whole chunks, one at the least.
        #expect(evaluator.done == min(19, before + (max(part, 1) + 2) / 3 * 3))
        parts += 1
      }
      #expect(parts == (part == 100 ? 1 : part == 4 ? 4 : 7))
      #expect(evaluator.moments == whole && evaluator.result.gradient == whole.mean && evaluator.done == 19)
      try evaluator.begin(network, of: examples, at: [4, 0, 9, 9, 18])
      while !evaluator.isComplete { evaluator.advance(examples: part) }
      #expect(evaluator.result == some)
    }
  }

  @Test func `indices that are not there, no indices and other networks are refused`() throws {
    let test = Self.cases[0]
    let examples = try Self.examples(isBytes: true)[5..<20]
    let network = try Self.network(test)
    let evaluator = try GradientEvaluator(test.architecture, cost: test.cost)
    for index in [-1, 15] {
      #expect(throws: EngineError.setting(name: "an example of the mini-batch", value: "\(index)", expected: "0 to 14"))
      {
        try evaluator.gradient(network, of: examples, at: [0, index])
      }
    }
    #expect(throws: EngineError.noExamples) { try evaluator.gradient(network, of: examples, at: []) }
    var random = RandomSource(seed: 1)
    let other = Network(try Architecture("12-3"), initializer: .lecun, random: &random)
    #expect(throws: EngineError.setting(name: "the network", value: "12-3", expected: "12-9-7-3")) {
      try evaluator.gradient(other, of: examples)
    }
  }
}

/// Parameters as vectors.
@Suite struct ParameterArithmeticTests {
  /// 2-3-1 with the numbers first, first + 1, …
  private func parameters(from first: Float) throws -> Parameters {
    var parameters = Parameters(try Architecture("2-3-1"))
    try parameters.setWeights((0..<6).map { first + Float($0) }, layer: 0)
    try parameters.setBiases((6..<9).map { first + Float($0) }, layer: 0)
    try parameters.setWeights((9..<12).map { first + Float($0) }, layer: 1)
    try parameters.setBiases([first + 12], layer: 1)
    return parameters
  }

  @Test func `the product is the sum over all weights and biases`() throws {
    // Σ k for k < 13 is 78, Σ k² is 650.
    #expect(try parameters(from: 0).product(with: parameters(from: 0)) == 650)
    #expect(try parameters(from: 0).product(with: parameters(from: 1)) == 728)
    #expect(try parameters(from: 1).product(with: parameters(from: 1)) == 650 + 2 * 78 + 13)
  }

  @Test func `a combination is made number by number and leaves its terms alone`() throws {
    let zero = try parameters(from: 0)
    let one = try parameters(from: 1)
    #expect(Parameters.combination([(2, zero), (-1, one)]) == (try parameters(from: -1)).doubledSteps(from: zero, one))
    #expect(try zero == parameters(from: 0) && one == parameters(from: 1))
    // 10⁸ + 1 − 10⁸ would lose the one in Float.
    #expect(Parameters.combination([(1e8, one), (1, one), (-1e8, one)]) == one)
  }
}

extension Parameters {
  /// 2a − b by the slow way of the tensors.
  fileprivate func doubledSteps(from a: Parameters, _ b: Parameters) -> Parameters {
    var result = self
    for layer in layers.indices {
      let weights = zip(a.weights(layer: layer), b.weights(layer: layer)).map { 2 * $0 - $1 }
      let biases = zip(a.biases(layer: layer), b.biases(layer: layer)).map { 2 * $0 - $1 }
      do {
        try result.setWeights(weights, layer: layer)
        try result.setBiases(biases, layer: layer)
      } catch { Issue.record("\(error)") }
    }
    return result
  }
}
