import Downhill

/// One example run forwards and backwards: everything that its wishes are made of.
public struct ExampleWish: Sendable {
  /// z and a of every neuron.
  public let pass: Backpropagation<Double>.ForwardPass
  /// δ = ∂C/∂z of every neuron, from layer 1 on.
  public let sensitivities: [[Double]]
  /// The target of the outputs.
  public let target: [Double]
  /// The cost of the example.
  public let cost: Double
}

extension Explainer {
  /// The wish of an example; `inputs` and `target` must fit the network.
  public func wish(inputs: [Double], target: [Double]) -> ExampleWish {
    let pass = backpropagation.forward(inputs)
    let z = pass.weightedInputs[backpropagation.layers.count - 1]
    return ExampleWish(
      pass: pass, sensitivities: backpropagation.sensitivities(pass, target: target, objective: objective),
      target: target, cost: objective.parts(z: z, a: pass.output, target: target).reduce(0, +))
  }

  /// The wish of example `index` of `examples`, which must fit the network.
  public func wish(_ examples: Examples, index: Int) -> ExampleWish {
    wish(inputs: examples.inputs(index).map { Double($0) }, target: target(examples, index: index))
  }
}
