/// Every number that was found by measuring, with its reason. Kernels and engine both read them here.
///
/// Only those of chunks can change the result's bits: plain descent sums a mini-batch that fits into one chunk directly
/// into the parameters, and a larger one into a gradient first. They were measured on two x86-64 cores with AVX2 or
/// AVX-512, a first-level cache of 32 KB and a second-level cache of 512 KB to 1 MB; see `Docs/Performance.md`.
///
/// They are public and inlined, since kernels call nothing.
public enum Tuning {
  // MARK: Packed products, see the kernels' `PackedProduct.swift`

  /// Most rows of a block of the left-hand side, a multiple of every tile's rows: at full depth they take 288 KB of the
  /// second-level cache, or half of that where a panel is two vectors wide.
  @inlinable public static var packedRows: Int { 288 }
  /// Floats of a panel of the right-hand side, 16 KB: the first-level cache holds it, two tiles of the left-hand side,
  /// and the rows being copied.
  @inlinable public static var packedPanel: Int { 4_096 }
  /// With fewer rows, copying the right-hand side does not pay.
  @inlinable public static var leastPackedRows: Int { 12 }
  /// A right-hand side of no more floats stays in the first two caches without being packed.
  @inlinable public static var mostPlainFloats: Int { 16_384 }

  // MARK: Input blocks

  /// Columns that an input block's forward pass sums at once for all its rows: four 512-bit registers.
  @inlinable public static var inputBlockColumns: Int { 64 }

  // MARK: Tasks of phase 1, some rows each

  /// With fewer rows, handing out the task does not pay.
  @inlinable public static var leastRowsOfTask: Int { 4 }
  /// More rows gain nothing: each weight fetched is used 512 times.
  @inlinable public static var mostRowsOfTask: Int { 512 }
  /// Floats of a task's rows, 192 KB: its share of a second-level cache, so that a layer finds there what the previous
  /// one left.
  @inlinable public static var floatsOfTask: Int { 49_152 }
  /// More weights than these, 512 KB, leave room for nothing else in a core's second-level cache.
  @inlinable public static var wideWeights: Int { 131_072 }

  // MARK: Tasks of phase 2, a block of parameters each

  /// Floats of a block, 64 KB: its weights, gradient and optimizer state stay in a core's second-level cache.
  @inlinable public static var floatsOfBlock: Int { 16_384 }
  /// With fewer floats, handing out the block does not pay.
  @inlinable public static var leastFloatsOfBlock: Int { 1_024 }
  /// From this stride on a layer's blocks have at least ``leastRowsOfWideBlock``.
  @inlinable public static var strideOfWideBlock: Int { 256 }
  /// The fewest rows of a wide layer's block: they share the copy that their product makes of the sensitivities.
  @inlinable public static var leastRowsOfWideBlock: Int { 48 }
  /// Blocks per thread of a wide layer whose sums stay where they are made: enough for the threads to finish together.
  @inlinable public static var wideBlocksOfThread: Int { 4 }
  /// Rows of a wide layer's block come in multiples of this, the rows of the largest tile.
  @inlinable public static var rowsOfLargestTile: Int { 12 }

  // MARK: Chunks, the examples that fit the buffers at once

  /// Neurons, padded to vectors, up to which one example takes about a microsecond through all layers.
  @inlinable public static var mostNeuronsOfSmall: Int { 256 }
  /// Examples of a small network's chunk: what the forward pass read is still in the second-level cache when the
  /// gradient is summed.
  @inlinable public static var chunkOfSmall: Int { 128 }
  /// The fewest examples in other networks' chunks.
  @inlinable public static var leastChunk: Int { 64 }
  /// The most examples of a chunk.
  @inlinable public static var mostChunk: Int { 2_048 }
  /// Floats of a chunk over all layers, so that memory does not grow with the batch.
  @inlinable public static var floatsOfChunk: Int { 4_000_000 }
  /// Multiplications of a chunk's forward pass in a browser, about 20 ms with the backward pass: nothing can interrupt
  /// a chunk.
  @inlinable public static var workOfChunkInBrowser: Int { 16_000_000 }

  // MARK: Threads

  /// Multiplications from which on more than one thread pays for a whole training: synchronizing costs far less.
  @inlinable public static var leastSharedWork: Int { 2_000_000 }
  /// Rows from which on two threads in lockstep share the work after the first layer. The weights there move between
  /// two caches, which for fewer rows takes longer than the work.
  @inlinable public static var sharedRows: Int { 24 }
  /// Polls for a job, or for a partner that has begun, before a thread sleeps or yields: some hundreds of microseconds.
  @inlinable public static var patience: Int { 20_000 }
  /// Polls for the helper before its job is withdrawn: about half a microsecond.
  @inlinable public static var grace: Int { 32 }

  // MARK: The trial of two threads in lockstep, see `PairTrial`

  /// Jobs done as a pair before the timed ones, since the helper may have to wake up first.
  @inlinable public static var warmUpJobs: Int { 64 }
  /// Jobs that are timed each way, a quarter of them at a time.
  @inlinable public static var timedJobs: Int { 64 }
  /// Jobs until the next trial after a verdict for the pair.
  @inlinable public static var pairJobs: Int { 8_192 }
  /// The same after a first verdict against it; doubled as long as the verdict stays.
  @inlinable public static var firstAloneJobs: Int { 256 }
  /// The limit of that doubling.
  @inlinable public static var mostAloneJobs: Int { 131_072 }
}
