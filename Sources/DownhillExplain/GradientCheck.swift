import Downhill

/// The gradient by another way: how the cost changes when parameters are changed a little.
///
/// Central differences with two steps, h and 2h, and Richardson's extrapolation of the two (error of order h⁴). The
/// difference between the extrapolated and the plain quotient is the estimate of the error that cutting the series short
/// makes; ε·|C|/h is that of rounding.
public struct GradientCheck: Sendable {
  /// A numerical derivative and how far it may be off.
  public struct Derivative: Equatable, Sendable {
    /// dC along the direction.
    public var value: Double
    /// An estimate of its error.
    public var error: Double
  }

  private let backpropagation: Backpropagation<Double>
  private let objective: Objective
  private let inputs: [[Double]]
  private let targets: [[Double]]

  /// The step h of a parameter of size 1.
  static let step = 1e-3

  /// A check of the mean cost over these examples, of which there must be one at least.
  public init(_ explainer: Explainer, inputs: [[Double]], targets: [[Double]]) {
    backpropagation = explainer.backpropagation
    objective = explainer.objective
    self.inputs = inputs
    self.targets = targets
  }

  /// ∂C/∂x of one weight or bias.
  public func derivative(of place: ParameterPlace) -> Derivative {
    derivative { network, distance in network[place] += distance }
  }

  /// The derivative along a direction with one component for each parameter, in the order of `Backpropagation.layers`:
  /// the gradient's product with it.
  public func derivative(along direction: [Backpropagation<Double>.DenseLayer]) -> Derivative {
    derivative { network, distance in
      for index in network.layers.indices {
        for i in network.layers[index].weights.indices {
          network.layers[index].weights[i] += distance * direction[index].weights[i]
        }
        for j in network.layers[index].biases.indices {
          network.layers[index].biases[j] += distance * direction[index].biases[j]
        }
      }
    }
  }

  private func derivative(_ move: (inout Backpropagation<Double>, Double) -> Void) -> Derivative {
    let h = Self.step
    func cost(_ distance: Double) -> Double {
      var moved = backpropagation
      move(&moved, distance)
      return meanCost(moved)
    }
    let costs = (cost(-2 * h), cost(-h), cost(h), cost(2 * h))
    let near = (costs.2 - costs.1) / (2 * h)
    let far = (costs.3 - costs.0) / (4 * h)
    let value = near + (near - far) / 3
    let rounding = 4 * Double.ulpOfOne * (abs(costs.1) + abs(costs.2)) / h
    return Derivative(value: value, error: abs(value - near) + rounding)
  }

  private func meanCost(_ network: Backpropagation<Double>) -> Double {
    var sum = 0.0
    for (input, target) in zip(inputs, targets) {
      let pass = network.forward(input)
      let z = pass.weightedInputs[network.layers.count - 1]
      sum += objective.parts(z: z, a: pass.output, target: target).reduce(0, +)
    }
    return sum / Double(inputs.count)
  }
}
