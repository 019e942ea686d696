import Downhill

/// Where two computations of one gradient differ most, and whether rounding can explain it.
public struct GradientDifference: Equatable, Sendable {
  /// One parameter, by how much it differs, and by how much it may.
  public struct Finding: Equatable, Sendable {
    /// The weight or bias.
    public let place: ParameterPlace
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
    left.forEach { place, number in
      let finding = Finding(place: place, difference: abs(number - right[place]), bound: bounds[place])
      if exceeds(finding.difference, largest?.difference ?? -1) { largest = finding }
      if exceeds(finding.share, nearest?.share ?? -1) { nearest = finding }
    }
    let none = Finding(place: ParameterPlace(layer: 1, neuron: 0, input: nil), difference: 0, bound: 0)
    self.largest = largest ?? none
    self.nearest = nearest ?? none
  }
}

/// Whether x is larger than y. What is not a number is larger than every number, so that no comparison loses it.
func exceeds(_ x: Double, _ y: Double) -> Bool { x > y || x.isNaN && !y.isNaN }
