import Downhill

/// All weights and biases of a network by how sensitive the cost is to them: |∂C/∂x|, the most sensitive first.
public struct SensitivityRanking: Equatable, Sendable {
  /// One weight or bias.
  public struct Entry: Equatable, Sendable {
    /// Which one.
    public let parameter: ParameterIndex
    /// Its present value.
    public let value: Double
    /// ∂C/∂x: the slope of the cost.
    public let sensitivity: Double
  }

  /// All of them, the most sensitive first, equals in the order of the layers.
  public let entries: [Entry]
  /// ‖∇C‖², the sum of the squares of all sensitivities.
  public let squaredNorm: Double
  /// How many have a sensitivity of exactly 0.
  public let indifferentCount: Int

  /// Ranks the parameters of `network` by a gradient of its cost.
  public init(_ network: Backpropagation<Double>, gradient: [Backpropagation<Double>.DenseLayer]) {
    var entries: [Entry] = []
    entries.reserveCapacity(gradient.parameterCount)
    gradient.forEach { parameter, sensitivity in
      entries.append(Entry(parameter: parameter, value: network.layers[parameter], sensitivity: sensitivity))
    }
    let order = indicesOfLargest(entries.map { $0.sensitivity }, entries.count)
    self.entries = order.map { entries[$0] }
    squaredNorm = gradient.dot(gradient)
    indifferentCount = entries.count { $0.sensitivity == 0 }
  }

  /// How much of ‖∇C‖² the first `count` hold, 0 … 1.
  public func share(ofFirst count: Int) -> Double {
    guard squaredNorm > 0 else { return 0 }
    return entries.prefix(count).reduce(0) { $0 + $1.sensitivity * $1.sensitivity } / squaredNorm
  }

  /// The one in the middle of those that matter at all; nil if none does.
  public var median: Entry? {
    let count = entries.count - indifferentCount
    return count > 0 ? entries[count / 2] : nil
  }

  /// Where a parameter stands, from 0; nil if there is no such parameter.
  public func rank(of parameter: ParameterIndex) -> Int? { entries.firstIndex { $0.parameter == parameter } }

  /// How many times as much the first matters as the second, |∂C/∂x| / |∂C/∂y|; nil if the second does not matter.
  public static func ratio(_ first: Entry, to second: Entry) -> Double? {
    second.sensitivity == 0 ? nil : abs(first.sensitivity / second.sensitivity)
  }
}
