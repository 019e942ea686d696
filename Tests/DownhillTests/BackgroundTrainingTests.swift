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

  private func trainer(epochs: Int) throws -> Trainer {
    let configuration = try TrainingConfiguration(
      architecture: Architecture("3-5-2"), batchSize: .count(4), epochs: epochs, seed: 11)
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

  @Test("The progress comes at most a hundred times an epoch, and the newest is never lost")
  func progress() async throws {
    // 400 steps an epoch of one example each, 5 times over.
    let many = try Examples(
      inputs: (0..<400).map { Float($0 % 7) / 7 }, inputCount: 1, labels: (0..<400).map { $0 % 2 }, classCount: 2)
    let configuration = try TrainingConfiguration(architecture: Architecture("1-2-2"), batchSize: .count(1), epochs: 5)
    let training = BackgroundTraining(try Trainer(configuration, examples: many))
    var steps: [EpochProgress] = []
    for await step in training.progress { steps.append(step) }
    #expect(steps.allSatisfy { $0.miniBatch % 4 == 0 } && steps.count <= 500)
    #expect(steps.last?.epoch == 5 && steps.last?.miniBatch == 400)
    // Nobody looks: only the last is left.
    let unseen = BackgroundTraining(try Trainer(configuration, examples: many))
    _ = try await unseen.outcome
    var left: [EpochProgress] = []
    for await step in unseen.progress { left.append(step) }
    #expect(left.map(\.epoch) == [5] && left.map(\.miniBatch) == [400])
  }

  @Test("A stop ends it, and what it has learnt until then is that of a training in the foreground")
  func stop() async throws {
    let limit = TrainingConfiguration.epochLimit
    let training = BackgroundTraining(try trainer(epochs: limit))
    training.stop()
    let outcome = try await training.outcome
    #expect(!outcome.isFinished)
    let foreground = try trainer(epochs: limit)
    try foreground.run { _ in
      let (there, here) = (outcome.checkpoint, foreground.checkpoint)
      return (here.epochs, here.miniBatches) == (there.epochs, there.miniBatches) ? .stop : .proceed
    }
    #expect(foreground.network == outcome.network && foreground.checkpoint == outcome.checkpoint)
  }

  @Test("It goes on when nobody holds it any more, and when nobody reads its epochs to the end")
  func release() async throws {
    var training: BackgroundTraining? = BackgroundTraining(try trainer(epochs: 200))
    for try await _ in try #require(training).epochs { break }
    let progress = try #require(training?.progress)
    training = nil
    var last: EpochProgress?
    for await step in progress { last = step }
    #expect(last?.epoch == 200 && last?.miniBatch == 20)
  }

  @Test("The cancellation of the task that waits for the outcome, or of the one that reads the epochs, ends it")
  func cancellation() async throws {
    let trainers = try (0..<2).map { _ in try trainer(epochs: TrainingConfiguration.epochLimit) }.map { Given($0) }
    // Each task is cancelled before it waits, so that no busy machine lets the training run on.
    let waiting = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await BackgroundTraining(trainers[0].trainer).outcome
    }
    #expect(try await !waiting.value.isFinished)
    let reading = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      let training = BackgroundTraining(trainers[1].trainer)
      for try await _ in training.epochs {}
      return training
    }
    #expect(try await !reading.value.outcome.isFinished)
  }

  /// A trainer that only one task takes.
  private struct Given: @unchecked Sendable {
    let trainer: Trainer
    init(_ trainer: Trainer) { self.trainer = trainer }
  }

  @Test("What the training throws comes out of the epochs and of the outcome")
  func divergence() async throws {
    let examples = try Examples(
      inputs: [1, 2, 3, 4], inputCount: 1, targets: [1, 2, 3, 4], outputCount: 1, task: .regression)
    let configuration = try TrainingConfiguration(
      architecture: Architecture("1-1", outputActivation: .elementwise(.identity)), learningRate: 1e9,
      batchSize: .count(1), epochs: 100)
    let training = BackgroundTraining(try Trainer(configuration, examples: examples))
    await #expect(throws: BackgroundTraining.Failure.self) { for try await _ in training.epochs {} }
    let failure = await #expect(throws: BackgroundTraining.Failure.self) { try await training.outcome }
    guard case .diverged(let epoch, _)? = failure?.error else { throw EngineError.noExamples }
    #expect(failure?.outcome.checkpoint.epochs == epoch - 1 && failure?.outcome.isFinished == false)
  }
}
