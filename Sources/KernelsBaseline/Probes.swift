#if !X86_64_EXTENSION || arch(x86_64)
// The limits of this instruction set: multiply-adds that never leave the registers, and reading memory.

import CProcessor
import KernelTable

/// See `KernelTable.Probes.multiplyAdds`.
///
/// A multiply-add waits some four cycles for the previous one in the same accumulator, and two can start per cycle:
/// eight or more chains keep the processor busy. Accumulators that do not fit into the registers would measure memory
/// instead, so each instruction set uses as many as it has registers for.
package func multiplyAdds(_ count: Int) -> Float {
  var a = ThreeAccumulators(1)
  #if AVX512
  var b = ThreeAccumulators(2)
  var c = ThreeAccumulators(3)
  var d = ThreeAccumulators(4)
  #elseif FUSED_MULTIPLY_ADD || arch(arm64)
  var b = ThreeAccumulators(2)
  #endif
  var done = 0
  while done < count {
    #if AVX512
    a.advance()
    b.advance()
    c.advance()
    d.advance()
    #elseif FUSED_MULTIPLY_ADD || arch(arm64)
    a.advance()
    b.advance()
    a.advance()
    b.advance()
    #else
    a.advance()
    a.advance()
    a.advance()
    a.advance()
    #endif
    done &+= 12
  }
  #if AVX512
  return a.sum + b.sum + (c.sum + d.sum)
  #elseif FUSED_MULTIPLY_ADD || arch(arm64)
  return a.sum + b.sum
  #else
  return a.sum
  #endif
}

/// Three accumulators, in each of which x ↦ x · 0.999999 + 10⁻⁷ approaches its fixed point.
private struct ThreeAccumulators {
  private var first, second, third: Vector

  @inline(__always)
  init(_ start: Float) {
    // Different numbers, or the compiler would merge the accumulators.
    first = lanes + splat(start)
    second = lanes + splat(start + 0.25)
    third = lanes + splat(start + 0.5)
  }

  @inline(__always)
  mutating func advance() {
    first = multiplyAdd(splat(1e-7), first, splat(0.999_999))
    second = multiplyAdd(splat(1e-7), second, splat(0.999_999))
    third = multiplyAdd(splat(1e-7), third, splat(0.999_999))
  }

  var sum: Float {
    @inline(__always) get { vector_sum(first + second + third) }
  }
}

/// A different number in every lane.
private var lanes: Vector {
  @inline(__always) get {
    Vector(0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15)
  }
}

/// See `KernelTable.Probes.read`.
package func readMemory(_ memory: UnsafePointer<Float>, _ count: Int) -> Float {
  var sum0 = Vector(repeating: 0)
  var sum1 = Vector(repeating: 0)
  var sum2 = Vector(repeating: 0)
  var sum3 = Vector(repeating: 0)
  var index = 0
  while index < count {
    let block = memory + index
    // Two kilobytes ahead, farther than the processor prefetches by itself.
    processor_prefetch(block + 512)
    processor_prefetch(block + 528)
    processor_prefetch(block + 544)
    processor_prefetch(block + 560)
    sum0 = sum0 + load(block)
    sum1 = sum1 + load(block + 16)
    sum2 = sum2 + load(block + 32)
    sum3 = sum3 + load(block + 48)
    index &+= 64
  }
  return vector_sum((sum0 + sum1) + (sum2 + sum3))
}
#endif
