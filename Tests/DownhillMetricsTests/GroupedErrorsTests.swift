import Downhill
import Testing

@testable import DownhillMetrics

@Suite struct GroupedErrorsTests {
  /// Errors 1, 2, 3 and 5, 7 of two groups: means 2 and 6, in all 3.6; between the groups 3·1.6² + 2·2.4² = 19.2 of
  /// 2.6² + 1.6² + 0.6² + 1.4² + 3.4² = 23.2.
  @Test func `by hand`() throws {
    let errors = try GroupedErrors(errors: [1, 5, 2, 7, 3], groupOfRow: [0, 2, 0, 2, 0])
    #expect(errors.groups.map(\.rows) == [3, 0, 2] && errors.groups.map(\.mean) == [2, nil, 6])
    #expect(try abs(#require(errors.explained) - 19.2 / 23.2) < 1e-15)
    // (1 + 3·√2) / 4 is more than all there can be.
    #expect(!errors.isBeyondChance)
  }

  @Test func `a row of weight 2 counts as two`() throws {
    let weighted = try GroupedErrors(
      errors: [1, 5, 2, 7], groupOfRow: [0, 1, 0, 1], weights: [2, 1, 0.5, 1.5])
    let doubled = try GroupedErrors(
      errors: [1, 1, 1, 1, 5, 5, 2, 7, 7, 7], groupOfRow: [0, 0, 0, 0, 1, 1, 0, 1, 1, 1])
    for (one, other) in zip(weighted.groups, doubled.groups) {
      #expect(one.mean == other.mean || abs((one.mean ?? 0) - (other.mean ?? 0)) < 1e-15)
    }
    #expect(try abs(#require(weighted.explained) - #require(doubled.explained)) < 1e-15)
    let without = try GroupedErrors(errors: [1, 2], groupOfRow: [0, 1], weights: [1, 0])
    #expect(without.groups.map(\.mean) == [1, nil] && without.explained == nil)
  }

  @Test func `chance is told from a difference`() throws {
    var random = RandomSource(seed: 5)
    var beyond = 0
    for _ in 0..<400 {
      let errors = (0..<300).map { _ in random.nextUniform() < 0.2 ? 1.0 : 0 }
      let groups = (0..<300).map { _ in Int(random.nextUniform() * 4) }
      if try GroupedErrors(errors: errors, groupOfRow: groups).isBeyondChance { beyond += 1 }
    }
    // χ² of 3 above 3 + 3·√6 = 10.3 has a chance of 1.6 %: 6.4 of 400 on average, and more than 19 less than once in 10⁴.
    #expect(beyond <= 19)
    let (groups, errors) = ((0..<300).map { $0 % 4 }, (0..<300).map { $0 % 4 == 2 && $0 % 3 > 0 ? 1.0 : 0 })
    #expect(try GroupedErrors(errors: errors, groupOfRow: groups).isBeyondChance)
  }

  @Test func `nothing differs where all errors are the same`() throws {
    let errors = try GroupedErrors(errors: [0.1, 0.1, 0.1], groupOfRow: [0, 1, 1])
    #expect(errors.explained == nil && !errors.isBeyondChance)
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
