import KernelTable

/// The examples that are being worked on, and how they are cut into tasks.
struct Chunk {
  var examples: ExampleMemory?
  var order = UnsafePointer<Int32>(bitPattern: 8)!
  var parameters = UnsafePointer<Float>(bitPattern: 8)!
  var count = 0
  /// One over the size of the mini-batch; where the sums are the step, times −η.
  var scale: Float = 1
  var sums = Sums.block
  /// Which hidden neurons are silent; in training only, and nil where all take part.
  var mask: Mask.OfEpoch?
  /// Whether what the halves of the inputs bring to z still has to be added up.
  var isInHalves = false
  var tasks = 0
  var rowsOfTask = 0

  /// Where phase 2 adds up.
  enum Sums {
    /// In the gradient of the whole network, which others read or further chunks go on with.
    case gradient(UnsafeMutablePointer<Float>, continues: Bool)
    /// In a thread's own room: each block takes its step as soon as its gradient is summed.
    case block
    /// In the parameters themselves. Gradients are linear in the sensitivities: with these scaled by −η they add up to
    /// plain gradient descent's step.
    case parameters(UnsafeMutablePointer<Float>)
  }

  /// Rows of a slab: each task does one, or several whole ones.
  var rowsOfSlab: Int { min(rowsOfTask, InputSlabs.rows) }

  mutating func cut(threads: Int, rowsPerTask: Int, inSlabs: Bool) {
    rowsOfTask = max(1, min(rowsPerTask, (count + threads - 1) / threads))
    if inSlabs && rowsOfTask > InputSlabs.rows {
      rowsOfTask = (rowsOfTask + InputSlabs.rows - 1) / InputSlabs.rows * InputSlabs.rows
    }
    tasks = (count + rowsOfTask - 1) / rowsOfTask
  }

  func rows(ofTask index: Int) -> Range<Int> {
    index * rowsOfTask..<min((index + 1) * rowsOfTask, count)
  }
}

/// Costs and what makes a score, see `Scoring`, added up in the order of the examples.
struct Tally: Equatable, Sendable {
  var cost = 0.0
  var score = 0.0
  var examples = 0

  /// The mean cost of the examples.
  var meanCost: Double { cost / Double(examples) }
}

// MARK: How many examples have room

/// How many examples a network's buffers are made for.
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
  /// Whether an example's step through all layers is a matter of a microsecond or so.
  var isSmall: Bool { sizes.dropFirst().reduce(0) { $0 + paddedToVectors($1) } <= Tuning.mostNeuronsOfSmall }
}

/// As many examples as training has room for; but of a network of few weights and very many neurons no more than take as
/// much room as the weights.
func evaluationCapacity(_ architecture: Architecture) -> Int {
  let capacity = chunkCapacity(architecture)
  let neurons = architecture.sizes.dropFirst().reduce(0) { $0 + paddedToVectors($1) }
  return capacity * neurons <= Tuning.floatsOfChunk ? capacity : min(capacity, architecture.parameterCount / neurons)
}
