import Downhill

/// How far rounding can move the mean gradient of some examples, parameter by parameter.
///
/// Each term aᵢδⱼ of the mean comes with the error e of `RunningError`. Terms are added to a running sum in the order
/// of the examples, as the engine and the textbook do, and each addition loses at most one unit u of its result (Higham
/// 2002, section 4.2). With Sₖ the sum of the first k of N terms, the mean is off by at most
///
///     (Σₖ eₖ + u Σₖ |Sₖ| + 2u |Sₙ|) / N / (1 − Nu)
///
/// With weights wₖ each eₖ is multiplied by its weight, which costs three more roundings, and N outside the last bracket is
/// their sum.
///
/// The actual sums count, not the number of terms: changes that cancel make little error. The bound holds for every
/// order of addition within one example, with and without fused multiply-add, and so for every kernel table.
public struct RoundingBound: Sendable {
  /// The arithmetic of a computation.
  public enum Arithmetic: Sendable {
    /// The engine: `Float`, 24 binary digits.
    case float
    /// The textbook: `Double`, 53 binary digits.
    case double
  }

  private var errors: [Backpropagation<Double>.DenseLayer]

  init(_ network: Backpropagation<Double>) { errors = network.zeroGradient }

  /// Adds the errors of one example, whose gradient has just been added to `sums`.
  mutating func add(
    _ pass: Backpropagation<Double>.ForwardPass, sensitivities: [[Double]], errors example: RunningError,
    weight: Double = 1, sums: [Backpropagation<Double>.DenseLayer]
  ) {
    let unit = RunningError.unit
    for (index, layer) in sums.enumerated() {
      let previous = pass.activations[index]
      let previousErrors = example.activations[index]
      let nonzero = previous.indices.filter { previous[$0] != 0 || previousErrors[$0] != 0 }
      for j in 0..<layer.outputs {
        let delta = weight * abs(sensitivities[index][j])
        // The weight over the mean is rounded, and two products.
        let deltaError =
          weight * example.sensitivities[index][j]
          + (weight == 1 ? 0 : 3 * unit * (delta + weight * example.sensitivities[index][j]))
        errors[index].biases[j] += deltaError + unit * abs(layer.biases[j])
        errors[index].weights.withUnsafeMutableBufferPointer { errors in
          let row = j * layer.inputs
          for i in nonzero {
            errors[row + i] +=
              RunningError.product(previous[i], previousErrors[i], delta, deltaError)
              + unit * abs(layer.weights[row + i])
          }
        }
      }
    }
  }

  /// The bound for each parameter of the mean gradient of the `count` examples so far, whose sum is `sums` and whose
  /// weights add up to `weight`.
  func bounds(
    _ arithmetic: Arithmetic, sums: [Backpropagation<Double>.DenseLayer], count: Int, weight: Double
  ) -> [Backpropagation<Double>.DenseLayer] {
    let growth = 1 - Double(count) * RunningError.unit
    let share: Double
    switch arithmetic {
    case .float: share = 1
    // A bound divided by the unit can only grow with the unit.
    case .double: share = 0x1p-29
    }
    let scale = growth > 0 ? share / (weight * growth) : .infinity
    return zip(errors, sums).map { errors, sums in
      func bound(_ errors: [Double], _ sums: [Double]) -> [Double] {
        zip(errors, sums).map { scale * ($0 + 2 * RunningError.unit * abs($1)) }
      }
      return Backpropagation<Double>.DenseLayer(
        inputs: errors.inputs, weights: bound(errors.weights, sums.weights), biases: bound(errors.biases, sums.biases))
    }
  }
}
