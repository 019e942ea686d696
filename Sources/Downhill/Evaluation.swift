/// A network's results on examples: mean cost, without the L2 term, and the task's score, both weighted where the examples
/// carry weights.
public struct EvaluationSummary: Equatable, Sendable {
  /// Number of examples.
  public var examples: Int
  /// Mean cost.
  public var cost: Double
  /// The score; the class that outputs predict is ``OutputActivation/answer(_:)``.
  public var score: Score
}

/// The same, example by example.
public struct Evaluation: Equatable, Sendable {
  /// The means.
  public var summary: EvaluationSummary
  /// `confusion[label][prediction]`: how often examples of one class were taken for another. One output has two
  /// classes, no and yes. Empty unless the targets are classes, and for networks of more than ``confusionLimit``
  /// outputs, whose matrix would be too large.
  public var confusion: [[Int]]
  /// The outcome of every example, in their order; empty unless the targets are classes.
  public var outcomes: [Outcome]
  /// For each hidden layer up to the last one of ReLUs, the number of its ReLUs that were 0 for all examples; empty
  /// without ReLUs.
  public var deadNeurons: [Int]

  /// The most outputs for which there is a confusion matrix.
  public static let confusionLimit = 1_024

  /// The outcome of one example.
  public struct Outcome: Equatable, Sendable {
    /// Its class.
    public var label: Int
    /// The predicted class.
    public var prediction: Int
    /// The activation of that output.
    public var activation: Float
    /// The example's cost.
    public var cost: Float
  }

  /// The accuracy on the examples of each class; `nil` for a class without examples.
  public var accuracyOfClass: [Double?] {
    confusion.enumerated().map { label, row in
      let count = row.reduce(0, +)
      return count == 0 ? nil : Double(row[label]) / Double(count)
    }
  }

  /// The indices of misclassified examples, the most costly first.
  public var mistakes: [Int] {
    let wrong = outcomes.indices.filter { outcomes[$0].label != outcomes[$0].prediction }
    return sortedIndices(wrong.count) { outcomes[wrong[$0]].cost > outcomes[wrong[$1]].cost }.map { wrong[$0] }
  }
}

/// Puts examples through networks of one architecture, in buffers that are allocated once.
///
/// A network whose outputs are NaN has no answer, and no cost: it is refused by ``EngineError/overflow``.
public final class Evaluator {
  private let architecture: Architecture
  private let propagation: Propagation
  private let order: UnsafeMutablePointer<Int32>
  private var work: Work?

  /// An evaluator for networks of this architecture and cost. `capacity` is the largest usual number of examples; more
  /// are done in chunks.
  public init(
    _ architecture: Architecture, cost: Cost, kernels: Kernels = .best, workers: Workers = Workers(),
    capacity: Int = .max
  ) throws(EngineError) {
    self.architecture = architecture
    propagation = Propagation(
      architecture, objective: try Objective(cost, through: architecture.outputActivation), kernels: kernels,
      workers: workers, capacity: max(1, min(capacity, evaluationCapacity(architecture))), training: false)
    order = .allocate(capacity: propagation.capacity)
  }

  deinit { order.deallocate() }

  /// Mean cost and score.
  public func summary(_ network: Network, _ examples: Examples) throws(EngineError) -> EvaluationSummary {
    try begin(network, examples)
    try advance(examples: .max)
    return result
  }

  // MARK: Part by part

  /// Begins computing mean cost and score in parts: call ``advance(examples:)`` until ``isComplete``, then read
  /// ``result``, which has the same bits as ``summary(_:_:)``. An unfinished evaluation is dropped.
  public func begin(_ network: Network, _ examples: Examples) throws(EngineError) {
    try check(network, examples)
    guard examples.totalWeight > 0 else { throw .noWeight }
    work = Work(network: network, examples: examples)
    propagation.scoring = Scoring(examples, propagation.objective)
  }

  /// Processes at least `examples` more examples, or all that are left, in whole chunks of about a hundred or more.
  public func advance(examples: Int) throws(EngineError) {
    guard var begun = work, let network = begun.network, !isComplete else { return }
    let left = begun.examples.count - begun.tally.examples
    let chunks = (min(max(examples, 1), left) + propagation.capacity - 1) / propagation.capacity
    let first = begun.tally.examples
    let part = begun.examples[first..<first + min(chunks * propagation.capacity, left)]
    try forEachChunk(network, part) { _, count in propagation.add(to: &begun.tally, count: count) }
    if begun.tally.examples == begun.examples.count { begun.network = nil }
    work = begun
  }

  /// Whether all examples are processed, or nothing was begun.
  public var isComplete: Bool { work.map { $0.tally.examples == $0.examples.count } ?? true }

  /// The summary; the evaluation must be complete.
  public var result: EvaluationSummary {
    guard let work, isComplete else { preconditionFailure("no evaluation is complete") }
    return EvaluationSummary(work.tally, propagation.scoring)
  }

  /// An unfinished evaluation.
  private struct Work {
    /// nil once all examples are processed: a network that somebody holds is copied when it is trained further.
    var network: Network?
    let examples: Examples
    var tally = Tally()
  }

  // MARK: Example by example

  /// Cost, score, confusion matrix and the outcome of every example.
  public func evaluate(_ network: Network, _ examples: Examples) throws(EngineError) -> Evaluation {
    try check(network, examples)
    guard examples.totalWeight > 0 else { throw .noWeight }
    propagation.scoring = Scoring(examples, propagation.objective)
    var tally = Tally()
    let hasClasses = examples.task == .classification
    let classes = hasClasses && architecture.outputCount <= Evaluation.confusionLimit ? architecture.classCount : 0
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    var outcomes: [Evaluation.Outcome] = []
    outcomes.reserveCapacity(examples.count)
    var census = NeuronCensus(architecture)
    try forEachChunk(network, examples) { first, count in
      propagation.add(to: &tally, count: count)
      for row in 0..<count {
        census.count { propagation.activation(layer: $0, row: row) }
        guard hasClasses else { continue }
        let outputs = propagation.activation(layer: architecture.layerCount - 1, row: row)
        let prediction = propagation.prediction(row: row)
        let label = examples.label(first + row)
        if classes > 0 { confusion[label][prediction] += 1 }
        outcomes.append(
          Evaluation.Outcome(
            label: label, prediction: prediction, activation: outputs[min(prediction, architecture.outputCount - 1)],
            cost: propagation.cost(row: row)))
      }
    }
    return Evaluation(
      summary: EvaluationSummary(tally, propagation.scoring), confusion: confusion, outcomes: outcomes,
      deadNeurons: census.deadNeurons)
  }

  /// The activations of the outputs, example by example.
  public func outputs(_ network: Network, _ examples: Examples) throws(EngineError) -> [[Float]] {
    var all: [[Float]] = []
    all.reserveCapacity(examples.count)
    try forEachChunk(network, examples) { _, count in
      for row in 0..<count {
        let outputs = propagation.activation(layer: architecture.layerCount - 1, row: row)
        all.append((0..<architecture.outputCount).map { outputs[$0] })
      }
    }
    return all
  }

  /// The class that the outputs name, example by example.
  public func predictions(_ network: Network, _ examples: Examples) throws(EngineError) -> [Int] {
    var all: [Int] = []
    all.reserveCapacity(examples.count)
    try forEachChunk(network, examples) { _, count in
      for row in 0..<count { all.append(propagation.prediction(row: row)) }
    }
    return all
  }

  private func check(_ network: Network, _ examples: Examples) throws(EngineError) {
    guard network.architecture == architecture else {
      throw .setting(name: "the network", value: "\(network.architecture)", expected: "\(architecture)")
    }
    try examples.check(against: architecture, propagation.objective)
    guard examples.count > 0 else { throw .noExamples }
  }

  private func forEachChunk(
    _ network: Network, _ examples: Examples, _ body: (_ first: Int, _ count: Int) -> Void
  ) throws(EngineError) {
    try check(network, examples)
    var first = 0
    while first < examples.count {
      let count = min(propagation.capacity, examples.count - first)
      for index in 0..<count { order[index] = Int32(examples.range.lowerBound + first + index) }
      propagation.evaluate(examples.storage, order: order, count: count, parameters: network.parameters.values)
      guard propagation.hasAnswers(count: count) else { throw .overflow }
      body(first, count)
      first += count
    }
    // Keeps the parameters alive, which are read through a pointer.
    withExtendedLifetime(network) {}
  }
}

extension EvaluationSummary {
  init(_ tally: Tally, _ scoring: Scoring) {
    self.init(
      examples: tally.examples, cost: tally.meanCost,
      score: scoring.score(sum: tally.score, weight: tally.weight))
  }
}

/// Which hidden ReLUs were above 0 for any example.
private struct NeuronCensus {
  private var answered: [[Bool]]

  init(_ architecture: Architecture) {
    // Up to the last layer of ReLUs; of layers before it that are none, no neuron is counted.
    var layers = architecture.layerCount - 1
    while layers > 0, architecture.hiddenActivations[layers - 1] != .relu { layers -= 1 }
    answered = (0..<layers).map { layer in
      [Bool](
        repeating: false, count: architecture.hiddenActivations[layer] == .relu ? architecture.sizes[layer + 1] : 0)
    }
  }

  mutating func count(_ activations: (_ layer: Int) -> UnsafePointer<Float>) {
    for layer in answered.indices {
      let values = activations(layer)
      for neuron in answered[layer].indices where values[neuron] > 0 { answered[layer][neuron] = true }
    }
  }

  var deadNeurons: [Int] { answered.map { $0.count { !$0 } } }
}
