import Downhill
import Testing

@testable import DownhillBench

@Suite struct StatisticsTests {
  @Test func `medians`() {
    #expect(Statistics.median([3, 1, 2]) == 2)
    #expect(Statistics.median([4, 1, 2, 3]) == 2.5)
    #expect(Statistics.median([7]) == 7)
    #expect(Statistics.median([]).isNaN)
  }

  @Test func `quantiles are values that were measured`() {
    let hundred = (1...100).map(Double.init)
    #expect(Statistics.quantile(0.99, of: hundred) == 99)
    #expect(Statistics.quantile(1, of: hundred) == 100)
    #expect(Statistics.quantile(0, of: hundred) == 1)
    #expect(Statistics.quantile(0.99, of: [5, 4]) == 5)
    #expect(Statistics.quantile(0.99, of: []).isNaN)
  }

  @Test(arguments: [0, 0.5, 1, 2]) func `exponents of powers`(_ power: Double) {
    let points = [(1.0, 1.0), (4, 2), (9, 3), (100, 10)].map { x, root in
      (x: x, y: 7 * (power == 0 ? 1 : power == 0.5 ? root : power == 1 ? x : x * x))
    }
    #expect((Statistics.exponent(points) - power).magnitude < 1e-12)
  }

  @Test func `repetitions end`() {
    let five = Repetitions(count: 5)
    #expect(!five.areEnough([100, 100, 100, 100]) && five.areEnough([0, 0, 0, 0, 0]))
    let usual = Repetitions()
    #expect(!usual.areEnough([]) && !usual.areEnough([3]) && usual.areEnough([4]))
    #expect(!usual.areEnough([0.1, 0.1, 0.1, 0.1, 0.05]) && usual.areEnough([0.1, 0.1, 0.1, 0.1, 0.11]))
    #expect(!usual.areEnough([Double](repeating: 0.001, count: 49)))
    #expect(usual.areEnough([Double](repeating: 0.001, count: 50)))
  }

  /// A few examples in two classes, and no goal within reach: the run continues until the rate is 0.
  @Test func `a cold run ends when its rate does`() throws {
    let examples = try Examples(
      bytes: [0, 255, 0, 255, 0, 0], inputCount: 2, labels: [0, 1, 0], classCount: 2)
    let outcome = try ColdRun.run(
      training: examples, test: examples, seed: 1, kernels: .reference, workers: Workers())
    #expect(outcome.steps >= 700 && outcome.steps <= 1_500)
  }
}
