/// What all slices of some examples share.
final class ExampleStorage: Sendable {
  enum Inputs: Sendable {
    case bytes([UInt8], offset: Int, SparseInputs)
    case floats([Float])
  }
  enum Targets: Sendable {
    case labels([Int32])
    case vectors([Float])
  }

  let inputs: Inputs
  let targets: Targets
  let task: LearningTask
  let inputCount: Int
  let outputCount: Int
  let count: Int
  /// The weight of each example; nil where all count alike.
  let weights: [Float]?
  /// The midpoint between no and yes, if the targets define one.
  let middle: Float?
  /// The smallest number of all targets.
  let leastTarget: Float
  /// Whether every target consists of shares of one whole.
  let hasShares: Bool

  init(
    inputs: Inputs, targets: Targets, task: LearningTask = .classification, inputCount: Int, outputCount: Int,
    count: Int, weights: [Float]? = nil
  ) {
    self.inputs = inputs
    self.targets = targets
    self.task = task
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.count = count
    self.weights = weights
    switch targets {
    case .labels:
      middle = nil
      leastTarget = 0
      hasShares = true
    case .vectors(let vectors):
      let isYesOrNo = outputCount == 1 || task == .multiLabel
      leastTarget = vectors.min() ?? 0
      middle = isYesOrNo && leastTarget < 0 ? 0 : 0.5
      hasShares = (0..<count).allSatisfy { vectors[$0 * outputCount..<($0 + 1) * outputCount].areShares }
    }
  }
}

extension Sequence<Float> {
  /// Whether the numbers are shares of one whole, to within 1e-4.
  var areShares: Bool { allSatisfy { $0 >= 0 } && abs(reduce(0, +) - 1) <= 1e-4 }
}

/// The inputs and targets of examples as propagation reads them, without reference counting, which would take two
/// threads on the same few examples most of their time.
struct ExampleMemory {
  enum Inputs {
    case bytes(SparseInputs.Memory)
    case floats(UnsafePointer<Float>)
  }
  enum Targets {
    case labels(UnsafePointer<Int32>)
    case vectors(UnsafePointer<Float>)
  }

  let inputs: Inputs
  let targets: Targets
  let task: LearningTask
  /// See `ExampleStorage`.
  let middle: Float?
}

extension ExampleStorage {
  /// Calls `body` with the memory of the examples, valid until it returns.
  func withMemory(_ body: (ExampleMemory) -> Void) {
    switch inputs {
    case .bytes(_, _, let sparse):
      withTargets(.bytes(sparse.memory), body)
      // Keeps the entries alive, which are read through a pointer.
      withExtendedLifetime(sparse) {}
    case .floats(let floats):
      floats.withUnsafeBufferPointer { withTargets(.floats($0.baseAddress!), body) }
    }
  }

  private func withTargets(_ inputs: ExampleMemory.Inputs, _ body: (ExampleMemory) -> Void) {
    switch targets {
    case .labels(let labels):
      labels.withUnsafeBufferPointer {
        body(ExampleMemory(inputs: inputs, targets: .labels($0.baseAddress!), task: task, middle: middle))
      }
    case .vectors(let vectors):
      vectors.withUnsafeBufferPointer {
        body(ExampleMemory(inputs: inputs, targets: .vectors($0.baseAddress!), task: task, middle: middle))
      }
    }
  }
}
