import Downhill
import DownhillExplain

/// The formulas of one example with its numbers in them, a line for each equation, as pages show them.
public struct Formulas: Sendable {
  private let explanation: Explanation

  /// The formulas of `explanation`.
  public init(_ explanation: Explanation) { self.explanation = explanation }

  // MARK: Forwards

  /// Terms of a sum that are written out; the others are added up.
  private static let termLimit = 3

  /// `z = Σ w·a + b = 0.31·0.72 + … + 0.12 (13 more) − 0.56 = 1.84` and `a = σ(z) = 0.863`.
  public func activation(layer number: Int, neuron: Int) -> String {
    let layer = explanation.layer(number)
    let carried = layer.previousActivations
    let products = carried.indices.map { layer.weight(neuron: neuron, input: $0) * carried[$0] }
    let order = indicesOfLargest(products).filter { products[$0] != 0 }
    var terms = order.prefix(Self.termLimit).map { input in
      let weight = layer.weight(neuron: neuron, input: input)
      return (isNegative: weight < 0, text: "\(number3(weight.magnitude))·\(number3(carried[input]))")
    }
    let rest = order.dropFirst(Self.termLimit)
    if !rest.isEmpty {
      let sum = rest.reduce(0) { $0 + products[$1] }
      terms.append((sum < 0, "\(number3(sum.magnitude)) (\(NumberText.grouped(rest.count)) more)"))
    }
    let bias = layer.parameters.biases[neuron]
    terms.append((bias < 0, number3(bias.magnitude)))
    let z = number3(layer.weightedInputs[neuron])
    let function = function(of: number)
    return lines(
      "z = Σ w·a + b = \(sum(terms)) = \(z)", "a = \(function) = \(activationText(layer.activations[neuron]))")
  }

  /// `½(a − y)² = ½·(0.0869 − 1)² = 0.417`.
  public func costPart(output j: Int) -> String {
    let (a, y) = (activationText(explanation.output.activations[j]), NumberText.shortest(explanation.target[j]))
    let part = number3(explanation.costParts[j])
    switch explanation.objective {
    case .quadratic: return lines("½(a − y)² = ½·(\(a) − \(y))² = \(part)")
    case .absolute: return lines("|a − y| = |\(a) − \(y)| = \(part)")
    case .huber(let delta, _):
      let (distance, bound) = (
        explanation.output.activations[j] - explanation.target[j], NumberText.shortest(Double(delta))
      )
      guard abs(distance) > Double(delta) else { return lines("½(a − y)² = ½·(\(a) − \(y))² = \(part)") }
      return lines("δ·|a − y| − ½δ² = \(bound)·|\(a) − \(y)| − ½·\(bound)² = \(part)")
    case .quantile(let quantiles, _):
      let quantile = NumberText.shortest(Double(quantiles[j % quantiles.count]))
      return explanation.output.activations[j] > explanation.target[j]
        ? lines("(1 − τ)·(a − y) = (1 − \(quantile))·(\(a) − \(y)) = \(part)")
        : lines("τ·(y − a) = \(quantile)·(\(y) − \(a)) = \(part)")
    case .poisson: return lines("a − y·ln a = \(a) − \(y)·ln \(a) = \(part)")
    case .binaryCrossEntropy:
      if explanation.target[j] == 1 { return lines("−ln a = −ln \(a) = \(part)") }
      if explanation.target[j] == 0 { return lines("−ln(1 − a) = −ln(1 − \(a)) = \(part)") }
      return lines("−y·ln a − (1 − y)·ln(1 − a) = \(part), with y = \(y), a = \(a)")
    case .categoricalCrossEntropy: return lines("−y·ln a = −\(y)·ln \(a) = \(part)")
    }
  }

  // MARK: Wishes

  /// What a neuron should change by, its activation and its weighted input: from its target, or from the requests to it.
  public func wish(layer number: Int, neuron: Int) -> String {
    let layer = explanation.layer(number)
    let z = signed3(-layer.sensitivities[neuron])
    guard number < explanation.layers.count else {
      let (a, y) = (activationText(layer.activations[neuron]), NumberText.shortest(explanation.target[neuron]))
      let distance = signed3(explanation.target[neuron] - layer.activations[neuron])
      let asked = signed3(layer.desiredActivations[neuron])
      func through(_ activation: Activation, _ formula: String) -> String {
        let slope = number3(activation.slope(layer.weightedInputs[neuron]))
        return lines(
          "−∂C/∂a = \(formula) = \(asked)",
          "−δ = −∂C/∂z = −∂C/∂a·\(activation.slopeFormula) = "
            + "\(asked)·\(slope) = \(z)")
      }
      switch explanation.objective {
      case .quadratic(let activation): return through(activation, "y − a = \(y) − \(a)")
      case .absolute(let activation): return through(activation, "sign(y − a) = sign(\(distance))")
      case .huber(let delta, let activation):
        return through(activation, "y − a, at most ±δ = \(distance), at most ±\(NumberText.shortest(Double(delta)))")
      case .quantile(let quantiles, let activation):
        let quantile = NumberText.shortest(Double(quantiles[neuron % quantiles.count]))
        let formula =
          layer.activations[neuron] > explanation.target[neuron] ? "−(1 − τ) = −(1 − \(quantile))" : "τ"
        return through(activation, layer.activations[neuron] == explanation.target[neuron] ? "y − a" : formula)
      case .poisson, .binaryCrossEntropy, .categoricalCrossEntropy:
        return lines("−δ = −∂C/∂z = y − a = \(y) − \(a) = \(distance)")
      }
    }
    let asked = explanation.requestsByStrength(layer: number, neuron: neuron)
    var terms = asked.prefix(Self.termLimit).map { (isNegative: $0.request < 0, text: number3($0.request.magnitude)) }
    let rest = asked.dropFirst(Self.termLimit)
    if !rest.isEmpty {
      let sum = rest.reduce(0) { $0 + $1.request }
      terms.append((sum < 0, "\(number3(sum.magnitude)) (\(NumberText.grouped(rest.count)) more)"))
    }
    let desired = signed3(layer.desiredActivations[neuron])
    let activation = explanation.hiddenActivations[number - 1]
    let slope = number3(activation.slope(layer.weightedInputs[neuron]))
    return lines(
      "−∂C/∂a = Σ requests = \(sum(terms)) = \(desired)",
      "−δ = −∂C/∂z = −∂C/∂a·\(activation.slopeFormula) = \(desired)·\(slope) = \(z)")
  }

  /// What neuron `from` of the layer after `number` asks of a neuron: `−w·δ = −1.24·−0.0896 = +0.111`.
  public func request(layer number: Int, neuron: Int, from: Int) -> String {
    let next = explanation.layer(number + 1)
    return lines(
      "w·(−δ) = \(number3(next.weight(neuron: from, input: neuron)))·\(signed3(-next.sensitivities[from])) = "
        + signed3(explanation.layer(number).requests[from][neuron]))
  }

  /// What a weight or bias should change by: `−∂C/∂w = a·(−δ) = 0.825·−0.0896 = −0.0739`.
  public func wish(_ parameter: ParameterIndex) -> String {
    let layer = explanation.layer(parameter.layer)
    let delta = signed3(-layer.sensitivities[parameter.neuron])
    guard let input = parameter.input else { return lines("−∂C/∂b = −δ = \(delta)") }
    return lines(
      "−∂C/∂w = a·(−δ) = \(number3(layer.previousActivations[input]))·\(delta) = "
        + signed3(layer.desiredWeight(neuron: parameter.neuron, input: input)))
  }

  /// What one unit of a lever does to its neuron's weighted input, and its desired change.
  public func lever(_ lever: Lever, layer: Int, neuron: Int) -> String {
    switch lever.kind {
    case .bias: return lines("∂z/∂b = 1") + "\n" + wish(ParameterIndex(layer: layer, neuron: neuron, input: nil))
    case .weight(let input):
      return lines("∂z/∂w = a = \(number3(lever.weightedInputPerUnit))") + "\n"
        + wish(ParameterIndex(layer: layer, neuron: neuron, input: input))
    case .activation:
      return lines(
        "∂z/∂a = w = \(number3(lever.weightedInputPerUnit))",
        "request: w·(−δ) = \(number3(lever.weightedInputPerUnit))·"
          + "\(signed3(-explanation.layer(layer).sensitivities[neuron])) = \(signed3(lever.desiredChange))")
    }
  }

  /// What the slope predicts for a moved weight or bias, and what was measured.
  public func moved(_ curve: CostCurve, to point: CostCurve.Point) -> String {
    let change = signed3(point.value - curve.present.value)
    let predicted = signed3(curve.predicted(at: point.value) - curve.present.cost)
    return lines(
      "predicted: ∂C/∂\(curve.parameter.input == nil ? "b" : "w")·Δ = \(signed3(curve.sensitivity))·\(change) = \(predicted)",
      "measured: \(signed3(point.cost - curve.present.cost))")
  }

  // MARK: Names

  private func function(of number: Int) -> String {
    guard number == explanation.layers.count else { return explanation.hiddenActivations[number - 1].formula }
    switch explanation.outputActivation {
    case .elementwise(let activation): return activation.formula
    case .exponential: return "eᶻ"
    case .softmax: return "eᶻ / Σ eᶻ"
    }
  }

  // MARK: Numbers

  /// `0.1 + 0.2 − 0.3`.
  private func sum(_ terms: [(isNegative: Bool, text: String)]) -> String {
    var text = ""
    for (index, term) in terms.enumerated() {
      if index == 0 {
        text = term.isNegative ? "−\(term.text)" : term.text
      } else {
        text += term.isNegative ? " − \(term.text)" : " + \(term.text)"
      }
    }
    return text
  }

  private func number3(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
  private func signed3(_ value: Double) -> String { NumberText.significant(value, digits: 3, signed: true) }

  /// Lines as they are set.
  private func lines(_ lines: String...) -> String {
    lines.map { NumberText.typographic($0) }.joined(separator: "\n")
  }
}

extension Explanation {
  /// What each neuron of the next layer asks of a neuron, the loudest first.
  func requestsByStrength(layer number: Int, neuron: Int) -> [(from: Int, request: Double)] {
    let requests = layer(number).requests.map { $0[neuron] }
    return indicesOfLargest(requests).map { ($0, requests[$0]) }
  }
}
