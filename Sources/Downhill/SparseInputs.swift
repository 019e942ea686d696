import CProcessor
import KernelTable

/// The sparse encoding of each example's bytes, as `SparseRows` describes it.
///
/// Sendable, since it is not written to after `init`.
final class SparseInputs: @unchecked Sendable {
  struct Memory {
    let entries: UnsafeMutablePointer<UInt16>
    /// Two for each example, one for each half, and the end.
    let offsets: UnsafeMutablePointer<Int>
    /// The first input of the second half.
    let middle: Int
    /// The most entries of any example.
    let longest: Int

    /// Σ x² of an example's inputs.
    func squaredNorm(ofExample index: Int) -> Double {
      (offsets[2 * index]..<offsets[2 * index + 2]).reduce(0) { sum, index in
        let input = Double(Float(entries[index] >> 8) / 255)
        return sum + input * input
      }
    }
  }

  let memory: Memory

  init(_ bytes: [UInt8], offset: Int, inputCount: Int, count: Int) {
    let offsets = UnsafeMutablePointer<Int>.allocate(capacity: 2 * count + 1)
    let middle = inputCount / 2
    let encode = Kernels.best.table.encode
    let entries = bytes.withUnsafeBytes { all in
      let inputs = all.baseAddress! + offset
      let entries = allocateEntries(
        countNonzeroBytes(inputs, count * inputCount) + count * SparseRows.mostFillers(inputCount))
      var next = 0
      for example in 0..<count {
        let inputs = inputs + example * inputCount
        offsets[2 * example] = next
        next += encode(inputs, 0..<middle, entries + next)
        offsets[2 * example + 1] = next
        next += encode(inputs, middle..<inputCount, entries + next)
      }
      offsets[2 * count] = next
      (entries + next).update(repeating: 0, count: KernelTable.width)
      return entries
    }
    memory = Memory(
      entries: entries, offsets: offsets, middle: middle,
      longest: (0..<count).reduce(0) { max($0, offsets[2 * $1 + 2] - offsets[2 * $1]) })
    assert((0..<2 * count).allSatisfy { isSound(half: $0, inputs: $0 % 2 == 0 ? middle : inputCount - middle) })
  }

  /// Whether the entries of a half are a multiple of four, none past its inputs, as kernels rely on.
  private func isSound(half: Int, inputs: Int) -> Bool {
    let entries = memory.offsets[half]..<memory.offsets[half + 1]
    let last = entries.reduce(0) { $0 + Int(memory.entries[$1] & 255) }
    return entries.count % SparseRows.quad == 0 && (entries.isEmpty || last < inputs)
  }

  deinit {
    memory.entries.deallocate()
    memory.offsets.deallocate()
  }
}

/// How many of `count` bytes are not zero.
private func countNonzeroBytes(_ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  var total = 0
  var index = 0
  while index &+ 64 <= count {
    total &+= vector_bytes_not_zero(bytes + index).nonzeroBitCount
    index &+= 64
  }
  while index < count {
    total &+= bytes.load(fromByteOffset: index, as: UInt8.self) == 0 ? 0 : 1
    index &+= 1
  }
  return total
}

/// Memory for `count` entries and one more vector. They are read in shuffled order, so many of them get large pages:
/// otherwise nearly every example would miss the TLB.
private func allocateEntries(_ count: Int) -> UnsafeMutablePointer<UInt16> {
  let bytes = (count + KernelTable.width) * MemoryLayout<UInt16>.stride
  let largePage = 1 << 21
  let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes > 2 * largePage ? largePage : 64)
  processor_advise_large_pages(memory, bytes)
  return memory.bindMemory(to: UInt16.self, capacity: count + KernelTable.width)
}
