import Downhill
import DownhillFiles
import DownhillMNIST
import Testing

@testable import DownhillExplain

/// S8: listening to one example only ends with every image being called by its label.
@Suite struct CollapseTests {
  private struct Digits {
    let training: Examples
    let test: Examples
  }

  private static let digits = Result {
    let source = DataSource(name: "MNIST", files: MNIST.files)
    return Digits(training: try source.load(.train).examples, test: try source.load(.test).examples)
  }

  private func fresh(_ seed: UInt64) throws -> Network {
    var random = RandomSource(seed: seed)
    return Network(try Architecture("784-16-16-10"), initializer: .lecun, random: &random)
  }

  private func run(
    _ start: Network, example: Int, steps: Int = 3_000, kernels: Kernels = .best, threads: Int? = nil,
    test: Range<Int> = 0..<10_000
  ) throws -> Collapse {
    let digits = try Self.digits.get()
    return try CollapseExperiment(
      start: start, cost: .quadratic, learningRate: 0.1, steps: steps, seed: 3, kernels: kernels, threads: threads
    ).run(example: digits.training[example..<example + 1], training: digits.training, test: digits.test[test])
  }

  /// Seeds whose fresh network does not call every image by that label to begin with.
  @Test(arguments: [(3, 5), (4, 0), (12, 5), (13, 7)])
  func `a fresh network ends with all 10,000 called by the label, and mini-batches do not`(
    seed: Int, example: Int
  ) throws {
    let collapse = try run(try fresh(UInt64(seed)), example: example)
    #expect(collapse.label == [5: 2, 0: 5, 7: 3][example])
    #expect(collapse.single.points[0].calledLabel < 0.5)
    let step = try #require(collapse.single.collapsedAt)
    #expect(step > 1 && step < 100)
    #expect(collapse.miniBatches.collapsedAt == nil)
    let last = try #require(collapse.miniBatches.points.last)
    #expect(last.calledLabel < 0.5 && last.testAccuracy > collapse.single.points.last?.testAccuracy ?? 1)
    #expect(collapse.single.points.last?.testAccuracy ?? 1 < 0.12, "whatever it shows")
    // Both begin alike and were looked at together.
    #expect(collapse.single.points[0] == collapse.miniBatches.points[0])
    #expect(collapse.single.points.map(\.step) == collapse.miniBatches.points.map(\.step))
    #expect(collapse.single.points.last?.step == 3_000)
  }

  @Test func `a trained network keeps its head, for the wish fades as it is granted`() throws {
    let digits = try Self.digits.get()
    let trainer = try Trainer(
      TrainingConfiguration(architecture: Architecture("784-16-16-10"), epochs: 2, seed: 6), examples: digits.training)
    try trainer.run { _ in .proceed }
    // The example of the first fifty that still wants most.
    let evaluation = try Evaluator(trainer.network.architecture, cost: .quadratic)
      .evaluate(trainer.network, digits.training[0..<50])
    let example = evaluation.outcomes.indices.reduce(0) {
      evaluation.outcomes[$1].cost > evaluation.outcomes[$0].cost ? $1 : $0
    }
    let collapse = try run(trainer.network, example: example)
    let first = collapse.single.points[0]
    let last = try #require(collapse.single.points.last)
    #expect(first.wish > 0.1, "there is a wish to be granted")
    #expect(collapse.single.collapsedAt == nil && last.calledLabel < 0.2 && last.testAccuracy > 0.8)
    #expect(last.wish < first.wish / 20 && last.cost < first.cost / 100)
  }

  @Test func `the wish is the length of the textbook's gradient`() throws {
    let network = try fresh(5)
    let example = try Self.digits.get().training[9..<10]
    let textbook = Backpropagation<Double>(network).gradient(
      inputs: [example.inputs(0).map(Double.init)], targets: [example.target(0).map(Double.init)],
      objective: .quadratic(through: .sigmoid))
    let square = textbook.gradient.reduce(0) { sum, layer in
      (layer.weights + layer.biases).reduce(sum) { $0 + $1 * $1 }
    }
    let start = try run(network, example: 9, steps: 1).single.points[0]
    // Floats, summed over up to 785 inputs: 785·2⁻²⁴ of each at most.
    #expect(abs(start.wish - square.squareRoot()) < 5e-5 * square.squareRoot())
    #expect(abs(start.cost - textbook.cost) < 5e-5 * textbook.cost)
  }

  @Test func `one step follows the example's own gradient`() throws {
    let network = try fresh(5)
    let collapse = try run(network, example: 9, steps: 1)
    let first = collapse.single.points
    // dC ≈ −η‖∇C‖²; at η = 0.1 the curve takes away less than a fifth of it.
    let predicted = -0.1 * first[0].wish * first[0].wish
    #expect(abs((first[1].cost - first[0].cost) / predicted - 1) < 0.2)
  }

  @Test func `threads change no bit`() throws {
    let network = try fresh(7)
    let one = try run(network, example: 5, steps: 30, kernels: .reference, threads: 1, test: 0..<200)
    #expect(try run(network, example: 5, steps: 30, kernels: .reference, threads: 3, test: 0..<200) == one)
  }

  @Test func `collapsed is only who stays so`() {
    func trail(_ shares: [Double]) -> CollapseTrail {
      CollapseTrail(
        points: shares.enumerated().map {
          CollapsePoint(step: 10 * $0, cost: 0, wish: 0, calledLabel: $1, testAccuracy: 0)
        })
    }
    #expect(trail([0, 1, 0.5, 1, 1]).collapsedAt == 30)
    #expect(trail([0, 1, 1, 0.9999]).collapsedAt == nil)
    #expect(trail([1, 1]).collapsedAt == 0)
  }

  @Test func `steps are looked at ever less often, the last among them`() {
    #expect(LogSpacing.steps(to: 1, count: 60) == [0, 1])
    #expect(LogSpacing.steps(to: 5, count: 60) == [0, 1, 2, 3, 4, 5])
    let steps = LogSpacing.steps(to: 30_000, count: 60)
    #expect(steps.prefix(5) == [0, 1, 2, 3, 4] && steps.last == 30_000 && steps.count <= 61)
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `what cannot be run is refused`() throws {
    let digits = try Self.digits.get()
    let experiment = CollapseExperiment(start: try fresh(1), cost: .quadratic, learningRate: 0.1, steps: 0)
    #expect(throws: EngineError.setting(name: "the number of steps", value: "0", expected: "1 or more")) {
      try experiment.run(example: digits.training[0..<1], training: digits.training, test: digits.test)
    }
    #expect(throws: EngineError.count(what: "the one example", expected: 1, found: 2)) {
      try experiment.run(example: digits.training[0..<2], training: digits.training, test: digits.test)
    }
  }
}
