#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

/// See `KernelTable.Unpack`. Sixteen entries at a time; what the last vector holds past them is never used.
package func unpack(_ rows: SparseRows, _ unpacked: UnpackedRows) {
  for row in 0..<rows.count {
    prefetch(rows, after: row)
    var inputs = unpacked.inputs + row &* unpacked.pitch
    var values = unpacked.values + row &* unpacked.pitch
    var half = rows.halves.lowerBound
    while half < rows.halves.upperBound {
      let offsets = rows.offsets + (2 &* Int(rows.order[row]) &+ half)
      let count = offsets[1] &- offsets[0]
      unpackHalf(rows.entries + offsets[0], count, half == 0 ? 0 : rows.middle, inputs, values)
      inputs += count
      values += count
      half &+= 1
    }
    unpacked.counts[row] = inputs - (unpacked.inputs + row &* unpacked.pitch)
  }
}

@inline(__always)
private func unpackHalf(
  _ entries: UnsafePointer<UInt16>, _ count: Int, _ firstInput: Int, _ inputs: UnsafeMutablePointer<UInt32>,
  _ values: UnsafeMutablePointer<Float>
) {
  var input = SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: firstInput))
  var index = 0
  while index < count {
    let entry = vector_words(UnsafeRawPointer(entries + index).loadUnaligned(as: SIMD16<UInt16>.self))
    input = vector_running_sum(input, entry & SIMD16(repeating: 255))
    UnsafeMutableRawPointer(inputs + index).storeBytes(of: input, as: SIMD16<UInt32>.self)
    store(vector_byte_share(entry &>> 8), values + index)
    index &+= Vector.scalarCount
  }
}

#if arch(wasm32)
/// Reads what later rows will need, which is scattered over memory: WebAssembly has no other way to prefetch. The reads
/// of a group of rows overlap, so that the group costs one wait and not one each.
@inline(__always)
func prefetch(_ rows: SparseRows, after row: Int) {
  let group = min(rows.count, 16)
  guard row % group == 0, rows.halves.lowerBound == 0 else { return }
  let end = min(row &+ 2 &* group, rows.count &+ rows.following)
  var next = row &+ group
  while next < end {
    forEachLine(rows, next, 0..<2) { processor_touch($0) }
    next &+= 1
  }
}
#else
/// Prefetches what later rows will need, which is scattered over memory: twelve rows ahead the offsets, six rows ahead
/// the entries. For narrow layers that is a microsecond ahead, ten times the latency of memory.
@inline(__always)
func prefetch(_ rows: SparseRows, after row: Int) {
  let end = rows.count &+ rows.following
  let far = row &+ 12
  if far < end { processor_prefetch(rows.offsets + 2 &* Int(rows.order[far])) }
  let near = row &+ 6
  if near < end { forEachLine(rows, near, rows.halves) { processor_prefetch($0) } }
}
#endif

/// The cache lines that hold the entries of some halves of a row.
@inline(__always)
private func forEachLine(
  _ rows: SparseRows, _ row: Int, _ halves: Range<Int>, _ body: (UnsafePointer<UInt16>) -> Void
) {
  let offsets = rows.offsets + 2 &* Int(rows.order[row])
  var entry = offsets[halves.lowerBound]
  let last = offsets[halves.upperBound]
  while entry < last {
    body(rows.entries + entry)
    entry &+= 32
  }
}

/// See `KernelTable.SparseForward`.
///
/// Narrow layers add four inputs at a time into four sums, since a single chain of additions would be bound by latency.
/// Wide ones keep several vectors of outputs in flight instead, and use the same ones for all rows, so that their
/// weights stay in the second-level cache.
package func sparseForward(
  _ rows: UnpackedRows, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ weighted: UnsafeMutablePointer<Float>, _ columns: Int
) {
  var column = 0
  while column &+ 64 <= columns {
    for row in 0..<rows.count {
      fourVectors(rows, row, weights + column, columns, bias + column, weighted + (row &* columns &+ column))
    }
    column &+= 64
  }
  #if AVX512
  // The rest of a wide layer, in the order of `blockForward`.
  while columns > Vector.scalarCount, column < columns {
    for row in 0..<rows.count {
      oneVectorInOrder(rows, row, weights + column, columns, bias + column, weighted + (row &* columns &+ column))
    }
    column &+= Vector.scalarCount
  }
  #endif
  while column < columns {
    for row in 0..<rows.count {
      oneVector(rows, row, weights + column, columns, bias + column, weighted + (row &* columns &+ column))
    }
    column &+= Vector.scalarCount
  }
}

@inline(__always)
private func oneVector(
  _ rows: UnpackedRows, _ row: Int, _ weights: UnsafePointer<Float>, _ stride: Int, _ bias: UnsafePointer<Float>,
  _ result: UnsafeMutablePointer<Float>
) {
  let inputs = rows.inputs + row &* rows.pitch
  let values = rows.values + row &* rows.pitch
  let count = rows.counts[row]
  var sum0 = load(bias)
  var sum1 = Vector(repeating: 0)
  var sum2 = Vector(repeating: 0)
  var sum3 = Vector(repeating: 0)
  var index = 0
  while index &+ 4 <= count {
    sum0 = multiplyAdd(sum0, splat(values[index]), load(weights + Int(inputs[index]) &* stride))
    sum1 = multiplyAdd(sum1, splat(values[index &+ 1]), load(weights + Int(inputs[index &+ 1]) &* stride))
    sum2 = multiplyAdd(sum2, splat(values[index &+ 2]), load(weights + Int(inputs[index &+ 2]) &* stride))
    sum3 = multiplyAdd(sum3, splat(values[index &+ 3]), load(weights + Int(inputs[index &+ 3]) &* stride))
    index &+= 4
  }
  while index < count {
    sum0 = multiplyAdd(sum0, splat(values[index]), load(weights + Int(inputs[index]) &* stride))
    index &+= 1
  }
  store((sum0 + sum1) + (sum2 + sum3), result)
}

@inline(__always)
private func fourVectors(
  _ rows: UnpackedRows, _ row: Int, _ weights: UnsafePointer<Float>, _ stride: Int, _ bias: UnsafePointer<Float>,
  _ result: UnsafeMutablePointer<Float>
) {
  let inputs = rows.inputs + row &* rows.pitch
  let values = rows.values + row &* rows.pitch
  var sum0 = load(bias)
  var sum1 = load(bias + 16)
  var sum2 = load(bias + 32)
  var sum3 = load(bias + 48)
  for index in 0..<rows.counts[row] {
    let value = splat(values[index])
    let line = weights + Int(inputs[index]) &* stride
    sum0 = multiplyAdd(sum0, value, load(line))
    sum1 = multiplyAdd(sum1, value, load(line + 16))
    sum2 = multiplyAdd(sum2, value, load(line + 32))
    sum3 = multiplyAdd(sum3, value, load(line + 48))
  }
  store(sum0, result)
  store(sum1, result + 16)
  store(sum2, result + 32)
  store(sum3, result + 48)
}

#if AVX512
@inline(__always)
private func oneVectorInOrder(
  _ rows: UnpackedRows, _ row: Int, _ weights: UnsafePointer<Float>, _ stride: Int, _ bias: UnsafePointer<Float>,
  _ result: UnsafeMutablePointer<Float>
) {
  let inputs = rows.inputs + row &* rows.pitch
  let values = rows.values + row &* rows.pitch
  var sum = load(bias)
  for index in 0..<rows.counts[row] {
    sum = multiplyAdd(sum, splat(values[index]), load(weights + Int(inputs[index]) &* stride))
  }
  store(sum, result)
}
#endif
#endif
