#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

// A sparse input layer of one vector of outputs reads its entries packed, four with one load: these loops are limited
// by the loads that the processor can start per cycle, and each entry needs two more, its byte / 255 and its weights.

/// See `KernelTable.NarrowForward`: several sums, since a single chain of additions would be bound by latency.
package func narrowForward(
  _ rows: SparseRows, _ weights: UnsafePointer<Float>, _ start: Product.Start, _ weighted: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows.count {
    prefetch(rows, after: row)
    let result = weighted + row &* Vector.scalarCount
    let sum = weightedSum(Quads(rows, row), weights)
    switch start {
    case .zero: store(sum, result)
    case .row(let bias): store(load(bias) + sum, result)
    case .result: store(load(result) + sum, result)
    }
  }
}

@inline(__always)
private func weightedSum(_ quads: Quads, _ weights: UnsafePointer<Float>) -> Vector {
  var address = UnsafeRawPointer(weights)
  var sum0 = Vector(repeating: 0)
  var sum1 = Vector(repeating: 0)
  #if FUSED_MULTIPLY_ADD || arch(arm64)
  var sum2 = Vector(repeating: 0)
  var sum3 = Vector(repeating: 0)
  #endif
  var quad = quads.first
  while quad < quads.end {
    var four = quad.pointee
    quad += 1
    addNext(&four, &address, to: &sum0)
    addNext(&four, &address, to: &sum1)
    #if FUSED_MULTIPLY_ADD || arch(arm64)
    addNext(&four, &address, to: &sum2)
    addNext(&four, &address, to: &sum3)
    #else
    // A vector takes four of the sixteen registers: four sums would leave none for the products.
    addNext(&four, &address, to: &sum0)
    addNext(&four, &address, to: &sum1)
    #endif
  }
  #if FUSED_MULTIPLY_ADD || arch(arm64)
  return (sum0 + sum1) + (sum2 + sum3)
  #else
  return sum0 + sum1
  #endif
}

@inline(__always)
private func addNext(_ four: inout UInt64, _ address: inout UnsafeRawPointer, to sum: inout Vector) {
  sum = multiplyAdd(sum, splat(nextShare(&four, &address)), address.loadUnaligned(as: Vector.self))
}

/// See `KernelTable.NarrowGradient`: the sensitivities of a row stay in a register for all its inputs.
package func narrowGradient(
  _ rows: SparseRows, _ sensitivity: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows.count {
    let delta = load(sensitivity + row &* Vector.scalarCount)
    var address = UnsafeMutableRawPointer(sums)
    let quads = Quads(rows, row)
    var quad = quads.first
    while quad < quads.end {
      var four = quad.pointee
      quad += 1
      addProduct(nextShare(&four, &address), delta, address)
      addProduct(nextShare(&four, &address), delta, address)
      addProduct(nextShare(&four, &address), delta, address)
      addProduct(nextShare(&four, &address), delta, address)
    }
  }
}

@inline(__always)
private func addProduct(_ value: Float, _ delta: Vector, _ sum: UnsafeMutableRawPointer) {
  sum.storeBytes(of: multiplyAdd(sum.loadUnaligned(as: Vector.self), splat(value), delta), as: Vector.self)
}

/// The entries of one half of a row, four at a time.
private struct Quads {
  let first, end: UnsafePointer<UInt64>

  @inline(__always) init(_ rows: SparseRows, _ row: Int) {
    let offsets = rows.offsets + (2 &* Int(rows.order[row]) &+ rows.halves.lowerBound)
    first = UnsafeRawPointer(rows.entries + offsets[0]).assumingMemoryBound(to: UInt64.self)
    end = UnsafeRawPointer(rows.entries + offsets[1]).assumingMemoryBound(to: UInt64.self)
  }
}

/// Takes the next entry: moves on to the vector of its input, and returns the input's value.
@inline(__always)
private func nextShare(_ four: inout UInt64, _ address: inout UnsafeRawPointer) -> Float {
  address += stepBytes(four)
  return takeShare(&four)
}

@inline(__always)
private func nextShare(_ four: inout UInt64, _ address: inout UnsafeMutableRawPointer) -> Float {
  address += stepBytes(four)
  return takeShare(&four)
}

@inline(__always)
private func stepBytes(_ four: UInt64) -> Int {
  Int(truncatingIfNeeded: (four & 255) &* UInt64(MemoryLayout<Vector>.size))
}

@inline(__always)
private func takeShare(_ four: inout UInt64) -> Float {
  let share = byte_share(UInt32(truncatingIfNeeded: four &>> 8 & 255))
  four = four &>> 16
  return share
}
#endif
