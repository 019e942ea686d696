import KernelTable

/// A mini-batch cut into a fixed number of parts, each of which is summed by itself.
///
/// Shard s of S has the examples ⌊s·n/S⌋ ..< ⌊(s+1)·n/S⌋ of n. Where there are fewer examples than shards some are empty, and
/// are passed over.
struct Shards: Equatable, Sendable {
  /// How many there are, at least 1.
  let count: Int

  /// The examples of a shard.
  func examples(of shard: Int, in total: Int) -> Range<Int> {
    count == 1 ? 0..<total : start(shard, total)..<start(shard + 1, total)
  }

  /// The shard that has an example.
  func shard(of example: Int, in total: Int) -> Int {
    // The last s with s·n < (example + 1)·S. In 64 bits, since the product may take more than 32.
    count == 1 ? 0 : Int(((Int64(example) + 1) * Int64(count) - 1) / Int64(total))
  }

  private func start(_ shard: Int, _ total: Int) -> Int { Int(Int64(shard) * Int64(total) / Int64(count)) }
}

/// Sums of numbers, one for each shard, added along one fixed binary tree: that of `count` leaves has to the left the largest
/// power of two of them that leaves some over, and to the right the rest. An empty leaf adds nothing.
///
/// So the order of all additions is a matter of the number of shards alone. Shards come one after the other, and a node is
/// added as soon as both its sides are there, as the digits of a binary counter carry: no more than log₂ `count` + 1 sums
/// are alive at a time.
///
/// Sendable, because only the thread that shares out the work asks for anything here, between jobs.
final class ShardSums: @unchecked Sendable {
  private let length: Int
  private var buffers: [AlignedBuffer]
  /// Leaves that are in. Each of its binary ones is a whole subtree of so many leaves, the largest leftmost.
  private var leaves = 0
  /// Those of the ones whose subtree is not empty: each has a buffer, the largest subtree the first.
  private var filled = 0

  /// Sums of `length` numbers for so many shards.
  init(length: Int, shards: Int) {
    self.length = length
    buffers = (0..<Self.mostAlive(shards: shards)).map { _ in AlignedBuffer(count: length) }
  }

  /// Sums that are alive at a time, at most: ⌊log₂ S⌋ + 1.
  static func mostAlive(shards: Int) -> Int { Int.bitWidth - shards.leadingZeroBitCount }

  /// Whether there is no room for any number.
  var isEmpty: Bool { length == 0 }

  /// Forgets all sums.
  func begin() { (leaves, filled) = (0, 0) }

  /// Where the next shard is to be summed.
  var next: UnsafeMutablePointer<Float> { buffers[filled.nonzeroBitCount].values }

  /// What all shards came to, once ``finish(_:)`` has been called, or of a single shard.
  var root: UnsafeMutablePointer<Float> { buffers[0].values }

  /// Passes over the empty shards before number `shard`: they too make whole what stands to their left.
  func skip(to shard: Int, _ add: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void) {
    while leaves < shard { carry(isEmpty: true, add) }
  }

  /// The shard that was summed where ``next`` said is in. `add` is asked to add its second sum to its first.
  func carry(isEmpty: Bool = false, _ add: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void) {
    var (size, isEmpty) = (1, isEmpty)
    while leaves & size != 0 {
      if filled & size != 0 {
        filled ^= size
        // The subtree before this one; this one is where the next shard would have been.
        if !isEmpty { add(buffers[filled.nonzeroBitCount].values, buffers[filled.nonzeroBitCount + 1].values) }
        isEmpty = false
      }
      size <<= 1
    }
    if !isEmpty { filled |= size }
    leaves += 1
  }

  /// Adds what is left when all shards are in, from the right.
  func finish(_ add: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void) {
    while filled.nonzeroBitCount > 1 {
      filled &= filled - 1
      add(buffers[filled.nonzeroBitCount - 1].values, buffers[filled.nonzeroBitCount].values)
    }
  }
}
