import Testing

@testable import Downhill

/// One example at a time gives the bits that many at a time give.
@Suite struct PredictorTests {
  static let architectures: [(sizes: [Int], hidden: [Activation], output: OutputActivation)] = [
    ([784, 16, 16, 10], [.sigmoid], .elementwise(.sigmoid)), ([9, 70, 3], [.relu], .softmax),
    ([5, 4], [.identity], .elementwise(.tanh)), ([64, 33, 17, 2], [.gelu], .softmax),
    ([64, 33, 17, 9, 2], [.relu, .tanh, .sigmoid], .softmax),
  ]

  static func networks(_ random: inout RandomSource) throws -> [Network] {
    var networks: [Network] = []
    for (sizes, hidden, output) in architectures {
      let architecture = try Architecture(sizes: sizes, hiddenActivations: hidden, outputActivation: output)
      networks.append(Network(architecture, initializer: .suited(to: hidden), random: &random))
    }
    return networks
  }

  @Test(arguments: Kernels.available) func answersAsAnEvaluatorDoes(_ kernels: Kernels) throws {
    var random = RandomSource(seed: 1)
    for network in try Self.networks(&random) {
      let (architecture, sizes) = (network.architecture, network.architecture.sizes)
      let output = architecture.outputActivation
      let count = 23
      // From empty pictures to full ones.
      let bytes = (0..<count * sizes[0]).map { index in
        random.nextUniform() < Double(index / sizes[0]) / Double(count - 1)
          ? UInt8(1 + random.nextInteger(below: 255)) : 0
      }
      let outputCount = sizes[sizes.count - 1]
      let labels = (0..<count).map { UInt8($0 % outputCount) }
      let examples = try Examples(bytes: bytes, inputCount: sizes[0], labels: labels, classCount: outputCount)
      let cost: Cost = output == .softmax ? .crossEntropy : .quadratic
      let evaluator = try Evaluator(architecture, cost: cost, kernels: kernels)
      let expected = try evaluator.outputs(network, examples)
      let classes = try evaluator.predictions(network, examples)
      let predictor = Predictor(network, kernels: kernels)
      for index in 0..<count {
        let picture = Array(bytes[index * sizes[0]..<(index + 1) * sizes[0]])
        #expect(try predictor.outputs(picture).map(\.bitPattern) == expected[index].map(\.bitPattern))
        #expect(try picture.withUnsafeBufferPointer { try predictor.prediction($0) } == classes[index])
        #expect(classes[index] == output.answer(expected[index]))
        // Lent for as long as the closure runs.
        let lent = picture.withUnsafeBufferPointer { predictor.withOutputs($0) { $0.map(\.bitPattern) } }
        #expect(lent == expected[index].map(\.bitPattern))
      }
    }
  }

  /// Floats go the way that an evaluator has for them, byte by byte the same; a network's own call is the textbook's.
  @Test(arguments: Kernels.available) func answersFloatsAsAnEvaluatorDoes(_ kernels: Kernels) throws {
    var random = RandomSource(seed: 4)
    for network in try Self.networks(&random) {
      let (architecture, sizes) = (network.architecture, network.architecture.sizes)
      let output = architecture.outputActivation
      let count = 9
      // A third of them zero, which are passed over.
      let inputs = (0..<count).map { _ in
        (0..<sizes[0]).map { _ in random.nextInteger(below: 3) == 0 ? 0 : Float(random.nextNormal()) }
      }
      let examples = try Examples(
        inputs: inputs.flatMap { $0 }, inputCount: sizes[0], labels: (0..<count).map { _ in 0 },
        classCount: sizes[sizes.count - 1])
      let evaluator = try Evaluator(
        architecture, cost: output == .softmax ? .crossEntropy : .quadratic, kernels: kernels)
      let expected = try evaluator.outputs(network, examples)
      let classes = try evaluator.predictions(network, examples)
      let predictor = Predictor(network, kernels: kernels)
      for index in 0..<count {
        #expect(try predictor(inputs[index]).map(\.bitPattern) == expected[index].map(\.bitPattern))
        #expect(try inputs[index].withUnsafeBufferPointer { try predictor.prediction($0) } == classes[index])
        let textbook = Backpropagation<Float>(network).forward(inputs[index]).output
        #expect(try network(inputs[index]).map(\.bitPattern) == textbook.map(\.bitPattern))
      }
      #expect(throws: EngineError.inputs(network: sizes[0], examples: sizes[0] + 1)) {
        try predictor([Float](repeating: 0, count: sizes[0] + 1))
      }
    }
  }

  /// The predictor may be released before its result is used: no borrowed memory outlives it.
  @Test func outputsOfAPredictorThatIsGone() throws {
    var random = RandomSource(seed: 2)
    let network = Network(try Architecture("3-4-2"), initializer: .lecun, random: &random)
    let kept = Predictor(network)
    let expected = try kept.outputs([1, 2, 3])
    for _ in 0..<100 {
      let outputs = ([1, 2, 3] as [UInt8]).withUnsafeBufferPointer { inputs in
        Predictor(network).withOutputs(inputs) { Array($0) }
      }
      #expect(outputs == expected)
    }
  }

  @Test func refusesAnotherNumberOfInputs() throws {
    var random = RandomSource(seed: 1)
    let architecture = try Architecture(sizes: [4, 2], hiddenActivation: .relu, outputActivation: .softmax)
    let predictor = Predictor(Network(architecture, initializer: .suited(to: .relu), random: &random))
    #expect(throws: EngineError.inputs(network: 4, examples: 3)) { try predictor.outputs([1, 2, 3]) }
  }
}
