import Downhill
import DownhillFormats
import Testing

@Suite("Training on from a model file")
struct ResumeTests {
  private let examples: Examples

  init() throws {
    // 200 pictures of 3×4 pixels, mostly paper, whose brightest row tells the class.
    var random = SeededGenerator(state: 7)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for _ in 0..<200 {
      let label = random.below(4)
      labels.append(UInt8(label))
      for index in 0..<12 {
        pixels.append(index / 3 == label ? UInt8(128 + random.below(128)) : UInt8(random.below(4) == 0 ? 90 : 0))
      }
    }
    examples = try Examples(bytes: pixels, inputCount: 12, labels: labels, classCount: 4)
  }

  private func bytes(_ trainer: Trainer) throws -> [UInt8] {
    try ModelFile.encode(
      Model(
        network: trainer.network, cost: trainer.configuration.cost,
        training: TrainingRecord(
          configuration: trainer.configuration, checkpoint: trainer.checkpoint,
          data: DataRecord(fingerprint: examples.fingerprint(), limit: 200, validation: 0), kernels: "best")))
  }

  private func resumed(_ bytes: [UInt8]) throws -> Trainer {
    let model = try ModelFile.decode(bytes, file: "m")
    let training = try #require(model.training)
    #expect(training.data.fingerprint == examples.fingerprint())
    return try Trainer(
      training.configuration, network: model.network, checkpoint: training.checkpoint, examples: examples)
  }

  /// Batches of 10: 20 steps an epoch, stopped 1 epoch and 7 steps in. All at once: 1 step, stopped before the second
  /// epoch ends.
  private static let stops: [(batchSize: TrainingConfiguration.BatchSize, steps: Int)] = [(.count(10), 27), (.all, 2)]

  @Test("The file of a broken run is that of an unbroken one, byte for byte", arguments: optimizers.indices)
  func broken(optimizer: Int) throws {
    for schedule in [.exponential(factor: 0.8), .cosine, .oneCycle(warmUp: 0.3)] as [LearningRateSchedule] {
      for (batchSize, steps) in Self.stops {
        let configuration = try TrainingConfiguration(
          architecture: try Architecture("12-9-4", hiddenActivation: .tanh), optimizer: optimizers[optimizer],
          learningRate: 0.05, schedule: schedule, batchSize: batchSize, l2: 1e-4, epochs: 3, seed: 11)
        let unbroken = try Trainer(configuration, examples: examples)
        #expect(try unbroken.run { _ in .proceed })

        let first = try Trainer(configuration, examples: examples)
        var left = steps
        let isDone = try first.run { event in
          guard case .miniBatchEnded = event else { return .proceed }
          left -= 1
          return left == 0 ? .stop : .proceed
        }
        #expect(!isDone && first.checkpoint.epochs == 1 && first.checkpoint.miniBatches == (steps == 27 ? 7 : 1))
        let second = try resumed(bytes(first))
        #expect(try bytes(second) == bytes(first))
        #expect(try second.run { _ in .proceed })
        #expect(try bytes(second) == bytes(unbroken))
        #expect(try bytes(second) != bytes(first))
      }
    }
  }

  @Test("A finished run continues for more epochs, with the horizon of the first run")
  func extended() throws {
    let configuration = try TrainingConfiguration(
      architecture: try Architecture("12-9-4"), optimizer: .momentum(0.9), learningRate: 0.05, schedule: .cosine,
      epochs: 2, seed: 12)
    let first = try Trainer(configuration, examples: examples)
    try first.run { _ in .proceed }
    let model = try ModelFile.decode(bytes(first), file: "m")
    var training = try #require(model.training)
    training.configuration = try training.configuration.lasting(epochs: 3)
    let second = try Trainer(
      training.configuration, network: model.network, checkpoint: training.checkpoint, examples: examples)
    #expect(try second.run { _ in .proceed })
    let decoded = try #require(try ModelFile.decode(bytes(second), file: "m").training)
    #expect(decoded.configuration.epochs == 3 && decoded.configuration.horizon == 2)
    #expect(decoded.checkpoint.epochs == 3 && decoded.checkpoint.miniBatches == 0)
  }
}
