import Testing

@testable import Downhill

/// The textbook in Double against differences of its cost, which know nothing of derivatives.
@Suite struct NumericalDerivativeTests {
  /// An activation, a valid pairing and a number of hidden layers.
  struct Case: Sendable, CustomTestStringConvertible {
    let hidden: Activation
    let output: OutputActivation
    let cost: Cost
    let hiddenLayers: Int
    var testDescription: String { "\(hiddenLayers) hidden \(hidden.rawValue), \(cost.name) over \(output.name)" }
  }

  static let cases: [Case] = (0...3).flatMap { hiddenLayers in
    Activation.allCases.flatMap { hidden in
      OutputActivation.all.flatMap { output in
        Cost.samples.filter { $0.follows(output) }.map {
          Case(hidden: hidden, output: output, cost: $0, hiddenLayers: hiddenLayers)
        }
      }
    }
  }

  @Test func casesAreAllThereAre() {
    // Eleven hidden activations × (eleven outputs with four costs, exponential ones with the Poisson cost, and two with
    // cross-entropy) × 0 to 3 hidden layers.
    #expect(Self.cases.count == 11 * (11 * 4 + 3) * 4)
  }

  @Test(arguments: cases) func everyParameter(_ test: Case) throws {
    let problem = try Problem(test)
    let (_, gradient) = problem.textbook.gradient(
      inputs: problem.inputs, targets: problem.targets, objective: problem.objective)
    for layer in gradient.indices {
      for index in gradient[layer].weights.indices {
        let numerical = problem.derivative { $0[layer].weights[index] += $1 }
        #expect((gradient[layer].weights[index] - numerical.value).magnitude <= numerical.error, "layer \(layer)")
      }
      for index in gradient[layer].biases.indices {
        let numerical = problem.derivative { $0[layer].biases[index] += $1 }
        #expect((gradient[layer].biases[index] - numerical.value).magnitude <= numerical.error, "layer \(layer)")
      }
    }
  }

  /// Along one direction through all parameters the derivative is the inner product with the gradient, with its sign: a
  /// step against the gradient lowers the cost by rate · |gradient|².
  @Test(arguments: cases) func oneDirectionThroughAllParameters(_ test: Case) throws {
    var problem = try Problem(test)
    let (cost, gradient) = problem.textbook.gradient(
      inputs: problem.inputs, targets: problem.targets, objective: problem.objective)
    let direction = gradient.map { layer in
      (
        weights: layer.weights.map { _ in problem.random.nextNormal() },
        biases: layer.biases.map { _ in problem.random.nextNormal() }
      )
    }
    var slope = 0.0
    for (gradient, direction) in zip(gradient, direction) {
      for (g, d) in zip(gradient.weights, direction.weights) { slope += g * d }
      for (g, d) in zip(gradient.biases, direction.biases) { slope += g * d }
    }
    let numerical = problem.derivative { layers, step in
      for layer in layers.indices {
        for i in layers[layer].weights.indices { layers[layer].weights[i] += step * direction[layer].weights[i] }
        for i in layers[layer].biases.indices { layers[layer].biases[i] += step * direction[layer].biases[i] }
      }
    }
    #expect((slope - numerical.value).magnitude <= numerical.error)

    // Exponential outputs bend more.
    let rate = test.cost == .poisson ? 1e-8 : 1e-4
    var downhill = problem.textbook
    for layer in gradient.indices {
      for i in gradient[layer].weights.indices {
        downhill.layers[layer].weights[i] -= rate * gradient[layer].weights[i]
      }
      for i in gradient[layer].biases.indices { downhill.layers[layer].biases[i] -= rate * gradient[layer].biases[i] }
    }
    let lower = downhill.gradient(inputs: problem.inputs, targets: problem.targets, objective: problem.objective).cost
    #expect(lower < cost)
  }
}

/// A random network and mini-batch, and the derivative of its cost by differences.
private struct Problem {
  var textbook: Backpropagation<Double>
  let inputs: [[Double]]
  let targets: [[Double]]
  let objective: Objective
  var random: RandomSource

  /// The widest step of the differences.
  static let step = 0.004

  init(_ test: NumericalDerivativeTests.Case) throws {
    objective = try Objective(test.cost, through: test.output)
    var random = RandomSource(seed: 11)
    let sizes = [[3, 4], [3, 5, 4], [3, 5, 2, 4], [3, 4, 2, 5, 4]][test.hiddenLayers]
    let targets = (0..<3).map { example in (0..<4).map { $0 == example ? 1.0 : 0 } }
    self.targets = targets
    // Whether no output comes near a kink of the cost, at the target or, of its slope, δ away; one that has no slope
    // does not move.
    func isSmooth(_ textbook: Backpropagation<Double>, _ inputs: [[Double]]) -> Bool {
      let kink: Double
      switch test.cost {
      case .absolute, .quantile: kink = 0
      case .huber(let delta): kink = Double(delta)
      case .quadratic, .poisson, .crossEntropy: return true
      }
      guard case .elementwise(let activation) = test.output else { return true }
      return zip(inputs, targets).allSatisfy { input, target in
        let pass = textbook.forward(input)
        return target.indices.allSatisfy { j in
          activation.slope(pass.weightedInputs[pass.weightedInputs.count - 1][j]) == 0
            || ((pass.output[j] - target[j]).magnitude - kink).magnitude > 10 * Self.step
        }
      }
    }
    // Whether any output has a slope: a network of which all are flat has no way down.
    func moves(_ textbook: Backpropagation<Double>, _ inputs: [[Double]]) -> Bool {
      guard case .elementwise(let activation) = test.output else { return true }
      return inputs.contains { input in
        textbook.forward(input).weightedInputs[sizes.count - 2].contains { activation.slope($0) != 0 }
      }
    }
    // Drawn again until no weighted input comes near a kink: there the cost has no derivative.
    while true {
      let layers = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
        Backpropagation<Double>.DenseLayer(
          inputs: inputs, weights: (0..<inputs * outputs).map { _ in random.nextNormal() },
          biases: (0..<outputs).map { _ in 0.5 * random.nextNormal() })
      }
      let inputs = (0..<3).map { _ in (0..<3).map { _ in random.nextUniform() } }
      let textbook = Backpropagation<Double>(
        layers: layers, hiddenActivation: test.hidden, outputActivation: test.output)
      let distances = inputs.flatMap { textbook.forward($0).weightedInputs.flatMap { $0 } }
      guard distances.allSatisfy({ $0.magnitude > 20 * Self.step }), isSmooth(textbook, inputs),
        moves(textbook, inputs)
      else { continue }
      self.textbook = textbook
      self.inputs = inputs
      break
    }
    self.random = random
  }

  /// Central differences with steps h, h/2, h/4 and h/8, their errors in h², h⁴ and h⁶ removed by Richardson's
  /// extrapolation.
  ///
  /// The error is estimated as in Ridders' method: what the last extrapolation still changed. It overestimates, since the
  /// result is better than the one before it. Rounding comes on top: each cost carries some 200 roundings of 1.1e-16 of
  /// its size (and of the numbers it is made of), and a difference divides two of them by 2h/8; the extrapolation
  /// multiplies by less than 2.
  func derivative(
    _ move: (inout [Backpropagation<Double>.DenseLayer], Double) -> Void
  ) -> (value: Double, error: Double) {
    var largest = 1.0
    func cost(_ step: Double) -> Double {
      var moved = textbook
      move(&moved.layers, step)
      var sum = 0.0
      for (input, target) in zip(inputs, targets) {
        let pass = moved.forward(input)
        sum += objective.parts(z: pass.weightedInputs[pass.weightedInputs.count - 1], a: pass.output, target: target)
          .reduce(0, +)
      }
      largest = max(largest, sum / Double(inputs.count))
      return sum / Double(inputs.count)
    }
    var column = (0..<4).map { halvings in
      let h = Self.step / Double(1 << halvings)
      return (cost(h) - cost(-h)) / (2 * h)
    }
    var before = column[3]
    var factor = 4.0
    while column.count > 1 {
      before = column[column.count - 1]
      column = zip(column, column.dropFirst()).map { ($1 * factor - $0) / (factor - 1) }
      factor *= 4
    }
    let rounding = 2 * 200 * 0x1p-53 * largest / (Self.step / 8)
    return (column[0], (column[0] - before).magnitude + rounding)
  }
}
