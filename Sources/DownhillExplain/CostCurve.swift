import Downhill

/// One example's cost while a single weight or bias is moved: predicted by the tangent at its present value, and
/// measured by running the network again.
public struct CostCurve: Equatable, Sendable {
  /// A value of the weight or bias, and the cost it makes.
  public struct Point: Equatable, Sendable {
    /// The value of the weight or bias.
    public let value: Double
    /// The cost there.
    public let cost: Double
  }

  /// The weight or bias that is moved.
  public let parameter: ParameterIndex
  /// Its present value, and the cost there.
  public let present: Point
  /// ∂C/∂x there: minus the desired change.
  public let sensitivity: Double
  /// What it carries: the activation it comes from, 1 for a bias.
  public let carried: Double
  /// The cost at evenly spaced values, the smallest first.
  public let points: [Point]

  /// The cost that the tangent predicts.
  public func predicted(at value: Double) -> Double { present.cost + sensitivity * (value - present.value) }
}

extension Explainer {
  /// The cost of an explained example with one weight or bias at other values: at `count` of them, 2 to 65,536, evenly
  /// spaced from `range.lowerBound` to `range.upperBound`.
  public func costCurve(
    _ explanation: Explanation, moving parameter: ParameterIndex, over range: ClosedRange<Double>, count: Int = 49
  ) -> CostCurve {
    precondition((2...65_536).contains(count), "a curve of \(count) points")
    let layer = explanation.layer(parameter.layer)
    let width = range.upperBound - range.lowerBound
    return CostCurve(
      parameter: parameter, present: CostCurve.Point(value: explanation.value(parameter), cost: explanation.cost),
      sensitivity: parameter.input.map { -layer.desiredWeight(neuron: parameter.neuron, input: $0) }
        ?? layer.sensitivities[parameter.neuron],
      carried: explanation.carried(by: parameter),
      points: (0..<count).map {
        point(explanation, moving: parameter, to: range.lowerBound + width * Double($0) / Double(count - 1))
      })
  }

  /// The cost of an explained example with one weight or bias at another value.
  public func point(_ explanation: Explanation, moving parameter: ParameterIndex, to value: Double) -> CostCurve.Point {
    let change = (value - explanation.value(parameter)) * explanation.carried(by: parameter)
    return CostCurve.Point(
      value: value,
      cost: rerun(explanation, layer: parameter.layer, neuron: parameter.neuron, adding: change).cost)
  }
}

extension Explanation {
  /// The present value of a weight or bias.
  public func value(_ parameter: ParameterIndex) -> Double {
    let layer = layer(parameter.layer)
    return parameter.input.map { layer.weight(neuron: parameter.neuron, input: $0) }
      ?? layer.parameters.biases[parameter.neuron]
  }

  /// What a weight multiplies: the activation it comes from; 1 for a bias.
  public func carried(by parameter: ParameterIndex) -> Double {
    parameter.input.map { layer(parameter.layer).previousActivations[$0] } ?? 1
  }
}
