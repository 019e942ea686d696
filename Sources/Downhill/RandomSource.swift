/// A seeded stream of random numbers, the same on every machine and in every version of this package.
///
/// xoshiro256** 1.0 (Blackman and Vigna 2018), its state filled from the seed by SplitMix64 (Steele, Lea and Flood
/// 2014). A value type: a copy continues from the same state.
public struct RandomSource: Equatable, Sendable {
  /// The four words of state, enough to continue from here.
  public private(set) var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream of `seed`. Different streams of the same seed are independent.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = SplitMix64(state: seed)
    mixer.state = mixer.next() ^ (stream &* 0xA076_1D64_78BD_642F)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// Continues from a state. All zeros, which no seed leads to, is nil.
  public init?(state: (UInt64, UInt64, UInt64, UInt64)) {
    guard state.0 | state.1 | state.2 | state.3 != 0 else { return nil }
    self.state = state
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let result = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }

  /// Uniform in [0, 1), a multiple of 2⁻⁵³.
  public mutating func nextUniform() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// Uniform in 0 ..< `bound`, without bias (Lemire 2019). `bound` must be positive.
  public mutating func nextInteger(below bound: Int) -> Int {
    precondition(bound > 0, "a number below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Standard normal (Marsaglia's polar method; the second number of each pair is dropped, so that there is no other
  /// state).
  public mutating func nextNormal() -> Double {
    while true {
      let x = 2 * nextUniform() - 1
      let y = 2 * nextUniform() - 1
      let square = x * x + y * y
      if square < 1, square > 0 { return x * (-2 * Elementary.log(square) / square).squareRoot() }
    }
  }

  /// Shuffles `items` in place: every order is equally likely (Fisher and Yates, after Durstenfeld 1964).
  public mutating func shuffle(_ items: UnsafeMutableBufferPointer<Int32>) {
    var last = items.count - 1
    while last > 0 {
      items.swapAt(last, nextInteger(below: last + 1))
      last -= 1
    }
  }

  /// Whether both continue with the same numbers.
  public static func == (left: RandomSource, right: RandomSource) -> Bool { left.state == right.state }
}

private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }
}

@inline(__always)
private func rotated(_ word: UInt64, by count: UInt64) -> UInt64 { word &<< count | word &>> (64 - count) }
