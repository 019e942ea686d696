/// Counter-based random numbers: a function of key and counter alone, whichever thread asks, in whatever order.
///
/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): ten rounds of multiplications mix a 128-bit counter with a
/// 64-bit key.
struct CounterRandomSource: Equatable, Sendable {
  private let key: SIMD2<UInt32>

  /// The numbers of `seed`. Streams of the same seed are independent of each other and of those of ``RandomSource``.
  init(seed: UInt64, stream: UInt64) {
    // The sequential stream of the same number draws this word too; here it is only a key.
    var keys = RandomSource(seed: seed, stream: stream)
    let word = keys.next()
    key = SIMD2(UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
  }

  /// The numbers of a key, as the paper has it.
  init(key: SIMD2<UInt32>) { self.key = key }

  /// The four words of a counter.
  @inline(__always)
  func words(at counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (counter, key) = (counter, key)
    for _ in 0..<9 {
      counter = Self.round(counter, key)
      key = key &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return Self.round(counter, key)
  }

  @inline(__always)
  private static func round(_ counter: SIMD4<UInt32>, _ key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    let first = counter.x.multipliedFullWidth(by: 0xD251_1F53)
    let second = counter.z.multipliedFullWidth(by: 0xCD9E_8D57)
    return SIMD4(second.high ^ counter.y ^ key.x, second.low, first.high ^ counter.w ^ key.y, first.low)
  }
}
