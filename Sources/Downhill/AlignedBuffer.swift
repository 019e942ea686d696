/// Floats that begin on a cache line of their own, zero to begin with.
///
/// Sendable, since it is memory and nothing else: whoever owns one says who writes to it when. ``Parameters`` write only to
/// one that nobody else has; the engine's tasks each to a part of their own.
final class AlignedBuffer: @unchecked Sendable {
  let values: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    // One cache line more than asked, so that an empty buffer has an address too.
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 16) * MemoryLayout<Float>.stride, alignment: 64)
    values = bytes.bindMemory(to: Float.self, capacity: max(count, 16))
    values.initialize(repeating: 0, count: max(count, 16))
  }

  convenience init(copying other: AlignedBuffer) {
    self.init(count: other.count)
    values.update(from: other.values, count: count)
  }

  deinit { UnsafeMutableRawPointer(values).deallocate() }
}
