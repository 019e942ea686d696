import Synchronization
import Testing

@testable import Downhill

/// What a listener may do during training: read and keep everything, but not train.
@Suite struct ListenerTests {
  /// Hundreds of examples in a full batch: several chunks to a step.
  private static func trainer(_ optimizer: Optimizer = .momentum(0.5), epochs: Int = 3) throws -> Trainer {
    let configuration = try TrainingConfiguration(
      architecture: Architecture("8-5-3"), optimizer: optimizer, batchSize: .all, epochs: epochs)
    return try Trainer(configuration, examples: examples())
  }

  @Test func aListenerCannotRunItsOwnTraining() throws {
    let straight = try Self.trainer()
    try straight.run { _ in .proceed }
    let trainer = try Self.trainer()
    var refusals = 0
    func tryToRun() {
      #expect(throws: EngineError.running) { try trainer.run { _ in .proceed } }
      refusals += 1
    }
    let isDone = try trainer.run(
      stopsWithinStep: { _ in
        tryToRun()
        return false
      }
    ) { _ in
      tryToRun()
      return .proceed
    }
    #expect(isDone && refusals >= 3 * (2 + 2))
    #expect(trainer.checkpoint == straight.checkpoint && trainer.network == straight.network)
    #expect(trainer.checkpoint.epochs == 3)
    // Afterwards it may be run again, also after an error.
    #expect(try trainer.run { _ in .proceed })
    #expect(EngineError.running.description == "this training is running already: its listener cannot run it")
  }

  @Test func aStoppedTrainingIsNotRunning() throws {
    let trainer = try Self.trainer()
    #expect(try !trainer.run { _ in .stop })
    #expect(try !trainer.run(stopsWithinStep: { _ in true }) { _ in .proceed })
    #expect(try trainer.run { _ in .proceed })
  }

  @Test(arguments: [Optimizer.sgd, .momentum(0.9), .adam(.init())])
  func copiesTakenWithinAStepStayAsTheyAre(_ optimizer: Optimizer) throws {
    let straight = try Self.trainer(optimizer)
    try straight.run { _ in .proceed }
    let trainer = try Self.trainer(optimizer)
    var kept: [(network: Network, checkpoint: Trainer.Checkpoint, weights: [Float], state: [Float])] = []
    try trainer.run(stopsWithinStep: { _ in
      let state = trainer.checkpoint.optimizerState.first?.weights(layer: 0) ?? []
      kept.append((trainer.network, trainer.checkpoint, trainer.network.parameters.weights(layer: 0), state))
      return false
    }) { _ in .proceed }
    #expect(kept.count >= 6)
    for copy in kept {
      #expect(copy.network.parameters.weights(layer: 0) == copy.weights)
      #expect(copy.checkpoint.optimizerState.first?.weights(layer: 0) ?? [] == copy.state)
    }
    #expect(kept[0].weights != trainer.network.parameters.weights(layer: 0))
    // Who looked has changed nothing.
    #expect(trainer.network == straight.network && trainer.checkpoint == straight.checkpoint)
  }

  @Test func theLastPartOfAStepIsToldWhenItIsTaken() throws {
    let trainer = try Self.trainer(epochs: 1)
    var seen = 0
    var steps: [Int] = []
    try trainer.run(stopsWithinStep: { examples in
      seen += examples
      steps.append(trainer.checkpoint.miniBatches)
      return false
    }) { _ in .proceed }
    #expect(seen == 700 && steps.last == 1 && steps.dropLast().allSatisfy { $0 == 0 })
  }

  // MARK: The padding

  /// What debug builds look at after every chunk and epoch.
  @Test func paddingThatIsNotZeroIsSeen() throws {
    var parameters = Parameters(try Architecture("3-2"))
    #expect(parameters.paddingIsZero)
    let copy = parameters
    parameters.withMutableValues { $0[2] = 1 }
    #expect(!parameters.paddingIsZero && copy.paddingIsZero)
    let stages = Stages(parameters.layers, [.sigmoid], capacity: 2, training: true)
    #expect(stages[0].sensitivitiesArePadded(count: 2))
    stages[0].sensitivities[16 + 2] = 1
    #expect(stages[0].sensitivitiesArePadded(count: 1) && !stages[0].sensitivitiesArePadded(count: 2))
  }

  // MARK: Workers shared by many

  /// Two threads and their tasks ask the same workers: each job is done once, and to its end, before its call returns.
  @Test(arguments: [2, 3]) func workersMayBeShared(_ count: Int) {
    let workers = Workers(count: count)
    let outer = Workers(count: 2)
    let sums = (0..<2).map { _ in Sum() }
    for _ in 0..<50 {
      outer.run(2) { thread in
        for round in 0..<20 {
          let job = Sum()
          workers.run(7) { task in
            // A job within a task of the same workers.
            workers.run(3) { _ in job.value.add(1, ordering: .relaxed) }
            job.value.add(task, ordering: .relaxed)
          }
          // 7 · 3 of the inner jobs, and 0 + … + 6.
          if job.value.load(ordering: .relaxed) != 42 {
            Issue.record("job \(round) is \(job.value.load(ordering: .relaxed))")
          }
          sums[thread].value.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(sums.allSatisfy { $0.value.load(ordering: .relaxed) == 1_000 })
  }

  /// Trainers on two threads with the same workers come to the bits of one alone.
  @Test func trainersMayShareWorkers() throws {
    let expected = try Self.trainer()
    try expected.run { _ in .proceed }
    let workers = Workers(count: 2)
    let trainers = try (0..<2).map { _ in
      let trainer = try Self.trainer()
      return SharedTrainer(
        try Trainer(
          trainer.configuration, network: trainer.network, checkpoint: trainer.checkpoint,
          examples: Self.examples(), workers: workers))
    }
    Workers(count: 2).run(2) { trainers[$0].run() }
    for shared in trainers { #expect(shared.trainer.network == expected.network) }
  }

  private static func examples() throws -> Examples {
    var random = RandomSource(seed: 3)
    return try Examples(
      bytes: (0..<700 * 8).map { _ in UInt8(random.nextInteger(below: 256)) }, inputCount: 8,
      labels: (0..<700).map { UInt8($0 % 3) }, classCount: 3)
  }

  private final class Sum: Sendable {
    let value = Atomic<Int>(0)
  }

  /// Each is touched by one thread.
  private final class SharedTrainer: @unchecked Sendable {
    let trainer: Trainer
    init(_ trainer: Trainer) { self.trainer = trainer }
    func run() { #expect(throws: Never.self) { try trainer.run { _ in .proceed } } }
  }
}
