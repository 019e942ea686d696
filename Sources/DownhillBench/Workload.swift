import Downhill

/// A workload: a network, and what is done with it.
///
/// W1 to W4 are epochs of training, W5 is fifty steps of a network that is all arithmetic, W6 one gradient over all
/// examples, W7 predictions, and W8 everything from the start of a process to 95 % of the test digits.
package struct Workload: Equatable, Sendable {
  /// Its name: `W1`, `W2-32`. Several workloads may share a name.
  package let name: String
  /// Neurons of each layer.
  package let sizes: [Int]
  /// The activation of the hidden layers.
  package let hiddenActivation: Activation
  /// The activation of the last layer.
  package let outputActivation: OutputActivation
  /// What is timed.
  package let task: Task

  /// What is timed.
  package enum Task: Equatable, Sendable {
    /// An epoch: every example once, in an order drawn for it.
    case epoch(Recipe)
    /// A number of steps.
    case steps(Int, Recipe)
    /// The gradient of the mean cost of all examples.
    case gradient(Cost)
    /// One picture from its bytes to the outputs.
    case oneImage
    /// A number of pictures in one call.
    case images(Int)
    /// A new process, from its start to its end: ``ColdRun``.
    case coldRun(Recipe)
  }

  /// How a network is trained.
  package struct Recipe: Equatable, Sendable {
    /// The cost that is minimized.
    package var cost: Cost
    /// How a gradient becomes a step.
    package var optimizer: Optimizer
    /// The learning rate.
    package var learningRate: Double
    /// How the learning rate changes.
    package var schedule = LearningRateSchedule.constant
    /// Examples in a step.
    package var batchSize: Int
  }

  /// All workloads, in the order in which they run.
  package static let all: [Workload] = {
    let seed = [784, 16, 16, 10]
    let sigmoids = OutputActivation.elementwise(.sigmoid)
    let deep = [784, 2500, 2000, 1500, 1000, 500, 10]
    func plain(_ batchSize: Int) -> Task {
      .epoch(Recipe(cost: .quadratic, optimizer: .sgd, learningRate: 3, batchSize: batchSize))
    }
    func adam(_ batchSize: Int) -> Task {
      .epoch(Recipe(cost: .crossEntropy, optimizer: .adam(.init()), learningRate: 0.001, batchSize: batchSize))
    }
    func fiftySteps(_ batchSize: Int) -> Task {
      .steps(50, Recipe(cost: .crossEntropy, optimizer: .sgd, learningRate: 0.05, batchSize: batchSize))
    }
    return [
      Workload("W1", seed, .sigmoid, sigmoids, plain(10)),
      Workload("W2-32", seed, .sigmoid, sigmoids, plain(32)),
      Workload("W2-100", seed, .sigmoid, sigmoids, plain(100)),
      Workload("W2-1000", seed, .sigmoid, sigmoids, plain(1_000)),
      Workload("W3", [784, 128, 10], .relu, .softmax, adam(32)),
      Workload("W4", [784, 512, 512, 10], .relu, .softmax, adam(128)),
      Workload("W5-100", deep, .tanh, .softmax, fiftySteps(100)),
      Workload("W5-256", deep, .tanh, .softmax, fiftySteps(256)),
      Workload("W6", seed, .sigmoid, sigmoids, .gradient(.quadratic)),
      Workload("W7", seed, .sigmoid, sigmoids, .oneImage),
      Workload("W7", seed, .sigmoid, sigmoids, .images(10_000)),
      Workload("W7", [784, 128, 10], .relu, .softmax, .oneImage),
      Workload("W7", [784, 128, 10], .relu, .softmax, .images(10_000)),
      Workload("W8", seed, .silu, .softmax, .coldRun(ColdRun.recipe)),
    ]
  }()

  /// The names, each once, in order.
  package static let names: [String] = all.map(\.name).reduce(into: []) { names, name in
    if names.last != name { names.append(name) }
  }

  init(
    _ name: String, _ sizes: [Int], _ hiddenActivation: Activation,
    _ outputActivation: OutputActivation, _ task: Task
  ) {
    self.name = name
    self.sizes = sizes
    self.hiddenActivation = hiddenActivation
    self.outputActivation = outputActivation
    self.task = task
  }

  /// The network's shape.
  package func architecture() throws(EngineError) -> Architecture {
    try Architecture(sizes: sizes, hiddenActivation: hiddenActivation, outputActivation: outputActivation)
  }

  /// One repetition in a few words: `epoch, batch 10`.
  package var unit: String {
    switch task {
    case .epoch(let recipe): "epoch, batch \(recipe.batchSize)"
    case .steps(let count, let recipe): "\(count) steps, batch \(recipe.batchSize)"
    case .gradient: "gradient of all"
    case .oneImage: "1 image"
    case .images(let count): "\(count) images"
    case .coldRun: "process to 95 %"
    }
  }
}

// MARK: Cost of the work

extension Workload {
  /// The least that a dense network takes.
  package struct Work: Equatable, Sendable {
    /// Multiplications and additions of the matrix products. Biases, activations and updates are not counted.
    package var operations: Double
    /// Bytes that memory must deliver: every training example as floats, every picture to be predicted as bytes, and
    /// the passes over weights that no cache holds.
    package var bytes: Double
  }

  /// Weights, without biases.
  package var weightCount: Int { zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } }

  /// Operations of one example's forward and backward pass: 2 W forwards, 2 W for the gradient of the weights, and 2 W
  /// for the sensitivities, which the network's inputs do not need.
  package var operationsOfTrainingExample: Int { 6 * weightCount - 2 * sizes[0] * sizes[1] }

  /// The work of one repetition with `count` training examples; `nil` for a process, which does much else.
  package func work(trainingExamples count: Int) -> Work? {
    switch task {
    case .epoch(let recipe):
      training(examples: count, steps: (count + recipe.batchSize - 1) / recipe.batchSize)
    case .steps(let steps, let recipe):
      training(examples: steps * recipe.batchSize, steps: steps)
    case .gradient:
      training(examples: count, steps: 1)
    case .oneImage:
      answering(1)
    case .images(let images):
      answering(images)
    case .coldRun:
      nil
    }
  }

  private func training(examples: Int, steps: Int) -> Work {
    Work(
      operations: Double(examples) * Double(operationsOfTrainingExample),
      bytes: Double(4 * examples * sizes[0]) + weightBytes(passes: 6 * steps))
  }

  private func answering(_ images: Int) -> Work {
    Work(
      operations: Double(images) * Double(2 * weightCount), bytes: Double(images * sizes[0]) + weightBytes(passes: 1))
  }

  /// Larger weights are assumed to come from memory, six times in a step; smaller ones to stay in the cache.
  static let cachedWeightBytes = 1 << 20

  private func weightBytes(passes: Int) -> Double {
    let bytes = 4 * weightCount
    return bytes > Self.cachedWeightBytes ? Double(passes) * Double(bytes) : 0
  }
}
