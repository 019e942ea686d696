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
