/// Which class the outputs, or the numbers of a target, name: decided here and nowhere else.
///
/// For two or more numbers it is the index of the largest, the first of equals. A single number means yes, class 1, if
/// it is above the midpoint between yes and no, and otherwise no, class 0.
extension OutputActivation {
  /// The class that the outputs name, or nil if one of them is infinite or NaN.
  public func answer<Scalar: RealScalar>(_ outputs: [Scalar]) -> Int? {
    guard !outputs.isEmpty, outputs.allSatisfy({ $0.isFinite }) else { return nil }
    return outputs.withUnsafeBufferPointer { namedClass($0.baseAddress!, $0.count, middle: Scalar(middle)) }
  }

  /// The midpoint between no and yes of a single output: 0 for the hyperbolic tangent, whose no is −1, and otherwise ½.
  var middle: Float {
    switch self {
    case .elementwise(.tanh): 0
    case .elementwise, .exponential, .softmax: 0.5
    }
  }
}

extension Architecture {
  /// Classes that the outputs can tell apart: two, no and yes, for a single output.
  public var classCount: Int { outputCount == 1 ? 2 : outputCount }

  /// The target of an example of a class: 1 for that class and 0 elsewhere. A single output's target is the number of
  /// the class, 0 or 1.
  public func target(of label: Int) -> [Double] {
    outputCount == 1 ? [Double(label)] : (0..<outputCount).map { $0 == label ? 1 : 0 }
  }
}

/// The class that `count` numbers name; for a single number, whether it is above `middle`.
@inline(__always)
func namedClass<Number: BinaryFloatingPoint>(
  _ numbers: UnsafePointer<Number>, _ count: Int, middle: Number
) -> Int {
  count == 1 ? (numbers[0] > middle ? 1 : 0) : largestIndex(numbers, count)
}

/// The index of the largest of `count` numbers; the first of equals.
@inline(__always)
private func largestIndex<Number: BinaryFloatingPoint>(_ numbers: UnsafePointer<Number>, _ count: Int) -> Int {
  var best = 0
  var largest = numbers[0]
  for index in 1..<max(count, 1) {
    // Two selections and no branch, which would be unpredictable.
    let isLarger = numbers[index] > largest
    best = isLarger ? index : best
    largest = isLarger ? numbers[index] : largest
  }
  return best
}
