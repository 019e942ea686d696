import Downhill

/// One example run forwards and backwards: all that its wishes are made of. Averages take these one after the other.
public struct ExampleWish: Sendable {
  /// z and a of every neuron.
  public let pass: Backpropagation<Double>.ForwardPass
  /// δ = ∂C/∂z of every neuron, from layer 1 on.
  public let sensitivities: [[Double]]
  /// What the outputs should be.
  public let target: [Double]
  /// The cost of the example.
  public let cost: Double
}

extension Explainer {
  /// What an example wishes for; `inputs` and `target` must have the network's sizes.
  public func wish(inputs: [Double], target: [Double]) -> ExampleWish {
    let pass = backpropagation.forward(inputs)
    let z = pass.weightedInputs[backpropagation.layers.count - 1]
    return ExampleWish(
      pass: pass, sensitivities: backpropagation.sensitivities(pass, target: target, objective: objective),
      target: target, cost: objective.parts(z: z, a: pass.output, target: target).reduce(0, +))
  }

  /// What example `index` of `examples` wishes for; the examples must have the network's sizes.
  public func wish(_ examples: Examples, index: Int) -> ExampleWish {
    wish(inputs: examples.inputs(index).map { Double($0) }, target: examples.target(index).map { Double($0) })
  }
}
