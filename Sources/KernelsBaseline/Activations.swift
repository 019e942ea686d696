#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

// Each function writes a = f(z) and, where asked for, f′(z). `Activation` of `Downhill` has the mathematics.

package func sigmoidActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(Sigmoid.self, weighted, activation, slope, count)
}

package func tanhActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(HyperbolicTangent.self, weighted, activation, slope, count)
}

package func reluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(ReLU.self, weighted, activation, slope, count)
}

package func leakyReLUActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(LeakyReLU.self, weighted, activation, slope, count)
}

package func eluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(ELU.self, weighted, activation, slope, count)
}

package func seluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(ScaledELU.self, weighted, activation, slope, count)
}

package func softplusActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(Softplus.self, weighted, activation, slope, count)
}

package func mishActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(Mish.self, weighted, activation, slope, count)
}

package func geluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(GELU.self, weighted, activation, slope, count)
}

package func siluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(SiLU.self, weighted, activation, slope, count)
}

package func identityActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(Identity.self, weighted, activation, slope, count)
}

/// eᶻ of outputs. The slope, which no cost reads, is the same.
package func exponentialActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(Exponential.self, weighted, activation, slope, count)
}

/// Softmax, shifted by the largest weighted input of the row so that no exponential overflows.
package func softmax(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ rows: Int, _ outputs: Int,
  _ columns: Int
) {
  var z = weighted
  var a = activation
  for _ in 0..<rows {
    let largest = maximum(z, outputs)
    var sum: Float = 0
    var column = 0
    while column < columns {
      let power = masked(exponential(load(z + column) - splat(largest)), outputs &- column)
      store(power, a + column)
      sum += vector_sum(power)
      column &+= Vector.scalarCount
    }
    let scale = splat(1 / sum)
    column = 0
    while column < columns {
      // Masked again: the scale of a row with NaN is NaN.
      store(masked(load(a + column) * scale, outputs &- column), a + column)
      column &+= Vector.scalarCount
    }
    z += columns
    a += columns
  }
}

/// The first `count` lanes of a vector; the others become zero.
@inline(__always)
func masked(_ vector: Vector, _ count: Int) -> Vector {
  let lanes = Vector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  return vector_where_less(lanes, splat(Float(count)), vector, Vector(repeating: 0))
}

/// The largest of `count` numbers in whole vectors; if one is NaN, perhaps another.
@inline(__always)
func maximum(_ numbers: UnsafePointer<Float>, _ count: Int) -> Float {
  let lanes = Vector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  var largest = splat(-.infinity)
  var column = 0
  while column < count {
    let numbers = vector_where_less(lanes, splat(Float(count &- column)), load(numbers + column), splat(-.infinity))
    largest = vector_where_less(largest, numbers, numbers, largest)
    column &+= Vector.scalarCount
  }
  return vector_max(largest)
}

/// A function and its derivative on one vector. A type and not a closure, so that it is inlined into its loop.
private protocol VectorFunction {
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector)
}

@inline(__always)
private func elementwise<Function: VectorFunction>(
  _ function: Function.Type, _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>,
  _ slope: UnsafeMutablePointer<Float>?, _ count: Int
) {
  var index = 0
  #if arch(wasm32)
  // One loop for both: half the code for a browser to load.
  while index < count {
    let result = Function.valueAndSlope(load(weighted + index))
    store(result.value, activation + index)
    if let slope { store(result.slope, slope + index) }
    index &+= Vector.scalarCount
  }
  #else
  if let slope {
    while index < count {
      let result = Function.valueAndSlope(load(weighted + index))
      store(result.value, activation + index)
      store(result.slope, slope + index)
      index &+= Vector.scalarCount
    }
  } else {
    while index < count {
      store(Function.valueAndSlope(load(weighted + index)).value, activation + index)
      index &+= Vector.scalarCount
    }
  }
  #endif
}

private enum Sigmoid: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let a = sigmoid(z)
    return (a, a * (1 - a))
  }
}

private enum HyperbolicTangent: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let a = hyperbolicTangent(z)
    return (a, 1 - a * a)
  }
}

private enum ReLU: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let zero = Vector(repeating: 0)
    return (vector_at_least(z, zero), vector_where_less(zero, z, splat(1), zero))
  }
}

private enum LeakyReLU: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let zero = Vector(repeating: 0)
    return (vector_where_less(zero, z, z, 0.01 * z), vector_where_less(zero, z, splat(1), splat(0.01)))
  }
}

private enum ELU: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let zero = Vector(repeating: 0)
    let below = vector_at_most(z, zero)
    return (
      vector_where_less(zero, z, z, exponentialMinusOne(below)),
      vector_where_less(zero, z, splat(1), exponential(below))
    )
  }
}

private enum ScaledELU: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let zero = Vector(repeating: 0)
    let below = vector_at_most(z, zero)
    // λ and λα.
    let (scale, scaleBelow) = (splat(1.05070099), splat(1.75809934))
    return (
      vector_where_less(zero, z, scale * z, scaleBelow * exponentialMinusOne(below)),
      vector_where_less(zero, z, scale, scaleBelow * exponential(below))
    )
  }
}

private enum Softplus: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) { (softplus(z), sigmoid(z)) }
}

private enum Mish: VectorFunction {
  // With e = e^z and n = e (e + 2), tanh ln (1 + e) = n / (n + 2), and its slope is 4 e (1 + e) / (n + 2)^2: nothing
  // cancels. From 20 on both are those of infinity.
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let bounded = vector_at_most(z, splat(20))
    let e = exponential(bounded)
    let n = e * (e + 2)
    let share = 1 / (n + 2)
    let t = n * share
    return (z * t, multiplyAdd(t, bounded, 4 * (e * share) * ((1 + e) * share)))
  }
}

private enum GELU: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let cumulative = normalCumulative(z)
    return (z * cumulative, multiplyAdd(cumulative, z, normalDensity(z)))
  }
}

private enum SiLU: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let s = sigmoid(z)
    let a = z * s
    return (a, multiplyAdd(s, a, 1 - s))
  }
}

private enum Exponential: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) {
    let a = exponential(z)
    return (a, a)
  }
}

private enum Identity: VectorFunction {
  @inline(__always)
  static func valueAndSlope(_ z: Vector) -> (value: Vector, slope: Vector) { (z, splat(1)) }
}
#endif
