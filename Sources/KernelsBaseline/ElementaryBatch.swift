#if !X86_64_EXTENSION || arch(x86_64)
// The vector functions over memory: y[i] = f(x[i]), in place if y is x. The counts are multiples of 16.

/// y = e^x.
package func elementwiseExponential(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i < count {
    store(exponential(load(x + i)), y + i)
    i &+= 16
  }
}

/// y = 1 / (1 + e^−x).
package func elementwiseSigmoid(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i < count {
    store(sigmoid(load(x + i)), y + i)
    i &+= 16
  }
}

/// y = tanh x.
package func elementwiseHyperbolicTangent(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i < count {
    store(hyperbolicTangent(load(x + i)), y + i)
    i &+= 16
  }
}

/// y = Φ(x).
package func elementwiseNormalCumulative(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i < count {
    store(normalCumulative(load(x + i)), y + i)
    i &+= 16
  }
}

/// y = φ(x).
package func elementwiseNormalDensity(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i < count {
    store(normalDensity(load(x + i)), y + i)
    i &+= 16
  }
}

/// y = log x.
package func elementwiseLogarithm(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i < count {
    store(logarithm(load(x + i)), y + i)
    i &+= 16
  }
}

/// y = log(1 + e^x).
package func elementwiseSoftplus(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i < count {
    store(softplus(load(x + i)), y + i)
    i &+= 16
  }
}
#endif
