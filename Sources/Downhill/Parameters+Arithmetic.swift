/// Parameters as vectors: their products and sums, in `Double`.
extension Parameters {
  /// The inner product Σ xᵢyᵢ over all weights and biases, of parameters of the same layers.
  ///
  /// The order of the sum is fixed: the same bits on every machine.
  public func product(with other: Parameters) -> Double {
    precondition(layers == other.layers, "parameters of different layers")
    // The padding is zero in both and adds nothing.
    defer { withExtendedLifetime((self, other)) {} }
    return innerProduct(values, other.values, count: layers.last?.end ?? 0)
  }

  /// Σ factorₖ·termₖ of at least one term, all of the same layers, summed in `Double` and rounded once.
  public static func combination(_ terms: [(factor: Double, parameters: Parameters)]) -> Parameters {
    precondition(!terms.isEmpty, "a sum of nothing")
    var result = terms[0].parameters
    let count = result.layers.last?.end ?? 0
    var sums = [Double](repeating: 0, count: count)
    for term in terms {
      precondition(term.parameters.layers == result.layers, "parameters of different layers")
      for index in 0..<count { sums[index] += term.factor * Double(term.parameters.values[index]) }
      withExtendedLifetime(term.parameters) {}
    }
    result.withMutableValues { values in
      for index in 0..<count { values[index] = Float(sums[index]) }
    }
    return result
  }
}

/// Σ xᵢyᵢ over `count` numbers, a multiple of eight, in a fixed order. Eight sums, because a single one would be bound by
/// latency.
func innerProduct(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Double {
  var sums = SIMD8<Double>(repeating: 0)
  for index in stride(from: 0, to: count, by: 8) {
    let left = UnsafeRawPointer(x + index).loadUnaligned(as: SIMD8<Float>.self)
    let right = UnsafeRawPointer(y + index).loadUnaligned(as: SIMD8<Float>.self)
    sums += SIMD8<Double>(left) * SIMD8<Double>(right)
  }
  let four = sums.lowHalf + sums.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}
