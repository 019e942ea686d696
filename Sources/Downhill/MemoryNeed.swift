import KernelTable

// The bytes that the engine will allocate, for callers that check them first. Each sum follows the allocations of its
// type line by line; a test compares them with measurements.

extension Architecture {
  /// Bytes of one number for each weight and bias, padded as ``Parameters`` are.
  package var parameterByteCount: Int { (layers(of: self).last?.end ?? 0) * MemoryLayout<Float>.size }
}

extension Propagation {
  /// Bytes of the buffers for `capacity` examples at a time.
  fileprivate static func byteCount(
    _ architecture: Architecture, capacity: Int, training: Bool, threads: Int
  ) -> Int {
    let layers = Downhill.layers(of: architecture)
    var floats = capacity * layers[layers.count - 1].stride
    for (index, layer) in layers.enumerated() {
      let isLast = index + 1 == layers.count
      floats += capacity * layer.stride * (training || isLast ? 3 : 2)
      if training && index > 0 && !layer.isWide { floats += layer.outputs * paddedToVectors(layer.inputs) }
    }
    if layers[0].isNarrow { floats += capacity * layers[0].stride }
    let blockRows = training ? capacity : 0
    let blocks = layers[0].isNarrow ? 0 : (blockRows / InputBlocks.rows + 1 + threads)
    return floats * MemoryLayout<Float>.size + blocks * InputBlocks.pitch(inputs: layers[0].inputs)
      + threads * Product.panelCount * MemoryLayout<Float>.size
  }
}

extension Evaluator {
  /// Bytes of an evaluator's buffers, at least: those for one example.
  package static func byteCount(_ architecture: Architecture, threads: Int = 1) -> Int {
    Propagation.byteCount(architecture, capacity: 1, training: false, threads: threads)
  }
}

extension GradientEvaluator {
  /// Bytes of its buffers, and of the gradient that it sums.
  package static func byteCount(_ architecture: Architecture, threads: Int = 1) -> Int {
    Propagation.byteCount(architecture, capacity: chunkCapacity(architecture), training: true, threads: threads)
      + 2 * architecture.parameterByteCount
  }
}

extension Trainer {
  /// Bytes of a trainer: network, optimizer's state, buffers for steps and for evaluation, the order of the examples.
  package static func byteCount(_ configuration: TrainingConfiguration, examples: Int, threads: Int) -> Int {
    let architecture = configuration.architecture
    let batch: Int
    switch configuration.batchSize {
    case .count(let count): batch = min(count, examples)
    case .all: batch = examples
    }
    let capacity = min(batch, chunkCapacity(architecture))
    // A batch of several chunks or shards needs its gradient as a whole, or some of them.
    let gradients =
      configuration.shards > 1 ? ShardSums.mostAlive(shards: configuration.shards) : batch > capacity ? 1 : 0
    let copies = 1 + configuration.optimizer.stateNames.count + gradients
    return copies * architecture.parameterByteCount
      + Propagation.byteCount(architecture, capacity: capacity, training: true, threads: threads)
      + Evaluator.byteCount(architecture, threads: threads) + examples * MemoryLayout<Int32>.size
  }
}
