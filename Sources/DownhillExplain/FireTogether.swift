import Downhill

/// "Neurons that fire together wire together", measured on one layer: do the weights that want to grow most join active
/// neurons to active neurons, or active neurons to those that are wanted more active?
///
/// Both are rank correlations (``RankCorrelation``) over all weights wⱼᵢ of a layer, between the weight's desired change
/// −∂C/∂wⱼᵢ = aᵢ·(−δⱼ) and
///
/// - ``firing``: aᵢ·aⱼ, how strongly both ends fire. This is Hebb's rule as he stated it; backpropagation does not use
///   it, so a number near 0 is no mistake.
/// - ``wanted``: aᵢ·(−∂C/∂aⱼ), how strongly one end fires and the other is wanted to. This is what backpropagation does
///   instead of Hebb's rule. It is not 1 because −δⱼ, by which the weight really changes, is −∂C/∂aⱼ times the slope
///   f′(zⱼ) of the neuron: saturated neurons change little. (aᵢ·(−δⱼ) would be the desired change itself, and
///   correlating it with itself would prove nothing.) Softmax outputs depend on each other's weighted inputs too, and
///   only the correct one has a ∂C/∂a: there the two agree less.
///
/// Averaged over examples, the means of the three products are correlated.
public struct FireTogether: Equatable, Sendable {
  /// The layer that the weights lead to, from 1.
  public let layer: Int
  /// The correlation with aᵢ·aⱼ; nil where all are equal or where a number is infinite.
  public let firing: Double?
  /// The correlation with aᵢ·(−∂C/∂aⱼ); nil where all are equal or where a number is infinite.
  public let wanted: Double?
}

extension Explanation {
  /// Fire together, wire together, in each layer for this example.
  public var fireTogether: [FireTogether] {
    layers.map { layer in
      func pairs(_ ofNeuron: [Double]) -> [Double] {
        ofNeuron.flatMap { value in layer.previousActivations.map { $0 == 0 ? 0 : $0 * value } }
      }
      let wishes = pairs(layer.desiredBiases)
      return FireTogether(
        layer: layer.number, firing: RankCorrelation.spearman(pairs(layer.activations), wishes),
        wanted: RankCorrelation.spearman(pairs(layer.desiredActivations), wishes))
    }
  }
}

/// Fire together, wire together, averaged over examples as they come: memory does not grow with their number.
public struct AverageFireTogether: Sendable {
  private let explainer: Explainer
  /// Σ aᵢ·aⱼ, in the shape of the weights.
  private var firing: [Backpropagation<Double>.DenseLayer]
  /// Σ aᵢ·∂C/∂aⱼ.
  private var sensitivities: [Backpropagation<Double>.DenseLayer]
  /// Σ aᵢ·δⱼ.
  private var gradient: [Backpropagation<Double>.DenseLayer]

  /// No examples yet.
  public init(_ explainer: Explainer) {
    self.explainer = explainer
    firing = explainer.backpropagation.zeroGradient
    sensitivities = firing
    gradient = firing
  }

  /// Adds one more example, with its weight in the means.
  public mutating func add(_ wish: ExampleWish, weight: Double = 1) {
    let network = explainer.backpropagation
    let activations = Array(wish.pass.activations.dropFirst())
    network.addGradient(wish.pass, sensitivities: activations, scale: weight, to: &firing)
    network.addGradient(
      wish.pass, sensitivities: explainer.activationSensitivities(wish), scale: weight, to: &sensitivities)
    network.addGradient(wish.pass, sensitivities: wish.sensitivities, scale: weight, to: &gradient)
  }

  /// The correlations of each layer's means.
  public var layers: [FireTogether] {
    gradient.indices.map { index in
      let wishes = gradient[index].weights.map { -$0 }
      return FireTogether(
        layer: index + 1, firing: RankCorrelation.spearman(firing[index].weights, wishes),
        wanted: RankCorrelation.spearman(sensitivities[index].weights.map { -$0 }, wishes))
    }
  }
}

extension Explainer {
  /// ∂C/∂a of every neuron, from layer 1 on: (Wˡ⁺¹)ᵀ δˡ⁺¹, and at the outputs the derivative of the cost.
  func activationSensitivities(_ wish: ExampleWish) -> [[Double]] {
    backpropagation.layers.indices.map { index in
      guard index + 1 < backpropagation.layers.count else {
        return objective.activationSlopes(a: wish.pass.output, target: wish.target)
      }
      let next = backpropagation.layers[index + 1]
      var sums = [Double](repeating: 0, count: next.inputs)
      for j in 0..<next.outputs {
        for i in 0..<next.inputs { sums[i] += next.weights[j * next.inputs + i] * wish.sensitivities[index + 1][j] }
      }
      return sums
    }
  }
}
