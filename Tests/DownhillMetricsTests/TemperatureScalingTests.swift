import Downhill
import Testing

@testable import DownhillMetrics

@Suite struct TemperatureScalingTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let outputCount: Int
    let logits: [Double]
    let labels: [Int]
    let weights: [Double]?
    let temperature, logLoss: Double
    var testDescription: String { name }

    func fit() throws -> TemperatureScaling.Fit {
      try TemperatureScaling.fit(logits: logits, outputCount: outputCount, labels: labels, weights: weights)
    }

    /// By the metric, which knows nothing of derivatives.
    func logLoss(_ temperature: Double) throws -> Double {
      let scaling = TemperatureScaling(temperature: temperature)
      return try ClassificationAnswers(
        probabilities: scaling.probabilities(logits: logits, outputCount: outputCount), outputCount: outputCount,
        labels: labels, weights: weights
      ).logLoss
    }
  }

  static let cases: [Case] = oracleCases("temperatures")

  @Test func `the file holds eighteen cases`() { #expect(Self.cases.count == 18) }

  /// Both sides find the zero of a slope that rounding leaves uncertain: by about a unit for each of the terms added, of
  /// which there are at most 80, in proportion to the largest of them; over the curvature that is the error of ln T.
  @Test(arguments: cases) func asSciPyFinds(_ oracle: Case) throws {
    guard case .minimum(let scaling) = try oracle.fit() else {
      Issue.record("no minimum")
      return
    }
    let loss = try Self.loss(oracle)
    let beta = 1 / scaling.temperature
    let largest = (oracle.logits.map(\.magnitude).max() ?? 0) * 2
    let uncertainty = 80 * 0x1p-53 * largest / (beta * loss.derivatives(beta).second) + 0x1p-47
    #expect((Elementary.log(scaling.temperature / oracle.temperature)).magnitude <= uncertainty)
    #expect(uncertainty < 1e-10)
    #expect(isClose(try oracle.logLoss(scaling.temperature), oracle.logLoss))
    // The slope is 0 as far as it can be told.
    #expect(loss.derivatives(beta).first.magnitude <= 80 * 0x1p-53 * largest)
  }

  /// With distances d of up to 2 s, the third and fourth derivative are at most 2 s³ and 2 s⁴ (cumulants of what lies in a
  /// range of 2 s); differences over a step h leave a sixth and a twelfth of them times h². A loss is right to 8 units of the
  /// probability, whose part the differences share out.
  @Test(arguments: cases) func derivativesAreThoseOfTheLogLoss(_ oracle: Case) throws {
    let loss = try Self.loss(oracle)
    let scale = try #require(oracle.logits.map(\.magnitude).max())
    // Not so far that probabilities are clipped.
    for size in [0.1, 1, 5] {
      let beta = size / scale
      let step = beta / 1024
      let left = try oracle.logLoss(1 / (beta - step))
      let middle = try oracle.logLoss(1 / beta)
      let right = try oracle.logLoss(1 / (beta + step))
      let (first, second) = loss.derivatives(beta)
      let rounding = (1 + middle) * 0x1p-50
      let slopeError = step * step * scale * scale * scale / 3 + rounding / step
      #expect(((right - left) / (2 * step) - first).magnitude <= slopeError)
      let curvatureError = step * step * scale * scale * scale * scale / 6 + 4 * rounding / (step * step)
      #expect(((right - 2 * middle + left) / (step * step) - second).magnitude <= curvatureError)
    }
  }

  @Test(arguments: cases) func isTheLeastNearby(_ oracle: Case) throws {
    let least = try oracle.logLoss(oracle.temperature)
    for factor in [0.5, 0.9, 0.999, 1.001, 1.1, 2] { #expect(try oracle.logLoss(oracle.temperature * factor) > least) }
  }

  @Test func byHand() throws {
    // Three of four are right: the sigmoid of 1/T must be 3/4, which is so at 1/T = ln 3.
    let question = try TemperatureScaling.fit(logits: [1, 1, -1, -1] as [Float], outputCount: 1, labels: [1, 1, 0, 1])
    // The same as a softmax, and once more with the right ones as one row of weight 3.
    let classes = try TemperatureScaling.fit(
      logits: [0, 1, 0, 1, 1, 0, 5.5, 4.5], outputCount: 2, labels: [1, 1, 0, 1])
    let weighted = try TemperatureScaling.fit(logits: [1.0, 1], outputCount: 1, labels: [1, 0], weights: [3, 1])
    for fit in [question, classes, weighted] {
      guard case .minimum(let scaling) = fit else {
        Issue.record("\(fit)")
        continue
      }
      #expect(isClose(scaling.temperature, 1 / Elementary.log(3)))
      let probabilities = scaling.probabilities(logits: [1, -1] as [Float], outputCount: 1)
      #expect(areClose(probabilities, [0.75, 0.25]))
      #expect(areClose(scaling.probabilities(logits: [4.0, 3, 3, 4], outputCount: 2), [0.75, 0.25, 0.25, 0.75]))
    }
  }

  @Test func `the size of the logits goes into the temperature`() throws {
    // The same answers, 10¹² times as sure and a 10¹²th as sure.
    for scale in [1e-12, 1, 1e12, 1e38] {
      let fit = try TemperatureScaling.fit(
        logits: [1, 1, -1, -1].map { $0 * scale }, outputCount: 1, labels: [1, 1, 0, 1])
      guard case .minimum(let scaling) = fit else {
        Issue.record("\(fit)")
        continue
      }
      #expect(isClose(scaling.temperature, scale / Elementary.log(3)))
    }
  }

  @Test func `where there is no minimum`() throws {
    let right = try TemperatureScaling.fit(logits: [1.0, 2, -1], outputCount: 1, labels: [1, 1, 0])
    #expect(right == .vanishing)
    let wrong = try TemperatureScaling.fit(logits: [1.0, 2, -1], outputCount: 1, labels: [0, 0, 1])
    #expect(wrong == .unbounded)
    let silent = try TemperatureScaling.fit(logits: [1.0, 1, 1, 1], outputCount: 2, labels: [0, 1])
    #expect(silent == .unbounded)
    // The wrong one has no weight.
    let weighted = try TemperatureScaling.fit(
      logits: [1.0, 2, -1], outputCount: 1, labels: [1, 1, 1], weights: [1, 1, 0])
    #expect(weighted == .vanishing)
  }

  private static func loss(_ oracle: Case) throws -> ScaledLogLoss {
    try ScaledLogLoss(
      logits: oracle.logits, outputCount: oracle.outputCount, labels: oracle.labels,
      weights: RowWeights(oracle.weights, rowCount: oracle.labels.count))
  }
}
