import Testing

@testable import Downhill

/// Known answers come from `Scripts/oracles/random_source.py`, an independent reading of the definitions.
///
/// The statistics are of fixed seeds, so that they cannot fail by chance. Bounds lie five standard deviations from what is
/// expected: a correct generator has one chance in 1.7 million of not getting there with a seed.
@Suite struct RandomSourceTests {
  // MARK: Known answers

  @Test func xoshiroFromAGivenState() throws {
    var random = try #require(RandomSource(state: (1, 2, 3, 4)))
    let expected: [UInt64] = [
      0x0000_0000_0000_2D00, 0x0000_0000_0000_0000, 0x0000_0000_5A00_7080, 0x10E0_0000_0000_9D80,
      0x10E0_B61C_E100_9D80, 0x0870_021C_E143_AD00, 0xE071_C3C2_E143_F089, 0x75A1_690E_F7A2_0380,
      0x9309_685B_465C_23F9, 0x284F_3CC2_E13E_3C88,
    ]
    #expect(expected.indices.map { _ in random.next() } == expected)
  }

  @Test func seedsAndStreams() {
    let expected: [(UInt64, UInt64, [UInt64])] = [
      (0, 0, [0xFB54_05F7_BD79_C540, 0x780C_98E2_6CEA_5883, 0x2A14_6E09_80FE_BC66, 0x4851_477D_B879_1FCA]),
      (0, 1, [0x12ED_9504_88E5_800D, 0x3460_AD5C_B4A4_0C41, 0xBAAF_B421_0800_5064, 0x0EC9_D24F_EAFC_2E92]),
      (42, 0, [0x19E4_79E2_AAA7_7BFB, 0x5E3E_FE75_3BE2_7527, 0xC3ED_7125_B780_200A, 0x85B9_11E2_152F_876E]),
      (.max, 7, [0x3C62_195F_0058_A768, 0xF494_4926_2C7C_CE11, 0x93E5_FB11_3280_E802, 0xECB9_A0EA_4417_0F20]),
    ]
    for (seed, stream, numbers) in expected {
      var random = RandomSource(seed: seed, stream: stream)
      #expect((0..<4).map { _ in random.next() } == numbers, "seed \(seed), stream \(stream)")
    }
  }

  @Test func integersBelowABound() {
    var random = RandomSource(seed: 42)
    let small = (0..<20).map { _ in random.nextInteger(below: 10) }
    #expect(small == [1, 3, 7, 5, 6, 9, 4, 1, 9, 7, 9, 2, 7, 0, 8, 9, 9, 2, 8, 4])
    // A quarter of all products is refused here.
    random = RandomSource(seed: 42)
    let large = (0..<8).map { _ in random.nextInteger(below: 3 << 61) }
    #expect(
      large == [
        2_546_679_400_346_479_598, 5_294_274_305_131_023_363, 3_613_407_202_669_351_625, 4_303_911_892_196_776_433,
        6_634_752_985_828_301_619, 934_460_694_475_640_010, 6_335_337_011_481_581_118, 6_461_911_930_542_295_810,
      ])
  }

  @Test func shuffleOfTwelve() {
    #expect(Self.shuffled(12, seed: 7) == [4, 8, 0, 5, 6, 2, 9, 7, 1, 11, 10, 3])
  }

  // MARK: State

  @Test func goesOnFromItsState() throws {
    var random = RandomSource(seed: 5)
    for _ in 0..<100 { _ = random.nextNormal() }
    var copy = random
    var kept = try #require(RandomSource(state: random.state))
    #expect(kept == random)
    for _ in 0..<100 {
      let number = random.nextNormal()
      #expect(copy.nextNormal() == number && kept.nextNormal() == number)
    }
    #expect(kept == random)
    _ = kept.next()
    #expect(kept != random)
  }

  @Test func refusesTheStateOfZeros() {
    #expect(RandomSource(state: (0, 0, 0, 0)) == nil)
    #expect(RandomSource(state: (0, 0, 0, 1)) != nil)
  }

  // MARK: Distributions

  static let count = 400_000
  /// Five standard deviations of a mean of ``count`` numbers, each of variance 1.
  static let five = 5 / Double(count).squareRoot()

  @Test(arguments: [1, 2, 3] as [UInt64]) func uniformMoments(_ seed: UInt64) {
    var random = RandomSource(seed: seed)
    let numbers = (0..<Self.count).map { _ in random.nextUniform() }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(numbers.allSatisfy { ($0 * 0x1p53).rounded() == $0 * 0x1p53 })
    // E x = 1/2, var x = 1/12; E x² = 1/3, var x² = 1/5 − 1/9 = 4/45.
    #expect((mean(numbers) - 1 / 2).magnitude < Self.five * (1.0 / 12).squareRoot())
    #expect((mean(numbers.map { $0 * $0 }) - 1.0 / 3).magnitude < Self.five * (4.0 / 45).squareRoot())
    // Neighbours have nothing to do with each other: E (x − ½)(x′ − ½) = 0, variance 1/144.
    let products = zip(numbers, numbers.dropFirst()).map { ($0 - 0.5) * ($1 - 0.5) }
    #expect(mean(products).magnitude < Self.five / 12)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func normalMoments(_ seed: UInt64) {
    var random = RandomSource(seed: seed)
    let numbers = (0..<Self.count).map { _ in random.nextNormal() }
    // E x = 0, E x² = 1, E x³ = 0, E x⁴ = 3; their variances are 1, 3 − 1, 15 and 105 − 9.
    #expect(mean(numbers).magnitude < Self.five)
    #expect((mean(numbers.map { $0 * $0 }) - 1).magnitude < Self.five * 2.0.squareRoot())
    #expect(mean(numbers.map { $0 * $0 * $0 }).magnitude < Self.five * 15.0.squareRoot())
    #expect((mean(numbers.map { $0 * $0 * $0 * $0 }) - 3).magnitude < Self.five * 96.0.squareRoot())
    // P(|x| > 2) = 0.045500, P(|x| > 3) = 0.0026998 (tables); a share p has variance p (1 − p).
    for (limit, p) in [(2.0, 0.045500), (3.0, 0.0026998)] {
      let share = Double(numbers.count { $0.magnitude > limit }) / Double(numbers.count)
      #expect((share - p).magnitude < Self.five * (p * (1 - p)).squareRoot())
    }
  }

  @Test(arguments: [1, 2, 3, 7, 10, 1_000]) func integersAreUniform(_ bound: Int) {
    var random = RandomSource(seed: 3)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<Self.count {
      let number = random.nextInteger(below: bound)
      guard counts.indices.contains(number) else {
        Issue.record("\(number) is not below \(bound)")
        return
      }
      counts[number] += 1
    }
    Self.expectEven(counts)
  }

  @Test func shufflesArePermutations() {
    for count in [0, 1, 2, 3, 10, 1_000] {
      #expect(Self.shuffled(count, seed: 1).sorted() == (0..<Int32(count)).map { $0 })
    }
  }

  @Test(arguments: [2, 3, 4, 5]) func everyOrderIsEquallyLikely(_ count: Int) {
    var random = RandomSource(seed: 4)
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<60_000 {
      var items = (0..<Int32(count)).map { $0 }
      items.withUnsafeMutableBufferPointer { random.shuffle($0) }
      counts[items, default: 0] += 1
    }
    let orders = (1...count).reduce(1, *)
    #expect(counts.count == orders)
    Self.expectEven(Array(counts.values))
  }

  /// χ² over n cells has mean n − 1 and variance 2 (n − 1).
  static func expectEven(_ counts: [Int]) {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let square = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = Double(counts.count - 1)
    #expect((square - freedom).magnitude <= 5 * (2 * freedom).squareRoot())
  }

  static func shuffled(_ count: Int, seed: UInt64) -> [Int32] {
    var random = RandomSource(seed: seed)
    var items = (0..<Int32(count)).map { $0 }
    items.withUnsafeMutableBufferPointer { random.shuffle($0) }
    return items
  }

  private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
}
