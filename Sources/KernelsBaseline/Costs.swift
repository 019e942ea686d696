#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

/// C = ½ Σ (a − y)², ∂C/∂z = (a − y) ⊙ f′(z).
package func quadraticCost(_ layer: OutputLayer) { forEachRow(Quadratic.self, layer) }

/// C = Σ |a − y|, ∂C/∂z = sign(a − y) ⊙ f′(z).
package func absoluteCost(_ layer: OutputLayer) { forEachRow(Absolute.self, layer) }

/// C = Σ g (d − g/2) with d = a − y and g = d clipped to ±δ, ∂C/∂z = g ⊙ f′(z).
package func huberCost(_ layer: OutputLayer) { forEachRow(Huber.self, layer) }

/// C = Σ g·d with d = a − y and g = 1 − τ above 0, −τ below; ∂C/∂z = g ⊙ f′(z).
package func quantileCost(_ layer: OutputLayer) { forEachRow(Quantile.self, layer) }

/// C = Σ a − y·z, ∂C/∂z = a − y, with a = eᶻ: what a − y ln a is without its logarithm.
package func poissonCost(_ layer: OutputLayer) { forEachRow(Poisson.self, layer) }

/// C = Σ ln(1 + eᶻ) − y·z, ∂C/∂z = a − y, with a = σ(z): what −Σ y ln a + (1 − y) ln(1 − a) is without its overflow.
package func sigmoidCrossEntropyCost(_ layer: OutputLayer) { forEachRow(BinaryCrossEntropy.self, layer) }

/// C = ln Σ eᶻ − Σ y·z, ∂C/∂z = a − y, with a = softmax(z) and Σ y = 1: what −Σ y ln a is without its underflow.
package func softmaxCrossEntropyCost(_ layer: OutputLayer) {
  forEachRow(CategoricalCrossEntropy.self, layer)
  // The cost needs the whole row: with m the largest z, ln Σ e^(z − m) + Σ y·(m − z).
  var z = layer.weighted
  var y = layer.target
  for row in 0..<layer.rows {
    let largest = splat(maximum(z, layer.outputs))
    var powers: Float = 0
    var distance: Float = 0
    var column = 0
    while column < layer.columns {
      let shifted = load(z + column) - largest
      powers += vector_sum(masked(exponential(shifted), layer.outputs &- column))
      distance -= vector_sum(masked(load(y + column) * shifted, layer.outputs &- column))
      column &+= Vector.scalarCount
    }
    layer.costs[row] = logarithm(splat(powers))[0] + distance
    z += layer.columns
    y += layer.columns
  }
}

/// What each output adds to the cost of its example, and the sensitivity of its weighted input.
private protocol CostFunction {
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  )
}

private enum Quadratic: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  ) {
    let difference = a - y
    return (0.5 * difference * difference, difference * slope)
  }
}

private enum Absolute: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  ) {
    let difference = a - y
    let zero = Vector(repeating: 0)
    let sign = vector_where_less(zero, difference, splat(1), vector_where_less(difference, zero, splat(-1), zero))
    // A product, so that NaN stays NaN.
    return (sign * difference, sign * slope)
  }
}

private enum Huber: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  ) {
    let difference = a - y
    let clipped = vector_at_least(vector_at_most(difference, coefficient), -coefficient)
    return (clipped * (difference - 0.5 * clipped), clipped * slope)
  }
}

private enum Quantile: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  ) {
    let difference = a - y
    let zero = Vector(repeating: 0)
    let weight = vector_where_less(
      zero, difference, 1 - coefficient, vector_where_less(difference, zero, -coefficient, zero))
    return (weight * difference, weight * slope)
  }
}

private enum Poisson: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  ) {
    (a - y * z, a - y)
  }
}

private enum BinaryCrossEntropy: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  ) {
    (softplus(z) - y * z, a - y)
  }
}

private enum CategoricalCrossEntropy: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector, coefficient: Vector) -> (
    Vector, Vector
  ) {
    (Vector(repeating: 0), a - y)
  }
}

@inline(__always)
private func forEachRow<Function: CostFunction>(_ function: Function.Type, _ layer: OutputLayer) {
  let scale = splat(layer.scale)
  var offset = 0
  for row in 0..<layer.rows {
    var cost = Vector(repeating: 0)
    var column = 0
    while column < layer.columns {
      let index = offset &+ column
      let (part, sensitivity) = Function.costAndSensitivity(
        z: load(layer.weighted + index), a: load(layer.activation + index), y: load(layer.target + index),
        slope: load(layer.sensitivity + index), coefficient: load(layer.coefficients + column))
      cost += masked(part, layer.outputs &- column)
      store(masked(sensitivity * scale, layer.outputs &- column), layer.sensitivity + index)
      column &+= Vector.scalarCount
    }
    layer.costs[row] = vector_sum(cost)
    offset &+= layer.columns
  }
}
#endif
