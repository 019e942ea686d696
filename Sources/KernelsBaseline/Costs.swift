#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

/// C = ½ Σ (a − y)², ∂C/∂z = (a − y) ⊙ f′(z).
package func quadraticCost(_ layer: OutputLayer) { forEachRow(Quadratic.self, layer) }

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
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector) -> (Vector, Vector)
}

private enum Quadratic: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector) -> (Vector, Vector) {
    let difference = a - y
    return (0.5 * difference * difference, difference * slope)
  }
}

private enum BinaryCrossEntropy: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector) -> (Vector, Vector) {
    (softplus(z) - y * z, a - y)
  }
}

private enum CategoricalCrossEntropy: CostFunction {
  @inline(__always)
  static func costAndSensitivity(z: Vector, a: Vector, y: Vector, slope: Vector) -> (Vector, Vector) {
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
        slope: load(layer.sensitivity + index))
      cost += masked(part, layer.outputs &- column)
      store(masked(sensitivity * scale, layer.outputs &- column), layer.sensitivity + index)
      column &+= Vector.scalarCount
    }
    layer.costs[row] = vector_sum(cost)
    offset &+= layer.columns
  }
}
#endif
