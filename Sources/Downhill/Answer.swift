/// Which class outputs name, or the numbers of a target: decided here and nowhere else.
///
/// Of two numbers and more it is the place of the largest, the first of equals. One number answers a question with yes,
/// class 1, or no, class 0: yes is whatever lies above the middle between the two.
extension OutputActivation {
  /// The class that some outputs name, or nil if one of them is infinite or NaN: such a network has no answer.
  public func answer<Scalar: RealScalar>(_ outputs: [Scalar]) -> Int? {
    guard !outputs.isEmpty, outputs.allSatisfy({ $0.isFinite }) else { return nil }
    return outputs.withUnsafeBufferPointer { namedClass($0.baseAddress!, $0.count, middle: Scalar(middle)) }
  }

  /// What lies between no and yes where there is one output: 0 for the hyperbolic tangent, whose no is −1, and otherwise
  /// halfway between 0 and 1.
  var middle: Float {
    switch self {
    case .elementwise(.tanh): 0
    case .elementwise, .softmax: 0.5
    }
  }
}

extension Architecture {
  /// Classes that the outputs can tell apart: one output tells two apart, by no and yes.
  public var classCount: Int { outputCount == 1 ? 2 : outputCount }

  /// What the outputs should be for an example of a class: 1 for that class and 0 elsewhere. One output should be the
  /// number of the class, 0 or 1.
  public func target(of label: Int) -> [Double] {
    outputCount == 1 ? [Double(label)] : (0..<outputCount).map { $0 == label ? 1 : 0 }
  }
}

/// The class that `count` numbers name; of one number, whether it is above the `middle`.
@inline(__always)
func namedClass<Number: BinaryFloatingPoint>(
  _ numbers: UnsafePointer<Number>, _ count: Int, middle: Number
) -> Int {
  count == 1 ? (numbers[0] > middle ? 1 : 0) : largestIndex(numbers, count)
}

/// The place of the largest of `count` numbers; the first of equals.
@inline(__always)
private func largestIndex<Number: BinaryFloatingPoint>(_ numbers: UnsafePointer<Number>, _ count: Int) -> Int {
  var best = 0
  var largest = numbers[0]
  for index in 1..<max(count, 1) {
    // Two selections and no jump: where the largest lies cannot be foreseen.
    let isLarger = numbers[index] > largest
    best = isLarger ? index : best
    largest = isLarger ? numbers[index] : largest
  }
  return best
}
