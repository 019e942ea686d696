import Downhill
import Testing

@testable import DownhillMetrics

@Suite struct GroupedErrorsTests {
  /// Errors 1, 2, 3 and 5, 7 of two groups: means 2 and 6, in all 3.6; between the groups 3·1.6² + 2·2.4² = 19.2 of
  /// 2.6² + 1.6² + 0.6² + 1.4² + 3.4² = 23.2.
  @Test func `by hand`() throws {
    let errors = try GroupedErrors(errors: [1, 5, 2, 7, 3], groupOfRow: [0, 2, 0, 2, 0])
    #expect(errors.groups.map(\.rows) == [3, 0, 2] && errors.groups.map(\.mean) == [2, nil, 6])
    #expect(try abs(#require(errors.etaSquared) - 19.2 / 23.2) < 1e-15)
    // 4·η² is 3.3; the bound for one degree of freedom is 1 + 2·√ln 20 + 2·ln 20 = 10.5.
    #expect(!errors.isBeyondChance())
    // Ten times the same rows: 49·η² is 40.6. Among 3·10⁴ groupings x is 13.3, and the bound 34.9; among 10⁶ it is 42.8.
    let many = try GroupedErrors(
      errors: (0..<50).map { [1, 5, 2, 7, 3][$0 % 5] }, groupOfRow: (0..<50).map { [0, 1, 0, 1, 0][$0 % 5] })
    #expect(many.isBeyondChance() && many.isBeyondChance(among: 30_000) && !many.isBeyondChance(among: 1_000_000))
  }

  @Test func `a row of weight 2 counts as two`() throws {
    let weighted = try GroupedErrors(
      errors: [1, 5, 2, 7], groupOfRow: [0, 1, 0, 1], weights: [2, 1, 0.5, 1.5])
    let doubled = try GroupedErrors(
      errors: [1, 1, 1, 1, 5, 5, 2, 7, 7, 7], groupOfRow: [0, 0, 0, 0, 1, 1, 0, 1, 1, 1])
    for (one, other) in zip(weighted.groups, doubled.groups) {
      #expect(one.mean == other.mean || abs((one.mean ?? 0) - (other.mean ?? 0)) < 1e-15)
    }
    #expect(try abs(#require(weighted.etaSquared) - #require(doubled.etaSquared)) < 1e-15)
    let without = try GroupedErrors(errors: [1, 2], groupOfRow: [0, 1], weights: [1, 0])
    #expect(without.groups.map(\.mean) == [1, nil] && without.etaSquared == nil)
  }

  @Test(arguments: [false, true]) func `chance is told from a difference`(isWeighted: Bool) throws {
    var random = RandomSource(seed: 5)
    var beyond = 0
    for _ in 0..<400 {
      let errors = (0..<300).map { _ in random.nextUniform() < 0.2 ? 1.0 : 0 }
      let groups = (0..<300).map { _ in Int(random.nextUniform() * 4) }
      // A tenth of the rows weighs 20 times as much as the others.
      let weights = isWeighted ? (0..<300).map { $0 % 10 == 0 ? 20.0 : 1 } : nil
      if try GroupedErrors(errors: errors, groupOfRow: groups, weights: weights).isBeyondChance() { beyond += 1 }
    }
    // At most one of twenty: 20 of 400 on average, and more than 37 less than once in 10⁴.
    #expect(beyond <= 37)
    let (groups, errors) = ((0..<300).map { $0 % 4 }, (0..<300).map { $0 % 4 == 2 && $0 % 3 > 0 ? 1.0 : 0 })
    #expect(try GroupedErrors(errors: errors, groupOfRow: groups).isBeyondChance())
  }

  @Test(arguments: [1e-200, 1, 1e200]) func `the unit of the errors does not matter`(unit: Double) throws {
    let errors = try GroupedErrors(errors: [1, 5, 2, 7, 3].map { $0 * unit }, groupOfRow: [0, 1, 0, 1, 0])
    #expect(try abs(#require(errors.etaSquared) - 19.2 / 23.2) < 1e-14)
  }

  @Test func `nothing differs where all errors are the same`() throws {
    let errors = try GroupedErrors(errors: [0.1, 0.1, 0.1], groupOfRow: [0, 1, 1])
    #expect(errors.etaSquared == nil && !errors.isBeyondChance())
  }

  @Test func `what does not fit is refused`() {
    #expect(throws: EngineError.self) { try GroupedErrors(errors: [], groupOfRow: []) }
    #expect(throws: EngineError.self) { try GroupedErrors(errors: [1, 2], groupOfRow: [0]) }
    #expect(throws: EngineError.self) { try GroupedErrors(errors: [.nan], groupOfRow: [0]) }
    #expect(throws: EngineError.self) {
      try GroupedErrors(errors: [1], groupOfRow: [0], weights: [-1])
    }
  }
}
