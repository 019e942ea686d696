/// Every number that was found by measuring, with its reason: the kernels and the engine read them here, so that what must
/// agree does.
///
/// None of them changes a bit of what comes out, but those of chunks: plain descent sums a mini-batch that fits into one chunk
/// in the parameters themselves, and another first in a gradient. They were measured on two cores of x86-64 with AVX2 or AVX-512, a first
/// cache of 32 KB and a second one of 512 KB to 1 MB; `Docs/Performance.md` says how.
///
/// They are public and inlined, since kernels call nothing.
public enum Tuning {
  // MARK: Products whose parts are copied, see `PackedProduct.swift` of the kernels

  /// Most rows of a block of the left-hand side, a multiple of every tile's: at full depth they take 288 KB of the second
  /// cache, or half of that where a panel is two vectors wide.
  @inlinable public static var packedRows: Int { 288 }
  /// Floats of a panel of the right-hand side, 16 KB: the first cache holds it, two tiles of the left-hand side, and what is
  /// copied into it.
  @inlinable public static var packedPanel: Int { 4_096 }
  /// Fewer rows than these do not pay for copying the right-hand side.
  @inlinable public static var leastPackedRows: Int { 12 }
  /// A right-hand side of no more floats stays in the first and second cache by itself.
  @inlinable public static var mostPlainFloats: Int { 16_384 }

  // MARK: Slabs

  /// Columns whose sums a slab's forward pass has at hand for all its rows: four long registers of them.
  @inlinable public static var slabColumns: Int { 64 }

  // MARK: Tasks of phase 1, some rows each

  /// Fewer rows would not pay for handing out the task.
  @inlinable public static var leastRowsOfTask: Int { 4 }
  /// More rows gain nothing: each weight that is fetched is used 512 times.
  @inlinable public static var mostRowsOfTask: Int { 512 }
  /// Floats of the rows of a task, 192 KB: its share of a second cache, so that a layer finds there what the layer before
  /// left.
  @inlinable public static var floatsOfTask: Int { 49_152 }
  /// A layer of more weights, 512 KB, does not fit into a core's second cache together with anything else.
  @inlinable public static var wideWeights: Int { 131_072 }

  // MARK: Tasks of phase 2, a block of parameters each

  /// Floats of a block, 64 KB: its weights, gradient and optimizer's state stay in a core's second cache.
  @inlinable public static var floatsOfBlock: Int { 16_384 }
  /// Fewer floats would not pay for handing out the block.
  @inlinable public static var leastFloatsOfBlock: Int { 1_024 }
  /// From this stride on a layer's blocks have at least ``leastRowsOfWideBlock``.
  @inlinable public static var strideOfWideBlock: Int { 256 }
  /// Rows of a wide layer's block: each copy that their product makes of the sensitivities serves so many.
  @inlinable public static var leastRowsOfWideBlock: Int { 48 }
  /// Blocks that each thread gets of a wide layer whose sums stay where they are made: enough for the last ones to end
  /// together.
  @inlinable public static var wideBlocksOfThread: Int { 4 }
  /// Rows of a wide layer's block come in multiples of this, the rows of the largest tile.
  @inlinable public static var rowsOfLargestTile: Int { 12 }

  // MARK: Chunks, the examples that have room at a time

  /// Neurons, padded to vectors, up to which an example's step through all layers is a matter of a microsecond or so.
  @inlinable public static var mostNeuronsOfSmall: Int { 256 }
  /// Examples of a small network's chunk: the second cache still holds, when the gradient is summed, what was read on the
  /// way forward.
  @inlinable public static var chunkOfSmall: Int { 128 }
  /// The fewest examples of other networks' chunks.
  @inlinable public static var leastChunk: Int { 64 }
  /// The most examples of a chunk.
  @inlinable public static var mostChunk: Int { 2_048 }
  /// Numbers of a chunk over all layers, so that memory does not grow with the batch.
  @inlinable public static var floatsOfChunk: Int { 4_000_000 }
  /// Multiplications of a chunk's way forward in a browser, some 20 ms with the way back: nothing stops within a chunk.
  @inlinable public static var workOfChunkInBrowser: Int { 16_000_000 }

  // MARK: Threads

  /// Multiplications from which on more threads than one pay for a whole training: meeting the others costs far less.
  @inlinable public static var leastSharedWork: Int { 2_000_000 }
  /// Rows from which on two threads in step share the work behind the first layer. The weights there, whoever moves them, go
  /// to and fro between two caches, and for fewer rows that takes longer than the work.
  @inlinable public static var sharedRows: Int { 24 }
  /// Looks for a job, or for a partner that has begun, before a thread sleeps or gives its processor away: some hundreds of
  /// microseconds.
  @inlinable public static var patience: Int { 20_000 }
  /// Looks for the helper before its job is withdrawn: about half a microsecond.
  @inlinable public static var grace: Int { 32 }

  // MARK: The trial of two threads in step, see `PairTrial`

  /// Jobs in pair before the timed ones, for the helper may have to wake up first.
  @inlinable public static var warmUpJobs: Int { 64 }
  /// Jobs that are timed either way, a quarter of them at a time.
  @inlinable public static var timedJobs: Int { 64 }
  /// Jobs from a verdict for the pair to the next trial.
  @inlinable public static var pairJobs: Int { 8_192 }
  /// The same for a verdict against it, the first time: the number doubles as long as the verdict stays.
  @inlinable public static var firstAloneJobs: Int { 256 }
  /// The most that it doubles to.
  @inlinable public static var mostAloneJobs: Int { 131_072 }
}
