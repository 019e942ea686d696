import Downhill
import DownhillFiles
import DownhillMNIST
import Testing

@testable import DownhillExplain

/// S11: how well the gradient of a mini-batch points along that of all examples.
@Suite struct GradientAgreementTests {
  /// 512 digits, so that mini-batches of 128 are a quarter of all and the factor (N − B)/(N − 1) counts.
  private static let digits = Result { try DataSource(name: "MNIST", files: MNIST.files).load(.test).examples[0..<512] }
  private static let sizes = [1, 4, 16, 64, 128, 256, 512]

  private func network() throws -> Network {
    var random = RandomSource(seed: 2)
    return Network(try Architecture("784-16-16-10"), initializer: .lecun, random: &random)
  }

  private func measure(
    draws: Int = 400, seed: UInt64 = 1, sizes: [Int] = sizes, kernels: Kernels = .best, threads: Int = 1
  ) throws -> GradientAgreement {
    var meter = AgreementMeter(
      cost: .quadratic, examples: try Self.digits.get(), batchSizes: sizes, draws: draws, seed: seed, kernels: kernels,
      workers: Workers(count: threads))
    meter.passes = 1_000
    return try meter.measure(network())
  }

  @Test func `the cosine rises with the batch size and is 1 for all examples`() throws {
    let agreement = try measure(draws: 100)
    let means = agreement.batches.map(\.cosine.mean)
    #expect(means == means.sorted() && Set(means).count == means.count)
    #expect(means[0] > 0.5 && means[0] < 0.95)
    let all = try #require(agreement.batches.last)
    #expect(all.draws == 1 && all.cosine.mean == 1 && all.squaredError.mean == 0)
    #expect(all.expectedCosine == 1 && all.expectedSquaredError == 0)
    // The deviation falls as well.
    let deviations = agreement.batches.map(\.cosine.deviation)
    #expect(deviations == deviations.sorted(by: >))
  }

  @Test(arguments: [1, 100, 300]) func `part by part it is the same to the bit`(part: Int) throws {
    let meter = AgreementMeter(
      cost: .quadratic, examples: try Self.digits.get(), batchSizes: [1, 16, 200, 512], draws: 12, seed: 4)
    let network = try network()
    let whole = try meter.measure(network)
    let measurement = try meter.begin(network)
    var sizes: [Int] = []
    while !measurement.isComplete {
      try measurement.advance(examples: part)
      sizes = measurement.agreement.batches.map(\.batchSize)
      #expect(sizes == Array(meter.batchSizes.prefix(sizes.count)))
    }
    #expect(measurement.agreement == whole && whole.batches.map(\.draws) == [12, 12, 12, 1])
  }

  /// The theory gives the expectation of ‖g − ∇C‖² exactly. The mean of n draws of deviation s is normal about it with
  /// deviation s/√n: five of these are exceeded once in 1.7 million seeds, and the seed is fixed.
  @Test func `the squared error is what theory expects`() throws {
    for batch in try measure().batches.dropLast() {
      let bound = 5 * batch.squaredError.deviation / Double(batch.draws).squareRoot()
      #expect(abs(batch.squaredError.mean - batch.expectedSquaredError) < bound, "\(batch.batchSize) examples")
      // A factor (N − B)/(N − 1) forgotten would be seen.
      if batch.batchSize >= 64 { #expect(bound < 0.12 * batch.expectedSquaredError) }
    }
  }

  /// The cosine is x/√(x² + r) with x = 1 + p, where p, of mean 0 and variance v, is the part of the relative error along
  /// ∇C and r the square of the rest. Theory puts in the means. By Taylor's theorem to second order the mean is off from
  /// that by at most ½v (q = E r + v stands for E r) + 1.5·q·v + 0.375·w² + √v·w, with v ≤ q and w the deviation of the
  /// squared relative error; and the mean of n draws is within five deviations of its expectation.
  @Test func `the cosine is what theory expects`() throws {
    let agreement = try measure()
    let square = agreement.gradientNorm * agreement.gradientNorm
    for batch in agreement.batches.dropLast() where batch.batchSize >= 16 {
      let q = batch.expectedSquaredError / square
      let w = batch.squaredError.deviation / square
      let curvature = 0.5 * q + 1.5 * q * q + 0.375 * w * w + q.squareRoot() * w
      let bound = curvature + 5 * batch.cosine.deviation / Double(batch.draws).squareRoot()
      #expect(abs(batch.cosine.mean - batch.expectedCosine) < bound, "\(batch.batchSize) examples")
      #expect(bound < 0.04, "a bound that says something")
      let formula =
        1
        / (1 + agreement.covarianceTrace / Double(batch.batchSize) * Double(512 - batch.batchSize) / 511 / square)
        .squareRoot()
      #expect(abs(batch.expectedCosine - formula) < 1e-15)
    }
  }

  @Test func `the tangent falls as one over the root of the batch size`() throws {
    // N so large that its factor is 1 within 10⁻⁴.
    let agreement = GradientAgreement(
      examples: 10_000_000, cost: 1, gradientNorm: 0.5, covarianceTrace: 0.3, batches: [])
    func tangent(_ size: Int) -> Double {
      let cosine = agreement.expectedCosine(batchSize: size)
      return (1 - cosine * cosine).squareRoot() / cosine
    }
    #expect(abs(tangent(1) - 0.3.squareRoot() / 0.5) < 1e-6)
    for size in [1, 10, 100] { #expect(abs(tangent(size) / tangent(100 * size) - 10) < 1e-2) }
  }

  @Test func `the draws depend on nothing but the seed`() throws {
    let reference = try measure(draws: 20, sizes: [4, 64], kernels: .reference)
    #expect(try measure(draws: 20, sizes: [4, 64], kernels: .reference, threads: 3) == reference)
    #expect(try measure(draws: 20, sizes: [64], kernels: .reference).batches[0] == reference.batches[1])
    #expect(try measure(draws: 20, seed: 2, sizes: [4, 64], kernels: .reference) != reference)
  }
}
