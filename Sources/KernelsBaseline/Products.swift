#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

// As many sums as hide the latency of additions and fit into the registers; and as few loads for each as possible.
#if AVX512
private typealias FullTile<C: ColumnVectors> = EightRows<C>
private typealias FullColumns = TwoVectors
#elseif FUSED_MULTIPLY_ADD || arch(arm64)
private typealias FullTile<C: ColumnVectors> = FourRows<C>
private typealias FullColumns = OneVector
#else
private typealias FullTile<C: ColumnVectors> = TwoRows<C>
private typealias FullColumns = OneVector
#endif

/// See `Product`. The rows of a tile share each load of the right-hand side; every row adds its terms in the order of
/// depth, whatever tile it belongs to.
package func multiply(_ product: Product) {
  if let panel = product.panel, PackedProduct.suits(product) { return multiplyPacked(product, panel) }
  #if arch(wasm32)
  multiplyPlain(product)
  #else
  // One call, since the kernels' functions are all inlined.
  var rest = product
  while true {
    let count = FewColumns.rowsAtOnce(rest)
    var part = rest
    if count > 0 { part.rows = count }
    multiplyPlain(count > 0 ? FewColumns.transposed(part) : part)
    if count == 0 { return }
    FewColumns.write(part)
    rest.left += count &* rest.leftRowStride
    rest.result += count &* rest.resultStride
    rest.rows &-= count
    if rest.rows == 0 { return }
  }
  #endif
}

/// The same from where the operands are.
@_transparent
private func multiplyPlain(_ product: Product) {
  let fullRows = product.rows &- product.rows % FullTile<OneVector>.rows
  var column = 0
  while column &+ FullColumns.width <= product.columns {
    multiplyDown(product, fullRows, column, FullTile<FullColumns>.self)
    column &+= FullColumns.width
  }
  #if AVX512
  if column < product.columns { multiplyDown(product, fullRows, column, FullTile<OneVector>.self) }
  #endif
  if fullRows < product.rows { multiplyRest(product, fullRows) }
}

/// The rows that do not fill a tile: fewer rows, and therefore more columns, in each.
@_transparent
private func multiplyRest(_ product: Product, _ first: Int) {
  var row = first
  #if AVX512
  if row &+ 4 <= product.rows {
    var column = 0
    multiplyAlong(product, row, &column, FourRows<TwoVectors>.self)
    multiplyAlong(product, row, &column, FourRows<OneVector>.self)
    row &+= 4
  }
  #endif
  #if AVX512 || FUSED_MULTIPLY_ADD || arch(arm64)
  if row &+ 2 <= product.rows {
    var column = 0
    #if AVX512
    multiplyAlong(product, row, &column, TwoRows<FourVectors>.self)
    #endif
    multiplyAlong(product, row, &column, TwoRows<TwoVectors>.self)
    multiplyAlong(product, row, &column, TwoRows<OneVector>.self)
    row &+= 2
  }
  #endif
  if row < product.rows {
    var column = 0
    #if AVX512
    multiplyAlong(product, row, &column, OneRow<EightVectors>.self)
    #endif
    #if AVX512 || FUSED_MULTIPLY_ADD
    multiplyAlong(product, row, &column, OneRow<FourVectors>.self)
    multiplyAlong(product, row, &column, OneRow<TwoVectors>.self)
    #endif
    multiplyAlong(product, row, &column, OneRow<OneVector>.self)
  }
}

/// Tiles one below the other.
@_transparent
private func multiplyDown<T: Tile>(_ product: Product, _ rows: Int, _ column: Int, _: T.Type) {
  var row = 0
  while row < rows {
    multiply(product, row, column, T.self)
    row &+= T.rows
  }
}

/// Tiles one beside the other, as many as there are columns for.
@_transparent
private func multiplyAlong<T: Tile>(_ product: Product, _ row: Int, _ column: inout Int, _: T.Type) {
  while column &+ T.Columns.width <= product.columns {
    multiply(product, row, column, T.self)
    column &+= T.Columns.width
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
