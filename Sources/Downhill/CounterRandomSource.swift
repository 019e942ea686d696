/// Random numbers that are found by their place and not in their turn: whoever asks for those of a place gets the same ones,
/// whatever was asked for before, on whichever thread, and in whichever order.
///
/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): ten rounds of multiplications mix a counter of 128 bits, the place,
/// with a key of 64.
struct CounterRandomSource: Equatable, Sendable {
  private let key: SIMD2<UInt32>

  /// The numbers of `seed`. Streams of the same seed have nothing to do with each other, nor with those of ``RandomSource``.
  init(seed: UInt64, stream: UInt64) {
    // A word that a running stream of the same name also has, but only mixed once more.
    var keys = RandomSource(seed: seed, stream: stream)
    let word = keys.next()
    key = SIMD2(UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32))
  }

  /// The numbers under a key of the paper's.
  init(key: SIMD2<UInt32>) { self.key = key }

  /// The four words of a place.
  @inline(__always)
  func words(at place: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (counter, key) = (place, key)
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
