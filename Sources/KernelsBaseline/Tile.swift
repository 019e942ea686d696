#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

/// The sums of some rows, all in registers.
protocol Tile {
  associatedtype Columns: ColumnVectors
  static var rows: Int { get }
  init(_ start: Product.Start, _ result: UnsafePointer<Float>, _ stride: Int, _ column: Int)
  /// Adds the product of one number of each row with `right`; the numbers lie `stride` apart.
  mutating func add(_ left: UnsafePointer<Float>, _ stride: Int, _ right: Columns)
  func write(_ result: UnsafeMutablePointer<Float>, _ stride: Int)
}

struct OneRow<Columns: ColumnVectors>: Tile {
  var sum: Columns

  @inline(__always) static var rows: Int { 1 }
  @inline(__always) init(_ start: Product.Start, _ result: UnsafePointer<Float>, _ stride: Int, _ column: Int) {
    switch start {
    case .zero: sum = Columns()
    case .row(let row): sum = Columns(row + column)
    case .result: sum = Columns(result)
    }
  }
  @inline(__always) mutating func add(_ left: UnsafePointer<Float>, _ stride: Int, _ right: Columns) {
    sum.add(splat(left[0]), right)
  }
  @inline(__always) func write(_ result: UnsafeMutablePointer<Float>, _ stride: Int) { sum.write(result) }
}

struct Rows<Upper: Tile, Lower: Tile>: Tile where Upper.Columns == Lower.Columns {
  var upper: Upper
  var lower: Lower

  @inline(__always) static var rows: Int { Upper.rows &+ Lower.rows }
  @inline(__always) init(_ start: Product.Start, _ result: UnsafePointer<Float>, _ stride: Int, _ column: Int) {
    upper = Upper(start, result, stride, column)
    lower = Lower(start, result + Upper.rows &* stride, stride, column)
  }
  @inline(__always) mutating func add(_ left: UnsafePointer<Float>, _ stride: Int, _ right: Upper.Columns) {
    upper.add(left, stride, right)
    lower.add(left + Upper.rows &* stride, stride, right)
  }
  @inline(__always) func write(_ result: UnsafeMutablePointer<Float>, _ stride: Int) {
    upper.write(result, stride)
    lower.write(result + Upper.rows &* stride, stride)
  }
}

typealias TwoRows<C: ColumnVectors> = Rows<OneRow<C>, OneRow<C>>
typealias FourRows<C: ColumnVectors> = Rows<TwoRows<C>, TwoRows<C>>
typealias SixRows<C: ColumnVectors> = Rows<FourRows<C>, TwoRows<C>>
typealias EightRows<C: ColumnVectors> = Rows<FourRows<C>, FourRows<C>>
typealias TwelveRows<C: ColumnVectors> = Rows<SixRows<C>, SixRows<C>>
#endif
