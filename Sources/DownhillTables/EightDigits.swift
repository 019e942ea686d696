// Eight letters of a number at once, as the bytes of a word, the first of them lowest.

/// The letters of a word.
@inline(__always)
func letters(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
  UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
}

/// Whether all are digits: each high half is 3, and stays so when 6 is added.
@inline(__always)
func areDigits(_ word: UInt64) -> Bool {
  let halves = word & 0xF0F0_F0F0_F0F0_F0F0
  let raised = (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
  return halves | raised &>> 4 == 0x3333_3333_3333_3333
}

/// What eight digits say: pairs, then fours, then all, each in one multiplication (after Lemire, "Number parsing at a gigabyte
/// per second", 2021).
@inline(__always)
func number(ofDigits word: UInt64) -> UInt64 {
  var word = word &- 0x3030_3030_3030_3030
  word = word &* 10 &+ word &>> 8
  let pairs = word & 0x0000_00FF_0000_00FF
  let others = word &>> 16 & 0x0000_00FF_0000_00FF
  return (pairs &* 0x000F_4240_0000_0064 &+ others &* 0x0000_2710_0000_0001) &>> 32
}

/// Up to eight letters, `count` from 1, that are digits with at most one point among them: what the digits say, and how many
/// are behind the point, or -1 where there is none. Nil if they are anything else. Eight bytes are read.
@inline(__always)
func shortNumber(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> (digits: UInt64, fraction: Int)? {
  // Zeros before the number.
  let missing = UInt64(truncatingIfNeeded: 8 &- count) &<< 3
  var word = letters(bytes) &<< missing | 0x0030_3030_3030_3030 & ~(~0 &<< missing)
  // The lowest byte that is a point becomes 0x80.
  let others = word ^ 0x2E2E_2E2E_2E2E_2E2E
  let points = (others &- 0x0101_0101_0101_0101) & ~others & 0x8080_8080_8080_8080
  var fraction = -1
  if points != 0 {
    let shift = UInt64(truncatingIfNeeded: points.trailingZeroBitCount) & 0x38
    fraction = 7 &- Int(truncatingIfNeeded: shift &>> 3)
    // What is before it moves into its place.
    let before = ~(~0 &<< shift)
    word = word & ~before & ~(0xFF &<< shift) | (word & before) &<< 8 | 0x30
  }
  return areDigits(word) ? (number(ofDigits: word), fraction) : nil
}
