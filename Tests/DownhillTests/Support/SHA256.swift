/// SHA-256 (FIPS 180-4): names bytes so that other bytes have another name.
struct SHA256 {
  private var state: SIMD8<UInt32> = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]
  private var block: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// Hashes these bytes, too.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var next = 0
    while next < bytes.count {
      if block.isEmpty, bytes.count - next >= 64 {
        compress(bytes.baseAddress! + next)
        next += 64
        continue
      }
      let some = min(64 - block.count, bytes.count - next)
      block += bytes[next..<next + some]
      next += some
      guard block.count == 64 else { return }
      block.withUnsafeBytes { compress($0.baseAddress!) }
      block = []
    }
  }

  /// Hashes these bytes, too.
  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// Hashes the four bytes of each word, too, the lowest first, as in model files.
  mutating func add(_ words: [UInt32]) { words.map(\.littleEndian).withUnsafeBytes { add($0) } }

  /// The digest of all bytes so far, in hexadecimal digits.
  var digest: String {
    var last = self
    let zeros = (119 - block.count) % 64
    last.add([0x80] + [UInt8](repeating: 0, count: zeros))
    withUnsafeBytes(of: (byteCount * 8).bigEndian) { last.add($0) }
    return last.state.indices.map { index in
      let digits = String(last.state[index], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private mutating func compress(_ block: UnsafeRawPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for index in 0..<16 {
        schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
      }
      for index in 16..<64 {
        let (early, late) = (schedule[index - 15], schedule[index - 2])
        let small0 = rotated(early, 7) ^ rotated(early, 18) ^ early &>> 3
        let small1 = rotated(late, 17) ^ rotated(late, 19) ^ late &>> 10
        schedule[index] = schedule[index - 16] &+ small0 &+ schedule[index - 7] &+ small1
      }
      let before = state
      var (now0, now1) = (state.lowHalf, state.highHalf)
      Self.constants.withUnsafeBufferPointer { constants in
        for index in 0..<64 {
          let (a, b, c, e, f, g) = (now0.x, now0.y, now0.z, now1.x, now1.y, now1.z)
          let large1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
          let first = now1.w &+ large1 &+ (e & f ^ ~e & g) &+ constants[index] &+ schedule[index]
          let large0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
          let second = large0 &+ (a & b ^ a & c ^ b & c)
          now1 = SIMD4(now0.w &+ first, e, f, g)
          now0 = SIMD4(first &+ second, a, b, c)
        }
      }
      state = before &+ SIMD8(lowHalf: now0, highHalf: now1)
    }
  }

  @inline(__always)
  private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word &>> count | word &<< (32 &- count) }

  /// The first 32 fractional bits of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
    0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
    0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
    0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
    0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]
}
