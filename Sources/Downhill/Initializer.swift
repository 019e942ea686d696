/// How initial weights are drawn: from a normal distribution of mean 0, whose standard deviation depends on the layer.
/// Biases are 0, or drawn by `TrainingConfiguration.biasDeviation`.
///
/// The raw value is its name on the command line.
public enum Initializer: String, CaseIterable, Sendable {
  /// N(0, 1) in every layer (Nielsen's first network).
  case gaussian
  /// N(0, 2 / (inputs + outputs)) (Glorot and Bengio 2010).
  case xavier
  /// N(0, 2 / inputs), which keeps the size of activations through ReLUs (He et al. 2015).
  case he
  /// N(0, 1 / inputs) (LeCun et al. 1998).
  case lecun
  /// N(0, 1 / (f′(0)²·(1 + f(0)²)·inputs)), which keeps the size of signal and gradient through hidden layers of f:
  /// 12.8 / inputs for sigmoids (Kumar 2017). Output layers, and other activations, get LeCun's.
  case kumar

  /// The choice for hidden layers of this activation: He for the ReLU family, LeCun for others.
  public static func suited(to activation: Activation) -> Initializer { suited(to: [activation]) }

  /// The choice for hidden layers of these activations: He if any is of the ReLU family. He's weights are LeCun's in
  /// layers that are not.
  public static func suited(to activations: [Activation]) -> Initializer {
    for activation in activations where activation.isRectifying { return .he }
    return .lecun
  }

  /// The standard deviation of the weights of one layer, hidden or output. He's factor of 2 is for rectified layers,
  /// which outputs usually are not.
  func deviation(inputs: Int, outputs: Int, activation: Activation, isHidden: Bool) -> Double {
    switch self {
    case .gaussian: return 1
    case .xavier: return (2 / Double(inputs + outputs)).squareRoot()
    case .he: return ((activation.isRectifying ? 2 : 1) / Double(inputs)).squareRoot()
    case .lecun: return (1 / Double(inputs)).squareRoot()
    case .kumar: return ((isHidden && activation == .sigmoid ? 12.8 : 1) / Double(inputs)).squareRoot()
    }
  }
}
