import Downhill
import DownhillFiles
import DownhillMNIST
import Testing

@testable import DownhillExplain

@Suite struct GradientCheckTests {
  @Test(arguments: Kind.all) func `parameter by parameter over a few examples`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    let check = GradientCheck(problem.explainer, problem.examples)
    let summary = check.compareEveryParameter(problem.average.gradient)
    #expect(summary.checked == 7 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3)
    #expect(summary.kinked == 0 && summary.agrees, "\(summary)")
    #expect(summary.largestDifference < 1e-9)
  }

  @Test(arguments: Kind.some) func `along random directions`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    var random = RandomSource(seed: 8)
    let check = GradientCheck(problem.explainer, problem.examples)
    let directions = check.randomDirections(5, random: &random)
    #expect(directions.allSatisfy { abs($0.norm - 1) < 1e-14 })
    let summary = check.compare(problem.average.gradient, along: directions)
    #expect(summary.checked == 5 && summary.kinked == 0 && summary.agrees, "\(summary)")
  }

  @Test func `all 13,002 of three digits, along and across`() throws {
    let examples = try DataSource(name: "MNIST", files: MNIST.files).load(.test).examples[0..<3]
    var random = RandomSource(seed: 2)
    let architecture = try Architecture("784-16-16-10", hiddenActivation: .relu, outputActivation: .softmax)
    let network = Network(architecture, initializer: .he, random: &random)
    let explainer = try Explainer(network, cost: .crossEntropy)
    var average = AverageWish(explainer)
    for index in 0..<3 { average.add(examples, index: index) }
    let summary = GradientCheck(explainer, examples).compareEveryParameter(average.gradient)
    #expect(summary.checked == 13_002 && summary.kinked == 0 && summary.agrees, "\(summary)")
    #expect(summary.largestDifference < 1e-9)
  }

  /// An error estimate that is always large would let everything pass.
  @Test(arguments: Kind.some) func `a gradient that is off by a millionth is found`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    let gradient = problem.average.gradient.scaled(by: 1 + 1e-6)
    let summary = GradientCheck(problem.explainer, problem.examples).compareEveryParameter(gradient)
    #expect(!summary.agrees)
    #expect(!GradientCheck(problem.explainer, problem.examples).compareEveryParameter(gradient.scaled(by: -1)).agrees)
  }

  @Test func `what is not a number does not agree`() {
    var summary = GradientCheck.Summary()
    summary.add(analytic: .nan, numerical: GradientCheck.Derivative(value: 1, error: 0.1, kinks: 0))
    #expect(!summary.agrees && summary.checked == 1)
    summary.add(analytic: 1, numerical: GradientCheck.Derivative(value: 1, error: 0.1, kinks: 0))
    #expect(!summary.agrees && summary.checked == 2)
  }

  @Test func `a weight that carries nothing has the derivative 0, exactly`() throws {
    let explainer = try ExplanationTests.byHand()
    let check = GradientCheck(explainer, inputs: [[0, 1]], targets: [[1]])
    #expect(
      check.derivative(of: ParameterIndex(layer: 1, neuron: 0, input: 0))
        == GradientCheck.Derivative(value: 0, error: 0, kinks: 0))
  }

  @Test func `arrays and examples give the same`() throws {
    let problem = try RandomProblem(Kind.some[0])
    let arrays = GradientCheck(
      problem.explainer, inputs: (0..<12).map { problem.examples.inputs($0).map(Double.init) },
      targets: (0..<12).map { problem.examples.target($0).map(Double.init) })
    let parameter = ParameterIndex(layer: 2, neuron: 1, input: 3)
    #expect(
      GradientCheck(problem.explainer, problem.examples).derivative(of: parameter) == arrays.derivative(of: parameter))
  }

  // MARK: Kinks

  /// C = ½ (ReLU(b) · 1 − 1)² with b = 0: to the left the cost is level, to the right its slope is −1.
  @Test func `a kink is flagged, and its error spans both slopes`() {
    let explainer = Explainer(
      Backpropagation(
        layers: [.init(inputs: 1, weights: [1], biases: [0]), .init(inputs: 1, weights: [1], biases: [0])],
        hiddenActivation: .relu, outputActivation: .elementwise(.identity)),
      objective: .quadratic(through: .identity))
    let check = GradientCheck(explainer, inputs: [[0]], targets: [[1]])
    let bias = check.derivative(of: ParameterIndex(layer: 1, neuron: 0, input: nil))
    #expect(bias.kinks == 1)
    #expect(abs(bias.value + 0.5) < 1e-6 && abs(bias.error - 0.5) < 1e-5)
    // The textbook takes the slope from below; it is counted apart.
    var average = AverageWish(explainer)
    average.add(inputs: [0], target: [1])
    let summary = check.compareEveryParameter(average.gradient)
    #expect(summary.kinked == 1 && summary.agrees && summary.checked == 4)
    #expect(abs(summary.largestKinkedDifference - 0.5) < 1e-6)
    // The output's bias is smooth: −1.
    #expect(abs(check.derivative(of: ParameterIndex(layer: 2, neuron: 0, input: nil)).value + 1) < 1e-9)
  }

  /// The same of the second hidden layer, which alone has a kink: tanh(0) = 0 comes before it.
  @Test func `a kink behind another activation is flagged`() {
    let one = Backpropagation<Double>.DenseLayer(inputs: 1, weights: [1], biases: [0])
    for (activations, kinks) in [([Activation.tanh, .relu], 1), ([.relu, .tanh], 0)] {
      let explainer = Explainer(
        Backpropagation(
          layers: [one, one, one], hiddenActivations: activations, outputActivation: .elementwise(.identity)),
        objective: .quadratic(through: .identity))
      let check = GradientCheck(explainer, inputs: [[0]], targets: [[1]])
      let bias = check.derivative(of: ParameterIndex(layer: 2, neuron: 0, input: nil))
      #expect(bias.kinks == kinks)
      #expect(abs(bias.value + (kinks == 1 ? 0.5 : 1)) < 1e-6)
    }
  }

  /// Near a kink, but not at it, the step is made small enough to see one slope only.
  @Test(arguments: [1e-3, 1e-5, -1e-3, -1e-6]) func `beside a kink there is a derivative`(bias: Double) {
    let explainer = Explainer(
      Backpropagation(
        layers: [.init(inputs: 1, weights: [1], biases: [bias]), .init(inputs: 1, weights: [1], biases: [0])],
        hiddenActivation: .leakyReLU, outputActivation: .elementwise(.identity)),
      objective: .quadratic(through: .identity))
    var average = AverageWish(explainer)
    average.add(inputs: [0], target: [1])
    let check = GradientCheck(explainer, inputs: [[0]], targets: [[1]])
    let summary = check.compareEveryParameter(average.gradient)
    #expect(summary.kinked == 0 && summary.agrees, "\(summary)")
    #expect(summary.largestDifference < 1e-6)
  }
}
