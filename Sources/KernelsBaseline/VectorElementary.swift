#if !X86_64_EXTENSION || arch(x86_64)
// Elementary functions on 16 floats at once.
//
// Goals, in this order:
// 1. Straight-line code: no branch, no call, no table, nothing generic that is not inlined. This file is compiled once
//    for each instruction set; a function left out of line would be a weak symbol, and the linker might keep the copy
//    that the processor cannot run.
// 2. NaN in, NaN out; the right limits at ±infinity; saturation without inf · 0 on the way.
// 3. Relative error of a few 1e-7, also where the result is small.
//
// Comparisons and the fused multiply-add come from `vector.h`: Swift's are loops over the lanes, not always unrolled.
//
// Each function states the largest error measured, relative unless stated otherwise, over all instruction sets; the
// tests hold it to that. `Scripts/oracles/elementary.py` derives the coefficients.

import CProcessor

/// `sum + x * w`, in one rounding where the instruction set can.
@inline(__always)
func multiplyAdd(_ sum: SIMD16<Float>, _ x: SIMD16<Float>, _ w: SIMD16<Float>) -> SIMD16<Float> {
  #if FUSED_MULTIPLY_ADD || arch(arm64)
  vector_fused_multiply_add(sum, x, w)
  #else
  sum + x * w
  #endif
}

/// One step of Horner's rule: `sum * x + coefficient`.
@inline(__always)
private func horner(_ sum: SIMD16<Float>, _ x: SIMD16<Float>, _ coefficient: Float) -> SIMD16<Float> {
  multiplyAdd(SIMD16(repeating: coefficient), sum, x)
}

// MARK: Exponentials

/// x = n log 2 + r, |r| <= log 2 / 2, with 2^n given as the bits of n in the exponent field, without the bias.
@inline(__always)
private func reduced(_ x: SIMD16<Float>) -> (r: SIMD16<Float>, exponent: SIMD16<Int32>) {
  // Adding 1.5 · 2^23 rounds to the nearest integer and leaves it in the low bits: no conversion that could trap.
  let magic = SIMD16<Float>(repeating: 0x1.8p23)
  let shifted = multiplyAdd(magic, x, SIMD16(repeating: 1.44269504))
  let n = shifted - magic
  // log 2 in two parts; the first has 9 bits, so that its product with n is exact.
  var r = multiplyAdd(x, n, SIMD16(repeating: -0.693359375))
  r = multiplyAdd(r, n, SIMD16(repeating: 2.12194440e-4))
  return (r, unsafeBitCast(shifted, to: SIMD16<Int32>.self) &<< SIMD16(repeating: 23))
}

/// (e^r − 1 − r) / r² for |r| <= log 2 / 2.
@inline(__always)
private func exponentialRest(_ r: SIMD16<Float>) -> SIMD16<Float> {
  var p = SIMD16<Float>(repeating: 0.00139419548)
  p = horner(p, r, 0.00836868677)
  p = horner(p, r, 0.0416663885)
  p = horner(p, r, 0.166665211)
  return horner(p, r, 0.5)
}

/// e^x, where x = n log 2 + r. Infinity above 88.7229; 0 below −86.98, where 2^(n − 1) would be no normal number.
@inline(__always)
private func exponential(_ x: SIMD16<Float>, r: SIMD16<Float>, exponent: SIMD16<Int32>) -> SIMD16<Float> {
  let p = multiplyAdd(SIMD16(repeating: 1), r, multiplyAdd(SIMD16(repeating: 1), r, exponentialRest(r)))
  // 2 e^r · 2^(n - 1): 2^128 is not a float, though 2^128 e^r may be one.
  let scale = unsafeBitCast(exponent &+ SIMD16(repeating: 126 << 23), to: SIMD16<Float>.self)
  return vector_where_less(x, SIMD16(repeating: -86.98), SIMD16(repeating: 0), (p + p) * scale)
}

/// e^x. Exactly 0 below −86.98, infinity from 88.7229. Error 1.0e-7.
@inline(__always)
func exponential(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let (r, exponent) = reduced(vector_at_most(x, SIMD16(repeating: 89)))
  return exponential(x, r: r, exponent: exponent)
}

/// e^x − 1 for x <= 0. Error 1.7e-7, also near 0; −1 below −30.
///
///     2^n (e^r - 1) + (2^n - 1)
@inline(__always)
func exponentialMinusOne(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let (r, exponent) = reduced(vector_at_least(x, SIMD16(repeating: -30)))
  let scale = unsafeBitCast(exponent &+ SIMD16(repeating: 127 << 23), to: SIMD16<Float>.self)
  return multiplyAdd(scale - 1, scale, multiplyAdd(r, r * r, exponentialRest(r)))
}

/// The logistic function 1 / (1 + e^−x). Error 1.5e-7, down to x = −87.3; below, subnormal, then 0.
@inline(__always)
func sigmoid(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let one = SIMD16<Float>(repeating: 1)
  return one / (one + exponential(-x))
}

/// tanh x. Error 1.7e-7, also near 0.
///
///     tanh |x| = -e / (2 + e), e = e^(-2|x|) - 1 = 2^n (e^r - 1) + (2^n - 1)
@inline(__always)
func hyperbolicTangent(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let bits = unsafeBitCast(x, to: SIMD16<UInt32>.self)
  let sign = bits & SIMD16(repeating: 0x8000_0000)
  let size = unsafeBitCast(bits ^ sign, to: SIMD16<Float>.self)
  // Beyond 10 the result is 1 in any case.
  let (r, exponent) = reduced(vector_at_most(size, SIMD16(repeating: 10)) * -2)
  let scale = unsafeBitCast(exponent &+ SIMD16(repeating: 127 << 23), to: SIMD16<Float>.self)
  let e = multiplyAdd(scale - 1, scale, multiplyAdd(r, r * r, exponentialRest(r)))
  let value = -e / (e + 2)
  return unsafeBitCast(unsafeBitCast(value, to: SIMD16<UInt32>.self) | sign, to: SIMD16<Float>.self)
}

// MARK: The normal distribution

/// e^(−x²/2) for |x| <= 14.
///
/// Rounding x² would cost x² half-units in the last place. Instead x = h + l with h of 12 bits: h² is exact, and the
/// rest, l (x + h), small.
@inline(__always)
private func bell(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let mask = SIMD16<UInt32>(repeating: 0xFFFF_F000)
  let high = unsafeBitCast(unsafeBitCast(x, to: SIMD16<UInt32>.self) & mask, to: SIMD16<Float>.self)
  let main = high * high * -0.5
  let (r, exponent) = reduced(main)
  return exponential(main, r: multiplyAdd(r, (x - high) * (x + high), SIMD16(repeating: -0.5)), exponent: exponent)
}

/// |x|, but at most 14, where the density is below 3e-43.
@inline(__always)
private func boundedMagnitude(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let mask = SIMD16<UInt32>(repeating: 0x7FFF_FFFF)
  let size = unsafeBitCast(unsafeBitCast(x, to: SIMD16<UInt32>.self) & mask, to: SIMD16<Float>.self)
  return vector_at_most(size, SIMD16(repeating: 14))
}

/// φ(x) = e^(−x²/2) / √2π. Error 2.3e-7; exactly 0 for |x| > 13.19.
@inline(__always)
func normalDensity(_ x: SIMD16<Float>) -> SIMD16<Float> {
  bell(boundedMagnitude(x)) * 0.398942280
}

/// Φ(x), the chance that a standard normal variable is below x. Error 4.0e-7, absolute 1e-7; exactly 0 below −13.19.
///
///     Phi(-x) = e^(-x^2 / 2) s P(1 - 2 s), s = 4 / (x + 4), x >= 4/5
///     Phi(x) = 1/2 + x Q(x^2), |x| < 4/5
@inline(__always)
func normalCumulative(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let size = boundedMagnitude(x)
  let s = SIMD16<Float>(repeating: 4) / (size + 4)
  let t = multiplyAdd(SIMD16(repeating: 1), s, SIMD16(repeating: -2))
  var p = SIMD16<Float>(repeating: -3.35490186e-05)
  p = horner(p, t, 4.36649061e-05)
  p = horner(p, t, 0.000392102025)
  p = horner(p, t, -0.00087755284)
  p = horner(p, t, -0.00188100105)
  p = horner(p, t, 0.0151008721)
  p = horner(p, t, -0.0466309153)
  p = horner(p, t, 0.0967842266)
  p = horner(p, t, -0.151974142)
  p = horner(p, t, 0.188821286)
  let tail = bell(size) * (s * p)
  let outer = vector_where_less(SIMD16(repeating: 0), x, 1 - tail, tail)
  let z = x * x
  var q = SIMD16<Float>(repeating: 0.000101404461)
  q = horner(q, z, -0.00117967569)
  q = horner(q, z, 0.00997183286)
  q = horner(q, z, -0.0664902404)
  q = horner(q, z, 0.398942292)
  let center = multiplyAdd(SIMD16(repeating: 0.5), x, q)
  return vector_where_less(size, SIMD16(repeating: 0.8), center, outer)
}

// MARK: Logarithms

/// log x for positive x. Error 8.4e-8. −infinity for 0 and subnormal x; NaN for negative x.
///
///     x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), log x = k log 2 + f - f^2/2 + f^3 P(f)
@inline(__always)
func logarithm(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let squareRootOfHalf = SIMD16<Int32>(repeating: 0x3F35_04F3)
  let offset = unsafeBitCast(x, to: SIMD16<Int32>.self) &- squareRootOfHalf
  let magic = SIMD16<Float>(repeating: 0x1.8p23)
  let magicBits = unsafeBitCast(magic, to: SIMD16<Int32>.self)
  let k = unsafeBitCast((offset &>> SIMD16(repeating: 23)) &+ magicBits, to: SIMD16<Float>.self) - magic
  let mantissa = (offset & SIMD16(repeating: 0x7F_FFFF)) &+ squareRootOfHalf
  let f = unsafeBitCast(mantissa, to: SIMD16<Float>.self) - 1
  var p = SIMD16<Float>(repeating: 0.0691611171)
  p = horner(p, f, -0.117889591)
  p = horner(p, f, 0.118721411)
  p = horner(p, f, -0.123844549)
  p = horner(p, f, 0.142187998)
  p = horner(p, f, -0.16669248)
  p = horner(p, f, 0.200022176)
  p = horner(p, f, -0.249999866)
  p = horner(p, f, 0.333333105)
  p = horner(p, f, -0.5)
  let small = multiplyAdd(f * f * p, k, SIMD16(repeating: -2.12194440e-4))
  var result = multiplyAdd(f + small, k, SIMD16(repeating: 0.693359375))
  let least = SIMD16<Float>(repeating: .leastNormalMagnitude)
  result = vector_where_less(x, least, SIMD16(repeating: -.infinity), result)
  result = vector_where_less(x, SIMD16(repeating: 0), SIMD16(repeating: .nan), result)
  // x itself where it is infinity or NaN.
  return vector_where_less(x, SIMD16(repeating: .infinity), result, x)
}

/// log(1 + e^x). Error 1.7e-7; exactly 0 below −86.98.
///
///     max(x, 0) + log(1 + e), e = e^-|x|, log(1 + e) = e + e^2 P(e)
@inline(__always)
func softplus(_ x: SIMD16<Float>) -> SIMD16<Float> {
  let sign = SIMD16<UInt32>(repeating: 0x8000_0000)
  let e = exponential(unsafeBitCast(unsafeBitCast(x, to: SIMD16<UInt32>.self) | sign, to: SIMD16<Float>.self))
  var p = SIMD16<Float>(repeating: 0.00214043981)
  p = horner(p, e, -0.0139681175)
  p = horner(p, e, 0.0426944532)
  p = horner(p, e, -0.0839094669)
  p = horner(p, e, 0.125261664)
  p = horner(p, e, -0.161550924)
  p = horner(p, e, 0.199047387)
  p = horner(p, e, -0.24989602)
  p = horner(p, e, 0.333327651)
  p = horner(p, e, -0.499999881)
  return vector_at_least(x, SIMD16(repeating: 0)) + multiplyAdd(e, e * e, p)
}
#endif
