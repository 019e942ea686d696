#if !X86_64_EXTENSION || arch(x86_64)
import CProcessor
import KernelTable

/// Adjacent vectors that stay in registers while something is added to them.
protocol ColumnVectors {
  /// Floats of all vectors.
  static var width: Int { get }
  init()
  init(_ address: UnsafePointer<Float>)
  func write(_ address: UnsafeMutablePointer<Float>)
  /// Adds `x` times `right`.
  mutating func add(_ x: Vector, _ right: Self)
  static func prefetch(_ address: UnsafePointer<Float>)
  /// For later.
  static func prefetchFar(_ address: UnsafePointer<Float>)
}

struct OneVector: ColumnVectors {
  private var vector: Vector

  @inline(__always) static var width: Int { Vector.scalarCount }
  @inline(__always) init() { vector = Vector(repeating: 0) }
  @inline(__always) init(_ address: UnsafePointer<Float>) { vector = load(address) }
  @inline(__always) func write(_ address: UnsafeMutablePointer<Float>) { store(vector, address) }
  @inline(__always) mutating func add(_ x: Vector, _ right: OneVector) { vector = multiplyAdd(vector, x, right.vector) }
  @inline(__always) static func prefetch(_ address: UnsafePointer<Float>) { processor_prefetch(address) }
  @inline(__always) static func prefetchFar(_ address: UnsafePointer<Float>) { processor_prefetch_far(address) }
}

struct Twice<Half: ColumnVectors>: ColumnVectors {
  private var left, right: Half

  @inline(__always) static var width: Int { 2 &* Half.width }
  @inline(__always) init() {
    left = Half()
    right = Half()
  }
  @inline(__always) init(_ address: UnsafePointer<Float>) {
    left = Half(address)
    right = Half(address + Half.width)
  }
  @inline(__always) func write(_ address: UnsafeMutablePointer<Float>) {
    left.write(address)
    right.write(address + Half.width)
  }
  @inline(__always) mutating func add(_ x: Vector, _ other: Twice) {
    left.add(x, other.left)
    right.add(x, other.right)
  }
  @inline(__always) static func prefetch(_ address: UnsafePointer<Float>) {
    Half.prefetch(address)
    Half.prefetch(address + Half.width)
  }
  @inline(__always) static func prefetchFar(_ address: UnsafePointer<Float>) {
    Half.prefetchFar(address)
    Half.prefetchFar(address + Half.width)
  }
}

typealias TwoVectors = Twice<OneVector>
typealias FourVectors = Twice<TwoVectors>
typealias EightVectors = Twice<FourVectors>
#endif
