// Not in the browser's module, which is kept small.
#if (!X86_64_EXTENSION || arch(x86_64)) && !arch(wasm32)
import KernelTable

/// Products of which only a few columns are filled, as those of a single output, whose other columns pad a vector.
///
/// They are computed as their transpose: a vector then holds 16 rows of one column instead of one row of 16 columns.
/// Every number is still the sum of the same products in the order of depth.
enum FewColumns {
  /// With more columns the transposition of the left-hand side costs more than it saves.
  @inline(__always) private static var most: Int { 4 }
  /// A left-hand side of less depth is mostly transposed number by number.
  @inline(__always) private static var leastDepth: Int { 2 &* Vector.scalarCount }
  /// Rows whose transpose is made at once.
  @inline(__always) static var rows: Int { 64 }
  /// Floats of the transposed result.
  @inline(__always) static var resultRoom: Int { most &* rows }

  @inline(__always)
  static func suits(_ product: Product) -> Bool {
    product.filledColumns <= most && product.columns == Vector.scalarCount && product.rows >= Vector.scalarCount
      && product.rightColumns == nil && (product.leftRowStride == 1 || product.depth >= leastDepth)
      && resultRoom &+ product.depth &* rows <= Product.panelCount
  }
}

/// See ``FewColumns``. Rows that do not fill a vector are left to the plain product.
func multiplyTransposed(_ product: Product, _ memory: UnsafeMutablePointer<Float>) {
  var part = product
  var left = product.rows
  while left >= Vector.scalarCount {
    let count = left < FewColumns.rows ? left &- left % Vector.scalarCount : FewColumns.rows
    part.rows = count
    multiplyTransposedPart(part, memory)
    part.left += count &* product.leftRowStride
    part.result += count &* product.resultStride
    left &-= count
  }
  part.rows = left
  if left > 0 { multiplyPlain(part) }
}

@inline(__always)
private func multiplyTransposedPart(_ part: Product, _ memory: UnsafeMutablePointer<Float>) {
  let sums = memory
  for column in 0..<part.filledColumns {
    let sums = sums + column &* part.rows
    switch part.start {
    case .zero: for row in 0..<part.rows { sums[row] = 0 }
    case .row(let start): for row in 0..<part.rows { sums[row] = start[column] }
    case .result: for row in 0..<part.rows { sums[row] = part.result[row &* part.resultStride &+ column] }
    }
  }
  var right = part.left
  var rightStride = part.leftDepthStride
  if part.leftRowStride != 1 {
    let transposed = memory + FewColumns.resultRoom
    transposeLeft(part, transposed)
    (right, rightStride) = (UnsafePointer(transposed), part.rows)
  }
  multiplyPlain(
    Product(
      left: part.right, leftRowStride: 1, leftDepthStride: part.rightStride, right: right, rightStride: rightStride,
      result: sums, resultStride: part.rows, rows: part.filledColumns, depth: part.depth, columns: part.rows,
      start: .result))
  for row in 0..<part.rows {
    let result = part.result + row &* part.resultStride
    store(Vector(repeating: 0), result)
    for column in 0..<part.filledColumns { result[column] = sums[column &* part.rows &+ row] }
  }
}

/// Whole squares go through registers, which would read past the end of the last row's rest.
@inline(__always)
private func transposeLeft(_ part: Product, _ transposed: UnsafeMutablePointer<Float>) {
  let whole = part.depth &- part.depth % Vector.scalarCount
  transpose(part.left, part.leftRowStride, transposed, part.rows, part.rows, whole)
  for row in 0..<part.rows {
    let numbers = part.left + row &* part.leftRowStride
    for k in whole..<part.depth { transposed[k &* part.rows &+ row] = numbers[k] }
  }
}
#endif
