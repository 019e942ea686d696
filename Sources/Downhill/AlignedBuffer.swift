/// Floats aligned to a cache line, zero at first.
///
/// Sendable, since it is plain memory; its owner decides who writes when. ``Parameters`` write only to a buffer that
/// they alone hold, and each of the engine's tasks to its own part.
final class AlignedBuffer: @unchecked Sendable {
  let values: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    // One cache line more, so that an empty buffer has an address too.
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
