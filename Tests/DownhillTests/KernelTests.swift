import KernelTable
import Testing

@testable import Downhill

/// Sparse rows, blocks and transposition of every kernel table against plain loops in Double, in memory that ends at a
/// page which must not be touched.
///
/// A sum of n products in Float, in any order, is within 1.01 (n + 1) units of Σ|terms| of the exact sum (Higham 2002,
/// section 3.1); each product may lose 2⁻¹⁴⁹ more where it is denormal.
@Suite struct KernelTests {
  static let widths = Array(1...40) + [63, 64, 65, 128]
  static let batches = [1, 2, 3, 5, 7, 10, 33]

  static func isClose(_ found: Float, _ terms: [Double]) -> Bool {
    let magnitude = terms.reduce(0) { $0 + $1.magnitude }
    let bound = 1.01 * Double(terms.count + 1) * 0x1p-24 * magnitude + Double(terms.count) * 0x1p-149
    return (Double(found) - terms.reduce(0, +)).magnitude <= bound
  }

  // MARK: Sparse rows

  /// Examples in bytes, encoded as `SparseRows` has them by loops of its own.
  struct RandomRows {
    let inputs, columns, outputs, count: Int
    let bytes: [[UInt8]]
    let entries: GuardedMemory<UInt16>
    let offsets: GuardedMemory<Int>
    let order: GuardedMemory<Int32>

    init(_ random: inout RandomSource, round: Int) {
      inputs = random.pick(KernelTests.widths + [784])
      outputs = random.pick(KernelTests.widths)
      columns = paddedToVectors(outputs)
      count = random.pick(KernelTests.batches)
      var bytes: [[UInt8]] = []
      var entries: [UInt16] = []
      var offsets = [0]
      for _ in 0..<count + 2 {
        let density = [0, 0.2, 0.9, 1][round % 4]
        bytes.append(
          (0..<inputs).map { _ in
            density == 1 ? 255 : random.nextUniform() < density ? UInt8(1 + random.nextInteger(below: 255)) : 0
          })
        for half in [0..<inputs / 2, inputs / 2..<inputs] {
          entries += Self.encoded(bytes[bytes.count - 1], half)
          offsets.append(entries.count)
        }
      }
      self.bytes = bytes
      // One vector after the last entry may be read, and is never used.
      self.entries = GuardedMemory(entries + [UInt16](repeating: .max, count: KernelTable.width))
      self.offsets = GuardedMemory(offsets)
      // In any order, some examples twice, some never.
      let available = count + 2
      order = GuardedMemory((0..<count).map { _ in Int32(random.nextInteger(below: available)) })
    }

    /// The entries of one half, as `SparseRows` describes them.
    static func encoded(_ bytes: [UInt8], _ half: Range<Int>) -> [UInt16] {
      var entries: [UInt16] = []
      var last = half.lowerBound
      for input in half where bytes[input] != 0 {
        while input - last > 255 {
          entries.append(255)
          last += 255
        }
        entries.append(UInt16(bytes[input]) * 256 + UInt16(input - last))
        last = input
      }
      while entries.count % 4 != 0 { entries.append(0) }
      return entries
    }

    /// The first `count` rows, with as many following as there are.
    func packed(count: Int? = nil, halves: Range<Int> = 0..<2) -> SparseRows {
      SparseRows(
        entries: entries.values, offsets: offsets.values, order: order.values, middle: inputs / 2, halves: halves,
        count: count ?? self.count, following: self.count - (count ?? self.count))
    }

    /// The same rows as `UnpackedRows` has them, by loops of its own.
    func unpacked() -> Unpacked {
      let unpacked = Unpacked(rows: count, pitch: paddedToVectors(inputs))
      for row in 0..<count {
        var index = row * unpacked.pitch
        for (input, byte) in bytes[Int(order.values[row])].enumerated() where byte != 0 {
          unpacked.inputs.values[index] = UInt32(input)
          unpacked.values.values[index] = Float(byte) / 255
          index += 1
        }
        unpacked.counts.values[row] = index - row * unpacked.pitch
      }
      return unpacked
    }

    func value(row: Int, input: Int) -> Double {
      Double(Float(bytes[Int(order.values[row])][input]) / 255)
    }
  }

  /// Guarded room for unpacked rows. Unwritten elements are NaN and no valid index.
  struct Unpacked {
    let inputs: GuardedMemory<UInt32>
    let values: GuardedMemory<Float>
    let counts: GuardedMemory<Int>
    let pitch: Int

    init(rows: Int, pitch: Int) {
      inputs = GuardedMemory([UInt32](repeating: .max, count: rows * pitch))
      values = GuardedMemory([Float](repeating: .nan, count: rows * pitch))
      counts = GuardedMemory([Int](repeating: -1, count: rows))
      self.pitch = pitch
    }

    func rows(_ range: Range<Int>) -> UnpackedRows {
      UnpackedRows(
        inputs: inputs.values + range.lowerBound * pitch, values: values.values + range.lowerBound * pitch,
        counts: counts.values + range.lowerBound, pitch: pitch, count: range.count)
    }

    /// The entries of a row.
    func row(_ row: Int) -> [(input: UInt32, value: Float)] {
      (row * pitch..<row * pitch + counts.values[row]).map { (inputs.values[$0], values.values[$0]) }
    }
  }

  @Test(arguments: Kernels.available) func unpackingListsEveryEntry(_ kernels: Kernels) {
    var random = RandomSource(seed: 6)
    for round in 0..<120 {
      let sparse = RandomRows(&random, round: round)
      let expected = sparse.unpacked()
      // Fillers may come on top, and the second half is written a vector at a time.
      let pitch = paddedToVectors(expected.pitch + SparseRows.mostFillers(sparse.inputs)) + KernelTable.width
      let found = Unpacked(rows: sparse.count, pitch: pitch)
      // In two calls, the first of which may look ahead to the rows of the second.
      let half = sparse.count / 2
      kernels.table.unpack(sparse.packed(count: half), found.rows(0..<half))
      var rest = sparse.packed(count: sparse.count - half)
      rest.order += half
      rest.following = 0
      kernels.table.unpack(rest, found.rows(half..<sparse.count))
      for row in 0..<sparse.count {
        let encoded = found.row(row)
        let real = encoded.filter { $0.value != 0 }
        #expect(
          real.map(\.input) == expected.row(row).map(\.input) && real.map(\.value) == expected.row(row).map(\.value),
          "row \(row), round \(round)")
        #expect(zip(encoded, encoded.dropFirst()).allSatisfy { $0.input <= $1.input }, "rising, round \(round)")
        #expect(encoded.allSatisfy { $0.input < max(sparse.inputs, 1) }, "within the inputs, round \(round)")
      }
      // The two halves in sequence are the whole.
      let halves = (0..<2).map { half in
        let found = Unpacked(rows: sparse.count, pitch: pitch)
        kernels.table.unpack(sparse.packed(halves: half..<half + 1), found.rows(0..<sparse.count))
        return found
      }
      for row in 0..<sparse.count {
        let inputs = halves.map { $0.row(row).map(\.input) }
        #expect(inputs[0] + inputs[1] == found.row(row).map(\.input), "row \(row), round \(round)")
        #expect(
          inputs[0].allSatisfy { $0 < max(sparse.inputs / 2, 1) } && inputs[1].allSatisfy { $0 >= sparse.inputs / 2 })
      }
      #expect(found.inputs.isIntact && found.values.isIntact && found.counts.isIntact)
    }
  }

  /// However a table divides by 255, it is the float nearest to the quotient.
  @Test(arguments: Kernels.available) func everyByteIsDividedExactly(_ kernels: Kernels) {
    let list = (0..<256).map { UInt16($0 << 8) + 1 }
    let entries = GuardedMemory(list + [UInt16](repeating: 0, count: KernelTable.width))
    let offsets = GuardedMemory([0, 100, 256])
    let order = GuardedMemory<Int32>([0])
    let rows = SparseRows(
      entries: entries.values, offsets: offsets.values, order: order.values, middle: 0, halves: 0..<2, count: 1)
    let unpacked = Unpacked(rows: 1, pitch: 256 + KernelTable.width)
    kernels.table.unpack(rows, unpacked.rows(0..<1))
    #expect(unpacked.row(0).map(\.value) == (0..<256).map { Float($0) / 255 })

    // The narrow kernels have a table of their own. Each byte meets a weight of 1 in one sum of four.
    let alone = GuardedMemory([Float](repeating: .nan, count: KernelTable.width))
    let weights = GuardedMemory([Float](repeating: 1, count: 2 * KernelTable.width))
    for byte in 0..<256 {
      let entries = GuardedMemory([UInt16(byte << 8), 0, 0, 0] + [UInt16](repeating: .max, count: KernelTable.width))
      let offsets = GuardedMemory([0, 4, 4])
      kernels.table.narrowForward(
        SparseRows(
          entries: entries.values, offsets: offsets.values, order: order.values, middle: 1, halves: 0..<1, count: 1),
        weights.values, .zero, alone.values)
      #expect(alone.array.allSatisfy { $0 == Float(byte) / 255 }, "byte \(byte)")
      #expect(entries.isIntact && offsets.isIntact)
    }
    #expect(entries.isIntact && offsets.isIntact && order.isIntact && alone.isIntact)
  }

  /// Each half of the inputs apart, from each start; and its gradient, which is added to the existing one.
  @Test(arguments: Kernels.available) func narrowLayersAddUpNonZeroInputs(_ kernels: Kernels) {
    var random = RandomSource(seed: 7)
    let width = KernelTable.width
    for round in 0..<120 {
      let sparse = RandomRows(&random, round: round)
      for half in 0..<2 {
        let inputs = half == 0 ? 0..<sparse.inputs / 2 : sparse.inputs / 2..<sparse.inputs
        let rows = sparse.packed(halves: half..<half + 1)
        let weights = GuardedMemory(random.floats(max(inputs.count, 1) * width))
        let bias = GuardedMemory(random.floats(width))
        let before = random.floats(sparse.count * width)
        for start in 0..<3 {
          let z = GuardedMemory(start == 2 ? before : [Float](repeating: .nan, count: sparse.count * width))
          let begin: Product.Start = start == 0 ? .zero : start == 1 ? .row(bias.values) : .result
          kernels.table.narrowForward(rows, weights.values, begin, z.values)
          var wrong = 0
          for row in 0..<sparse.count {
            for column in 0..<width {
              let first = [0, Double(bias.values[column]), Double(before[row * width + column])][start]
              let terms = inputs.map {
                sparse.value(row: row, input: $0)
                  * Double(weights.values[($0 - inputs.lowerBound) * width + column])
              }
              if !Self.isClose(z.values[row * width + column], [first] + terms) { wrong += 1 }
            }
          }
          #expect(wrong == 0 && z.isIntact, "start \(start), half \(half), round \(round)")
        }

        let delta = GuardedMemory(random.floats(sparse.count * width))
        let sumsBefore = random.floats(max(inputs.count, 1) * width)
        let sums = GuardedMemory(sumsBefore)
        kernels.table.narrowGradient(rows, delta.values, sums.values)
        var wrong = 0
        for (index, input) in inputs.enumerated() {
          for column in 0..<width {
            let terms = (0..<sparse.count).map {
              sparse.value(row: $0, input: input) * Double(delta.values[$0 * width + column])
            }
            if !Self.isClose(sums.values[index * width + column], [Double(sumsBefore[index * width + column])] + terms)
            {
              wrong += 1
            }
          }
        }
        #expect(wrong == 0, "gradient, half \(half), round \(round)")
        // Row by row: the same bits.
        let apart = GuardedMemory(sumsBefore)
        for row in 0..<sparse.count {
          var one = rows
          (one.order, one.count, one.following) = (rows.order + row, 1, 0)
          kernels.table.narrowGradient(one, delta.values + row * width, apart.values)
        }
        #expect(apart.bits == sums.bits && sums.isIntact && apart.isIntact && weights.isIntact && delta.isIntact)
      }
      #expect(sparse.entries.isIntact && sparse.offsets.isIntact && sparse.order.isIntact)
    }
  }

  @Test(arguments: Kernels.available) func sparseForwardAddsUpNonZeroInputs(_ kernels: Kernels) {
    var random = RandomSource(seed: 2)
    for round in 0..<120 {
      let sparse = RandomRows(&random, round: round)
      let columns = sparse.columns
      let weights = GuardedMemory(random.floats(sparse.inputs * columns))
      let bias = GuardedMemory(random.floats(columns))
      let whole = GuardedMemory([Float](repeating: .nan, count: sparse.count * columns))
      let unpacked = sparse.unpacked()
      kernels.table.sparseForward(
        unpacked.rows(0..<sparse.count), weights.values, bias.values, whole.values, columns)
      var wrong = 0
      for row in 0..<sparse.count {
        for column in 0..<columns {
          let terms = (0..<sparse.inputs).map {
            sparse.value(row: row, input: $0) * Double(weights.values[$0 * columns + column])
          }
          if !Self.isClose(whole.values[row * columns + column], [Double(bias.values[column])] + terms) { wrong += 1 }
        }
      }
      #expect(wrong == 0, "round \(round)")
      let apart = GuardedMemory([Float](repeating: .nan, count: sparse.count * columns))
      for row in 0..<sparse.count {
        kernels.table.sparseForward(
          unpacked.rows(row..<row + 1), weights.values, bias.values, apart.values + row * columns, columns)
      }
      #expect(apart.bits == whole.bits, "row by row, round \(round)")
      #expect(whole.isIntact && apart.isIntact)
    }
  }

  // MARK: Blocks

  /// Guarded room for the blocks of some rows, `rowsOfBlock` in each.
  struct Blocks {
    let bytes: GuardedMemory<UInt8>
    let inputs, rowsOfBlock, rowCount: Int

    init(_ sparse: RandomRows, rowsOfBlock: Int) {
      (inputs, rowCount, self.rowsOfBlock) = (sparse.inputs, sparse.count, rowsOfBlock)
      let count = (sparse.count + rowsOfBlock - 1) / rowsOfBlock
      bytes = GuardedMemory([UInt8](repeating: 0, count: count * InputBlocks.pitch(inputs: inputs)))
    }

    var all: InputBlocks {
      InputBlocks(bytes: bytes.values, inputs: inputs, rowsOfBlock: rowsOfBlock, rowCount: rowCount)
    }

    /// Each block, and its rows.
    var each: [(block: InputBlocks, rows: Range<Int>)] {
      stride(from: 0, to: rowCount, by: rowsOfBlock).enumerated().map { index, first in
        var block = all
        let rows = first..<min(first + rowsOfBlock, rowCount)
        block.bytes += index * InputBlocks.pitch(inputs: inputs)
        block.rowCount = rows.count
        return (block, rows)
      }
    }

    /// Filled by the kernel.
    func fill(_ kernels: Kernels, _ sparse: RandomRows) {
      for (block, rows) in each {
        var packed = sparse.packed(count: rows.count)
        packed.order += rows.lowerBound
        packed.following = sparse.count - rows.upperBound
        kernels.table.scatter(packed, block)
      }
      #expect(bytes.isIntact)
    }
  }

  @Test(arguments: Kernels.available) func scatteringWritesEveryByteOfABlock(_ kernels: Kernels) {
    var random = RandomSource(seed: 7)
    for round in 0..<120 {
      let sparse = RandomRows(&random, round: round)
      let blocks = Blocks(sparse, rowsOfBlock: 1 + random.nextInteger(below: InputBlocks.rows))
      blocks.fill(kernels, sparse)
      var expected = [UInt8](repeating: 0, count: blocks.bytes.count)
      for (block, rows) in blocks.each {
        for row in rows {
          for (input, byte) in sparse.bytes[Int(sparse.order.values[row])].enumerated() {
            expected[block.bytes - blocks.bytes.values + 32 * input + row - rows.lowerBound] = byte
          }
        }
      }
      #expect(blocks.bytes.array == expected, "round \(round)")
    }
  }

  /// Where there is a forward pass by blocks, its bits are those of the one row by row.
  @Test(arguments: Kernels.available) func blockForwardHasTheBitsOfSparseForward(_ kernels: Kernels) {
    guard let blockForward = kernels.table.blockForward else { return }
    var random = RandomSource(seed: 8)
    for round in 0..<120 {
      let sparse = RandomRows(&random, round: round)
      if sparse.columns == KernelTable.width { continue }
      let columns = sparse.columns
      let weights = GuardedMemory(random.floats(sparse.inputs * columns))
      let bias = GuardedMemory(random.floats(columns))
      let expected = GuardedMemory([Float](repeating: .nan, count: sparse.count * columns))
      let unpacked = sparse.unpacked()
      kernels.table.sparseForward(
        unpacked.rows(0..<sparse.count), weights.values, bias.values, expected.values, columns)
      #expect(unpacked.inputs.isIntact && unpacked.values.isIntact && unpacked.counts.isIntact)
      for rowsOfBlock in [1 + random.nextInteger(below: InputBlocks.rows), InputBlocks.rows] {
        let blocks = Blocks(sparse, rowsOfBlock: rowsOfBlock)
        blocks.fill(kernels, sparse)
        let found = GuardedMemory([Float](repeating: .nan, count: sparse.count * columns))
        let room = GuardedMemory([Float](repeating: .nan, count: KernelTable.inputBlockRoom))
        for (block, rows) in blocks.each {
          blockForward(
            block, weights.values, bias.values, found.values + rows.lowerBound * columns, columns, room.values)
        }
        #expect(found.bits == expected.bits, "round \(round), \(rowsOfBlock) rows")
        #expect(found.isIntact && room.isIntact && blocks.bytes.isIntact)
        #expect(weights.isIntact && bias.isIntact)
      }
    }
  }

  /// The gradient is added to the existing one, or to zero.
  @Test(arguments: Kernels.available, [false, true]) func blockGradientAddsOuterProducts(
    _ kernels: Kernels, continues: Bool
  ) {
    var random = RandomSource(seed: 3)
    for round in 0..<120 {
      let sparse = RandomRows(&random, round: round)
      let columns = sparse.columns
      let delta = GuardedMemory(random.floats(sparse.count * columns))
      let weightCount = sparse.inputs * columns
      let before = continues ? random.floats(weightCount) : [Float](repeating: .nan, count: weightCount)
      func gradient(_ inputs: Range<Int>, _ sums: GuardedMemory<Float>, rowsOfBlock: Int) {
        let blocks = Blocks(sparse, rowsOfBlock: rowsOfBlock)
        blocks.fill(kernels, sparse)
        kernels.table.blockGradient(blocks.all, inputs, delta.values, sums.values, columns, continues)
        #expect(blocks.bytes.isIntact && delta.isIntact)
      }
      let whole = GuardedMemory(before)
      gradient(0..<sparse.inputs, whole, rowsOfBlock: InputBlocks.rows)
      var wrong = 0
      for input in 0..<sparse.inputs {
        for column in 0..<columns {
          let terms = (0..<sparse.count).map {
            sparse.value(row: $0, input: input) * Double(delta.values[$0 * columns + column])
          }
          let index = input * columns + column
          if !Self.isClose(whole.values[index], [continues ? Double(before[index]) : 0] + terms) { wrong += 1 }
        }
      }
      #expect(wrong == 0, "round \(round)")

      // Cut at random inputs, in memory of their own, and into other blocks: the same bits.
      var bits: [UInt32] = []
      var first = 0
      while first < sparse.inputs {
        let end = min(sparse.inputs, first + 1 + random.nextInteger(below: sparse.inputs))
        let part = GuardedMemory(Array(before[first * columns..<end * columns]))
        gradient(first..<end, part, rowsOfBlock: 1 + random.nextInteger(below: InputBlocks.rows))
        bits += part.bits
        #expect(part.isIntact)
        first = end
      }
      #expect(bits == whole.bits, "cut into ranges, round \(round)")
      #expect(whole.isIntact)
    }
  }

  // MARK: Exact kernels

  @Test(arguments: Kernels.available) func transposeMovesEveryNumber(_ kernels: Kernels) {
    var random = RandomSource(seed: 4)
    for _ in 0..<200 {
      let rows = random.pick(Self.widths)
      let columns = random.pick(Self.widths)
      let matrixStride = paddedToVectors(columns + random.nextInteger(below: 4))
      let transposedStride = rows + random.nextInteger(below: 4)
      let matrix = GuardedMemory(random.floats(rows * matrixStride))
      let transposed = GuardedMemory([Float](repeating: 77, count: (columns - 1) * transposedStride + rows))
      kernels.table.transpose(
        matrix.values, matrixStride, transposed.values, transposedStride, rows, columns)
      let isRight = (0..<transposed.count).allSatisfy { index in
        let (column, row) = index.quotientAndRemainder(dividingBy: transposedStride)
        return transposed.values[index] == (row < rows ? matrix.values[row * matrixStride + column] : 77)
      }
      #expect(isRight && transposed.isIntact, "\(rows) × \(columns)")
    }
  }

  /// Every table encodes the same entries as the reference, which `ExamplesTests` reads, whatever the gaps between them.
  @Test(arguments: Kernels.available) func listingIsTheSameEntryForEntry(_ kernels: Kernels) {
    var random = RandomSource(seed: 7)
    for width in Self.widths + [247, 248, 249, 255, 256, 257, 300, 392, 1_000, 2_500] {
      for density in [0, 0.002, 0.01, 0.1, 0.5, 1] {
        let bytes = GuardedMemory(
          (0..<width).map { _ in random.nextUniform() < density ? UInt8(1 + random.nextInteger(below: 255)) : 0 })
        let first = random.nextInteger(below: 2) * (width / 2)
        let room = width + SparseRows.mostFillers(width) + KernelTable.width
        let encoded = GuardedMemory([UInt16](repeating: 0xABCD, count: room))
        let expected = GuardedMemory([UInt16](repeating: 0xABCD, count: room))
        let count = kernels.table.encode(bytes.values, first..<width, encoded.values)
        #expect(count == Kernels.reference.table.encode(bytes.values, first..<width, expected.values))
        #expect(encoded.array[..<count] == expected.array[..<count] && encoded.isIntact, "width \(width)")
      }
    }
  }

  /// One sum and one product are rounded once, in every table alike: the bits are those of Swift's.
  @Test(arguments: Kernels.available) func elementsRoundOnce(_ kernels: Kernels) {
    var random = RandomSource(seed: 5)
    let specials: [Float] = [
      0, -0.0, .leastNonzeroMagnitude, -0x1p-133, .infinity, -.infinity, .greatestFiniteMagnitude, 1e-30,
    ]
    for count in [16, 32, 48, 160] {
      let x = GuardedMemory(random.floats(count - 8) + specials)
      let y = GuardedMemory(random.floats(count - 8) + specials.reversed())
      let sum = GuardedMemory(x.array)
      kernels.table.addElements(sum.values, y.values, count)
      let product = GuardedMemory(x.array)
      kernels.table.multiplyElements(product.values, y.values, count)
      for index in 0..<count {
        let (x, y) = (x.array[index], y.array[index])
        for (found, expected) in [(sum.array[index], x + y), (product.array[index], x * y)] {
          #expect(found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN)
        }
      }
      #expect(sum.isIntact && product.isIntact && y.isIntact)
    }
  }
}

extension RandomSource {
  /// One of them.
  mutating func pick<Element>(_ items: [Element]) -> Element { items[nextInteger(below: items.count)] }

  /// Normal numbers, with a zero or a denormal here and there.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      switch nextInteger(below: 20) {
      case 0: 0
      case 1: Float(nextNormal()) * 0x1p-133
      default: Float(nextNormal())
      }
    }
  }
}
