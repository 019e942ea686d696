import KernelTable

/// A mini-batch cut into a fixed number of parts, each summed by itself.
///
/// Shard s of S has the examples ⌊s·n/S⌋ ..< ⌊(s+1)·n/S⌋ of n. Where there are fewer examples than shards, some shards
/// are empty and are skipped.
struct Shards: Equatable, Sendable {
  /// How many there are, at least 1.
  let count: Int

  /// The examples of a shard.
  func examples(of shard: Int, in total: Int) -> Range<Int> {
    count == 1 ? 0..<total : start(shard, total)..<start(shard + 1, total)
  }

  /// The shard that has an example.
  func shard(of example: Int, in total: Int) -> Int {
    // The last s with s·n < (example + 1)·S. The product may need more than 32 bits.
    count == 1 ? 0 : Int(((Int64(example) + 1) * Int64(count) - 1) / Int64(total))
  }

  private func start(_ shard: Int, _ total: Int) -> Int { Int(Int64(shard) * Int64(total) / Int64(count)) }
}

/// Sums of vectors, one for each shard, along one fixed binary tree: the left subtree of `count` leaves has the largest
/// power of two below `count`, the right one the rest. An empty leaf adds nothing.
///
/// So the order of all additions depends on the number of shards alone. Shards come in order, and a node is added as
/// soon as both its children are there, as a binary counter carries: at most log₂ `count` + 1 sums are alive at a time.
///
/// Sendable, because only the calling thread uses it, between jobs.
final class ShardSums: @unchecked Sendable {
  private let length: Int
  private var buffers: [AlignedBuffer]
  /// Leaves added so far. Each 1 of its binary digits is a whole subtree of that many leaves, the largest leftmost.
  private var leaves = 0
  /// Those digits whose subtree is not empty: each has a buffer, the largest subtree the first.
  private var filled = 0

  /// Sums of `length` numbers for `shards` shards.
  init(length: Int, shards: Int) {
    self.length = length
    buffers = (0..<Self.mostAlive(shards: shards)).map { _ in AlignedBuffer(count: length) }
  }

  /// The most sums alive at a time: ⌊log₂ S⌋ + 1.
  static func mostAlive(shards: Int) -> Int { Int.bitWidth - shards.leadingZeroBitCount }

  /// Whether `length` is 0.
  var isEmpty: Bool { length == 0 }

  /// Forgets all sums.
  func begin() { (leaves, filled) = (0, 0) }

  /// The buffer for the sum of the next shard.
  var next: UnsafeMutablePointer<Float> { buffers[filled.nonzeroBitCount].values }

  /// The sum of all shards, once ``finish(_:)`` has been called, or of a single shard.
  var root: UnsafeMutablePointer<Float> { buffers[0].values }

  /// Skips the empty shards before `shard`: they too complete subtrees.
  func skip(to shard: Int, _ add: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void) {
    while leaves < shard { carry(isEmpty: true, add) }
  }

  /// Counts the shard that was summed into ``next``. `add` adds its second argument to its first.
  func carry(isEmpty: Bool = false, _ add: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void) {
    var (size, isEmpty) = (1, isEmpty)
    while leaves & size != 0 {
      if filled & size != 0 {
        filled ^= size
        // The previous subtree; this one is in the buffer after it.
        if !isEmpty { add(buffers[filled.nonzeroBitCount].values, buffers[filled.nonzeroBitCount + 1].values) }
        isEmpty = false
      }
      size <<= 1
    }
    if !isEmpty { filled |= size }
    leaves += 1
  }

  /// Adds the remaining subtrees when all shards are counted, from the right.
  func finish(_ add: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void) {
    while filled.nonzeroBitCount > 1 {
      filled &= filled - 1
      add(buffers[filled.nonzeroBitCount - 1].values, buffers[filled.nonzeroBitCount].values)
    }
  }
}
