import Testing

@testable import Downhill

/// Which class outputs name: everywhere the same, and never one that the outputs do not say.
@Suite struct AnswerTests {
  /// A network of one layer whose output is f(z) for its one input z.
  static func repeating(_ activation: Activation) throws -> Network {
    let architecture = try Architecture(sizes: [1, 1], outputActivation: .elementwise(activation))
    var parameters = Parameters(architecture)
    try parameters.setWeights([1], layer: 0)
    return try Network(architecture, parameters: parameters)
  }

  @Test func theLargestOfManyTheFirstOfEquals() {
    for output in OutputActivation.all {
      #expect(output.answer([0.1, 0.7, 0.2] as [Float]) == 1)
      #expect(output.answer([-3, -1, -1] as [Double]) == 1)
      #expect(output.answer([Float]()) == nil)
      #expect(output.answer([0.5, .nan] as [Float]) == nil)
      #expect(output.answer([.nan, 0.5] as [Double]) == nil)
      #expect(output.answer([.nan] as [Float]) == nil)
      #expect(output.answer([0.5, .infinity] as [Float]) == nil)
      #expect(output.answer([-Float.infinity, 0.5]) == nil)
    }
  }

  @Test func oneOutputSaysYesOrNo() {
    for output in OutputActivation.all {
      let middle: Float = output == .elementwise(.tanh) ? 0 : 0.5
      #expect(output.answer([middle]) == 0)
      #expect(output.answer([middle.nextUp]) == 1)
      #expect(output.answer([middle.nextDown]) == 0)
    }
  }

  /// Inputs that are z itself, and what is right of them by hand.
  struct Question: Sendable {
    var activation: Activation
    var targets: [Float]
    var inputs: [Float]
    var answers: [Int]
    var accuracy: Double
  }

  static let questions = [
    // σ(−2) = 0.12, σ(0.1) = 0.52, σ(3) = 0.95.
    Question(
      activation: .sigmoid, targets: [0, 1, 0, 1], inputs: [-2, -2, 3, 0.1], answers: [0, 0, 1, 1], accuracy: 0.5),
    Question(activation: .sigmoid, targets: [1, 1, 1], inputs: [-2, -2, -2], answers: [0, 0, 0], accuracy: 0),
    Question(
      activation: .sigmoid, targets: [0, 0, 0, 0], inputs: [-2, -2, -2, 3], answers: [0, 0, 0, 1], accuracy: 0.75),
    // Between −1 and 1 the middle is 0, between 0 and 1 it is ½, whatever the output can be.
    Question(activation: .tanh, targets: [-1, 1], inputs: [-0.2, 0.2], answers: [0, 1], accuracy: 1),
    Question(activation: .tanh, targets: [0, 1], inputs: [0.2, 2], answers: [0, 1], accuracy: 1),
    Question(
      activation: .identity, targets: [-1, 1, 1], inputs: [-0.2, 0.2, -0.1], answers: [0, 1, 0], accuracy: 2.0 / 3),
    Question(activation: .identity, targets: [0, 1], inputs: [0.4, 0.6], answers: [0, 1], accuracy: 1),
  ]

  @Test(arguments: Kernels.available, questions) func accuracyOfOneOutput(_ kernels: Kernels, _ question: Question)
    throws
  {
    let network = try Self.repeating(question.activation)
    let examples = try Examples(inputs: question.inputs, inputCount: 1, targets: question.targets, outputCount: 1)
    let evaluator = try Evaluator(network.architecture, cost: .quadratic, kernels: kernels)
    #expect(try evaluator.predictions(network, examples) == question.answers)
    #expect(try evaluator.summary(network, examples).score.value == question.accuracy)
    let evaluation = try evaluator.evaluate(network, examples)
    let labels = question.targets.map { $0 > 0.5 ? 1 : 0 }
    #expect(evaluation.summary.score.value == question.accuracy)
    #expect(evaluation.outcomes.map(\.prediction) == question.answers && evaluation.outcomes.map(\.label) == labels)
    #expect((0..<examples.count).map { examples.label($0) } == labels)
    #expect(evaluation.mistakes.count == labels.indices.count { labels[$0] != question.answers[$0] })
    var confusion = [[0, 0], [0, 0]]
    for (label, answer) in zip(labels, question.answers) { confusion[label][answer] += 1 }
    #expect(evaluation.confusion == confusion)
    // A cut is judged as the whole is.
    #expect(try evaluator.predictions(network, examples[1..<2]) == [question.answers[1]])
  }

  /// Labels of one output are its targets, also where the inputs are bytes; training tells of the same accuracy.
  @Test func labelsOfOneOutput() throws {
    let inputs: [UInt8] = [0, 255, 10, 200, 30, 220]
    let labels: [UInt8] = [0, 1, 0, 1, 0, 0]
    let examples = try Examples(bytes: inputs, inputCount: 1, labels: labels, classCount: 1)
    #expect((0..<6).map { examples.label($0) } == labels.map(Int.init))
    #expect((0..<6).map { examples.target($0) } == labels.map { [Float($0)] })
    let floats = try Examples(
      inputs: inputs.map { Float($0) / 255 }, inputCount: 1, targets: labels.map { Float($0) }, outputCount: 1)
    let configuration = try TrainingConfiguration(
      architecture: Architecture("1-1"), cost: .crossEntropy, learningRate: 1, batchSize: .all, epochs: 400)
    var networks: [Network] = []
    for set in [examples, floats] {
      let trainer = try Trainer(configuration, examples: set, heldOut: [set], kernels: .reference)
      var last: EpochReport?
      try trainer.run { event in
        if case .epochEnded(let report) = event { last = report }
        return .proceed
      }
      networks.append(trainer.network)
      // Two of the three bright ones are a yes, so that all are called one.
      #expect(last?.heldOut[0].score.value == 5.0 / 6 && last?.training.score.value == 5.0 / 6)
    }
    let difference = Parameters.combination([(1, networks[0].parameters), (-1, networks[1].parameters)])
    #expect(difference.product(with: difference) < 1e-8)
    #expect(throws: EngineError.label(example: 1, label: 2, classes: 1)) {
      try Examples(bytes: [1, 2], inputCount: 1, labels: [0, 2], classCount: 1)
    }
    #expect(throws: EngineError.label(example: 0, label: -1, classes: 1)) {
      try Examples(inputs: [1], inputCount: 1, labels: [-1], classCount: 1)
    }
  }

  @Test func aSoftmaxOverOneNumberIsNoAnswer() throws {
    let architecture = try Architecture(sizes: [1, 1], outputActivation: .softmax)
    let examples = try Examples(bytes: [1, 2], inputCount: 1, labels: [0, 1], classCount: 1)
    #expect(throws: EngineError.self) {
      try Trainer(TrainingConfiguration(architecture: architecture, cost: .crossEntropy), examples: examples)
    }
  }

  @Test func targetsOfClasses() throws {
    let many = try Architecture("2-3")
    #expect(many.classCount == 3 && many.target(of: 1) == [0, 1, 0] && many.target(of: 7) == [0, 0, 0])
    let one = try Architecture("2-1")
    #expect(one.classCount == 2 && one.target(of: 0) == [0] && one.target(of: 1) == [1])
  }

  // MARK: No answer

  /// Weights so large that a sum of them is infinite minus infinite, all of them finite.
  static func overflowing(_ outputs: Int) throws -> Network {
    let architecture = try Architecture(sizes: [2, 2, outputs], hiddenActivation: .identity)
    var network = try Network(architecture, parameters: Parameters(architecture))
    try network.setWeights([3e38, 3e38, 3e38, 3e38], layer: 0)
    try network.setWeights((0..<2 * outputs).map { $0 % 2 == 0 ? 1 : -1 }, layer: 1)
    return network
  }

  @Test(arguments: Kernels.available, [1, 3]) func whatOverflowsHasNoAnswer(_ kernels: Kernels, _ outputs: Int) throws {
    let network = try Self.overflowing(outputs)
    let sound = try Network(network.architecture, parameters: Parameters(network.architecture))
    let evaluator = try Evaluator(network.architecture, cost: .quadratic, kernels: kernels)
    let gradients = try GradientEvaluator(network.architecture, cost: .quadratic, kernels: kernels)
    let predictor = Predictor(network, kernels: kernels)
    for examples in [
      try Examples(bytes: [255, 255, 255, 255], inputCount: 2, labels: [0, 1], classCount: outputs),
      try Examples(inputs: [1, 1, 1, 1], inputCount: 2, labels: [0, 1], classCount: outputs),
    ] {
      #expect(throws: EngineError.overflow) { try evaluator.summary(network, examples) }
      #expect(throws: EngineError.overflow) { try evaluator.evaluate(network, examples) }
      #expect(throws: EngineError.overflow) { try evaluator.outputs(network, examples) }
      #expect(throws: EngineError.overflow) { try evaluator.predictions(network, examples) }
      #expect(throws: EngineError.overflow) { try gradients.gradient(network, of: examples) }
      #expect(throws: EngineError.overflow) { try gradients.gradient(network, of: examples, at: [1]) }
      #expect(throws: EngineError.overflow) { try gradients.moments(network, of: examples) }
      #expect(throws: EngineError.overflow) { try network.gradient(of: examples, cost: .quadratic, kernels: kernels) }
      // The same buffers, asked about a sound network.
      #expect(try evaluator.predictions(sound, examples) == [0, 0])
      #expect(try gradients.gradient(sound, of: examples).cost.isFinite)
    }
    #expect(throws: EngineError.overflow) {
      try ([255, 255] as [UInt8]).withUnsafeBufferPointer { inputs throws(EngineError) in
        try predictor.prediction(inputs)
      }
    }
    #expect(try predictor.outputs([255, 255]).contains { $0.isNaN })
  }

  // MARK: What is no number at the entrance

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func numbersMustBeFinite(_ bad: Float) throws {
    func expect(_ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
      let error = #expect(throws: EngineError.self, sourceLocation: sourceLocation, performing: body)
      #expect(error?.description == "\(what) must be a finite number, not \(bad)", sourceLocation: sourceLocation)
    }
    expect("input 1 of example 2") {
      _ = try Examples(inputs: [0, 0, 0, 0, 0, bad], inputCount: 2, labels: [0, 1, 0], classCount: 2)
    }
    expect("input 0 of example 1") {
      _ = try Examples(inputs: [0, 0, bad, 0], inputCount: 2, targets: [1, 0], outputCount: 1)
    }
    expect("target 2 of example 1") {
      _ = try Examples(inputs: [0, 0], inputCount: 1, targets: [1, 2, 3, 4, 5, bad], outputCount: 3)
    }
    var network = try Self.repeating(.sigmoid)
    let before = network
    expect("number 0 of the weights") { try network.setWeights([bad], layer: 0) }
    expect("number 0 of the biases") { try network.setBiases([bad], layer: 0) }
    #expect(network == before)
  }
}
