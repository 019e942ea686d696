import AllocationCounter
import Testing

/// Whatever stands in a file, reading it takes memory in proportion to its length: at most eight times as much, the file
/// itself included, and 16 MB. Shapes that were seen to take more, or might, each at two lengths.
@Suite(
  "Memory of readers",
  .enabled(if: allocation_counter_is_available(), "bytes are counted with glibc, and without sanitizers"))
struct MemoryTests {
  private static let slack = 16 << 20

  /// The most bytes that `body` held at once.
  private static func peak(_ body: () throws -> Void) rethrows -> Int {
    allocation_counter_begin_weighing()
    try body()
    return allocation_counter_end_weighing()
  }

  @Test(arguments: AdversarialFile.all)
  private func `in proportion to the file`(_ test: AdversarialFile) throws {
    for size in [1 << 19, 3 << 20] {
      let bytes = test.make(size)
      let allowed = test.factor * max(bytes.count, 1) + Self.slack
      let peak = try bytes.count + Self.peak { try test.read(bytes) }
      #expect(peak <= allowed, "\(test.name): \(bytes.count) bytes take \(peak)")
    }
  }

  @Test func `what is held is counted, and what is given back is not`() {
    let held = Self.peak {
      let first = [UInt8](repeating: 1, count: 1 << 20)
      #expect(first.count == 1 << 20)
    }
    #expect((1 << 20..<3 << 19).contains(held))
    let twice = Self.peak {
      for value in 0..<4 { #expect([UInt8](repeating: UInt8(value), count: 1 << 20).count == 1 << 20) }
    }
    #expect((1 << 20..<3 << 19).contains(twice))
  }
}
