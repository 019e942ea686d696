import CProcessor
import Downhill
import Foundation
import KernelsBaseline
import Testing

#if arch(x86_64)
import KernelsAVX2
import KernelsAVX512
#endif

@Suite struct ElementaryTests {

  // MARK: Double, against 60-digit arithmetic

  /// A function and the error, in units in the last place, that its documentation promises.
  struct Scalar: CustomTestStringConvertible, Sendable {
    let name: String
    let bound: Double
    let function: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let scalars = [
    Scalar(name: "exp", bound: 0.8) { Elementary.exp($0) },
    Scalar(name: "expMinusOne", bound: 1.0) { Elementary.expMinusOne($0) },
    Scalar(name: "log", bound: 0.8) { Elementary.log($0) },
    Scalar(name: "logOnePlus", bound: 0.8) { Elementary.logOnePlus($0) },
    Scalar(name: "tanh", bound: 2.2) { Elementary.tanh($0) },
    Scalar(name: "erf", bound: 1.5) { Elementary.erf($0) },
    Scalar(name: "normalCumulative", bound: 5.2) { Elementary.normalCumulative($0) },
    Scalar(name: "cosPi", bound: 1.6) { Elementary.cosPi($0) },
  ]

  /// The fixture holds results rounded to Double, which adds half a unit to what can be seen of the error.
  @Test(arguments: scalars) func staysWithinItsBoundOfTheExactResult(of scalar: Scalar) throws {
    let rows = try #require(try Self.oracle()[scalar.name])
    var worst = 0.0
    var worstArgument = 0.0
    for (x, exact) in rows {
      let value = scalar.function(x)
      let error = exact == value ? 0 : (value - exact).magnitude / exact.ulp
      if !(error <= worst) { (worst, worstArgument) = (error, x) }
    }
    #expect(rows.count > 200)
    #expect(worst <= scalar.bound + 0.5, "at \(worstArgument)")
  }

  @Test func scalarFunctionsAreRightAtTheEdges() {
    let infinity = Double.infinity
    for scalar in Self.scalars { #expect(scalar.function(.nan).isNaN, "\(scalar.name)") }
    for odd in Self.scalars where ["expMinusOne", "logOnePlus", "tanh", "erf"].contains(odd.name) {
      #expect(odd.function(0).bitPattern == 0, "\(odd.name)")
      #expect(odd.function(-0.0).bitPattern == (-0.0).bitPattern, "\(odd.name)")
      if odd.name != "erf" { #expect(odd.function(.leastNonzeroMagnitude) == .leastNonzeroMagnitude, "\(odd.name)") }
    }
    #expect(Elementary.exp(infinity) == infinity)
    #expect(Elementary.exp(-infinity) == 0)
    #expect(Elementary.exp(0.0) == 1)
    #expect(Elementary.exp(709.782712893384).isFinite)
    #expect(Elementary.exp(709.7827128933841) == infinity)
    #expect(Elementary.exp(-745.1332191019411) == .leastNonzeroMagnitude)
    #expect(Elementary.exp(-745.1332191019412) == 0)
    #expect(Elementary.expMinusOne(infinity) == infinity)
    #expect(Elementary.expMinusOne(-infinity) == -1)
    #expect(Elementary.log(0.0) == -infinity)
    #expect(Elementary.log(-0.0) == -infinity)
    #expect(Elementary.log(1.0).bitPattern == 0)
    #expect(Elementary.log(infinity) == infinity)
    #expect(Elementary.log(-1.0).isNaN)
    #expect(Elementary.log(-infinity).isNaN)
    #expect(Elementary.logOnePlus(-1.0) == -infinity)
    #expect(Elementary.logOnePlus(-1.5).isNaN)
    #expect(Elementary.logOnePlus(infinity) == infinity)
    #expect(Elementary.tanh(infinity) == 1)
    #expect(Elementary.tanh(-infinity) == -1)
    #expect(Elementary.erf(infinity) == 1)
    #expect(Elementary.erf(-infinity) == -1)
    #expect(Elementary.normalCumulative(infinity) == 1)
    #expect(Elementary.normalCumulative(-infinity) == 0)
    #expect(Elementary.normalCumulative(0.0) == 0.5)
    #expect(Elementary.cosPi(infinity).isNaN)
    #expect(Elementary.cosPi(0.5).bitPattern == 0)
    #expect(Elementary.cosPi(-1.5).bitPattern == 0)
    #expect(Elementary.cosPi(1.0) == -1)
    #expect(Elementary.cosPi(0x1.8p52 + 1) == -1)
    #expect(Elementary.cosPi(0x1p1000) == 1)
  }

  @Test func floatsAreRoundedOnce() {
    #expect(Elementary.exp(Float(1)) == 2.7182817)
    #expect(Elementary.exp(Float(89)) == .infinity)
    #expect(Elementary.log(Float(2)) == 0.6931472)
    #expect(Elementary.cosPi(Float(0.25)) == 0.70710677)
    #expect(Elementary.normalCumulative(Float(-10)) == 7.6198530e-24)
  }

  // MARK: Float vectors, against Double

  typealias Batch = @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void

  /// The same function in each instruction set, what its documentation promises, and where.
  struct Vector: CustomTestStringConvertible, Sendable {
    let name: String
    /// The largest error relative to the exact result, where that is a normal float.
    let relative: Double
    let absolute: Double
    let range: ClosedRange<Float>
    let atNegativeInfinity: Float
    let atInfinity: Float
    let builds: [Batch]
    let exact: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let vectors: [Vector] = [
    Vector(
      name: "exponential", relative: 1.0e-7, absolute: .infinity, range: -86.98...88.72283, atNegativeInfinity: 0,
      atInfinity: .infinity, builds: exponentials
    ) { Elementary.exp($0) },
    Vector(
      name: "sigmoid", relative: 1.5e-7, absolute: 1e-7, range: -87.3...100, atNegativeInfinity: 0, atInfinity: 1,
      builds: sigmoids
    ) { 1 / (1 + Elementary.exp(-$0)) },
    Vector(
      name: "hyperbolicTangent", relative: 1.7e-7, absolute: 1.6e-7, range: -40...40, atNegativeInfinity: -1,
      atInfinity: 1, builds: tangents
    ) { Elementary.tanh($0) },
    Vector(
      name: "normalCumulative", relative: 4.0e-7, absolute: 1e-7, range: -13...13, atNegativeInfinity: 0,
      atInfinity: 1, builds: normals
    ) { Elementary.normalCumulative($0) },
    Vector(
      name: "normalDensity", relative: 2.3e-7, absolute: 1e-7, range: -13...13, atNegativeInfinity: 0, atInfinity: 0,
      builds: densities
    ) { 0.3989422804014327 * Elementary.exp(-0.5 * $0 * $0) },
    Vector(
      name: "logarithm", relative: 8.4e-8, absolute: .infinity, range: 1.1754944e-38...3.4028235e38,
      atNegativeInfinity: .nan, atInfinity: .infinity, builds: logarithms
    ) { Elementary.log($0) },
    Vector(
      name: "softplus", relative: 1.7e-7, absolute: .infinity, range: -86.98...1000, atNegativeInfinity: 0,
      atInfinity: .infinity, builds: softpluses
    ) { max($0, 0) + Elementary.logOnePlus(Elementary.exp(-$0.magnitude)) },
  ]

  @Test(arguments: vectors) func staysWithinItsBoundsInEveryBuild(of vector: Vector) {
    let points = Self.points(in: vector.range)
    let exact = points.map { vector.exact(Double($0)) }
    for (build, batch) in vector.builds.enumerated() {
      let values = Self.evaluate(batch, points)
      var relative = (error: 0.0, x: Float(0))
      var absolute = (error: 0.0, x: Float(0))
      for (x, (value, exact)) in zip(points, zip(values, exact)) {
        let error = (Double(value) - exact).magnitude
        if !(error <= absolute.error) { absolute = (error, x) }
        let tiny = exact.magnitude < Double(Float.leastNormalMagnitude)
        if error > 0 || error.isNaN, !tiny, !(error / exact.magnitude <= relative.error) {
          relative = (error / exact.magnitude, x)
        }
      }
      #expect(relative.error <= vector.relative, "build \(build), at \(relative.x)")
      #expect(absolute.error <= vector.absolute, "build \(build), at \(absolute.x)")
    }
  }

  @Test(arguments: vectors) func reachesItsLimitsAndPassesNaNOnInEveryBuild(of vector: Vector) {
    let great = Float.greatestFiniteMagnitude
    let nans = [Float.nan, -.nan, Float(bitPattern: 0x7FC1_2345), Float(bitPattern: 0xFFFF_FFFF)]
    let points =
      nans + [
        .infinity, -.infinity, 0, -0.0, great, -great, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-30, -1e-30,
        1, -1,
      ]
    for (build, batch) in vector.builds.enumerated() {
      let values = Self.evaluate(batch, points)
      for value in values[..<4] { #expect(value.isNaN, "build \(build)") }
      #expect(values[4] == vector.atInfinity, "build \(build)")
      if vector.atNegativeInfinity.isNaN {
        #expect(values[5].isNaN && values[9].isNaN && values[15].isNaN, "build \(build)")
        #expect(values[6] == -.infinity && values[7] == -.infinity && values[10] == -.infinity, "build \(build)")
        #expect(values[14].bitPattern == 0, "build \(build)")
      } else {
        #expect(values[5] == vector.atNegativeInfinity, "build \(build)")
        #expect(values[9] == vector.atNegativeInfinity, "build \(build)")
      }
      if vector.name == "hyperbolicTangent" {
        let odd = [6, 7, 10, 11, 12, 13]
        #expect(odd.allSatisfy { values[$0].bitPattern == points[$0].bitPattern }, "build \(build)")
        #expect(values[8] == 1, "build \(build)")
      }
    }
  }
}

// MARK: - Support

extension ElementaryTests {
  /// Arguments and exact results by function, both stored as the bits of a Double.
  static func oracle() throws -> [String: [(Double, Double)]] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Oracles/elementary.json")
    let table = try JSONDecoder().decode([String: [[String]]].self, from: Data(contentsOf: url))
    return try table.mapValues { rows in
      try rows.map { row in
        let bits = try row.map { try #require(UInt64($0, radix: 16)) }
        try #require(bits.count == 2)
        return (Double(bitPattern: bits[0]), Double(bitPattern: bits[1]))
      }
    }
  }

  /// About 200,000 points: evenly spaced over the range, evenly spaced around 0 and 1, and over all exponents.
  static func points(in range: ClosedRange<Float>) -> [Float] {
    var points = [range.lowerBound, range.upperBound]
    let width = Double(range.upperBound) - Double(range.lowerBound)
    for i in 0..<80_000 { points.append(Float(Double(range.lowerBound) + width * (Double(i) + 0.5) / 80_000)) }
    for i in 0..<60_000 { points.append(Float(i - 30_000) / 10_007) }
    var bits: UInt32 = 1
    for _ in 0..<60_000 {
      bits = bits &* 2_654_435_769 &+ 12_345
      points.append(Float(bitPattern: bits))
    }
    points = points.filter { range.contains($0) }
    while points.count % 16 != 0 { points.append(range.upperBound) }
    return points
  }

  /// Reads and writes at an address that is only 4-aligned, as a row of a matrix may be.
  static func evaluate(_ batch: Batch, _ points: [Float]) -> [Float] {
    let shifted = [0] + points
    var values = [Float](repeating: -99, count: points.count + 2)
    shifted.withUnsafeBufferPointer { x in
      values.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        batch(x + 1, y + 1, points.count)
      }
    }
    #expect(values.first == -99 && values.last == -99)
    return Array(values[1...points.count])
  }

  /// The builds this processor can run.
  private static func runnable(_ baseline: @escaping Batch, _ avx2: Batch?, _ avx512: Batch?) -> [Batch] {
    var builds = [baseline]
    if processor_has_avx2_and_fma(), let avx2 { builds.append(avx2) }
    if processor_has_avx512(), let avx512 { builds.append(avx512) }
    return builds
  }

  #if arch(x86_64)
  static let exponentials = runnable(
    { KernelsBaseline.elementwiseExponential($0, $1, $2) }, { KernelsAVX2.elementwiseExponential($0, $1, $2) },
    { KernelsAVX512.elementwiseExponential($0, $1, $2) })
  static let sigmoids = runnable(
    { KernelsBaseline.elementwiseSigmoid($0, $1, $2) }, { KernelsAVX2.elementwiseSigmoid($0, $1, $2) },
    { KernelsAVX512.elementwiseSigmoid($0, $1, $2) })
  static let tangents = runnable(
    { KernelsBaseline.elementwiseHyperbolicTangent($0, $1, $2) },
    { KernelsAVX2.elementwiseHyperbolicTangent($0, $1, $2) },
    { KernelsAVX512.elementwiseHyperbolicTangent($0, $1, $2) })
  static let normals = runnable(
    { KernelsBaseline.elementwiseNormalCumulative($0, $1, $2) },
    { KernelsAVX2.elementwiseNormalCumulative($0, $1, $2) },
    { KernelsAVX512.elementwiseNormalCumulative($0, $1, $2) })
  static let densities = runnable(
    { KernelsBaseline.elementwiseNormalDensity($0, $1, $2) },
    { KernelsAVX2.elementwiseNormalDensity($0, $1, $2) },
    { KernelsAVX512.elementwiseNormalDensity($0, $1, $2) })
  static let logarithms = runnable(
    { KernelsBaseline.elementwiseLogarithm($0, $1, $2) }, { KernelsAVX2.elementwiseLogarithm($0, $1, $2) },
    { KernelsAVX512.elementwiseLogarithm($0, $1, $2) })
  static let softpluses = runnable(
    { KernelsBaseline.elementwiseSoftplus($0, $1, $2) }, { KernelsAVX2.elementwiseSoftplus($0, $1, $2) },
    { KernelsAVX512.elementwiseSoftplus($0, $1, $2) })
  #else
  static let exponentials: [Batch] = [{ elementwiseExponential($0, $1, $2) }]
  static let sigmoids: [Batch] = [{ elementwiseSigmoid($0, $1, $2) }]
  static let tangents: [Batch] = [{ elementwiseHyperbolicTangent($0, $1, $2) }]
  static let normals: [Batch] = [{ elementwiseNormalCumulative($0, $1, $2) }]
  static let densities: [Batch] = [{ elementwiseNormalDensity($0, $1, $2) }]
  static let logarithms: [Batch] = [{ elementwiseLogarithm($0, $1, $2) }]
  static let softpluses: [Batch] = [{ elementwiseSoftplus($0, $1, $2) }]
  #endif
}
