import KernelTable

/// A product of matrices that do not fit into a core's first cache.
///
/// The right-hand side is copied panel by panel, 256 rows of 64 columns, into memory that is read straight on; each panel
/// then serves all rows of the left-hand side, six at a time. Every number of the result is still the sum in the order of
/// depth that the plain loops make: between panels it rests in the result.
enum PackedProduct {
  /// Rows of a panel: 16 columns of so many take half of a first cache of 32 KB.
  static let depth = 256
  /// Vectors beside each other in a panel.
  static let vectors = 4

  /// Whether copying pays: enough rows to use the copy, and a right-hand side that would fall out of the first cache.
  @inline(__always)
  static func suits(_ product: Product) -> Bool {
    product.rows >= 12 && product.depth &* product.columns > 16_384
  }
}

/// See ``PackedProduct`` and `Product`.
func multiplyPacked(_ whole: Product, _ panel: UnsafeMutablePointer<Float>) {
  var product = whole
  var rest = product.depth
  while rest > 0 {
    product.depth = rest < PackedProduct.depth ? rest : PackedProduct.depth
    multiplyPanels(product, panel)
    product.left += product.depth &* product.leftDepthStride
    product.right += product.depth &* product.rightStride
    product.start = .result
    rest &-= product.depth
  }
}

/// One block of depth, which fits into a panel.
@inline(__always)
private func multiplyPanels(_ product: Product, _ panel: UnsafeMutablePointer<Float>) {
  let width = PackedProduct.vectors &* Vector.scalarCount
  var column = 0
  while column < product.columns {
    let left = product.columns &- column
    let vectors = left < width ? left / Vector.scalarCount : PackedProduct.vectors
    pack(product, column, vectors, panel)
    for vector in 0..<vectors {
      multiplyRows(
        product, column &+ vector &* Vector.scalarCount, panel + vector &* PackedProduct.depth &* Vector.scalarCount)
    }
    column &+= width
  }
}

/// Copies `vectors` neighbouring columns of vectors, each to a run of its own.
@inline(__always)
private func pack(_ product: Product, _ column: Int, _ vectors: Int, _ panel: UnsafeMutablePointer<Float>) {
  var row = product.right + column
  for step in 0..<product.depth {
    for vector in 0..<vectors {
      let place = (vector &* PackedProduct.depth &+ step) &* Vector.scalarCount
      store(load(row + vector &* Vector.scalarCount), panel + place)
    }
    row += product.rightStride
  }
}

@inline(__always)
private func multiplyRows(_ product: Product, _ column: Int, _ panel: UnsafePointer<Float>) {
  var row = 0
  while row &+ 6 <= product.rows {
    sixRows(product, row, column, panel)
    row &+= 6
  }
  while row < product.rows {
    oneRow(product, row, column, panel)
    row &+= 1
  }
}

@inline(__always)
private func sixRows(_ product: Product, _ row: Int, _ column: Int, _ panel: UnsafePointer<Float>) {
  let left0 = product.left + row &* product.leftRowStride
  let left1 = left0 + product.leftRowStride
  let left2 = left1 + product.leftRowStride
  let left3 = left2 + product.leftRowStride
  let left4 = left3 + product.leftRowStride
  let left5 = left4 + product.leftRowStride
  let result0 = product.result + row &* product.resultStride + column
  let result1 = result0 + product.resultStride
  let result2 = result1 + product.resultStride
  let result3 = result2 + product.resultStride
  let result4 = result3 + product.resultStride
  let result5 = result4 + product.resultStride
  var sum0 = startOfSum(product, result0, column)
  var sum1 = startOfSum(product, result1, column)
  var sum2 = startOfSum(product, result2, column)
  var sum3 = startOfSum(product, result3, column)
  var sum4 = startOfSum(product, result4, column)
  var sum5 = startOfSum(product, result5, column)
  var right = panel
  var step = 0
  for _ in 0..<product.depth {
    let vector = load(right)
    right += Vector.scalarCount
    sum0 = multiplyAdd(sum0, splat(left0[step]), vector)
    sum1 = multiplyAdd(sum1, splat(left1[step]), vector)
    sum2 = multiplyAdd(sum2, splat(left2[step]), vector)
    sum3 = multiplyAdd(sum3, splat(left3[step]), vector)
    sum4 = multiplyAdd(sum4, splat(left4[step]), vector)
    sum5 = multiplyAdd(sum5, splat(left5[step]), vector)
    step &+= product.leftDepthStride
  }
  store(sum0, result0)
  store(sum1, result1)
  store(sum2, result2)
  store(sum3, result3)
  store(sum4, result4)
  store(sum5, result5)
}

@inline(__always)
private func oneRow(_ product: Product, _ row: Int, _ column: Int, _ panel: UnsafePointer<Float>) {
  let left = product.left + row &* product.leftRowStride
  let result = product.result + row &* product.resultStride + column
  var sum = startOfSum(product, result, column)
  var right = panel
  var step = 0
  for _ in 0..<product.depth {
    sum = multiplyAdd(sum, splat(left[step]), load(right))
    right += Vector.scalarCount
    step &+= product.leftDepthStride
  }
  store(sum, result)
}
