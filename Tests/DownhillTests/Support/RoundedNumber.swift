import Foundation

/// A number computed in `Float`: what it would be without rounding, and how far from that rounding can have carried it.
///
/// The bounds are the running error analysis of Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 3.
/// They hold for any order of addition and with or without fused multiply-add, and so for every kernel table.
struct RoundedNumber {
  /// What one operation in `Float` loses at most, relative to its result.
  static let unit = 0x1p-24
  /// The same for the elementary functions, whose documentation promises 4.0e-7 or less, 6.8 units.
  static let function = 8 * unit
  /// Below this, results may have been flushed to zero.
  static let tiny = 1e-37

  var value: Double
  var error: Double

  /// A number that `Float` holds exactly, unless an error is given.
  init(_ value: Double, error: Double = 0) {
    self.value = value
    self.error = error
  }

  /// A real number, rounded once.
  static func rounded(_ value: Double) -> RoundedNumber { RoundedNumber(value, error: unit * value.magnitude) }

  /// The largest magnitude the computed number can have.
  var limit: Double { value.magnitude + error }

  static func + (x: RoundedNumber, y: RoundedNumber) -> RoundedNumber { sum([x, y]) }

  static func - (x: RoundedNumber, y: RoundedNumber) -> RoundedNumber {
    sum([x, RoundedNumber(-y.value, error: y.error)])
  }

  static func * (x: RoundedNumber, y: RoundedNumber) -> RoundedNumber {
    RoundedNumber(
      x.value * y.value,
      error: x.value.magnitude * y.error + y.value.magnitude * x.error + x.error * y.error + unit * x.limit * y.limit)
  }

  /// n numbers added up in any order: n − 1 additions, each losing at most a unit of the sum of all magnitudes. The last
  /// factor covers the terms of second order.
  static func sum(_ terms: [RoundedNumber]) -> RoundedNumber {
    var value = 0.0
    var error = 0.0
    var magnitude = 0.0
    for term in terms {
      value += term.value
      error += term.error
      magnitude += term.limit
    }
    return RoundedNumber(value, error: error + 1.01 * Double(terms.count - 1) * unit * magnitude)
  }

  /// A function of this number: its own error, and what it makes of the argument's at a steepness of at most `lipschitz`.
  func mapped(to result: Double, lipschitz: Double, ownError: Double) -> RoundedNumber {
    RoundedNumber(result, error: lipschitz * error + ownError + Self.tiny)
  }
}

/// A network and its gradient in ``RoundedNumber``s: the numbers of the textbook once more, written apart from it and with
/// Foundation's functions, and for each the error that is allowed to a computation in `Float`.
struct RoundedNetwork {
  struct Layer {
    /// `[outputs][inputs]`.
    var weights: [[RoundedNumber]]
    var biases: [RoundedNumber]
  }

  var layers: [Layer]
  var hidden: String
  var output: String
  var cost: String
  /// δ or τ for each output.
  var coefficients: [Double] = []
  /// The weight of each example in the means; empty where all count alike.
  var weights: [Double] = []

  struct Result {
    var outputs: [[RoundedNumber]] = []
    var costs: [RoundedNumber] = []
    var meanCost = RoundedNumber(0)
    var gradient: [Layer]
  }

  /// Means over the mini-batch. `inputs` are rounded once, as bytes divided by 255 are.
  func result(inputs: [[Double]], targets: [[Double]]) -> Result {
    var terms = layers.map { layer in
      (
        weights: layer.weights.map { $0.map { _ in [RoundedNumber]() } },
        biases: layer.biases.map { _ in [RoundedNumber]() }
      )
    }
    var result = Result(gradient: [])
    let totalWeight = weights.reduce(0, +)
    for (example, (input, target)) in zip(inputs, targets).enumerated() {
      var a = [input.map(RoundedNumber.rounded)]
      var z: [[RoundedNumber]] = []
      for (index, layer) in layers.enumerated() {
        z.append(
          zip(layer.weights, layer.biases).map { row, bias in .sum([bias] + zip(row, a[index]).map { $0 * $1 }) })
        a.append(
          index + 1 < layers.count
            ? z[index].map { Self.activation(hidden, $0).value }
            : output == "exponential"
              ? z[index].map(Self.exponential)
              : output == "softmax" ? Self.softmax(z[index]) : z[index].map { Self.activation(output, $0).value })
      }
      let outputs = a[layers.count]
      result.outputs.append(outputs)
      result.costs.append(costOf(z: z[layers.count - 1], a: outputs, target: target))
      var delta = zip(outputs, target).enumerated().map { j, pair in
        wish(pair.0 - RoundedNumber(pair.1), output: j) * .rounded(1 / Double(inputs.count))
      }
      if !weights.isEmpty {
        delta = delta.map { $0 * .rounded(weights[example] * Double(inputs.count) / totalWeight) }
      }
      if !["poisson", "cross-entropy"].contains(cost) {
        delta = zip(delta, z[layers.count - 1]).map { $0 * Self.activation(output, $1).slope }
      }
      for index in layers.indices.reversed() {
        for (j, d) in delta.enumerated() {
          terms[index].biases[j].append(d)
          for (i, a) in a[index].enumerated() { terms[index].weights[j][i].append(a * d) }
        }
        guard index > 0 else { break }
        delta = z[index - 1].indices.map { i in
          .sum(zip(layers[index].weights, delta).map { $0[i] * $1 })
            * Self.activation(hidden, z[index - 1][i]).slope
        }
      }
    }
    // The mean of the costs is taken in Double: only the costs themselves are rounded.
    let shares = inputs.indices.map { weights.isEmpty ? 1 / Double(inputs.count) : weights[$0] / totalWeight }
    result.meanCost = RoundedNumber(
      zip(result.costs, shares).reduce(0) { $0 + $1.0.value * $1.1 },
      error: zip(result.costs, shares).reduce(0) { $0 + $1.0.error * $1.1 })
    result.gradient = terms.map {
      Layer(weights: $0.weights.map { $0.map(Self.total) }, biases: $0.biases.map(Self.total))
    }
    return result
  }

  /// A sum that begins at zero, in a vector register or chunk by chunk: one addition more than terms.
  private static func total(_ terms: [RoundedNumber]) -> RoundedNumber { .sum(terms + [RoundedNumber(0)]) }

  /// ∂C/∂a of an output at a distance from its target; for costs whose derivative cancels the activation's, the distance.
  private func wish(_ distance: RoundedNumber, output: Int) -> RoundedNumber {
    let side: Double = distance.value > 0 ? 1 : -1
    // On which side of the target an output is may be uncertain.
    let isUncertain = distance.value.magnitude <= distance.error
    switch cost {
    case "absolute": return RoundedNumber(side, error: isUncertain ? 2 : 0)
    case "huber":
      let delta = coefficients[output]
      return RoundedNumber(min(max(distance.value, -delta), delta), error: distance.error)
    case "quantile":
      let quantile = coefficients[output]
      return RoundedNumber(side > 0 ? 1 - quantile : -quantile, error: isUncertain ? 1 : RoundedNumber.unit)
    default: return distance
    }
  }

  private static func exponential(_ z: RoundedNumber) -> RoundedNumber {
    let a = exp(z.value)
    return z.mapped(to: a, lipschitz: a * exp(z.error), ownError: RoundedNumber.function * a)
  }

  private func costOf(z: [RoundedNumber], a: [RoundedNumber], target: [Double]) -> RoundedNumber {
    switch (cost, output) {
    case ("quadratic", _):
      return .sum(
        zip(a, target).map { a, y in
          let difference = a - RoundedNumber(y)
          return RoundedNumber(0.5) * difference * difference
        })
    case ("absolute", _), ("huber", _), ("quantile", _):
      return .sum(
        zip(a, target).enumerated().map { j, pair in
          let distance = pair.0 - RoundedNumber(pair.1)
          let wish = wish(distance, output: j)
          return cost == "huber"
            ? wish * (distance - RoundedNumber(0.5) * wish)
            : RoundedNumber(wish.value, error: RoundedNumber.unit) * distance
        } + [RoundedNumber(0)])
    case ("poisson", _):
      return .sum(
        zip(a, zip(z, target)).flatMap { a, rest in [a, RoundedNumber(-rest.1) * rest.0] } + [RoundedNumber(0)])
    case ("cross-entropy", "sigmoid"):
      return .sum(
        zip(z, target).flatMap { z, y in
          let soft = max(z.value, 0) + log1p(exp(-z.value.magnitude))
          return [
            z.mapped(to: soft, lipschitz: 1, ownError: RoundedNumber.function * soft), RoundedNumber(-y) * z,
          ]
        })
    default:
      let (shifted, _, sum) = Self.powers(z)
      let logSum = RoundedNumber(
        log(sum.value),
        error: -log1p(-min(sum.error / sum.value, 0.999)) + RoundedNumber.function * (1 + log(sum.value)))
      return .sum([logSum] + zip(shifted, target).map { $0 * RoundedNumber(-$1) })
    }
  }

  /// z − m, e^(z − m) and their sum, with m the largest z.
  private static func powers(_ z: [RoundedNumber]) -> ([RoundedNumber], [RoundedNumber], RoundedNumber) {
    let largest = z.max { $0.value < $1.value } ?? RoundedNumber(0)
    let shifted = z.map { $0 - largest }
    let powers = shifted.map { x in
      let power = exp(x.value)
      return RoundedNumber(
        power, error: power * (expm1(min(x.error, 700)) + RoundedNumber.function) + RoundedNumber.tiny)
    }
    return (shifted, powers, .sum(powers + [RoundedNumber(0)]))
  }

  private static func softmax(_ z: [RoundedNumber]) -> [RoundedNumber] {
    let (_, powers, sum) = powers(z)
    // e / (S (1 ± s)), rounded as 1 / S and the product.
    let shrink = min(sum.error / sum.value, 0.999)
    return powers.map { power in
      let a = power.value / sum.value
      let most = (power.value + power.error) / (sum.value * (1 - shrink)) * (1 + 3 * RoundedNumber.unit)
      return RoundedNumber(a, error: min(max(most - a, a * shrink + power.error / sum.value), 1))
    }
  }

  // MARK: Activations: the largest |f′| and |f″| carry the error of z on

  static func activation(_ name: String, _ z: RoundedNumber) -> (value: RoundedNumber, slope: RoundedNumber) {
    let x = z.value
    let unit = RoundedNumber.unit
    let one = RoundedNumber(1)
    switch name {
    case "sigmoid":
      let a = z.mapped(to: sigmoid(x), lipschitz: 0.25, ownError: RoundedNumber.function * sigmoid(x))
      // 1 − σ(x) = σ(−x), without cancellation.
      return (a, RoundedNumber(a.value * sigmoid(-x), error: (a * (one - a)).error))
    case "tanh":
      let a = z.mapped(
        to: Foundation.tanh(x), lipschitz: 1, ownError: RoundedNumber.function * Foundation.tanh(x).magnitude)
      return (a, RoundedNumber(1 / (cosh(x) * cosh(x)), error: (one - a * a).error))
    case "relu", "leaky-relu":
      let below = name == "relu" ? 0.0 : 0.01
      // Where z may be on either side of the kink, so may the slope.
      let ambiguous = z.error > 0 && x.magnitude <= z.error
      let slope = RoundedNumber(x > 0 ? 1 : below, error: ambiguous ? 1 : unit)
      return (z.mapped(to: max(x, below * x), lipschitz: 1, ownError: 2 * unit * x.magnitude), slope)
    case "elu", "selu":
      let (scale, below) = name == "elu" ? (1, 1) : (1.0507009873554805, 1.7580993408473766)
      let value = x > 0 ? scale * x : below * expm1(x)
      let slope = x > 0 ? scale : below * exp(x)
      // Where z may be on either side of the kink of selu, so may the slope.
      let isAmbiguous = name == "selu" && z.error > 0 && x.magnitude <= z.error
      return (
        z.mapped(to: value, lipschitz: below, ownError: 10 * unit * value.magnitude),
        z.mapped(to: slope, lipschitz: below, ownError: isAmbiguous ? 1 : 10 * unit * slope)
      )
    case "softplus":
      let value = max(x, 0) + log1p(exp(-x.magnitude))
      return (
        z.mapped(to: value, lipschitz: 1, ownError: RoundedNumber.function * value),
        z.mapped(to: sigmoid(x), lipschitz: 0.25, ownError: RoundedNumber.function * sigmoid(x))
      )
    case "mish":
      let t = Foundation.tanh(max(x, 0) + log1p(exp(-x.magnitude)))
      let rest = x * sigmoid(x) / pow(cosh(max(x, 0) + log1p(exp(-x.magnitude))), 2)
      // Each of the two exponentials counts, and the arithmetic; 1 − t², if it is computed so, loses two units of 1. Below
      // −86.98 they are 0.
      let isFlushed = x < -86
      return (
        z.mapped(to: x * t, lipschitz: 1.09, ownError: (isFlushed ? 1 : 24 * unit) * (x * t).magnitude),
        z.mapped(to: t + rest, lipschitz: 0.65, ownError: (isFlushed ? 1 : 60 * unit) * (t + rest.magnitude))
      )
    case "gelu":
      let cumulative = erfc(-x / 2.0.squareRoot()) / 2
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      // The plain form of the density squares x in Float, at a cost of x²/2 units.
      let own = 10 * unit * (cumulative + x.magnitude * density * (1 + x * x / 2))
      return (
        z.mapped(to: x * cumulative, lipschitz: 1.13, ownError: 9 * unit * (x * cumulative).magnitude),
        z.mapped(to: cumulative + x * density, lipschitz: 0.8, ownError: own)
      )
    case "silu":
      let s = sigmoid(x)
      return (
        z.mapped(to: x * s, lipschitz: 1.1, ownError: 9 * unit * (x * s).magnitude),
        // 1 − s cancels where s is near 1: its error is 9 units of s, carried on by x s.
        z.mapped(to: s + x * s * sigmoid(-x), lipschitz: 0.5, ownError: 11 * unit * s * (1 + x.magnitude))
      )
    case "identity": return (z, one)
    default: preconditionFailure("no activation \(name)")
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
