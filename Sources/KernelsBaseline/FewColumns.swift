// Not in the browser's module, which is kept small.
#if (!X86_64_EXTENSION || arch(x86_64)) && !arch(wasm32)
import CProcessor
import KernelTable

/// Products of which only a few columns are filled, as those of a single output, whose other columns pad a vector.
///
/// They are computed as their transpose: a vector then holds 16 rows of one column instead of one row of 16 columns.
/// Every number is still the sum of the same products in the order of depth. The panel holds the transposed result, and
/// behind it the transposed left-hand side.
enum FewColumns {
  /// With more columns the transposition of the left-hand side costs more than it saves.
  @inline(__always) private static var mostColumns: Int { 4 }
  /// A left-hand side of less depth is mostly transposed number by number.
  @inline(__always) private static var leastDepth: Int { 2 &* Vector.scalarCount }
  /// Rows whose transpose is made at once.
  @inline(__always) private static var mostRows: Int { 64 }
  /// Floats of the transposed result.
  @inline(__always) private static var resultRoom: Int { mostColumns &* mostRows }

  /// How many rows are to be computed so at once; 0 if this does not suit the product.
  @inline(__always)
  static func rowsAtOnce(_ product: Product) -> Int {
    guard product.panel != nil, product.filledColumns <= mostColumns, product.columns == Vector.scalarCount,
      product.rows >= Vector.scalarCount, product.rightColumns == nil,
      product.leftRowStride == 1 || product.depth >= leastDepth,
      resultRoom &+ product.depth &* mostRows <= Product.panelCount
    else { return 0 }
    return product.rows < mostRows ? product.rows &- product.rows % Vector.scalarCount : mostRows
  }

  /// The transposed product, whose result is in the panel.
  @inline(__always)
  static func transposed(_ part: Product) -> Product {
    guard let panel = part.panel else { return part }
    var start = Product.Start.result
    switch part.start {
    case .zero: start = .zero
    case .row(let first):
      for column in 0..<part.filledColumns {
        for row in 0..<part.rows { panel[column &* part.rows &+ row] = first[column] }
      }
    case .result:
      for column in 0..<part.filledColumns {
        for row in 0..<part.rows {
          panel[column &* part.rows &+ row] = part.result[row &* part.resultStride &+ column]
        }
      }
    }
    var right = part.left
    var rightStride = part.leftDepthStride
    if part.leftRowStride != 1 {
      transposeLeft(part, panel + resultRoom)
      (right, rightStride) = (UnsafePointer(panel + resultRoom), part.rows)
    }
    return Product(
      left: part.right, leftRowStride: 1, leftDepthStride: part.rightStride, right: right, rightStride: rightStride,
      result: panel, resultStride: part.rows, rows: part.filledColumns, depth: part.depth, columns: part.rows,
      start: start)
  }

  /// Whole squares go through registers, which would read past the end of the last row's rest.
  @inline(__always)
  private static func transposeLeft(_ part: Product, _ transposed: UnsafeMutablePointer<Float>) {
    let whole = part.depth &- part.depth % Vector.scalarCount
    var first = 0
    while first < part.rows {
      var k = 0
      while k < whole {
        vector_transpose(
          part.left + (first &* part.leftRowStride &+ k), part.leftRowStride, transposed + (k &* part.rows &+ first),
          part.rows, 16)
        k &+= 16
      }
      first &+= 16
    }
    for row in 0..<part.rows {
      let numbers = part.left + row &* part.leftRowStride
      for k in whole..<part.depth { transposed[k &* part.rows &+ row] = numbers[k] }
    }
  }

  /// Writes the transposed result to its place, with zeros in the other columns.
  @inline(__always)
  static func write(_ part: Product) {
    guard let panel = part.panel else { return }
    for row in 0..<part.rows {
      let result = part.result + row &* part.resultStride
      store(Vector(repeating: 0), result)
      for column in 0..<part.filledColumns { result[column] = panel[column &* part.rows &+ row] }
    }
  }
}
#endif
