#if !X86_64_EXTENSION || arch(x86_64)
import KernelTable

/// One vector of floats: one register of AVX-512, two of AVX, four of SSE, NEON and WebAssembly.
typealias Vector = SIMD16<Float>

@inline(__always)
func load(_ address: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(address).loadUnaligned(as: Vector.self)
}

@inline(__always)
func load(_ address: UnsafeMutablePointer<Float>) -> Vector {
  UnsafeRawPointer(address).loadUnaligned(as: Vector.self)
}

@inline(__always)
func store(_ vector: Vector, _ address: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(address).storeBytes(of: vector, as: Vector.self)
}

@inline(__always)
func splat(_ value: Float) -> Vector { Vector(repeating: value) }

/// Copies four rows of four floats into four columns.
@inline(__always)
func transposeFour(
  _ rows: UnsafePointer<Float>, _ rowStride: Int, _ columns: UnsafeMutablePointer<Float>, _ columnStride: Int
) {
  let a = loadFour(rows)
  let b = loadFour(rows + rowStride)
  let c = loadFour(rows + 2 &* rowStride)
  let d = loadFour(rows + 3 &* rowStride)
  storeFour(SIMD4(a.x, b.x, c.x, d.x), columns)
  storeFour(SIMD4(a.y, b.y, c.y, d.y), columns + columnStride)
  storeFour(SIMD4(a.z, b.z, c.z, d.z), columns + 2 &* columnStride)
  storeFour(SIMD4(a.w, b.w, c.w, d.w), columns + 3 &* columnStride)
}

@inline(__always)
func loadFour(_ address: UnsafePointer<Float>) -> SIMD4<Float> {
  UnsafeRawPointer(address).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
func storeFour(_ four: SIMD4<Float>, _ address: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(address).storeBytes(of: four, as: SIMD4<Float>.self)
}
#endif
