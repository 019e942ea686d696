import KernelTable

/// C = ½ Σ (a − y)², ∂C/∂z = (a − y) ⊙ f′(z).
public func quadraticCost(_ layer: OutputLayer) {
  forEachRow(layer) { z, a, y, slope in
    let difference = a - y
    return (0.5 * difference * difference, difference * slope)
  }
}

/// C = Σ ln(1 + eᶻ) − y·z, ∂C/∂z = a − y, with a = σ(z): what −Σ y ln a + (1 − y) ln(1 − a) is without its overflow.
public func sigmoidCrossEntropyCost(_ layer: OutputLayer) {
  forEachRow(layer) { z, a, y, _ in (softplus(z) - y * z, a - y) }
}

/// C = ln Σ eᶻ − Σ y·z, ∂C/∂z = a − y, with a = softmax(z) and Σ y = 1: what −Σ y ln a is without its underflow.
public func softmaxCrossEntropyCost(_ layer: OutputLayer) {
  // Σ y·(m − z), m the largest z, is added up by the loop over rows; ln Σ e^(z − m) follows.
  var z = layer.weighted
  forEachRow(layer) { _, a, y, _ in (Vector(repeating: 0), a - y) }
  var y = layer.target
  for row in 0..<layer.rows {
    let largest = splat(maximum(z, layer.outputs))
    var powers: Float = 0
    var distance: Float = 0
    var column = 0
    while column < layer.columns {
      let shifted = load(z + column) - largest
      powers += masked(exponential(shifted), layer.outputs &- column).sum()
      distance -= masked(load(y + column) * shifted, layer.outputs &- column).sum()
      column &+= KernelTable.width
    }
    layer.costs[row] = logarithm(splat(powers))[0] + distance
    z += layer.columns
    y += layer.columns
  }
}

@inline(__always)
private func forEachRow(
  _ layer: OutputLayer, _ function: (_ z: Vector, _ a: Vector, _ y: Vector, _ slope: Vector) -> (Vector, Vector)
) {
  let scale = splat(layer.scale)
  var offset = 0
  for row in 0..<layer.rows {
    var cost = Vector(repeating: 0)
    var column = 0
    while column < layer.columns {
      let index = offset &+ column
      let (part, sensitivity) = function(
        load(layer.weighted + index), load(layer.activation + index), load(layer.target + index),
        load(layer.sensitivity + index))
      cost += masked(part, layer.outputs &- column)
      store(masked(sensitivity * scale, layer.outputs &- column), layer.sensitivity + index)
      column &+= KernelTable.width
    }
    layer.costs[row] = cost.sum()
    offset &+= layer.columns
  }
}
