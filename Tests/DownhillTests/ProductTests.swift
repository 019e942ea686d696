import KernelTable
import Testing

@testable import Downhill

/// Products of every kernel table against plain loops in Double, and one way of computing them against the others, bit for
/// bit, in memory that ends at a page which must not be touched.
@Suite struct ProductTests {
  /// A product with random strides, and all that it touches.
  struct RandomProduct {
    let left, right, start, result: GuardedMemory<Float>
    let rows, depth, columns, rowStride, depthStride, rightStride, resultStride: Int

    init(_ random: inout RandomSource) {
      rows = random.pick(KernelTests.batches)
      depth = random.pick(KernelTests.widths)
      columns = paddedToVectors(random.pick(KernelTests.widths))
      switch random.nextInteger(below: 4) {
      case 0: (rowStride, depthStride) = (depth, 1)
      case 1: (rowStride, depthStride) = (depth + 5, 1)
      case 2: (rowStride, depthStride) = (1, rows + 3)
      default: (rowStride, depthStride) = (1, 0)
      }
      rightStride = columns + 16 * random.nextInteger(below: 2)
      resultStride = columns + 16 * random.nextInteger(below: 2)
      left = GuardedMemory(random.floats((rows - 1) * rowStride + (depth - 1) * depthStride + 1))
      right = GuardedMemory(random.floats((depth - 1) * rightStride + columns))
      start = GuardedMemory(random.floats(columns))
      result = GuardedMemory(random.floats((rows - 1) * resultStride + columns))
    }

    func product(_ kind: Int, row: Int? = nil, into result: GuardedMemory<Float>) -> Product {
      Product(
        left: left.values + (row ?? 0) * rowStride, leftRowStride: rowStride, leftDepthStride: depthStride,
        right: right.values, rightStride: rightStride, result: result.values + (row ?? 0) * resultStride,
        resultStride: resultStride, rows: row == nil ? rows : 1, depth: depth, columns: columns,
        start: [.zero, .row(UnsafePointer(start.values)), .result][kind])
    }
  }

  @Test(arguments: Kernels.available) func multiplyAddsUpProducts(_ kernels: Kernels) {
    var random = RandomSource(seed: 1)
    for round in 0..<300 {
      let shape = RandomProduct(&random)
      let kind = round % 3
      let before = shape.result.array
      let whole = GuardedMemory(before)
      kernels.table.multiply(shape.product(kind, into: whole))
      var wrong = 0
      for index in 0..<whole.count {
        let (row, column) = index.quotientAndRemainder(dividingBy: shape.resultStride)
        guard column < shape.columns else {
          // Between rows nothing is written.
          if whole.values[index] != before[index] { wrong += 1 }
          continue
        }
        let start = [0, Double(shape.start.values[column]), Double(before[index])][kind]
        let terms = (0..<shape.depth).map { k in
          Double(shape.left.values[row * shape.rowStride + k * shape.depthStride])
            * Double(shape.right.values[k * shape.rightStride + column])
        }
        if !KernelTests.isClose(whole.values[index], [start] + terms) { wrong += 1 }
      }
      #expect(wrong == 0, "round \(round)")

      let apart = GuardedMemory(before)
      for row in 0..<shape.rows { kernels.table.multiply(shape.product(kind, row: row, into: apart)) }
      #expect(apart.bits == whole.bits, "row by row, round \(round)")
      #expect(whole.isIntact && apart.isIntact && shape.left.isIntact && shape.right.isIntact)
    }
  }

  @Test(arguments: Kernels.available) func multiplyByPanelsIsTheSameBitForBit(_ kernels: Kernels) {
    var random = RandomSource(seed: 7)
    for (index, columns) in [16, 64, 80, 320, 1040].enumerated() {
      let shapes = [
        (17, 31), (128, 12), (129, 37), (255, 12), (256, 18), (257, 13), (700, 25), (256, 288), (260, 301),
      ]
      for (depth, rows) in shapes {
        for (rowStride, depthStride) in [(depth + 3, 1), (1, rows + 2)] {
          let left = GuardedMemory(random.floats((rows - 1) * rowStride + (depth - 1) * depthStride + 1))
          let right = GuardedMemory(random.floats((depth - 1) * (columns + 16) + columns))
          let before = random.floats(rows * columns)
          let (plain, packed) = (GuardedMemory(before), GuardedMemory(before))
          let panel = GuardedMemory([Float](repeating: 0, count: Product.panelCount))
          for (result, room) in [(plain, nil), (packed, panel.values)] {
            kernels.table.multiply(
              Product(
                left: left.values, leftRowStride: rowStride, leftDepthStride: depthStride, right: right.values,
                rightStride: columns + 16, result: result.values, resultStride: columns, rows: rows, depth: depth,
                columns: columns,
                start: [.zero, .row(UnsafePointer(left.values)), .result][left.count < columns ? 0 : index % 3],
                panel: room))
          }
          #expect(packed.bits == plain.bits, "\(rows)×\(depth)×\(columns)")
          #expect(packed.isIntact && panel.isIntact)
        }
      }
    }
  }

  /// Where only a few columns are filled, a panel makes no difference but speed.
  @Test(arguments: Kernels.available) func multiplyOfFewColumnsIsTheSameBitForBit(_ kernels: Kernels) {
    var random = RandomSource(seed: 9)
    for filled in 1...6 {
      for (rows, depth) in [(16, 1), (17, 128), (64, 10), (100, 33), (128, 100), (131, 7), (70, 1200)] {
        for (index, (rowStride, depthStride)) in [(depth + 3, 1), (1, rows + 2), (depth + 3, 1)].enumerated() {
          let left = GuardedMemory(random.floats((rows - 1) * rowStride + (depth - 1) * depthStride + 1))
          let fill = { (count: Int) in
            GuardedMemory((0..<count).map { $0 % 16 < filled ? random.floats(1)[0] : 0 })
          }
          let (right, start) = (fill(depth * 16), fill(16))
          // What the sums do not start from may be anything, in the other columns, too.
          let before = index == 1 ? fill(rows * 16).array : random.floats(rows * 16)
          let (plain, few) = (GuardedMemory(before), GuardedMemory(before))
          let panel = GuardedMemory([Float](repeating: .nan, count: Product.panelCount))
          for (result, room) in [(plain, nil), (few, panel.values)] {
            kernels.table.multiply(
              Product(
                left: left.values, leftRowStride: rowStride, leftDepthStride: depthStride, right: right.values,
                rightStride: 16, result: result.values, resultStride: 16, rows: rows, depth: depth, columns: 16,
                filledColumns: filled, start: [.row(UnsafePointer(start.values)), .result, .zero][index], panel: room))
          }
          #expect(few.bits == plain.bits, "\(rows)×\(depth), \(filled) columns")
          #expect(few.isIntact && panel.isIntact && left.isIntact)
        }
      }
    }
  }

  @Test(arguments: Kernels.available) func multiplyByColumnsIsTheSameBitForBit(_ kernels: Kernels) {
    var random = RandomSource(seed: 8)
    let shapes = [
      (1, 1, 1), (10, 5, 3), (16, 15, 13), (33, 128, 24), (16, 255, 12), (43, 256, 18), (97, 700, 25),
      (333, 260, 301),
    ]
    for (rightColumns, depth, rows) in shapes {
      let columns = paddedToVectors(rightColumns)
      let left = GuardedMemory(random.floats(rows * depth))
      let byColumns = GuardedMemory(random.floats((rightColumns - 1) * (depth + 3) + depth))
      var byRows = [Float](repeating: 0, count: depth * columns)
      for column in 0..<rightColumns {
        for k in 0..<depth { byRows[k * columns + column] = byColumns.values[column * (depth + 3) + k] }
      }
      let right = GuardedMemory(byRows)
      let before = random.floats(rows * columns)
      let (plain, packed) = (GuardedMemory(before), GuardedMemory(before))
      let panel = GuardedMemory([Float](repeating: .nan, count: Product.panelCount))
      for (isPacked, result) in [(false, plain), (true, packed)] {
        kernels.table.multiply(
          Product(
            left: left.values, leftRowStride: depth, leftDepthStride: 1,
            right: isPacked ? byColumns.values : right.values, rightStride: isPacked ? depth + 3 : columns,
            rightColumns: isPacked ? rightColumns : nil, result: result.values, resultStride: columns, rows: rows,
            depth: depth, columns: columns, start: .result, panel: isPacked ? panel.values : nil))
      }
      #expect(packed.bits == plain.bits, "\(rows)×\(depth)×\(rightColumns)")
      #expect(packed.isIntact && panel.isIntact && byColumns.isIntact)
    }
  }

  @Test(arguments: Kernels.available) func multiplyPassesOnWhatIsNoNumber(_ kernels: Kernels) {
    let specials: [Float] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude]
    for (index, special) in specials.enumerated() {
      let left = GuardedMemory<Float>([1, special, 3, 4, 5, 6, 7, 8, 9, 10])
      let right = GuardedMemory([Float](repeating: 2, count: 32))
      let result = GuardedMemory([Float](repeating: 0, count: 80))
      kernels.table.multiply(
        Product(
          left: left.values, leftRowStride: 2, leftDepthStride: 1, right: right.values, rightStride: 16,
          result: result.values, resultStride: 16, rows: 5, depth: 2, columns: 16, start: .zero))
      for value in result.array[0..<16] {
        #expect(index == 0 ? value.isNaN : value == (special > 0 ? .infinity : -.infinity))
      }
      #expect(result.array[16..<80].allSatisfy { $0.isFinite })
    }
  }
}
