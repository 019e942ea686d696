import CProcessor
import KernelTable

/// See `Product`. Several rows share each load of the right-hand side, as many as there are registers for their sums; every
/// row adds its terms in the order of depth, whether it is one of many or alone.
package func multiply(_ product: Product) {
  if let panel = product.panel, PackedProduct.suits(product) { return multiplyPacked(product, panel) }
  var column = 0
  while column < product.columns {
    var row = 0
    #if AVX512
    while row &+ 8 <= product.rows {
      eightRows(product, row, column)
      row &+= 8
    }
    #endif
    #if FUSED_MULTIPLY_ADD || arch(arm64)
    while row &+ 4 <= product.rows {
      fourRows(product, row, column)
      row &+= 4
    }
    #else
    while row &+ 2 <= product.rows {
      twoRows(product, row, column)
      row &+= 2
    }
    #endif
    while row < product.rows {
      oneRow(product, row, column)
      row &+= 1
    }
    column &+= Vector.scalarCount
  }
}

#if FUSED_MULTIPLY_ADD || arch(arm64)
@inline(__always)
private func fourRows(_ product: Product, _ row: Int, _ column: Int) {
  let left0 = product.left + row &* product.leftRowStride
  let left1 = left0 + product.leftRowStride
  let left2 = left1 + product.leftRowStride
  let left3 = left2 + product.leftRowStride
  let result0 = product.result + row &* product.resultStride + column
  let result1 = result0 + product.resultStride
  let result2 = result1 + product.resultStride
  let result3 = result2 + product.resultStride
  var sum0 = startOfSum(product, result0, column)
  var sum1 = startOfSum(product, result1, column)
  var sum2 = startOfSum(product, result2, column)
  var sum3 = startOfSum(product, result3, column)
  var right = product.right + column
  var step = 0
  for _ in 0..<product.depth {
    let vector = load(right)
    sum0 = multiplyAdd(sum0, splat(left0[step]), vector)
    sum1 = multiplyAdd(sum1, splat(left1[step]), vector)
    sum2 = multiplyAdd(sum2, splat(left2[step]), vector)
    sum3 = multiplyAdd(sum3, splat(left3[step]), vector)
    right += product.rightStride
    step &+= product.leftDepthStride
  }
  store(sum0, result0)
  store(sum1, result1)
  store(sum2, result2)
  store(sum3, result3)
}
#else
/// A vector takes four registers of sixteen: the sums of two rows leave half of them for the products.
@inline(__always)
private func twoRows(_ product: Product, _ row: Int, _ column: Int) {
  let left0 = product.left + row &* product.leftRowStride
  let left1 = left0 + product.leftRowStride
  let result0 = product.result + row &* product.resultStride + column
  let result1 = result0 + product.resultStride
  var sum0 = startOfSum(product, result0, column)
  var sum1 = startOfSum(product, result1, column)
  var right = product.right + column
  var step = 0
  for _ in 0..<product.depth {
    let vector = load(right)
    sum0 = multiplyAdd(sum0, splat(left0[step]), vector)
    sum1 = multiplyAdd(sum1, splat(left1[step]), vector)
    right += product.rightStride
    step &+= product.leftDepthStride
  }
  store(sum0, result0)
  store(sum1, result1)
}
#endif

#if AVX512
/// Eight sums, as many as it takes to hide the latency of their additions.
@inline(__always)
private func eightRows(_ product: Product, _ row: Int, _ column: Int) {
  let stride = product.leftRowStride
  let left0 = product.left + row &* stride
  let left4 = left0 + 4 &* stride
  let result = product.result + row &* product.resultStride + column
  var sum0 = startOfSum(product, result, column)
  var sum1 = startOfSum(product, result + product.resultStride, column)
  var sum2 = startOfSum(product, result + 2 &* product.resultStride, column)
  var sum3 = startOfSum(product, result + 3 &* product.resultStride, column)
  var sum4 = startOfSum(product, result + 4 &* product.resultStride, column)
  var sum5 = startOfSum(product, result + 5 &* product.resultStride, column)
  var sum6 = startOfSum(product, result + 6 &* product.resultStride, column)
  var sum7 = startOfSum(product, result + 7 &* product.resultStride, column)
  var right = product.right + column
  var step = 0
  for _ in 0..<product.depth {
    let vector = load(right)
    sum0 = multiplyAdd(sum0, splat(left0[step]), vector)
    sum1 = multiplyAdd(sum1, splat(left0[step &+ stride]), vector)
    sum2 = multiplyAdd(sum2, splat(left0[step &+ 2 &* stride]), vector)
    sum3 = multiplyAdd(sum3, splat(left0[step &+ 3 &* stride]), vector)
    sum4 = multiplyAdd(sum4, splat(left4[step]), vector)
    sum5 = multiplyAdd(sum5, splat(left4[step &+ stride]), vector)
    sum6 = multiplyAdd(sum6, splat(left4[step &+ 2 &* stride]), vector)
    sum7 = multiplyAdd(sum7, splat(left4[step &+ 3 &* stride]), vector)
    right += product.rightStride
    step &+= product.leftDepthStride
  }
  store(sum0, result)
  store(sum1, result + product.resultStride)
  store(sum2, result + 2 &* product.resultStride)
  store(sum3, result + 3 &* product.resultStride)
  store(sum4, result + 4 &* product.resultStride)
  store(sum5, result + 5 &* product.resultStride)
  store(sum6, result + 6 &* product.resultStride)
  store(sum7, result + 7 &* product.resultStride)
}
#endif

@inline(__always)
private func oneRow(_ product: Product, _ row: Int, _ column: Int) {
  let left = product.left + row &* product.leftRowStride
  let result = product.result + row &* product.resultStride + column
  var sum = startOfSum(product, result, column)
  var right = product.right + column
  var step = 0
  for _ in 0..<product.depth {
    sum = multiplyAdd(sum, splat(left[step]), load(right))
    right += product.rightStride
    step &+= product.leftDepthStride
  }
  store(sum, result)
}

@inline(__always)
func startOfSum(_ product: Product, _ result: UnsafeMutablePointer<Float>, _ column: Int) -> Vector {
  switch product.start {
  case .zero: Vector(repeating: 0)
  case .row(let row): load(row + column)
  case .result: load(result)
  }
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
