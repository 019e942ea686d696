import Downhill

/// How far rounding to `Float` can move the numbers of one example: a running error analysis (Higham, Accuracy and
/// Stability of Numerical Algorithms, 2002, chapter 3) beside the forward and the backward pass.
///
/// For every number x of the textbook in `Double` there is an e with |x̂ − x| ≤ e, x̂ being the number that an engine
/// computes in `Float`. Inputs, weights, biases and targets are `Float`s and exact. The rules, u = 2⁻²⁴ being what one
/// operation loses at most, relative to its result:
///
///     sum of n products   Σ|w|e + γₙ Σ|w|(|a| + e), γₙ = nu / (1 − nu), in any order, fused or not
///     product             |x|e_y + |y|e_x + e_x e_y + u (|x| + e_x)(|y| + e_y)
///     f(z)                |f′(z)|e + max|f″| e²/2 + what the function itself loses
///     f′(z)               max|f″| e + what the derivative itself loses
///
/// Each bound, divided by u, can only grow with u. For `Double` it is therefore at most 2⁻²⁹ of what it is here.
struct RunningError {
  /// Of aˡ, from the inputs a⁰ (zeros) to the outputs.
  private(set) var activations: [[Double]]
  /// Of zˡ, from layer 1 on.
  private(set) var weightedInputs: [[Double]] = []
  /// Of δˡ, from layer 1 on; with the two roundings of a division by the number of examples.
  private(set) var sensitivities: [[Double]] = []

  /// What one operation loses, relative to its result.
  static let unit = 0x1p-24
  /// The same for exp, tanh and Φ: the kernels promise 8 units of `Float`, `Elementary` 5.2 units of `Double`.
  static let function = 12 * unit
  /// Below this, results may have been flushed to zero.
  static let underflow = 1e-37

  /// γₙ: what n roundings in a row lose.
  static func gamma(_ count: Int) -> Double {
    let loss = Double(count) * unit
    return loss < 1 ? loss / (1 - loss) : .infinity
  }

  /// The error of x·y.
  static func product(_ x: Double, _ errorX: Double, _ y: Double, _ errorY: Double) -> Double {
    let (x, y) = (abs(x), abs(y))
    return x * errorY + y * errorX + errorX * errorY + unit * (x + errorX) * (y + errorY)
  }

  // MARK: Forwards

  /// The errors of a forward pass. Where several passes start from the same sums in layer 1, to which little is added,
  /// only differences count: with `sharedSums` those of layer 1 are taken as exact, except for that addition.
  init(_ network: Backpropagation<Double>, _ pass: Backpropagation<Double>.ForwardPass, sharedSums: Bool = false) {
    activations = [[Double](repeating: 0, count: pass.activations[0].count)]
    for (index, layer) in network.layers.enumerated() {
      let z = pass.weightedInputs[index]
      let errors =
        index == 0 && sharedSums
        ? z.map { 3 * Self.unit * (abs($0) + 1) } : Self.sums(layer, pass.activations[index], activations[index])
      weightedInputs.append(errors)
      if index + 1 < network.layers.count {
        let activation = network.hiddenActivations[index]
        activations.append(z.indices.map { activation.valueError(z[$0], error: errors[$0]) })
      } else {
        activations.append(network.outputActivation.valueErrors(z, errors: errors))
      }
    }
  }

  /// The errors of b + Σ w·a for every neuron of a layer.
  private static func sums(
    _ layer: Backpropagation<Double>.DenseLayer, _ previous: [Double], _ errors: [Double]
  ) -> [Double] {
    let nonzero = previous.indices.filter { previous[$0] != 0 || errors[$0] != 0 }
    let gamma = gamma(nonzero.count + 1)
    // Σ|w|e + γ Σ|w|(|a| + e), in one sum.
    let shares = previous.indices.map { errors[$0] + gamma * (abs(previous[$0]) + errors[$0]) }
    return (0..<layer.outputs).map { j in
      let row = j * layer.inputs
      var error = gamma * abs(layer.biases[j])
      for i in nonzero { error += abs(layer.weights[row + i]) * shares[i] }
      return error + underflow
    }
  }

  /// The error of the example's cost.
  func cost(_ objective: Objective, _ pass: Backpropagation<Double>.ForwardPass, target y: [Double]) -> Double {
    let z = pass.weightedInputs[pass.weightedInputs.count - 1]
    let (a, unit) = (pass.output, Self.unit)
    let errorZ = weightedInputs[weightedInputs.count - 1]
    let errorA = activations[activations.count - 1]
    let parts = objective.parts(z: z, a: a, target: y)
    // Parts of the Poisson cost may be negative.
    var error = Self.gamma(parts.count) * parts.reduce(0) { $0 + abs($1) }
    switch objective {
    case .quadratic:
      for j in a.indices {
        let difference = abs(a[j] - y[j])
        let errorOfIt = errorA[j] + unit * (difference + errorA[j])
        error += Self.product(difference, errorOfIt, difference, errorOfIt) / 2
      }
    case .absolute:
      for j in a.indices { error += errorA[j] + unit * (abs(a[j] - y[j]) + errorA[j]) }
    case .huber(let delta, _):
      // With g the clipped distance, the slope of the cost is g and bends by 1 at most; g·(d − g/2) has no cancellation.
      for j in a.indices {
        let own = min(abs(a[j] - y[j]), Double(delta)) * errorA[j] + errorA[j] * errorA[j] / 2
        error += own + 4 * unit * (parts[j] + own)
      }
    case .quantile:
      // The steepest slope is below 1; 1 − τ, the difference and the product round.
      for j in a.indices { error += errorA[j] + 3 * unit * (parts[j] + errorA[j]) }
    case .poisson:
      // ∂C/∂z = a − y, and ∂²C/∂z² = a, which e^errorZ bounds nearby. The terms of a − y·z are larger than their difference.
      for j in a.indices {
        let bend = a[j] * Elementary.exp(min(errorZ[j], 700)) * errorZ[j] * errorZ[j] / 2
        error += abs(a[j] - y[j]) * errorZ[j] + bend + Self.function * a[j] + 2 * unit * (a[j] + abs(y[j] * z[j]))
      }
    case .binaryCrossEntropy:
      // ∂C/∂z = a − y, and |∂²C/∂z²| ≤ 1/4. The terms of ln(1 + eᶻ) − y·z are larger than their difference.
      for j in a.indices {
        let terms = max(z[j], 0) + 1 + 2 * abs(y[j] * z[j])
        error += abs(a[j] - y[j]) * errorZ[j] + errorZ[j] * errorZ[j] / 8 + Self.function * terms
      }
    case .categoricalCrossEntropy:
      let largest = z.max() ?? 0
      for j in a.indices {
        let terms = a[j] * abs(z[j] - largest) + abs(y[j]) * (abs(z[j] - largest) + 1)
        error += abs(a[j] - y[j]) * errorZ[j] + errorZ[j] * errorZ[j] / 2 + Self.function * terms
      }
    }
    return error
  }

  // MARK: Backwards

  /// Adds the errors of a backward pass over the same example.
  mutating func goBack(
    _ network: Backpropagation<Double>, _ pass: Backpropagation<Double>.ForwardPass, sensitivities deltas: [[Double]],
    objective: Objective, target: [Double]
  ) {
    let last = network.layers.count - 1
    sensitivities = [[Double]](repeating: [], count: network.layers.count)
    sensitivities[last] = outputSensitivities(objective, pass, target: target)
    for index in stride(from: last - 1, through: 0, by: -1) {
      let next = network.layers[index + 1]
      let sums = requestSums(next, deltas[index + 1], sensitivities[index + 1])
      let activation = network.hiddenActivations[index]
      sensitivities[index] = (0..<next.inputs).map { i in
        let z = pass.weightedInputs[index][i]
        return Self.product(
          sums[i].value, sums[i].error, activation.slope(z),
          activation.slopeError(z, error: weightedInputs[index][i])) + Self.underflow
      }
    }
  }

  private func outputSensitivities(
    _ objective: Objective, _ pass: Backpropagation<Double>.ForwardPass, target: [Double]
  ) -> [Double] {
    let last = pass.weightedInputs.count - 1
    return pass.output.indices.map { j in
      let difference = pass.output[j] - target[j]
      let errorA = activations[last + 1][j]
      // Only its size counts.
      var value = difference
      var error = errorA + Self.unit * (abs(difference) + errorA)
      func goThrough(_ activation: Activation) {
        let z = pass.weightedInputs[last][j]
        let slope = activation.slope(z)
        error = Self.product(value, error, slope, activation.slopeError(z, error: weightedInputs[last][j]))
        value *= slope
      }
      switch objective {
      case .quadratic(let activation): goThrough(activation)
      case .absolute(let activation):
        // Where the output may be on either side of its target, so may the sign.
        (value, error) = abs(value) <= error ? (1, 2) : (1, 0)
        goThrough(activation)
      case .huber(let delta, let activation):
        // Clipping enlarges no error.
        value = max(min(value, Double(delta)), -Double(delta))
        goThrough(activation)
      case .quantile(let quantiles, let activation):
        let quantile = Double(quantiles[j % quantiles.count])
        (value, error) = abs(value) <= error ? (1, 1) : (value > 0 ? 1 - quantile : quantile, Self.unit)
        goThrough(activation)
      case .poisson, .binaryCrossEntropy, .categoricalCrossEntropy: break
      }
      // Divided by the number of examples: the reciprocal is rounded, and the product.
      return error + 2 * Self.unit * (abs(value) + error) + Self.underflow
    }
  }

  /// Σⱼ wⱼᵢ·δⱼ for each neuron i before a layer, with its error.
  private func requestSums(
    _ next: Backpropagation<Double>.DenseLayer, _ deltas: [Double], _ errors: [Double]
  ) -> [(value: Double, error: Double)] {
    let gamma = Self.gamma(next.outputs)
    var sums = [(value: Double, error: Double)](repeating: (0, 0), count: next.inputs)
    for j in 0..<next.outputs {
      let share = errors[j] + gamma * (abs(deltas[j]) + errors[j])
      for i in 0..<next.inputs {
        let weight = next.weights[j * next.inputs + i]
        sums[i].value += weight * deltas[j]
        sums[i].error += abs(weight) * share
      }
    }
    return sums
  }
}

// MARK: Activations

extension Activation {
  /// The largest |f″|, rounded up; of functions with a kink, beside it.
  private var bend: Double {
    switch self {
    case .sigmoid: 0.0963
    case .tanh: 0.77
    case .elu: 1
    case .selu: 1.7581
    case .softplus: 0.25
    case .mish: 0.645
    case .gelu: 0.798
    case .silu: 0.5
    case .relu, .leakyReLU, .identity: 0
    }
  }

  /// The error of f(z) where z is off by `error` at most.
  func valueError(_ z: Double, error: Double) -> Double {
    let (unit, function) = (RunningError.unit, RunningError.function)
    let value = abs(value(z))
    let own: Double
    switch self {
    case .sigmoid, .tanh: own = function * value
    case .elu: own = z > 0 ? 0 : function * value
    case .selu:
      // Where z may be on either side of the kink, the steeper slope counts.
      return 1.7581 * error + (function + 2 * unit) * value + RunningError.underflow
    case .softplus: own = function * value
    // Below −86.98 its exponential is 0.
    case .mish: own = z < -86 ? value : (2 * function + 8 * unit) * value
    case .gelu, .silu: own = (function + unit) * value
    case .relu, .identity: return error
    case .leakyReLU: return error + 2 * unit * value
    }
    return abs(slope(z)) * error + bend * error * error / 2 + own + RunningError.underflow
  }

  /// The error of f′(z) where z is off by `error` at most.
  func slopeError(_ z: Double, error: Double) -> Double {
    let (unit, function) = (RunningError.unit, RunningError.function)
    let own: Double
    switch self {
    case .identity: return 0
    case .selu where error > 0 && abs(z) <= error: return 1 + bend * error
    case .elu, .selu, .softplus: own = (function + 2 * unit) * slope(z)
    case .mish:
      // t + z·w, where 1 − t², if it is computed so, cancels for t near 1.
      let t = value(z) / (z == 0 ? 1 : z)
      own = (z < -86 ? 1 : 6 * function + 10 * unit) * (abs(t) + abs(slope(z) - t) + (z == 0 ? 0.6 : 0))
    case .relu, .leakyReLU:
      // Where z may be on either side of the kink, so may the slope.
      return error > 0 && abs(z) <= error ? 1 : unit
    case .sigmoid:
      // a (1 − a)
      own = (function + 3 * unit) * value(z)
    case .tanh:
      // 1 − a²
      own = 2 * function * value(z) * value(z) + 3 * unit
    case .gelu:
      // Φ(z) + z·φ(z), where squaring z in Float costs z²/2 units.
      let density = Elementary.exp(-z * z / 2) * 0.39894228040143268
      own = (function + 2 * unit) * (Elementary.normalCumulative(z) + abs(z) * density * (1 + z * z / 2))
    case .silu:
      // s + z·s (1 − s), where 1 − s cancels for s near 1.
      own = (function + 4 * unit) * Activation.sigmoid.value(z) * (1 + abs(z))
    }
    return bend * error + own + RunningError.underflow
  }
}

extension OutputActivation {
  /// The errors of the activations of a whole layer.
  fileprivate func valueErrors(_ z: [Double], errors: [Double]) -> [Double] {
    switch self {
    case .elementwise(let activation):
      return z.indices.map { activation.valueError(z[$0], error: errors[$0]) }
    case .exponential:
      return z.indices.map { j in
        let change = Elementary.expMinusOne(min(errors[j], 700))
        return Elementary.exp(z[j]) * (change + RunningError.function * (1 + change)) + RunningError.underflow
      }
    case .softmax:
      // e^(z − m) and their sum S; then p / (S (1 ± s)), as 1 / S and the product.
      let largest = z.max() ?? 0
      let errorOfLargest = errors.max() ?? 0
      let powers = z.map { Elementary.exp($0 - largest) }
      let powerErrors = z.indices.map { j in
        let shift = errors[j] + errorOfLargest + RunningError.unit * (largest - z[j])
        return powers[j] * (Elementary.expMinusOne(min(shift, 700)) + RunningError.function) + RunningError.underflow
      }
      let sum = powers.reduce(0, +)
      let sumError = powerErrors.reduce(0, +)
      let relative = min(sumError / sum + RunningError.gamma(z.count) * (1 + sumError / sum), 0.999)
      return z.indices.map { j in
        let a = powers[j] / sum
        let most = (powers[j] + powerErrors[j]) / (sum * (1 - relative)) * (1 + 3 * RunningError.unit)
        return min(max(most - a, a * relative + powerErrors[j] / sum + 3 * RunningError.unit * a), 1)
      }
    }
  }
}
