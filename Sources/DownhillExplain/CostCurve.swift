import Downhill

/// One example's cost while a single weight or bias is moved: what the slope at its present value foretells, a straight
/// line, and what is found by running the network again.
public struct CostCurve: Equatable, Sendable {
  /// A value of the weight or bias, and the cost it makes.
  public struct Point: Equatable, Sendable {
    /// The value of the weight or bias.
    public let value: Double
    /// The cost found there.
    public let cost: Double
  }

  /// What is moved.
  public let place: ParameterPlace
  /// Where it is now, and the cost there.
  public let present: Point
  /// ∂C/∂x there: minus the desired change.
  public let sensitivity: Double
  /// What it carries: the activation it comes from, 1 for a bias.
  public let carried: Double
  /// The cost at evenly spaced values, the smallest first.
  public let points: [Point]

  /// The cost that the straight line foretells.
  public func told(at value: Double) -> Double { present.cost + sensitivity * (value - present.value) }
}

extension Explainer {
  /// The cost of an explained example with one weight or bias at other values: at `count` of them, 2 to 65,536, evenly
  /// spaced from `range.lowerBound` to `range.upperBound`.
  public func costCurve(
    _ explanation: Explanation, moving place: ParameterPlace, over range: ClosedRange<Double>, count: Int = 49
  ) -> CostCurve {
    precondition((2...65_536).contains(count), "a curve of \(count) points")
    let layer = explanation.layer(place.layer)
    let width = range.upperBound - range.lowerBound
    return CostCurve(
      place: place, present: CostCurve.Point(value: explanation.value(place), cost: explanation.cost),
      sensitivity: place.input.map { -layer.desiredWeight(neuron: place.neuron, input: $0) }
        ?? layer.sensitivities[place.neuron],
      carried: explanation.carried(by: place),
      points: (0..<count).map {
        point(explanation, moving: place, to: range.lowerBound + width * Double($0) / Double(count - 1))
      })
  }

  /// The cost of an explained example with one weight or bias at another value.
  public func point(_ explanation: Explanation, moving place: ParameterPlace, to value: Double) -> CostCurve.Point {
    let change = (value - explanation.value(place)) * explanation.carried(by: place)
    return CostCurve.Point(
      value: value,
      cost: rerun(explanation, layer: place.layer, neuron: place.neuron, adding: change).cost)
  }
}

extension Explanation {
  /// What a weight or bias is now.
  public func value(_ place: ParameterPlace) -> Double {
    let layer = layer(place.layer)
    return place.input.map { layer.weight(neuron: place.neuron, input: $0) } ?? layer.parameters.biases[place.neuron]
  }

  /// What a weight multiplies: the activation it comes from; 1 for a bias.
  public func carried(by place: ParameterPlace) -> Double {
    place.input.map { layer(place.layer).previousActivations[$0] } ?? 1
  }
}
