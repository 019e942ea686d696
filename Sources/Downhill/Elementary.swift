/// Elementary functions in plain Swift.
///
/// Goals, in this order:
/// 1. The same bits on every machine. Only `+ - * /`, comparisons and shifts: no libm, whose last digit differs from
///    system to system, and no fused multiply-add, which some processors lack.
/// 2. Right at the edges: signed zeros, infinities, NaN, overflow, gradual underflow.
/// 3. The last digit, or the few last ones: see the table.
/// 4. No tables and little code. The kernels have faster versions of lower precision.
///
/// Largest error measured against 60-digit arithmetic, in units in the last place of the exact result:
///
/// | Function           | Error | Where                                             |
/// |--------------------|-------|---------------------------------------------------|
/// | `exp`              | 0.8   | half a unit more where the result is subnormal    |
/// | `expMinusOne`      | 1.0   | everywhere                                        |
/// | `log`              | 0.8   | everywhere                                        |
/// | `logOnePlus`       | 0.8   | everywhere                                        |
/// | `tanh`             | 2.2   | everywhere                                        |
/// | `erf`              | 1.5   | everywhere                                        |
/// | `normalCumulative` | 5.2   | half a unit more where the result is subnormal    |
/// | `cosPi`            | 1.6   | everywhere; 0 and ±1 are exact                    |
///
/// `Scripts/oracles/elementary.py` derives the coefficients and writes the numbers the tests compare with. Overloads on
/// `Float` compute in `Double` and round once: they are correctly rounded but for about one argument in a hundred
/// million.
public enum Elementary {

  // MARK: Exponentials

  /// e^x.
  ///
  ///     x = k log 2 + r, |r| <= log 2 / 2, e^x = 2^k e^r
  @inline(never)
  public static func exp(_ x: Double) -> Double {
    if x > 709.79 { return .infinity }
    if x < -745.14 { return 0 }
    if x != x { return x }
    let (rest, power) = reducedExponential(x, minus: 0)
    return scaled(1 + rest, by: power)
  }

  /// e^x − 1, also accurate near 0.
  ///
  ///     e^x - 1 = 2^k ((e^r - 1) + (1 - 2^-k))
  @inline(never)
  public static func expMinusOne(_ x: Double) -> Double {
    if x > 709.79 { return .infinity }
    if x < -40 { return -1 }
    if x != x || x.magnitude < 0x1p-54 { return x }
    let (k, high, low) = reduced(x, minus: 0)
    let rest = exponentialRest(high, low)
    if k == 0 { return high + rest }
    // For k > 60 the −1 is lost in rounding; 2^-k may then be left out, before it underflows.
    let offset = k > 60 ? 1 : 1 - powerOfTwo(-k)
    // |offset| >= 1/2 > |high|: the error of their sum is exact, and goes to the small part.
    let sum = offset + high
    return scaled(sum + (rest + (high - (sum - offset))), by: k)
  }

  /// tanh x.
  ///
  ///     tanh x = (e^2x - 1) / (e^2x + 1)
  @inline(never)
  public static func tanh(_ x: Double) -> Double {
    let size = x.magnitude
    if x != x || size < 0x1p-28 { return x }
    let value: Double
    if size >= 20 {
      value = 1
    } else if size < 1 {
      let e = expMinusOne(2 * size)
      value = e / (e + 2)
    } else {
      value = 1 - 2 / (expMinusOne(2 * size) + 2)
    }
    return x < 0 ? -value : value
  }

  // MARK: Logarithms

  /// The natural logarithm: −infinity at ±0, NaN below.
  ///
  ///     x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), log x = k log 2 + log(1 + f)
  @inline(never)
  public static func log(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    if x < 0 { return .nan }
    if !(x < .infinity) { return x }
    if x < .leastNormalMagnitude { return logarithm(x * 0x1p54, correction: 0, power: -54) }
    return logarithm(x, correction: 0, power: 0)
  }

  /// log(1 + x), also accurate near 0: −infinity at −1, NaN below.
  ///
  /// The rounding error c of u = 1 + x is known exactly: log(1 + x) = log u + log(1 + c / u), about log u + c / u.
  @inline(never)
  public static func logOnePlus(_ x: Double) -> Double {
    if x == -1 { return -.infinity }
    if x < -1 { return .nan }
    if !(x < .infinity) || x.magnitude < 0x1p-54 { return x }
    if x > -0.29 && x < 0.41 { return logarithmOnePlus(x, correction: 0, power: 0) }
    let u = 1 + x
    let error = x < 1 ? x - (u - 1) : 1 - (u - x)
    return logarithm(u, correction: error / u, power: 0)
  }

  // MARK: The normal distribution

  /// The error function, 2/√π times the integral of e^(−t²) from 0 to x.
  ///
  ///     |x| < 1:  x + x P(x^2)
  ///     else:     1 - erfc |x|,  erfc x = 2 Phi(-x sqrt(2))
  @inline(never)
  public static func erf(_ x: Double) -> Double {
    let size = x.magnitude
    if x != x { return x }
    if size >= 6 { return x < 0 ? -1 : 1 }
    if size < 1 {
      let z = x * x
      // x itself is exact, unlike 2/√π x.
      return x + x * (erfRest(z) * z + 0.1283791670955126)
    }
    let complement = 2 * gaussian(size) * millsRatio(size * 1.4142135623730951)
    return x < 0 ? complement - 1 : 1 - complement
  }

  /// Φ(x), the chance that a standard normal variable is below x. Relatively accurate down to where it underflows.
  ///
  ///     |x| < 3/4:  1/2 + erf(x / sqrt(2)) / 2
  ///     else:       Phi(-|x|) = e^(-x^2 / 2) m(|x|), where m is smooth; Phi(x) = 1 - Phi(-x)
  @inline(never)
  public static func normalCumulative(_ x: Double) -> Double {
    if x != x { return x }
    if x > 9 { return 1 }
    if x < -39 { return 0 }
    let size = x.magnitude
    if size < 0.75 { return 0.5 + 0.5 * erf(x * 0.7071067811865476) }
    let (rest, power) = bell(size, halved: true)
    let tail = scaled((1 + rest) * millsRatio(size), by: power)
    return x <= 0 ? tail : 1 - tail
  }

  // MARK: Cosine

  /// cos(π x): exactly 0 at half-integers, ±1 at integers; NaN at infinity.
  @inline(never)
  public static func cosPi(_ x: Double) -> Double {
    let size = x.magnitude
    if !(size < .infinity) { return .nan }
    if size >= 0x1p53 { return 1 }
    let whole = Int64(size)
    var fraction = size - Double(whole)
    var negative = whole & 1 == 1
    // cos(pi (1 - f)) = -cos(pi f)
    if fraction > 0.5 {
      fraction = 1 - fraction
      negative.toggle()
    }
    let value = fraction <= 0.25 ? cosPiKernel(fraction) : sinPiKernel(0.5 - fraction)
    return negative && value != 0 ? -value : value
  }
}

// MARK: - Single precision

extension Elementary {
  /// e^x.
  public static func exp(_ x: Float) -> Float { Float(exp(Double(x))) }
  /// e^x − 1, also accurate near 0.
  public static func expMinusOne(_ x: Float) -> Float { Float(expMinusOne(Double(x))) }
  /// tanh x.
  public static func tanh(_ x: Float) -> Float { Float(tanh(Double(x))) }
  /// The natural logarithm.
  public static func log(_ x: Float) -> Float { Float(log(Double(x))) }
  /// log(1 + x), also accurate near 0.
  public static func logOnePlus(_ x: Float) -> Float { Float(logOnePlus(Double(x))) }
  /// The error function.
  public static func erf(_ x: Float) -> Float { Float(erf(Double(x))) }
  /// Φ(x), the chance that a standard normal variable is below x.
  public static func normalCumulative(_ x: Float) -> Float { Float(normalCumulative(Double(x))) }
  /// cos(π x).
  public static func cosPi(_ x: Float) -> Float { Float(cosPi(Double(x))) }
}

// MARK: - The parts

extension Elementary {
  /// x − tail = k log 2 + high − low, with |high| <= log 2 / 2 and low small.
  ///
  /// The first part of log 2 has 33 bits and |k| 11: their product, and its difference to x, are exact.
  private static func reduced(_ x: Double, minus tail: Double) -> (k: Int, high: Double, low: Double) {
    // Adding 1.5 · 2^52 rounds to the nearest integer, ties to even.
    let k = (x * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52
    return (Int(k), x - k * 0.6931471804855391, k * 7.440617110012397e-11 + tail)
  }

  /// e^r − 1 − high, where r = high − low.
  private static func exponentialRest(_ high: Double, _ low: Double) -> Double {
    let r = high - low
    var p = 2.092568768428708e-09
    p = p * r + 2.5112177963070674e-08
    p = p * r + 2.755723865375422e-07
    p = p * r + 2.755723444225783e-06
    p = p * r + 2.4801587365121003e-05
    p = p * r + 0.0001984126989681407
    p = p * r + 0.0013888888888865163
    p = p * r + 0.008333333333316862
    p = p * r + 0.0416666666666667
    p = p * r + 0.16666666666666682
    let square = r * r
    return square * 0.5 + (square * r * p - low)
  }

  /// e^(x − tail) = 2^power (1 + rest).
  private static func reducedExponential(_ x: Double, minus tail: Double) -> (rest: Double, power: Int) {
    let (k, high, low) = reduced(x, minus: tail)
    return (high + exponentialRest(high, low), k)
  }

  /// 2^k for a normal result.
  private static func powerOfTwo(_ k: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: k &+ 1023) << 52)
  }

  /// x 2^k for 1/8 < x < 2 and |k| < 1100. In two steps, since 2^k itself may overflow or underflow; only the second
  /// one can round.
  private static func scaled(_ x: Double, by k: Int) -> Double {
    let half = k >> 1
    return x * powerOfTwo(half) * powerOfTwo(k &- half)
  }

  /// log(2^power (x + x correction)) for positive normal x.
  private static func logarithm(_ x: Double, correction: Double, power: Int) -> Double {
    let squareRootOfHalf: UInt64 = 0x3FE6_A09E_667F_3BCD
    let offset = Int64(bitPattern: x.bitPattern) &- Int64(bitPattern: squareRootOfHalf)
    let k = offset >> 52
    let mantissa = Double(bitPattern: UInt64(bitPattern: offset & 0xF_FFFF_FFFF_FFFF) &+ squareRootOfHalf)
    return logarithmOnePlus(mantissa - 1, correction: correction, power: Int(k) &+ power)
  }

  /// log(2^power (1 + f)) + correction.
  ///
  ///     s = f / (2 + f):  log(1 + f) = log((1 + s) / (1 - s)) = 2 s + s R(s^2)
  ///     2 s = f - s f = f - f^2/2 + s f^2/2
  ///
  /// The second line, since f is exact and 2 s is not.
  private static func logarithmOnePlus(_ f: Double, correction: Double, power: Int) -> Double {
    let s = f / (2 + f)
    let z = s * s
    var p = 0.13247094791651237
    p = p * z + 0.13250635138819802
    p = p * z + 0.15387064949126422
    p = p * z + 0.18181776341723227
    p = p * z + 0.222222226368843
    p = p * z + 0.2857142856916568
    p = p * z + 0.4000000000000593
    p = p * z + 0.6666666666666666
    let half = 0.5 * f * f
    let k = Double(power)
    let small = s * (half + z * p) + (k * 7.440617110012397e-11 + correction)
    return k * 0.6931471804855391 - ((half - small) - f)
  }

  /// (erf(x) / x − 2/√π) / x² in z = x² <= 1.
  private static func erfRest(_ z: Double) -> Double {
    var p = -4.233134524395141e-12
    p = p * z + 8.710468257146905e-11
    p = p * z - 1.2164969354919776e-09
    p = p * z + 1.479246974938838e-08
    p = p * z - 1.6364649560572136e-07
    p = p * z + 1.6462045981041753e-06
    p = p * z - 1.492564759451197e-05
    p = p * z + 0.0001205533290381269
    p = p * z - 0.0008548327021956017
    p = p * z + 0.00522397762542361
    p = p * z - 0.026866170645129868
    p = p * z + 0.1128379167095512
    return p * z - 0.37612638903183754
  }

  /// e^(−x²/2), or e^(−x²), as 2^power (1 + rest).
  ///
  /// Rounding x² would cost x² half-units in the last place. Instead x = h + l with h of 26 bits: h² is exact, and the
  /// rest, l (x + h), small.
  private static func bell(_ x: Double, halved: Bool) -> (rest: Double, power: Int) {
    let high = Double(bitPattern: x.bitPattern & 0xFFFF_FFFF_F800_0000)
    let factor = halved ? 0.5 : 1
    return reducedExponential(-factor * (high * high), minus: factor * ((x - high) * (x + high)))
  }

  /// e^(−x²) for 0 <= x <= 6.
  private static func gaussian(_ x: Double) -> Double {
    let (rest, power) = bell(x, halved: false)
    return scaled(1 + rest, by: power)
  }

  /// m(x) = Φ(−x) e^(x²/2) for x >= 0: 1/2 at 0, about 1/(x √2π) far out.
  ///
  ///     s = 5 / (x + 5):  m = s P(1 - 2 s)
  private static func millsRatio(_ x: Double) -> Double {
    let s = 5 / (x + 5)
    let t = 1 - 2 * s
    var p = -1.3642950044204101e-11
    p = p * t - 1.6155029433132146e-10
    p = p * t + 1.808041302114161e-10
    p = p * t + 1.879298166512049e-09
    p = p * t - 1.207665290227046e-09
    p = p * t - 1.3540386930780484e-08
    p = p * t + 7.461987587441428e-09
    p = p * t + 8.677086852065303e-08
    p = p * t - 6.648759680772056e-08
    p = p * t - 5.538378146375223e-07
    p = p * t + 7.957464810848224e-07
    p = p * t + 3.3362032348625786e-06
    p = p * t - 9.952418763492679e-06
    p = p * t - 1.1875128702284768e-05
    p = p * t + 0.00010897978252687864
    p = p * t - 0.0001595738832331337
    p = p * t - 0.0005986753501814128
    p = p * t + 0.004159013360364063
    p = p * t - 0.013823727741543482
    p = p * t + 0.033004073234056665
    p = p * t - 0.06270663133425154
    p = p * t + 0.09906112319399567
    p = p * t - 0.13307650057801143
    p = p * t + 0.15383860995001258
    return s * p
  }

  /// cos(π f) for 0 <= f <= 1/4.
  private static func cosPiKernel(_ f: Double) -> Double {
    let z = f * f
    var p = 4.264924482920663e-06
    p = p * z - 0.00010463374687394997
    p = p * z + 0.0019295740426980774
    p = p * z - 0.02580689138060494
    p = p * z + 0.23533063035870172
    p = p * z - 1.3352627688545873
    p = p * z + 4.0587121264167685
    p = p * z - 4.934802200544679
    return 1 + z * p
  }

  /// sin(π g) for 0 <= g <= 1/4. π in two parts, the second one 1.2e-16.
  private static func sinPiKernel(_ g: Double) -> Double {
    let z = g * g
    var p = -2.172141219209961e-05
    p = p * z + 0.00046628365931597856
    p = p * z - 0.007370429970340706
    p = p * z + 0.08214588658402895
    p = p * z - 0.5992645293203948
    p = p * z + 2.550164039877343
    p = p * z - 5.16771278004997
    return g * 3.141592653589793 + g * (z * p + 1.2246467991473532e-16)
  }
}
