import Downhill
import Foundation
import Testing

@testable import DownhillExplain

/// Every number of an explanation against PyTorch's autograd; `Scripts/oracles/README.md` says how they were made.
@Suite struct ExplanationOracleTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Layer: Decodable, Sendable {
      let weight: [Double]
      let bias: [Double]
    }

    let name: String
    let sizes: [Int]
    let hiddenActivation, outputActivation, cost: String
    let layers: [Layer]
    let inputs: [Double]
    let label: Int
    let totalCost: Double
    let weightedInputs, activations, activationSensitivities, sensitivities: [[Double]]
    let gradients: [Layer]
    var testDescription: String { name }
  }

  static let cases: [Case] = {
    struct File: Decodable { let cases: [Case] }
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Oracles/explanations.json")
    do {
      return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
    } catch {
      preconditionFailure("\(url.path): \(error)")
    }
  }()

  @Test func `the file holds ten cases`() { #expect(Self.cases.count == 10) }

  /// One neuron in each layer, ReLU and then tanh: each bound follows from those before it by its own layer's activation.
  @Test func boundsOfEachActivation() throws {
    func layer(_ weight: Double, _ bias: Double) -> Backpropagation<Double>.DenseLayer {
      .init(inputs: 1, weights: [weight], biases: [bias])
    }
    let network = Backpropagation(
      layers: [layer(2, -0.5), layer(0.7, 0.2), layer(1.5, 0)], hiddenActivations: [.relu, .tanh],
      outputActivation: .elementwise(.identity))
    let pass = network.forward([1])
    let objective = Objective.quadratic(through: .identity)
    let deltas = network.sensitivities(pass, target: [1], objective: objective)
    var errors = RunningError(network, pass)
    errors.goBack(network, pass, sensitivities: deltas, objective: objective, target: [1])
    for (index, activation) in [Activation.relu, .tanh].enumerated() {
      let (z, error) = (pass.weightedInputs[index][0], errors.weightedInputs[index][0])
      #expect(errors.activations[index + 1] == [activation.valueError(z, error: error)])
      // w·δ of the layer behind, times the slope.
      let (delta, weight) = (deltas[index + 1][0], network.layers[index + 1].weights[0])
      let loss = errors.sensitivities[index + 1][0]
      let sum = abs(weight) * (loss + RunningError.gamma(1) * (abs(delta) + loss))
      let own = RunningError.product(
        weight * delta, sum, activation.slope(z), activation.slopeError(z, error: error))
      #expect(errors.sensitivities[index] == [own + RunningError.underflow])
    }
  }

  /// Both sides compute in Double. Each may be off by its running error bound, which holds for any order of addition and
  /// any library's elementary functions of up to 12 units; so they may differ by twice the bound.
  @Test(arguments: cases) func everyNumber(_ oracle: Case) throws {
    let explainer = try Self.explainer(oracle)
    let target = (0..<3).map { $0 == oracle.label ? 1.0 : 0 }
    let explanation = try explainer.explain(inputs: oracle.inputs, target: target)
    let wish = explainer.wish(inputs: oracle.inputs, target: target)
    var errors = RunningError(explainer.backpropagation, wish.pass)
    errors.goBack(
      explainer.backpropagation, wish.pass, sensitivities: wish.sensitivities, objective: explainer.objective,
      target: target)
    // Here the cost is taken of a and not of z, and the logarithm of a loses again what a has lost, up to 1/a of it.
    let smallest = max(0.01, explanation.output.activations.map { min($0, abs(1 - $0)) }.min() ?? 1)
    let lossOfCost = oracle.cost == "quadratic" ? 1 : 1 / smallest

    for (index, layer) in explanation.layers.enumerated() {
      let delta = errors.sensitivities[index].map { $0 * lossOfCost }
      Self.expect(layer.weightedInputs, oracle.weightedInputs[index], errors.weightedInputs[index], "z")
      Self.expect(layer.activations, oracle.activations[index], errors.activations[index + 1], "a")
      Self.expect(layer.sensitivities, oracle.sensitivities[index], delta, "∂C/∂z")
      Self.expect(layer.desiredBiases.map { -$0 }, oracle.gradients[index].bias, delta, "∂C/∂b")
      Self.expect(
        (0..<layer.count).flatMap { layer.desiredWeights(neuron: $0).map { -$0 } }, oracle.gradients[index].weight,
        (0..<layer.count).flatMap { j in
          layer.previousActivations.indices.map {
            RunningError.product(
              layer.previousActivations[$0], errors.activations[index][$0], layer.sensitivities[j], delta[j])
          }
        }, "∂C/∂w")
      let isOutput = index + 1 == explanation.layers.count
      Self.expect(
        layer.activationSensitivities, oracle.activationSensitivities[index],
        isOutput
          ? Self.outputErrors(explanation, errors.activations[index + 1])
          : Self.sumErrors(explanation.layer(index + 2), errors.sensitivities[index + 1].map { $0 * lossOfCost }),
        "∂C/∂a")
    }
    let cost = errors.cost(explainer.objective, wish.pass, target: target) * lossOfCost
    Self.expect([explanation.cost], [oracle.totalCost], [cost], "cost")
  }

  /// The error of a − y, or of −y / a + (1 − y) / (1 − a), whose derivative is y / a² + (1 − y) / (1 − a)².
  private static func outputErrors(_ explanation: Explanation, _ errors: [Double]) -> [Double] {
    explanation.output.activations.indices.map { j in
      let a = explanation.output.activations[j]
      let y = explanation.target[j]
      let own = 3 * RunningError.unit * abs(explanation.output.activationSensitivities[j])
      switch explanation.objective {
      case .quadratic: return errors[j] + own
      case .binaryCrossEntropy:
        return 1.01 * errors[j] * (y == 0 ? 1 / ((1 - a) * (1 - a)) : 1 / (a * a)) + own
      case .absolute, .huber, .quantile, .poisson: preconditionFailure("no oracle has this cost")
      case .categoricalCrossEntropy: return y == 0 ? 0 : 1.01 * errors[j] / (a * a) + own
      }
    }
  }

  /// The error of Σⱼ wⱼᵢ·δⱼ.
  private static func sumErrors(_ next: LayerExplanation, _ errors: [Double]) -> [Double] {
    (0..<next.parameters.inputs).map { i in
      (0..<next.count).reduce(0) { sum, j in
        sum
          + abs(next.weight(neuron: j, input: i))
          * (errors[j] + RunningError.gamma(next.count) * (abs(next.sensitivities[j]) + errors[j]))
      }
    }
  }

  /// Within twice the bound, for Double 2⁻²⁹ of that for Float. A bound above 1e-10 would prove little.
  private static func expect(_ found: [Double], _ expected: [Double], _ bounds: [Double], _ what: String) {
    #expect(found.count == expected.count && bounds.count == expected.count, "\(what)")
    for (found, (expected, bound)) in zip(found, zip(expected, bounds)) {
      #expect(abs(found - expected) <= 2 * 0x1p-29 * bound, "\(what): \(found) for \(expected)")
      #expect(2 * 0x1p-29 * bound < 1e-10, "\(what)")
    }
  }

  private static func explainer(_ oracle: Case) throws -> Explainer {
    let architecture = try Architecture(
      sizes: oracle.sizes, hiddenActivation: #require(Activation(rawValue: oracle.hiddenActivation)),
      outputActivation: #require(OutputActivation(name: oracle.outputActivation)))
    return Explainer(
      Backpropagation(
        layers: zip(oracle.layers, oracle.sizes).map { .init(inputs: $1, weights: $0.weight, biases: $0.bias) },
        hiddenActivations: architecture.hiddenActivations, outputActivation: architecture.outputActivation),
      objective: try Objective(#require(Cost(name: oracle.cost)), through: architecture.outputActivation))
  }
}
