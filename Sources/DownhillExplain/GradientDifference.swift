import Downhill

/// Where two computations of one gradient differ most, and whether rounding explains it.
public struct GradientDifference: Equatable, Sendable {
  /// One parameter, its difference, and the bound of it.
  public struct Finding: Equatable, Sendable {
    /// The weight or bias.
    public let parameter: ParameterIndex
    /// |x − y|.
    public let difference: Double
    /// The most that rounding can do.
    public let bound: Double
    /// The difference as a share of the bound.
    public var share: Double { difference == 0 ? 0 : difference / bound }
  }

  /// The parameter with the largest difference.
  public let largest: Finding
  /// The parameter whose difference comes nearest to its bound.
  public let nearest: Finding

  /// Whether no difference is larger than rounding can make it.
  public var isWithinBounds: Bool { nearest.share <= 1 }

  /// Compares two gradients of one shape, parameter by parameter. `bounds` are the sums of the bounds of both.
  public init(
    _ left: [Backpropagation<Double>.DenseLayer], _ right: [Backpropagation<Double>.DenseLayer],
    bounds: [Backpropagation<Double>.DenseLayer]
  ) {
    var largest: Finding?
    var nearest: Finding?
    left.forEach { parameter, number in
      let finding = Finding(parameter: parameter, difference: abs(number - right[parameter]), bound: bounds[parameter])
      if exceeds(finding.difference, largest?.difference ?? -1) { largest = finding }
      if exceeds(finding.share, nearest?.share ?? -1) { nearest = finding }
    }
    let none = Finding(parameter: ParameterIndex(layer: 1, neuron: 0, input: nil), difference: 0, bound: 0)
    self.largest = largest ?? none
    self.nearest = nearest ?? none
  }
}

/// Whether x is larger than y, NaN counting as larger than every number.
func exceeds(_ x: Double, _ y: Double) -> Bool { x > y || x.isNaN && !y.isNaN }
