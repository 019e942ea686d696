import KernelTable

/// The present examples, and how they are cut into tasks.
struct Chunk {
  var examples: ExampleMemory?
  var order = UnsafePointer<Int32>(bitPattern: 8)!
  var parameters = UnsafePointer<Float>(bitPattern: 8)!
  var count = 0
  /// One over the size of the mini-batch; times −η if the sums are the step.
  var scale: Float = 1
  var sums = Sums.block
  /// What the weight of an example has to be multiplied by, so that those of a mini-batch have the mean 1; nil where no
  /// mean is taken, or the examples carry none.
  var weightScale: Double?
  /// Which hidden neurons are dropped; nil for none, and outside training.
  var mask: Mask.OfEpoch?
  /// Whether the two halves of z have still to be added.
  var isInHalves = false
  var tasks = 0
  var rowsOfTask = 0

  /// Where phase 2 sums the gradient.
  enum Sums {
    /// In the gradient of the whole network, which is read afterwards or continued by further chunks.
    case gradient(UnsafeMutablePointer<Float>, continues: Bool)
    /// In a buffer of each thread: each block takes its step as soon as its gradient is summed.
    case block
    /// In the parameters themselves: with the sensitivities scaled by −η, the sum is plain gradient descent's step.
    case parameters(UnsafeMutablePointer<Float>)
  }

  /// Rows of an input block: each task does one, or several whole ones.
  var rowsOfBlock: Int { min(rowsOfTask, InputBlocks.rows) }

  mutating func cut(threads: Int, rowsPerTask: Int, inBlocks: Bool) {
    rowsOfTask = max(1, min(rowsPerTask, (count + threads - 1) / threads))
    if inBlocks && rowsOfTask > InputBlocks.rows {
      rowsOfTask = (rowsOfTask + InputBlocks.rows - 1) / InputBlocks.rows * InputBlocks.rows
    }
    tasks = (count + rowsOfTask - 1) / rowsOfTask
  }

  func rows(ofTask index: Int) -> Range<Int> {
    index * rowsOfTask..<min((index + 1) * rowsOfTask, count)
  }
}

/// Sums of costs and scores, see `Scoring`, each times its weight, in the order of the examples.
struct Tally: Equatable, Sendable {
  var cost = 0.0
  var score = 0.0
  var examples = 0
  /// The sum of their weights, their number where they carry none.
  var weight = 0.0

  /// The mean cost of the examples.
  var meanCost: Double { cost / weight }
}

// MARK: How many examples fit

/// The number of examples that a network's buffers hold.
func chunkCapacity(_ architecture: Architecture) -> Int {
  if architecture.isSmall { return Tuning.chunkOfSmall }
  let neurons = architecture.sizes.reduce(0) { $0 + paddedToVectors($1) }
  let capacity = min(Tuning.mostChunk, Tuning.floatsOfChunk / neurons)
  #if arch(wasm32)
  return max(Tuning.leastChunk, min(capacity, Tuning.workOfChunkInBrowser / architecture.parameterCount))
  #else
  return max(Tuning.leastChunk, capacity)
  #endif
}

extension Architecture {
  /// Whether one example takes about a microsecond through all layers.
  var isSmall: Bool { sizes.dropFirst().reduce(0) { $0 + paddedToVectors($1) } <= Tuning.mostNeuronsOfSmall }
}

/// The same for evaluation; but for a network of few weights and very many neurons, activations take no more memory
/// than the weights.
func evaluationCapacity(_ architecture: Architecture) -> Int {
  let capacity = chunkCapacity(architecture)
  let neurons = architecture.sizes.dropFirst().reduce(0) { $0 + paddedToVectors($1) }
  return capacity * neurons <= Tuning.floatsOfChunk ? capacity : min(capacity, architecture.parameterCount / neurons)
}
