import Downhill
import Testing

@testable import DownhillExplain

/// One example's wishes against work by hand, and the proportions that they must stand in.
@Suite struct ExplanationTests {
  /// Two inputs, two hidden neurons, one output, sigmoid throughout, quadratic cost, for the example (1, 1) → 1.
  ///
  ///     w¹ = ( 0.75  −0.25 )   b¹ = ( 0    )   w² = ( 1.5  −0.5 )   b² = 0.25
  ///          ( −1.5   0.5  )        ( 0.25 )
  ///
  ///     z¹₁ = 0.75 − 0.25 = 0.5                          a¹₁ = σ(z¹₁) = 0.62245933120185456
  ///     z¹₂ = −1.5 + 0.5 + 0.25 = −0.75                  a¹₂ = σ(z¹₂) = 0.32082130082460703
  ///     z²  = 1.5 a¹₁ − 0.5 a¹₂ + 0.25 = 1.02327834639047833
  ///     a²  = σ(z²) = 0.73561068949562235                C = ½ (1 − a²)² = 0.03495085375449011
  ///
  ///     The output wants to change by y − a² = 0.26438931050437765 and its z, by the slope a² (1 − a²) =
  ///     0.19448760299539743, by −δ² = 0.05142044325760226: its bias should grow by that much.
  ///     It asks of a¹₁ its weight times that, 1.5 · 0.05142… = 0.07713066488640339,
  ///             of a¹₂ −0.5 · 0.05142… = −0.02571022162880113.
  ///     Its weights should grow by what they carry times that:
  ///             a¹₁ · 0.05142… = 0.03200713472023001, a¹₂ · 0.05142… = 0.01649677349488185.
  ///     Slopes of the hidden neurons: 0.23500371220159449 and 0.21789499376181403, so that
  ///             −δ¹₁ = 0.07713… · 0.23500… = 0.01812599257288197, −δ¹₂ = −0.00560212858142248.
  ///     Both inputs are 1: the weights of layer 1 should change by the same.
  @Test func `two inputs, two hidden neurons and one output, worked by hand`() throws {
    let explanation = try Self.byHand().explain(inputs: [1, 1], target: [1])
    Self.expect(explanation.layer(1).weightedInputs, [0.5, -0.75])
    Self.expect(explanation.layer(1).activations, [0.62245933120185456, 0.32082130082460703])
    Self.expect(explanation.layer(2).weightedInputs, [1.02327834639047833])
    Self.expect(explanation.layer(2).activations, [0.73561068949562235])
    Self.expect([explanation.cost], [0.03495085375449011])
    Self.expect(explanation.layer(2).desiredActivations, [0.26438931050437765])
    Self.expect(explanation.layer(2).sensitivities, [-0.05142044325760226])
    Self.expect(explanation.layer(2).desiredBiases, [0.05142044325760226])
    Self.expect(explanation.layer(2).desiredWeights(neuron: 0), [0.03200713472023001, 0.01649677349488185])
    #expect(explanation.layer(1).requests.count == 1)
    Self.expect(explanation.layer(1).requests[0], [0.07713066488640339, -0.02571022162880113])
    Self.expect(explanation.layer(1).desiredActivations, [0.07713066488640339, -0.02571022162880113])
    Self.expect(explanation.layer(1).sensitivities, [-0.01812599257288197, 0.00560212858142248])
    Self.expect(explanation.layer(1).desiredWeights(neuron: 0), [0.01812599257288197, 0.01812599257288197])
    Self.expect(explanation.layer(1).desiredWeights(neuron: 1), [-0.00560212858142248, -0.00560212858142248])
    // ‖∇C‖²: of each layer ‖δ‖² (‖a‖² + 1).
    Self.expect(
      [explanation.squaredGradientNorm],
      [
        0.05142044325760226 * 0.05142044325760226
          * (0.62245933120185456 * 0.62245933120185456 + 0.32082130082460703 * 0.32082130082460703 + 1)
          + (0.01812599257288197 * 0.01812599257288197 + 0.00560212858142248 * 0.00560212858142248) * 3
      ])
  }

  static func byHand() throws -> Explainer {
    Explainer(
      Backpropagation(
        layers: [
          .init(inputs: 2, weights: [0.75, -0.25, -1.5, 0.5], biases: [0, 0.25]),
          .init(inputs: 2, weights: [1.5, -0.5], biases: [0.25]),
        ], hiddenActivation: .sigmoid, outputActivation: .elementwise(.sigmoid)),
      objective: .quadratic(through: .sigmoid))
  }

  /// The literals have 17 decimals; some 30 roundings of 1.1e-16 of numbers below 2 are less than 1e-14.
  static func expect(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(abs(found - expected) < 1e-14, "\(found), not \(expected)")
    }
  }

  // MARK: Proportions

  @Test(arguments: Kind.all) func `requests add up to the desired change, which the slope makes −δ`(kind: Kind) throws {
    let problem = try RandomProblem(kind)
    for index in 0..<3 {
      let explanation = try problem.explainer.explain(problem.examples, index: index)
      #expect(explanation.requestsDifference == 0)
      for number in 1..<explanation.layers.count {
        let layer = explanation.layer(number)
        let next = explanation.layer(number + 1)
        for i in 0..<layer.count {
          let sum = next.sensitivities.indices.reduce(0) { $0 + layer.requests[$1][i] }
          #expect(sum == layer.desiredActivations[i])
          // The textbook multiplies the same sum by the slope.
          #expect(
            -sum * explanation.hiddenActivations[number - 1].slope(layer.weightedInputs[i]) == layer.sensitivities[i])
        }
      }
    }
  }

  /// Of the three ways to raise a neuron, the weights count in proportion to the activations they carry, the previous
  /// activations in proportion to their weights: exactly, as each is one product.
  @Test(arguments: Kind.some) func `weights matter by what they carry, activations by their weights`(kind: Kind) throws
  {
    let problem = try RandomProblem(kind)
    let explanation = try problem.explainer.explain(problem.examples, index: 0)
    for number in 1...explanation.layers.count {
      let layer = explanation.layer(number)
      for j in 0..<layer.count {
        #expect(layer.desiredBiases[j] == -layer.sensitivities[j])
        for i in layer.previousActivations.indices {
          let wish = layer.desiredWeight(neuron: j, input: i)
          #expect(wish == -layer.sensitivities[j] * layer.previousActivations[i])
          if number > 1 {
            let request = explanation.layer(number - 1).requests[j][i]
            #expect(request == -layer.weight(neuron: j, input: i) * layer.sensitivities[j])
          }
        }
      }
      let levers = problem.explainer.levers(explanation, layer: number, neuron: 0)
      #expect(levers.bias.weightedInputPerUnit == 1)
      // The second derivatives are below 2, and the quotient of the rounded activations is off by some 1e-10.
      let small = problem.explainer.levers(explanation, layer: number, neuron: 0, step: 1e-6).bias
      #expect(abs(small.measured.activation / small.step - small.activationPerUnit) < 2e-6)
      for lever in levers.weights {
        guard case .weight(let input) = lever.kind else { continue }
        #expect(lever.weightedInputPerUnit == layer.previousActivations[input])
      }
      for lever in levers.activations {
        guard case .activation(let input) = lever.kind else { continue }
        #expect(lever.weightedInputPerUnit == layer.weight(neuron: 0, input: input))
      }
      let brightness = levers.weights.map { abs($0.weightedInputPerUnit) }
      #expect(brightness == brightness.sorted(by: >))
    }
  }

  /// With the quadratic cost an output wants exactly its distance from its target.
  @Test func `an output's wish is its distance from its target`() throws {
    let problem = try RandomProblem(Kind.some[0])
    let explanation = try problem.explainer.explain(problem.examples, index: 1)
    let distances = zip(explanation.target, explanation.output.activations).map { $0 - $1 }
    #expect(explanation.output.desiredActivations == distances)
  }

  @Test func `inputs and targets of other sizes are refused`() throws {
    let explainer = try Self.byHand()
    #expect(throws: EngineError.inputs(network: 2, examples: 3)) {
      try explainer.explain(inputs: [1, 2, 3], target: [1])
    }
    #expect(throws: EngineError.outputs(network: 1, examples: 2)) {
      try explainer.explain(inputs: [1, 2], target: [1, 0])
    }
  }
}
