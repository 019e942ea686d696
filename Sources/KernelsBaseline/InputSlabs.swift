#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

// A wide first layer, with the inputs of some rows spread out input by input.
//
// A vector of weights that only one row multiplies costs its way from the second cache; here all rows of a slab share it,
// and so they do the vectors of sums and of sensitivities, which several inputs beside each other read at once. Pixels
// beside each other are mostly zero together: the products with zero are few.

/// See `KernelTable.Spread`.
package func spread(_ rows: SparseRows, _ slab: InputSlabs) {
  for row in 0..<rows.count {
    prefetch(rows, after: row)
    var half = rows.halves.lowerBound
    while half < rows.halves.upperBound {
      let offsets = rows.offsets + (2 &* Int(rows.order[row]) &+ half)
      spread(
        rows.entries + offsets[0], rows.entries + offsets[1],
        slab.bytes + (half == 0 ? row : row &+ rows.middle &* InputSlabs.rows))
      half &+= 1
    }
  }
}

@inline(__always)
private func spread(
  _ first: UnsafePointer<UInt16>, _ end: UnsafePointer<UInt16>, _ bytes: UnsafeMutablePointer<UInt8>
) {
  if first == end { return }
  // Without the entries that fill the last four up: they would write their zeros over a byte.
  let four = UnsafeRawPointer(end - SparseRows.quad).loadUnaligned(as: UInt64.self)
  let end = end - four.leadingZeroBitCount / UInt16.bitWidth
  var entry = first
  var place = bytes
  while entry < end {
    let packed = Int(entry.pointee)
    entry += 1
    place += (packed & 255) &* InputSlabs.rows
    place.pointee = UInt8(truncatingIfNeeded: packed &>> 8)
  }
}

// MARK: Forwards

#if AVX512
/// See `KernelTable.SlabForward`. The weights of four inputs stay in registers while the rows are gone through in which one
/// of them is not zero; the sums of all rows stay in the first cache. That takes 32 long registers.
package func slabForward(
  _ slab: InputSlabs, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ weighted: UnsafeMutablePointer<Float>, _ columns: Int, _ room: UnsafeMutablePointer<Float>
) {
  var column = 0
  while column &+ FourVectors.width <= columns {
    weigh(slab, weights + column, bias + column, weighted + column, columns, room, FourVectors.self)
    column &+= FourVectors.width
  }
  if column &+ TwoVectors.width <= columns {
    weigh(slab, weights + column, bias + column, weighted + column, columns, room, TwoVectors.self)
    column &+= TwoVectors.width
  }
  if column < columns {
    weigh(slab, weights + column, bias + column, weighted + column, columns, room, OneVector.self)
  }
}

@_transparent
private func weigh<C: ColumnVectors>(
  _ slab: InputSlabs, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ weighted: UnsafeMutablePointer<Float>, _ stride: Int, _ sums: UnsafeMutablePointer<Float>, _: C.Type
) {
  // A line more than there is, lest the same place of every row lie in the same few lines of the cache.
  let pitch = C.width &+ Vector.scalarCount
  let first = C(bias)
  for row in 0..<slab.rowCount { first.write(sums + row &* pitch) }
  var input = 0
  while input < slab.inputs {
    let bytes = slab.bytes + input &* InputSlabs.rows
    let set = vector_bytes_not_zero(bytes) | vector_bytes_not_zero(bytes + 2 &* InputSlabs.rows)
    var rows = UInt32(truncatingIfNeeded: set | set &>> 32)
    if rows != 0 {
      // Behind the last input there is none: its own weights, times zero.
      let last = slab.inputs &- 1
      let line = weights + input &* stride
      let weights0 = C(line)
      let weights1 = C(input < last ? line + stride : line)
      let weights2 = C(input &+ 1 < last ? line + 2 &* stride : line)
      let weights3 = C(input &+ 2 < last ? line + 3 &* stride : line)
      repeat {
        let row = rows.trailingZeroBitCount
        rows &= rows &- 1
        let sum = sums + row &* pitch
        let x = bytes + row
        var z = C(sum)
        z.add(splat(byte_share(UInt32(x[0]))), weights0)
        z.add(splat(byte_share(UInt32(x[32]))), weights1)
        z.add(splat(byte_share(UInt32(x[64]))), weights2)
        z.add(splat(byte_share(UInt32(x[96]))), weights3)
        z.write(sum)
      } while rows != 0
    }
    input &+= 4
  }
  for row in 0..<slab.rowCount { C(sums + row &* pitch).write(weighted + row &* stride) }
}
#endif

// MARK: The gradient

// The sums of two inputs, as wide as the registers allow.
#if AVX512
private typealias Widest = EightVectors
#elseif FUSED_MULTIPLY_ADD || arch(arm64)
private typealias Widest = TwoVectors
#else
private typealias Widest = OneVector
#endif

/// See `KernelTable.SlabGradient`. The sums of two inputs stay in registers while the rows are gone through in which one of
/// them is not zero. Which two are together does not depend on where a call begins: the bits are the same, down to the
/// sign of zeros.
package func slabGradient(
  _ slabs: InputSlabs, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ columns: Int, _ continues: Bool
) {
  var column = 0
  while column &+ Widest.width <= columns {
    addUp(slabs, inputs, sensitivity + column, sums + column, columns, continues, Widest.self)
    column &+= Widest.width
  }
  #if AVX512
  if column &+ FourVectors.width <= columns {
    addUp(slabs, inputs, sensitivity + column, sums + column, columns, continues, FourVectors.self)
    column &+= FourVectors.width
  }
  if column &+ TwoVectors.width <= columns {
    addUp(slabs, inputs, sensitivity + column, sums + column, columns, continues, TwoVectors.self)
    column &+= TwoVectors.width
  }
  #endif
  #if FUSED_MULTIPLY_ADD || arch(arm64)
  if column < columns {
    addUp(slabs, inputs, sensitivity + column, sums + column, columns, continues, OneVector.self)
  }
  #endif
}

@_transparent
private func addUp<C: ColumnVectors>(
  _ slabs: InputSlabs, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ stride: Int, _ continues: Bool, _: C.Type
) {
  let pitch = slabs.pitch
  var input = inputs.lowerBound & ~1
  while input < inputs.upperBound {
    let hasFirst = input >= inputs.lowerBound
    let hasSecond = input &+ 1 < inputs.upperBound
    let place = sums + (input &- inputs.lowerBound) &* stride
    var sum0 = continues && hasFirst ? C(place) : C()
    var sum1 = continues && hasSecond ? C(place + stride) : C()
    var bytes = slabs.bytes + input &* InputSlabs.rows
    var delta = sensitivity
    var firstRow = 0
    while firstRow < slabs.rowCount {
      let set = vector_bytes_not_zero(bytes)
      var rows = UInt32(truncatingIfNeeded: set | set &>> 32)
      while rows != 0 {
        let row = rows.trailingZeroBitCount
        rows &= rows &- 1
        let right = C(delta + row &* stride)
        sum0.add(splat(byte_share(UInt32(bytes[row]))), right)
        sum1.add(splat(byte_share(UInt32(bytes[row &+ 32]))), right)
      }
      firstRow &+= slabs.rowsOfSlab
      bytes += pitch
      delta += slabs.rowsOfSlab &* stride
    }
    if hasFirst { sum0.write(place) }
    if hasSecond { sum1.write(place + stride) }
    input &+= 2
  }
}
#endif
