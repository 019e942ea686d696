#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

// A wide first layer, with the inputs of some rows scattered into blocks, input by input.
//
// Row by row, each vector of weights is fetched from the second-level cache for a single multiplication. Here all rows
// of a block share it, and neighbouring inputs share the vectors of sums and of sensitivities. Neighbouring pixels are
// mostly zero together, so few products with zero are computed.

/// See `KernelTable.Scatter`.
package func scatter(_ rows: SparseRows, _ block: InputBlocks) {
  for row in 0..<rows.count {
    prefetch(rows, after: row)
    var half = rows.halves.lowerBound
    while half < rows.halves.upperBound {
      let offsets = rows.offsets + (2 &* Int(rows.order[row]) &+ half)
      scatter(
        rows.entries + offsets[0], rows.entries + offsets[1],
        block.bytes + (half == 0 ? row : row &+ rows.middle &* InputBlocks.rows))
      half &+= 1
    }
  }
}

@inline(__always)
private func scatter(
  _ first: UnsafePointer<UInt16>, _ end: UnsafePointer<UInt16>, _ bytes: UnsafeMutablePointer<UInt8>
) {
  if first == end { return }
  // Without the padding entries of the last four: they would overwrite a byte with zero.
  let four = UnsafeRawPointer(end - SparseRows.quad).loadUnaligned(as: UInt64.self)
  let end = end - four.leadingZeroBitCount / UInt16.bitWidth
  var entry = first
  var address = bytes
  while entry < end {
    let packed = Int(entry.pointee)
    entry += 1
    address += (packed & 255) &* InputBlocks.rows
    address.pointee = UInt8(truncatingIfNeeded: packed &>> 8)
  }
}

// MARK: Forwards

#if AVX512
/// See `KernelTable.BlockForward`. The weights of four inputs stay in registers during a pass over the rows in which
/// one of them is not zero; the sums of all rows stay in the first-level cache. That takes 32 vector registers of 512
/// bits.
package func blockForward(
  _ block: InputBlocks, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ weighted: UnsafeMutablePointer<Float>, _ columns: Int, _ room: UnsafeMutablePointer<Float>
) {
  var column = 0
  while column &+ FourVectors.width <= columns {
    weigh(block, weights + column, bias + column, weighted + column, columns, room, FourVectors.self)
    column &+= FourVectors.width
  }
  if column &+ TwoVectors.width <= columns {
    weigh(block, weights + column, bias + column, weighted + column, columns, room, TwoVectors.self)
    column &+= TwoVectors.width
  }
  if column < columns {
    weigh(block, weights + column, bias + column, weighted + column, columns, room, OneVector.self)
  }
}

@_transparent
private func weigh<C: ColumnVectors>(
  _ block: InputBlocks, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
  _ weighted: UnsafeMutablePointer<Float>, _ stride: Int, _ sums: UnsafeMutablePointer<Float>, _: C.Type
) {
  // One more cache line than needed, so that the same column of every row does not fall into the same few cache sets.
  let pitch = C.width &+ Vector.scalarCount
  let first = C(bias)
  for row in 0..<block.rowCount { first.write(sums + row &* pitch) }
  var input = 0
  while input < block.inputs {
    let bytes = block.bytes + input &* InputBlocks.rows
    let set = vector_bytes_not_zero(bytes) | vector_bytes_not_zero(bytes + 2 &* InputBlocks.rows)
    var rows = UInt32(truncatingIfNeeded: set | set &>> 32)
    if rows != 0 {
      // Past the last input: its own weights, times zero.
      let last = block.inputs &- 1
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
  for row in 0..<block.rowCount { C(sums + row &* pitch).write(weighted + row &* stride) }
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

/// See `KernelTable.BlockGradient`. The sums of two inputs stay in registers during a pass over the rows in which one
/// of them is not zero. Which two are paired does not depend on where a call begins: the bits are the same, down to the
/// sign of zeros.
package func blockGradient(
  _ blocks: InputBlocks, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ columns: Int, _ continues: Bool
) {
  var column = 0
  while column &+ Widest.width <= columns {
    addUp(blocks, inputs, sensitivity + column, sums + column, columns, continues, Widest.self)
    column &+= Widest.width
  }
  #if AVX512
  if column &+ FourVectors.width <= columns {
    addUp(blocks, inputs, sensitivity + column, sums + column, columns, continues, FourVectors.self)
    column &+= FourVectors.width
  }
  if column &+ TwoVectors.width <= columns {
    addUp(blocks, inputs, sensitivity + column, sums + column, columns, continues, TwoVectors.self)
    column &+= TwoVectors.width
  }
  #endif
  #if FUSED_MULTIPLY_ADD || arch(arm64)
  if column < columns {
    addUp(blocks, inputs, sensitivity + column, sums + column, columns, continues, OneVector.self)
  }
  #endif
}

@_transparent
private func addUp<C: ColumnVectors>(
  _ blocks: InputBlocks, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ stride: Int, _ continues: Bool, _: C.Type
) {
  let pitch = blocks.pitch
  var input = inputs.lowerBound & ~1
  while input < inputs.upperBound {
    let hasFirst = input >= inputs.lowerBound
    let hasSecond = input &+ 1 < inputs.upperBound
    let address = sums + (input &- inputs.lowerBound) &* stride
    var sum0 = continues && hasFirst ? C(address) : C()
    var sum1 = continues && hasSecond ? C(address + stride) : C()
    var bytes = blocks.bytes + input &* InputBlocks.rows
    var delta = sensitivity
    var firstRow = 0
    while firstRow < blocks.rowCount {
      let set = vector_bytes_not_zero(bytes)
      var rows = UInt32(truncatingIfNeeded: set | set &>> 32)
      while rows != 0 {
        let row = rows.trailingZeroBitCount
        rows &= rows &- 1
        let right = C(delta + row &* stride)
        sum0.add(splat(byte_share(UInt32(bytes[row]))), right)
        sum1.add(splat(byte_share(UInt32(bytes[row &+ 32]))), right)
      }
      firstRow &+= blocks.rowsOfBlock
      bytes += pitch
      delta += blocks.rowsOfBlock &* stride
    }
    if hasFirst { sum0.write(address) }
    if hasSecond { sum1.write(address + stride) }
    input &+= 2
  }
}
#endif
