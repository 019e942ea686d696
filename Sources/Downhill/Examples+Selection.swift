extension Examples {
  /// Examples whose inputs are bytes, [example][input], of more classes than a byte can number.
  package init(bytes: [UInt8], inputCount: Int, wideLabels labels: [Int], classCount: Int) throws(EngineError) {
    for (index, label) in labels.enumerated() where label < 0 || label >= max(classCount, 2) {
      throw .label(example: index, label: label, classes: classCount)
    }
    let zeros = [UInt8](repeating: 0, count: labels.count)
    let examples = try Examples(bytes: bytes, inputCount: inputCount, labels: zeros, classCount: classCount)
    self.init(
      storage: ExampleStorage(
        inputs: examples.storage.inputs, targets: .labels(labels.map { Int32($0) }), inputCount: inputCount,
        outputCount: classCount, count: labels.count),
      range: 0..<labels.count)
  }

  /// A copy of the examples of this slice at `indices`, which must exist, in that order.
  package func selecting(_ indices: [Int]) -> Examples {
    for index in indices { precondition(index >= 0 && index < count, "example \(index) of \(count)") }
    let stored = indices.map { range.lowerBound + $0 }
    let inputs: ExampleStorage.Inputs
    switch storage.inputs {
    case .bytes(let bytes, let offset, _):
      var chosen: [UInt8] = []
      chosen.reserveCapacity(stored.count * inputCount)
      for index in stored { chosen += bytes[offset + index * inputCount..<offset + (index + 1) * inputCount] }
      inputs = .bytes(
        chosen, offset: 0, SparseInputs(chosen, offset: 0, inputCount: inputCount, count: stored.count))
    case .floats(let floats):
      inputs = .floats(stored.flatMap { floats[$0 * inputCount..<($0 + 1) * inputCount] })
    }
    let targets: ExampleStorage.Targets
    switch storage.targets {
    case .labels(let labels): targets = .labels(stored.map { labels[$0] })
    case .vectors(let vectors):
      targets = .vectors(stored.flatMap { vectors[$0 * outputCount..<($0 + 1) * outputCount] })
    }
    return Examples(
      storage: ExampleStorage(
        inputs: inputs, targets: targets, task: task, inputCount: inputCount, outputCount: outputCount,
        count: stored.count, weights: storage.weights.map { weights in stored.map { weights[$0] } }),
      range: 0..<stored.count)
  }
}
