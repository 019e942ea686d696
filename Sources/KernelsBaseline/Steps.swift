#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

// The step of each optimizer. Formulas and sources are in `Optimizer` of `Downhill`.
//
// The state of a parameter whose gradient stays zero, such as the weights of a pixel at the border, shrinks with each
// step until it is subnormal, and rounding then keeps it there. Subnormal numbers are slow: Adam's step takes four
// times as long. So they count as zero.

package func sgdStep(_ run: ParameterRun, _ factors: StepFactors) {
  let rate = splat(-factors.rate)
  let l2 = splat(factors.l2)
  var index = 0
  while index < run.count {
    let w = load(run.parameters + index)
    let g = multiplyAdd(load(run.gradient + index), l2, w)
    store(multiplyAdd(w, rate, g), run.parameters + index)
    index &+= Vector.scalarCount
  }
}

package func momentumStep(_ run: ParameterRun, _ factors: StepFactors) {
  guard let velocity = run.first else { return }
  let rate = splat(-factors.rate)
  let l2 = splat(factors.l2)
  let momentum = splat(factors.momentum)
  var index = 0
  while index < run.count {
    let w = load(run.parameters + index)
    let g = multiplyAdd(load(run.gradient + index), l2, w)
    let v = vector_flush_subnormals(multiplyAdd(g, momentum, load(velocity + index)))
    store(v, velocity + index)
    store(multiplyAdd(w, rate, v), run.parameters + index)
    index &+= Vector.scalarCount
  }
}

package func nesterovStep(_ run: ParameterRun, _ factors: StepFactors) {
  guard let velocity = run.first else { return }
  let rate = splat(-factors.rate)
  let l2 = splat(factors.l2)
  let momentum = splat(factors.momentum)
  var index = 0
  while index < run.count {
    let w = load(run.parameters + index)
    let g = multiplyAdd(load(run.gradient + index), l2, w)
    let v = vector_flush_subnormals(multiplyAdd(g, momentum, load(velocity + index)))
    store(v, velocity + index)
    store(multiplyAdd(w, rate, multiplyAdd(g, momentum, v)), run.parameters + index)
    index &+= Vector.scalarCount
  }
}

package func adamStep(_ run: ParameterRun, _ factors: StepFactors) {
  guard let firstMoment = run.first, let secondMoment = run.second else { return }
  let rate = splat(-factors.rate)
  let l2 = splat(factors.l2)
  let keep = splat(factors.keep)
  let beta1 = splat(factors.momentum)
  let beta2 = splat(factors.secondMomentum)
  let rest1 = splat(1 - factors.momentum)
  let rest2 = splat(1 - factors.secondMomentum)
  let secondScale = splat(factors.secondScale)
  let epsilon = splat(factors.epsilon)
  var index = 0
  while index < run.count {
    let w = load(run.parameters + index)
    let g = multiplyAdd(load(run.gradient + index), l2, w)
    let m = vector_flush_subnormals(multiplyAdd(rest1 * g, beta1, load(firstMoment + index)))
    let v = vector_flush_subnormals(multiplyAdd(rest2 * g * g, beta2, load(secondMoment + index)))
    store(m, firstMoment + index)
    store(v, secondMoment + index)
    let size = multiplyAdd(epsilon, vector_square_root(v), secondScale)
    store(multiplyAdd(w * keep, rate, m / size), run.parameters + index)
    index &+= Vector.scalarCount
  }
}
#endif
