import Downhill

/// Numerical derivatives: how the cost changes when parameters are changed a little.
///
/// The cost of many examples is a mean, and so is its derivative: each example is moved by the step h that suits it.
/// Its costs at ±h, ±2h and ±4h give three central differences D(h), D(2h), D(4h), whose errors in h² and h⁴
/// Richardson's extrapolation removes. The error is estimated, as in Ridders' method, by the change of the last
/// extrapolation, which exceeds the remaining error; the rounding error of the costs (`RunningError`), divided by h,
/// is added. Errors of examples add up.
///
/// **Steps.** What counts is how far a weighted input moves: z + h·c, where c is what a weight carries, or the largest
/// change of any weighted input along a direction. h is chosen so that h·c is `reach`, a small part of the width over
/// which a sigmoid bends.
///
/// **Kinks.** Where a ReLU's weighted input changes its sign within the step, the cost is no smooth function of it, and
/// differences say nothing about a derivative. The step is then made smaller, down to `leastReach`. Steps that still
/// pass a kink are counted in ``Derivative/kinks``: there the slopes on the left and right differ, the value is their
/// mean, and the error is half their difference.
public struct GradientCheck: Sendable {
  /// A numerical derivative and its error.
  public struct Derivative: Equatable, Sendable {
    /// The derivative of the mean cost, per unit of the parameter or direction.
    public var value: Double
    /// An estimate of its error.
    public var error: Double
    /// How many examples are at a kink of the cost, where it has no derivative.
    public var kinks: Int
  }

  /// How far the largest weighted input moves for h.
  static let reach = 0x1p-8
  /// The smallest step that is tried where there are kinks.
  static let leastReach = 0x1p-32

  private enum Source: Sendable {
    case examples(Examples)
    case arrays(inputs: [[Double]], targets: [[Double]])
  }

  private let explainer: Explainer
  private let source: Source
  /// The number of examples.
  public let exampleCount: Int

  private var network: Backpropagation<Double> { explainer.backpropagation }

  /// A check of the mean cost over these examples, at least one, which must fit the network. They are streamed: memory
  /// does not grow with their number.
  public init(_ explainer: Explainer, _ examples: Examples) {
    precondition(examples.count > 0, "a mean needs examples")
    self.explainer = explainer
    source = .examples(examples)
    exampleCount = examples.count
  }

  /// A check of the mean cost over these inputs and targets, at least one of each.
  public init(_ explainer: Explainer, inputs: [[Double]], targets: [[Double]]) {
    precondition(inputs.count > 0 && inputs.count == targets.count, "\(inputs.count) inputs, \(targets.count) targets")
    self.explainer = explainer
    source = .arrays(inputs: inputs, targets: targets)
    exampleCount = inputs.count
  }

  // MARK: Parameters

  /// ∂C/∂x of one weight or bias.
  public func derivative(of parameter: ParameterIndex) -> Derivative { derivatives(of: [parameter])[0] }

  /// ∂C/∂x of each of these weights and biases. The layers before a parameter are computed once for each example.
  public func derivatives(of parameters: [ParameterIndex]) -> [Derivative] {
    means(parameters.count) { example, add in
      let noise = example.noise
      for (index, parameter) in parameters.enumerated() {
        let carried = example.carried(by: parameter)
        // A weight whose input is 0 changes nothing.
        guard carried != 0 else { continue }
        add(
          index,
          derivative(example, noise, scale: abs(carried)) { example.cost(moving: parameter, by: $0 * carried) })
      }
    }
  }

  /// Every weight and bias, layer by layer, each neuron's weights before its bias.
  public var allParameters: [ParameterIndex] { network.parameterIndices }

  // MARK: Directions

  /// The derivative along a direction with one component for each parameter: the gradient's product with it.
  public func derivative(along direction: [Backpropagation<Double>.DenseLayer]) -> Derivative {
    derivatives(along: [direction])[0]
  }

  /// The derivative along each of these directions, in one pass over the examples.
  public func derivatives(along directions: [[Backpropagation<Double>.DenseLayer]]) -> [Derivative] {
    var walk = walk(along: directions)
    walk.advance(examples: .max)
    return walk.derivatives
  }

  /// The same pass, in parts.
  public func walk(along directions: [[Backpropagation<Double>.DenseLayer]]) -> Walk {
    Walk(
      check: self,
      directions: directions.map {
        Backpropagation<Double>(
          layers: $0, hiddenActivations: network.hiddenActivations, outputActivation: network.outputActivation)
      }, sums: [Derivative](repeating: Derivative(value: 0, error: 0, kinks: 0), count: directions.count))
  }

  /// A pass over the examples that computes the derivatives along some directions.
  public struct Walk: Sendable {
    private let check: GradientCheck
    private let directions: [Backpropagation<Double>]
    private var sums: [Derivative]
    /// The number of examples done.
    public private(set) var done = 0

    fileprivate init(check: GradientCheck, directions: [Backpropagation<Double>], sums: [Derivative]) {
      self.check = check
      self.directions = directions
      self.sums = sums
    }

    /// Whether all examples are done.
    public var isComplete: Bool { done == check.exampleCount }

    /// Processes `examples` more examples, or all that are left; none if the number is negative.
    public mutating func advance(examples: Int) {
      let examples = max(examples, 0)
      let end = examples < check.exampleCount - done ? done + examples : check.exampleCount
      for index in done..<end {
        let example = check.example(index)
        let noise = example.noise
        for (number, direction) in directions.enumerated() {
          let path = MovedExample.Path(direction, example.pass)
          guard path.scale > 0 else { continue }
          sums[number].add(
            check.derivative(example, noise, scale: path.scale) { example.cost(along: path, distance: $0) },
            weight: check.weight(index))
        }
      }
      done = end
    }

    /// The derivatives of the mean cost, once all examples are done.
    public var derivatives: [Derivative] { check.means(sums) }
  }

  /// `count` (0 or more) random directions of length 1 in the space of all parameters, uniformly distributed.
  public func randomDirections(_ count: Int, random: inout RandomSource) -> [[Backpropagation<Double>.DenseLayer]] {
    (0..<count).map { _ in
      let direction = network.layers.map { layer in
        Backpropagation<Double>.DenseLayer(
          inputs: layer.inputs, weights: layer.weights.map { _ in random.nextNormal() },
          biases: layer.biases.map { _ in random.nextNormal() })
      }
      return direction.scaled(by: 1 / direction.norm)
    }
  }

  // MARK: One example

  /// The mean over the examples of `count` derivatives, which `body` adds, each with its index.
  private func means(
    _ count: Int, _ body: (_ example: MovedExample, _ add: (_ index: Int, Derivative) -> Void) -> Void
  ) -> [Derivative] {
    var sums = [Derivative](repeating: Derivative(value: 0, error: 0, kinks: 0), count: count)
    for index in 0..<exampleCount {
      let weight = weight(index)
      body(example(index)) { sums[$0].add($1, weight: weight) }
    }
    return means(sums)
  }

  private func example(_ index: Int) -> MovedExample {
    switch source {
    case .examples(let examples):
      MovedExample(
        explainer, inputs: examples.inputs(index).map { Double($0) }, target: explainer.target(examples, index: index))
    case .arrays(let inputs, let targets): MovedExample(explainer, inputs: inputs[index], target: targets[index])
    }
  }

  /// The weight of an example.
  private func weight(_ index: Int) -> Double {
    switch source {
    case .examples(let examples): Double(examples.weight(index))
    case .arrays: 1
    }
  }

  private var totalWeight: Double {
    switch source {
    case .examples(let examples): examples.totalWeight
    case .arrays: Double(exampleCount)
    }
  }

  private func means(_ sums: [Derivative]) -> [Derivative] {
    let scale = 1 / totalWeight
    // Each addition rounds once.
    let rounding = Double(exampleCount) * Double.ulpOfOne
    return sums.map {
      let value = $0.value * scale
      return Derivative(value: value, error: $0.error * scale + rounding * abs(value), kinks: $0.kinks)
    }
  }

  /// The derivative of `cost` at 0, where a distance of 1 moves weighted inputs by up to `scale`. Costs are off by `noise`.
  private func derivative(
    _ example: MovedExample, _ noise: Double, scale: Double, _ cost: (_ distance: Double) -> MovedExample.Outcome
  ) -> Derivative {
    var reach = Self.reach
    while true {
      let h = reach / scale
      var passesKink = false
      func difference(_ distance: Double) -> Double {
        let (right, left) = (cost(distance), cost(-distance))
        passesKink = passesKink || right.passesKink || left.passesKink
        return (right.cost - left.cost) / (2 * distance)
      }
      let (near, middle, far) = (difference(h), difference(2 * h), difference(4 * h))
      // The weights of the three differences in the result are 64/45, −20/45 and 1/45.
      let rounding = 1.7 * noise / h
      if !passesKink {
        let better = near + (near - middle) / 3
        let value = better + (better - (middle + (middle - far) / 3)) / 15
        return Derivative(value: value, error: abs(value - better) + rounding, kinks: 0)
      }
      if reach <= Self.leastReach {
        let slopes = (right: (cost(h).cost - example.cost) / h, left: (example.cost - cost(-h).cost) / h)
        return Derivative(value: near, error: abs(slopes.right - slopes.left) / 2 + 2 * rounding, kinks: 1)
      }
      reach /= 16
    }
  }
}

extension GradientCheck.Derivative {
  /// Adds the derivative of another example, times its weight.
  fileprivate mutating func add(_ other: GradientCheck.Derivative, weight: Double) {
    value += weight * other.value
    error += weight * other.error
    kinks += other.kinks
  }
}
