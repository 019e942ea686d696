import Downhill
import Testing

@Suite struct BackgroundTrainingTests {
  private let examples: Examples

  init() throws {
    var random = RandomSource(seed: 3, stream: 0)
    let inputs = (0..<3 * 100).map { _ in Float(random.nextUniform()) }
    let labels = (0..<100).map { inputs[3 * $0] > inputs[3 * $0 + 1] ? 1 : 0 }
    examples = try Examples(inputs: inputs, inputCount: 3, labels: labels, classCount: 2)
  }

  private func trainer(epochs: Int, rate: Double? = nil) throws -> Trainer {
    let configuration = try TrainingConfiguration(
      architecture: Architecture("3-5-2"), learningRate: rate, batchSize: .count(4), epochs: epochs, seed: 11)
    return try Trainer(configuration, examples: examples[0..<80], heldOut: [examples[80..<100]], validation: 0)
  }

  @Test("Each epoch arrives in order, and the outcome is that of a training in the foreground, bit for bit")
  func sameBits() async throws {
    let foreground = try trainer(epochs: 7)
    var expected: [EpochReport] = []
    try foreground.run { event in
      if case .epochEnded(let report) = event { expected.append(report) }
      return .proceed
    }
    let training = BackgroundTraining(try trainer(epochs: 7))
    var reports: [EpochReport] = []
    for try await report in training.epochs { reports.append(report) }
    let outcome = try await training.outcome
    #expect(reports == expected)
    #expect(outcome.network == foreground.network)
    #expect(outcome.kept == foreground.kept)
    #expect(outcome.checkpoint == foreground.checkpoint)
    #expect(outcome.isFinished)
  }

  @Test("The newest progress is never lost, and there is at most a hundredth of an epoch between two")
  func progress() async throws {
    let training = BackgroundTraining(try trainer(epochs: 3))
    _ = try await training.outcome
    // Nobody looked: only the last is left.
    var seen: [EpochProgress] = []
    for await step in training.progress { seen.append(step) }
    #expect(seen.map(\.epoch) == [3] && seen.map(\.miniBatch) == [20])
  }

  @Test("A stop ends it, and training goes on from there to the same bits")
  func stop() async throws {
    let whole = try trainer(epochs: 60)
    try whole.run { _ in .proceed }
    let training = BackgroundTraining(try trainer(epochs: 60))
    for try await report in training.epochs where report.training.epoch == 2 {
      training.stop()
      break
    }
    let outcome = try await training.outcome
    #expect(outcome.checkpoint.epochs >= 2)
    let later = try Trainer(
      whole.configuration, network: outcome.network, checkpoint: outcome.checkpoint, examples: examples[0..<80],
      heldOut: [examples[80..<100]], validation: 0)
    try later.run { _ in .proceed }
    #expect(later.network == whole.network)
  }

  @Test("The cancellation of the task that waits for the outcome, or of the one that reads the epochs, ends it")
  func cancellation() async throws {
    let limit = TrainingConfiguration.epochLimit
    let training = BackgroundTraining(try trainer(epochs: limit))
    let waiting = Task { try await training.outcome }
    waiting.cancel()
    let outcome = try await waiting.value
    #expect(!outcome.isFinished && outcome.checkpoint.epochs < limit)

    let other = BackgroundTraining(try trainer(epochs: limit))
    let reading = Task { for try await _ in other.epochs {} }
    reading.cancel()
    try await reading.value
    #expect(try await !other.outcome.isFinished)
  }

  @Test("What the training throws comes out of the epochs and of the outcome")
  func divergence() async throws {
    let examples = try Examples(
      inputs: [1, 2, 3, 4], inputCount: 1, targets: [1, 2, 3, 4], outputCount: 1, task: .regression)
    let configuration = try TrainingConfiguration(
      architecture: Architecture("1-1", outputActivation: .elementwise(.identity)), learningRate: 1e9,
      batchSize: .count(1), epochs: 100)
    let training = BackgroundTraining(try Trainer(configuration, examples: examples))
    await #expect(throws: EngineError.self) { for try await _ in training.epochs {} }
    await #expect(throws: EngineError.self) { try await training.outcome }
  }
}
