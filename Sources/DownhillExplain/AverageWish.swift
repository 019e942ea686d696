import Downhill

/// The desired changes of all parameters, averaged over a stream of examples: memory does not grow with their number.
///
/// Over all examples this average is −∇C, the negative gradient of the cost.
public struct AverageWish: Sendable {
  private let explainer: Explainer
  /// The sum of the gradients so far.
  private var sum: [Backpropagation<Double>.DenseLayer]
  private var costSum = 0.0
  private var bound: RoundingBound?
  /// The number of examples so far.
  public private(set) var count = 0
  /// The sum of their weights.
  private var weight = 0.0

  /// An average over no examples yet. With `bounded` it also tracks rounding errors, see ``bounds(_:)``, which takes
  /// about twice the time.
  public init(_ explainer: Explainer, bounded: Bool = false) {
    self.explainer = explainer
    sum = explainer.backpropagation.zeroGradient
    bound = bounded ? RoundingBound(explainer.backpropagation) : nil
  }

  /// Adds what one more example wishes for, with its weight in the mean.
  public mutating func add(_ wish: ExampleWish, weight: Double = 1) {
    let network = explainer.backpropagation
    costSum += weight * wish.cost
    network.addGradient(wish.pass, sensitivities: wish.sensitivities, scale: weight, to: &sum)
    count += 1
    self.weight += weight
    if bound != nil {
      var errors = RunningError(network, wish.pass)
      errors.goBack(
        network, wish.pass, sensitivities: wish.sensitivities, objective: explainer.objective, target: wish.target)
      bound?.add(wish.pass, sensitivities: wish.sensitivities, errors: errors, weight: weight, sums: sum)
    }
  }

  /// Adds the wish of one more example; `inputs` and `target` must fit the network.
  public mutating func add(inputs: [Double], target: [Double]) { add(explainer.wish(inputs: inputs, target: target)) }

  /// Adds the wish of example `index` of `examples`, which must fit the network.
  public mutating func add(_ examples: Examples, index: Int) {
    add(explainer.wish(examples, index: index), weight: Double(examples.weight(index)))
  }

  /// The mean cost of the examples so far.
  public var meanCost: Double { weight > 0 ? costSum / weight : 0 }

  /// The mean gradient ∇C of the examples so far, in the shape of the network's layers.
  public var gradient: [Backpropagation<Double>.DenseLayer] { sum.scaled(by: share) }

  /// The mean desired change of every weight and bias, −∇C.
  public var wish: [Backpropagation<Double>.DenseLayer] { sum.scaled(by: -share) }

  /// 1 / Σw; 0 where no example counts, who then wish for nothing.
  private var share: Double { weight > 0 ? 1 / weight : 0 }

  /// How far rounding can have moved the mean gradient, parameter by parameter; nil unless `bounded`. See
  /// ``RoundingBound``.
  ///
  /// Two computations of the same gradient differ by at most the sum of their bounds.
  public func bounds(_ arithmetic: RoundingBound.Arithmetic) -> [Backpropagation<Double>.DenseLayer]? {
    bound?.bounds(arithmetic, sums: sum, count: count, weight: weight)
  }
}
