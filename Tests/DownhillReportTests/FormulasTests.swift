import DownhillExplain
import Testing

@testable import Downhill
@testable import DownhillReport

/// Formulas are read back and computed: what stands on both sides of an equals sign must be the same number.
@Suite struct FormulasTests {
  private static func explanation(
    _ hidden: [Activation], _ output: OutputActivation, _ cost: Cost
  ) throws -> (Explainer, Explanation) {
    let architecture = try Architecture(
      sizes: [12, 8, 6, 5], hiddenActivations: hidden, outputActivation: output)
    var random = RandomSource(seed: 5)
    var network = Network(architecture, initializer: .he, random: &random)
    for index in 0..<3 {
      try network.setBiases(
        (0..<architecture.sizes[index + 1]).map { _ in Float(random.nextNormal()) }, layer: index)
    }
    let explainer = try Explainer(network, cost: cost)
    return (
      explainer,
      try explainer.explain(inputs: (0..<12).map { Double($0 % 4) / 4 }, target: (0..<5).map { $0 == 3 ? 1 : 0 })
    )
  }

  private static let kinds: [([Activation], OutputActivation, Cost)] = [
    ([.sigmoid], .elementwise(.sigmoid), .quadratic), ([.relu], .softmax, .crossEntropy),
    ([.tanh], .elementwise(.tanh), .quadratic), ([.gelu], .elementwise(.sigmoid), .crossEntropy),
    ([.relu, .tanh], .softmax, .crossEntropy),
  ]

  @Test(arguments: kinds) func `what is added and multiplied comes to what is said`(
    hidden: [Activation], output: OutputActivation, cost: Cost
  ) throws {
    let (_, explanation) = try Self.explanation(hidden, output, cost)
    let formulas = Formulas(explanation)
    for layer in explanation.layers {
      for neuron in 0..<layer.count {
        let lines = formulas.activation(layer: layer.number, neuron: neuron).split(separator: "\n")
        try #require(lines.count == 2 && lines[0].hasPrefix("z = Σ w·a + b = ") && lines[1].hasPrefix("a = "))
        if layer.number < 3 {
          #expect(lines[1].contains(" \(hidden[hidden.count == 1 ? 0 : layer.number - 1].formula) "))
        }
        try Self.expectEqual(lines[0])
        #expect(Self.close(try Self.last(lines[0]), layer.weightedInputs[neuron], 1e-2))
        #expect(Self.close(try Self.last(lines[1]), layer.activations[neuron], 1e-2))
        let wish = formulas.wish(layer: layer.number, neuron: neuron).split(separator: "\n")
        #expect(Self.close(try Self.last(wish[wish.count - 1]), -layer.sensitivities[neuron], 1e-2))
        for line in wish { try Self.expectEqual(line) }
        let bias = formulas.wish(ParameterIndex(layer: layer.number, neuron: neuron, input: nil))
        #expect(Self.close(try Self.last(Substring(bias)), -layer.sensitivities[neuron], 1e-2))
        for input in layer.previousActivations.indices {
          let parameter = ParameterIndex(layer: layer.number, neuron: neuron, input: input)
          let line = Substring(formulas.wish(parameter))
          try Self.expectEqual(line)
          #expect(Self.close(try Self.last(line), layer.desiredWeight(neuron: neuron, input: input), 1e-2))
        }
        for (from, request) in layer.requests.enumerated() {
          let line = Substring(formulas.request(layer: layer.number, neuron: neuron, from: from))
          try Self.expectEqual(line)
          #expect(Self.close(try Self.last(line), request[neuron], 1e-2))
        }
      }
    }
    for j in 0..<5 {
      let line = Substring(formulas.costPart(output: j))
      #expect(Self.close(try Self.last(line), explanation.costParts[j], 1e-2), "\(line)")
    }
  }

  @Test func `a lever tells what one unit of it brings, and what it wants`() throws {
    let (explainer, explanation) = try Self.explanation([.sigmoid], .elementwise(.sigmoid), .quadratic)
    let levers = explainer.levers(explanation, layer: 2, neuron: 1)
    let formulas = Formulas(explanation)
    for lever in [levers.bias] + levers.weights + levers.activations {
      let lines = formulas.lever(lever, layer: 2, neuron: 1).split(separator: "\n")
      try #require(lines.count == 2)
      #expect(Self.close(try Self.last(lines[0]), lever.weightedInputPerUnit, 1e-2))
      #expect(Self.close(try Self.last(lines[1]), lever.desiredChange, 1e-2))
    }
  }

  @Test func `a moved weight tells both numbers`() throws {
    let (explainer, explanation) = try Self.explanation([.sigmoid], .elementwise(.sigmoid), .quadratic)
    let parameter = ParameterIndex(layer: 3, neuron: 3, input: 2)
    let curve = explainer.costCurve(explanation, moving: parameter, over: -1...1, count: 3)
    let lines = Formulas(explanation).moved(curve, to: curve.points[2]).split(separator: "\n")
    try #require(lines.count == 2)
    try Self.expectEqual(lines[0])
    #expect(Self.close(try Self.last(lines[0]), curve.predicted(at: 1) - explanation.cost, 1e-2))
  }

  // MARK: Reading

  /// All sides of a line that are numbers are one number, but for the three digits to which each is rounded: by half a
  /// percent at most, and so products of two by one percent of their size.
  private static func expectEqual(_ line: Substring) throws {
    let sides = line.split(separator: " = ").compactMap { value($0) }
    guard let result = sides.last else { return }
    for side in sides {
      #expect(abs(side.value - result.value) <= 0.011 * (side.size + result.size), "\(line)")
    }
  }

  private static func last(_ line: Substring) throws -> Double {
    let end = line.split(separator: " = ").last?.split(separator: ": ").last?.split(separator: ", with").first
    return try #require(end.flatMap { value($0)?.value }, "\(line)")
  }

  /// Sums of products of numbers, and how large their terms are; nil for what has letters.
  private static func value(_ text: Substring) -> (value: Double, size: Double)? {
    var plain = String(text)
    while let open = plain.range(of: " ("), let close = plain.range(of: " more)") {
      plain.removeSubrange(open.lowerBound..<close.upperBound)
    }
    let parts = plain.replacing(" − ", with: " + −").split(separator: " + ")
    var (sum, size) = (0.0, 0.0)
    for part in parts {
      var product = 1.0
      for factor in part.split(separator: "·") {
        guard let number = number(factor) else { return nil }
        product *= number
      }
      sum += product
      size += abs(product)
    }
    return (sum, size)
  }

  /// `−1.24×10⁻⁵`.
  private static func number(_ text: Substring) -> Double? {
    let parts = text.replacing("−", with: "-").split(separator: "×10")
    guard let first = parts.first, let mantissa = Double(first) else { return nil }
    guard parts.count > 1 else { return mantissa }
    let digits: [Character: Character] = [
      "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
    ]
    return Double("\(mantissa)e" + String(parts[1].compactMap { digits[$0] }))
  }

  private static func close(_ found: Double, _ expected: Double, _ share: Double) -> Bool {
    abs(found - expected) <= share * abs(expected)
  }
}
