import KernelTable

// Each function writes a = f(z) and, if asked, f′(z). The mathematics of each pair stands in `Activation` of `Downhill`.

public func sigmoidActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(weighted, activation, slope, count) { z in
    let a = sigmoid(z)
    return (a, a * (1 - a))
  }
}

public func tanhActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(weighted, activation, slope, count) { z in
    let a = hyperbolicTangent(z)
    return (a, 1 - a * a)
  }
}

public func reluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(weighted, activation, slope, count) { z in
    let negative = z .<= 0
    return (z.replacing(with: 0, where: negative), splat(1).replacing(with: 0, where: negative))
  }
}

public func leakyReLUActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(weighted, activation, slope, count) { z in
    let negative = z .<= 0
    return (z.replacing(with: 0.01 * z, where: negative), splat(1).replacing(with: 0.01, where: negative))
  }
}

public func geluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(weighted, activation, slope, count) { z in
    let cumulative = normalCumulative(z)
    return (z * cumulative, multiplyAdd(cumulative, z, normalDensity(z)))
  }
}

public func siluActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(weighted, activation, slope, count) { z in
    let s = sigmoid(z)
    let a = z * s
    return (a, multiplyAdd(s, a, 1 - s))
  }
}

public func identityActivation(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int
) {
  elementwise(weighted, activation, slope, count) { z in (z, splat(1)) }
}

/// Softmax, shifted by the largest weighted input of the row so that no exponential overflows.
public func softmax(
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
      sum += power.sum()
      column &+= KernelTable.width
    }
    let scale = splat(1 / sum)
    column = 0
    while column < columns {
      store(load(a + column) * scale, a + column)
      column &+= KernelTable.width
    }
    z += columns
    a += columns
  }
}

/// The first `count` lanes of a vector; the others become zero.
@inline(__always)
func masked(_ vector: Vector, _ count: Int) -> Vector {
  let lanes = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  return vector.replacing(with: 0, where: lanes .>= SIMD16(repeating: Int32(truncatingIfNeeded: count)))
}

/// The largest of `count` numbers.
@inline(__always)
func maximum(_ numbers: UnsafePointer<Float>, _ count: Int) -> Float {
  var largest = numbers[0]
  for index in 1..<(count < 2 ? 1 : count) where numbers[index] > largest { largest = numbers[index] }
  return largest
}

@inline(__always)
private func elementwise(
  _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ slope: UnsafeMutablePointer<Float>?,
  _ count: Int, _ function: (Vector) -> (value: Vector, slope: Vector)
) {
  var index = 0
  if let slope {
    while index < count {
      let result = function(load(weighted + index))
      store(result.value, activation + index)
      store(result.slope, slope + index)
      index &+= KernelTable.width
    }
  } else {
    while index < count {
      store(function(load(weighted + index)).value, activation + index)
      index &+= KernelTable.width
    }
  }
}
