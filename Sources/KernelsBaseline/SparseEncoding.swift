#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

/// See `KernelTable.Encode`.
package func encode(
  _ bytes: UnsafeRawPointer, _ inputs: Range<Int>, _ entries: UnsafeMutablePointer<UInt16>
) -> Int {
  var next = 0
  var input = inputs.lowerBound
  var last = inputs.lowerBound
  while input < inputs.upperBound {
    #if AVX512
    // Sixteen at a time while no gap can be longer than a step.
    if input &+ 16 <= inputs.upperBound, input &+ 8 &- last < SparseRows.farStep {
      let encoded = vector_encode_bytes(
        bytes + input, UInt32(truncatingIfNeeded: input), UInt32(truncatingIfNeeded: last), entries + next)
      next &+= encoded.nonzeroBitCount
      last = encoded == 0 ? last : input &+ (31 &- encoded.leadingZeroBitCount)
      input &+= 16
      continue
    }
    #endif
    if input &- last >= SparseRows.farStep {
      entries[next] = UInt16(truncatingIfNeeded: input &- last)
      next &+= 1
      last = input
    }
    // Eight at a time while they are zero: four fifths of a picture are blank.
    if input &+ 8 <= inputs.upperBound, bytes.loadUnaligned(fromByteOffset: input, as: UInt64.self) == 0 {
      input &+= 8
      continue
    }
    let end = min(input &+ 8, inputs.upperBound)
    while input < end {
      // Written in any case, and kept if it is not zero: a branch would be unpredictable.
      let byte = bytes.load(fromByteOffset: input, as: UInt8.self)
      entries[next] = UInt16(byte) &<< 8 | UInt16(truncatingIfNeeded: input &- last)
      next &+= byte == 0 ? 0 : 1
      last = byte == 0 ? last : input
      input &+= 1
    }
  }
  UnsafeMutableRawPointer(entries + next).storeBytes(of: 0, as: UInt64.self)
  return (next &+ SparseRows.quad &- 1) & ~(SparseRows.quad &- 1)
}
#endif
