#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

// As many rows as there are registers for their sums, so that the latency of additions is hidden.
#if AVX512
private typealias FullTile = EightRows<OneVector>
#elseif FUSED_MULTIPLY_ADD || arch(arm64)
private typealias FullTile = FourRows<OneVector>
#else
private typealias FullTile = TwoRows<OneVector>
#endif

/// See `Product`. The rows of a tile share each load of the right-hand side; every row adds its terms in the order of
/// depth, however many rows there are.
package func multiply(_ product: Product) {
  if let panel = product.panel, PackedProduct.suits(product) { return multiplyPacked(product, panel) }
  var column = 0
  while column < product.columns {
    var row = 0
    while row &+ FullTile.rows <= product.rows {
      multiply(product, row, column, FullTile.self)
      row &+= FullTile.rows
    }
    #if AVX512
    if row &+ 4 <= product.rows {
      multiply(product, row, column, FourRows<OneVector>.self)
      row &+= 4
    }
    #endif
    while row < product.rows {
      multiply(product, row, column, OneRow<OneVector>.self)
      row &+= 1
    }
    column &+= Vector.scalarCount
  }
}

@_transparent
private func multiply<T: Tile>(_ product: Product, _ row: Int, _ column: Int, _: T.Type) {
  let result = product.result + row &* product.resultStride + column
  var left = product.left + row &* product.leftRowStride
  var right = product.right + column
  var sums = T(product.start, result, product.resultStride, column)
  for _ in 0..<product.depth {
    sums.add(left, product.leftRowStride, T.Columns(right))
    left += product.leftDepthStride
    right += product.rightStride
  }
  sums.write(result, product.resultStride)
}

/// See `KernelTable.Transpose`. Whole squares of 16 by 16 go through registers.
package func transpose(
  _ matrix: UnsafePointer<Float>, _ matrixStride: Int, _ transposed: UnsafeMutablePointer<Float>,
  _ transposedStride: Int, _ rows: Int, _ columns: Int
) {
  var row = 0
  while row &+ 16 <= rows {
    var column = 0
    while column < columns {
      vector_transpose(
        matrix + (row &* matrixStride &+ column), matrixStride, transposed + (column &* transposedStride &+ row),
        transposedStride, columns &- column)
      column &+= 16
    }
    row &+= 16
  }
  while row < rows {
    for column in 0..<columns { transposed[column &* transposedStride &+ row] = matrix[row &* matrixStride &+ column] }
    row &+= 1
  }
}

/// See `KernelTable.CombineElements`.
package func addElements(_ x: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) {
  var index = 0
  while index < count {
    store(load(x + index) + load(y + index), x + index)
    index &+= Vector.scalarCount
  }
}

/// See `KernelTable.CombineElements`.
package func multiplyElements(_ x: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) {
  var index = 0
  while index < count {
    store(load(x + index) * load(y + index), x + index)
    index &+= Vector.scalarCount
  }
}
#endif
