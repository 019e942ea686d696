import Downhill
import DownhillFiles
import DownhillMNIST
import Testing

@testable import DownhillExplain

/// The mean of all examples' wishes is the negative gradient: by the textbook, by the engine, by the cost itself.
@Suite struct AverageWishTests {
  // MARK: All 60,000

  @Test func `over all 60,000 digits the mean wish is −∇C three times over`() throws {
    let examples = try DataSource(name: "MNIST", files: MNIST.files).load(.train).examples
    var random = RandomSource(seed: 5)
    let network = Network(try Architecture("784-16-16-10"), initializer: .lecun, random: &random)
    let explainer = try Explainer(network, cost: .quadratic)
    let textbook = explainer.backpropagation
    var average = AverageWish(explainer, bounded: true)
    var gradient = textbook.zeroGradient
    for index in 0..<examples.count {
      let wish = explainer.wish(examples, index: index)
      average.add(wish)
      // As `Backpropagation.gradient` does it, which would want all inputs at once: the mean is taken in each term.
      textbook.addGradient(
        wish.pass, sensitivities: wish.sensitivities, scale: 1 / Double(examples.count), to: &gradient)
    }
    let inDouble = try #require(average.bounds(.double))
    let inFloat = try #require(average.bounds(.float))
    #expect(average.count == 60_000)
    #expect(average.wish.numbers == average.gradient.numbers.map { -$0 })

    let byTextbook = GradientDifference(average.gradient, gradient, bounds: inDouble.scaled(by: 2))
    #expect(byTextbook.isWithinBounds, "\(byTextbook.nearest)")

    for kernels in [Kernels.best, .reference] {
      let engine = try network.gradient(of: examples, cost: .quadratic, kernels: kernels)
      let byEngine = GradientDifference(average.gradient, .init(engine.gradient), bounds: inFloat)
      #expect(byEngine.isWithinBounds, "\(kernels.name): \(byEngine.nearest)")
      #expect(abs(engine.cost - average.meanCost) < 1e-6 * average.meanCost)
    }
    // A bound that allows everything proves nothing.
    #expect(inFloat.norm < 0.01 * average.gradient.norm)
    #expect(inDouble.norm < 1e-11 * average.gradient.norm)

    let check = GradientCheck(explainer, examples)
    let summary = check.compare(average.gradient, along: check.randomDirections(1, random: &random))
    #expect(summary.checked == 1 && summary.kinked == 0 && summary.agrees, "\(summary)")
    #expect(summary.largestDifference < 1e-11)
  }

  // MARK: Any network

  @Test(arguments: Kind.all) func `the engine is within the bound for Float`(kind: Kind) throws {
    let problem = try RandomProblem(kind, examples: 40)
    let average = problem.average
    let bounds = try #require(average.bounds(.float))
    let engine = try problem.network.gradient(of: problem.examples, cost: problem.cost)
    let difference = GradientDifference(average.gradient, .init(engine.gradient), bounds: bounds)
    #expect(difference.isWithinBounds, "\(difference.nearest)")
    #expect(bounds.norm < 1e-3 * max(1, average.gradient.norm))
  }

  @Test(arguments: Kind.all) func `the textbook in Float is within it, too, and that in Double within its own`(
    kind: Kind
  ) throws {
    let problem = try RandomProblem(kind)
    let average = problem.average
    let inputs = (0..<problem.examples.count).map { problem.examples.inputs($0) }
    let targets = (0..<problem.examples.count).map { problem.examples.target($0) }
    let float = Backpropagation<Float>(problem.network).gradient(
      inputs: inputs, targets: targets, objective: problem.explainer.objective
    ).gradient.map { layer in
      Backpropagation<Double>.DenseLayer(
        inputs: layer.inputs, weights: layer.weights.map(Double.init), biases: layer.biases.map(Double.init))
    }
    let double = problem.explainer.backpropagation.gradient(
      inputs: inputs.map { $0.map(Double.init) }, targets: targets.map { $0.map(Double.init) },
      objective: problem.explainer.objective)
    let inFloat = try #require(average.bounds(.float))
    let inDouble = try #require(average.bounds(.double)).scaled(by: 2)
    #expect(GradientDifference(average.gradient, float, bounds: inFloat).isWithinBounds)
    #expect(GradientDifference(average.gradient, double.gradient, bounds: inDouble).isWithinBounds)
    #expect(abs(double.cost - average.meanCost) < 1e-13 * average.meanCost)
  }

  /// What is beyond the bound must be seen: one weight's wish, falsified by three times its bound.
  @Test func `one wrong number is found`() throws {
    let problem = try RandomProblem(Kind.some[0])
    let average = problem.average
    let bounds = try #require(average.bounds(.float))
    var wrong = average.gradient
    wrong[1].weights[7] += 3 * bounds[1].weights[7]
    let difference = GradientDifference(average.gradient, wrong, bounds: bounds)
    #expect(!difference.isWithinBounds)
    #expect(difference.nearest.parameter == ParameterIndex(layer: 2, neuron: 1, input: 2))
    wrong[0].biases[3] = .nan
    #expect(!GradientDifference(average.gradient, wrong, bounds: bounds).isWithinBounds)
    #expect(
      GradientDifference(average.gradient, wrong, bounds: bounds).largest.parameter
        == ParameterIndex(layer: 1, neuron: 3, input: nil))
  }

  @Test func `a mean over one example is its wish`() throws {
    let problem = try RandomProblem(Kind.some[1])
    var average = AverageWish(problem.explainer)
    average.add(problem.examples, index: 4)
    let explanation = try problem.explainer.explain(problem.examples, index: 4)
    for layer in explanation.layers {
      #expect(average.wish[layer.number - 1].biases == layer.desiredBiases)
      #expect(
        average.wish[layer.number - 1].weights == (0..<layer.count).flatMap { layer.desiredWeights(neuron: $0) })
    }
    #expect(average.meanCost == explanation.cost)
    #expect(average.bounds(.float) == nil)
  }

  // MARK: The story

  @Test func `the story's wishes are those of its examples`() throws {
    let problem = try RandomProblem(Kind.some[2], examples: 30)
    var random = RandomSource(seed: 1)
    let engine = try problem.network.gradient(of: problem.examples, cost: problem.cost)
    let story = problem.explainer.averageStory(
      of: problem.examples, engine: engine.gradient, singles: 4, miniBatch: 10, directions: 2, random: &random)
    #expect(story.singles.count == 4 && story.miniBatch.count == 10 && story.all.count == 30)
    #expect(abs(story.all.cosine - 1) < 1e-12)
    #expect(story.engineDifference.isWithinBounds)
    #expect(story.fireTogether.count == 3)
    #expect(story.parameters.count { $0.input == nil } == 3 && story.parameters.count { $0.input != nil } == 6)
    for (index, single) in story.singles.enumerated() {
      let explanation = try problem.explainer.explain(problem.examples, index: index)
      #expect(abs(single.norm * single.norm - explanation.squaredGradientNorm) <= 1e-12 * single.norm * single.norm)
      #expect(
        single.wishes
          == story.parameters.map { parameter in
            let layer = explanation.layer(parameter.layer)
            return parameter.input.map { layer.desiredWeight(neuron: parameter.neuron, input: $0) }
              ?? layer.desiredBiases[parameter.neuron]
          })
    }
    for slope in story.slopes where slope.numerical.kinks == 0 {
      #expect(abs(slope.analytic - slope.numerical.value) <= slope.numerical.error)
    }
  }

  @Test(arguments: [1, 7, 100]) func `a walk in parts tells the same story to the bit`(part: Int) throws {
    let problem = try RandomProblem(Kind.some[5], examples: 30)
    var random = RandomSource(seed: 1)
    let engine = try problem.network.gradient(of: problem.examples, cost: problem.cost).gradient
    var walk = AverageWalk(
      problem.explainer, problem.examples, singles: 3, miniBatch: 10, directions: 2, random: random)
    let whole = problem.explainer.averageStory(
      of: problem.examples, engine: engine, singles: 3, miniBatch: 10, directions: 2, random: &random)
    #expect(walk.random == random)
    var counts: [Int] = []
    while !walk.isComplete {
      walk.advance(examples: part)
      counts.append(walk.average.count)
    }
    #expect(counts.last == 30 && counts.first == min(part, 30))
    while !walk.hasSlopes { walk.measureSlopes(examples: part) }
    let story = walk.story(engine: engine)
    #expect(
      story.parameters == whole.parameters && story.singles == whole.singles && story.miniBatch == whole.miniBatch)
    #expect(story.all == whole.all && story.meanWish == whole.meanWish && story.slopes == whole.slopes)
    #expect(story.engineWishes == whole.engineWishes && story.engineDifference == whole.engineDifference)
    #expect(story.fireTogether == whole.fireTogether)
  }
}
