import Downhill
import DownhillFormats
import Testing

@Suite("ModelFile")
struct ModelFileTests {
  @Test("Every setting comes back bit for bit, and the same bytes are written again", arguments: optimizers.indices)
  func roundTrip(optimizer: Int) throws {
    var random = SeededGenerator(state: UInt64(optimizer))
    for schedule in schedules {
      for batchSize in [TrainingConfiguration.BatchSize.count(1), .count(60_000), .all] {
        // There are more objectives than activations.
        for (index, objective) in objectives.enumerated() {
          let hidden = Activation.allCases[index % Activation.allCases.count]
          let model = try random.model(
            optimizer: optimizers[optimizer], schedule: schedule, batchSize: batchSize,
            shards: batchSize == .all ? 5 : 1, hidden: hidden, cost: objective.cost, output: objective.output)
          let bytes = try ModelFile.encode(model)
          let decoded = try ModelFile.decode(bytes, file: "m")
          #expect(decoded == model)
          #expect(try ModelFile.encode(decoded) == bytes)
          #expect(try ModelFile.encode(model) == bytes)
        }
      }
    }
  }

  /// Keys of the metadata over files that use every setting.
  private static let keys = Result {
    var random = SeededGenerator(state: 7)
    return try Set(
      optimizers.flatMap { optimizer in
        try schedules.flatMap {
          try content(
            of: random.model(
              optimizer: optimizer, schedule: $0, shards: 2, patience: 3, biasDeviation: 0.5, keep: .last)
          )
          .metadata
          .map(\.key)
        }
      }
        + objectives.flatMap {
          try content(of: random.model(cost: $0.cost, output: $0.output)).metadata.map(\.key)
        })
  }

  @Test("A setting that a file says is written", arguments: Setting.allCases.filter { $0.fileKey != nil })
  func written(setting: Setting) throws {
    #expect(try Self.keys.get().contains(setting.fileKey ?? ""))
  }

  @Test("What came later is left out where it has its usual value, so that old files stay as they are")
  func usualIsLeftOut() throws {
    var random = SeededGenerator(state: 8)
    let usual = try content(of: random.model())
    let other = try content(of: random.model(shards: 2, biasDeviation: 0.25))
    for key in ["shards", "bias-deviation"] {
      #expect(!usual.metadata.contains { $0.key == key } && other.metadata.contains { $0.key == key })
    }
  }

  @Test("Weights of an earlier epoch stand beside the last ones", arguments: TrainingConfiguration.Keeping.allCases)
  func kept(_ keep: TrainingConfiguration.Keeping) throws {
    var random = SeededGenerator(state: 9)
    var model = try random.model(patience: 7, keep: keep)
    model.training?.checkpoint.epochs = 12
    model.training?.data.validationSplit = .random
    var best = Trainer.Best(epoch: 5, cost: 0.1234567)
    if keep == .best {
      best.parameters = model.network.parameters
      model.training?.last = try random.model().network.parameters
    }
    model.training?.checkpoint.best = best
    let bytes = try ModelFile.encode(model)
    #expect(try ModelFile.decode(bytes, file: "m") == model)
    let content = try SafeTensors.decode(bytes, file: "m")
    #expect(content.metadata("format-version") == "2" && content.metadata("best-epoch") == "5")
    #expect((content.tensor("last.0.weight") != nil) == (keep == .best))
  }

  @Test("How examples were held out", arguments: ["random", "column:p", "column:", "column:random", "column:é,\"\n"])
  func validationSplit(_ text: String) throws {
    var random = SeededGenerator(state: 9)
    var model = try random.model()
    let split = try #require(ValidationSplit(text))
    #expect(split.text == text)
    model.training?.data.validationSplit = split
    let bytes = try ModelFile.encode(model)
    #expect(try ModelFile.decode(bytes, file: "m") == model)
    #expect(try SafeTensors.decode(bytes, file: "m").metadata("format-version") == "2")
    #expect(["", "Random", "column"].allSatisfy { ValidationSplit($0) == nil })
  }

  @Test("Networks of other shapes", arguments: [[1, 1], [3, 17], [20, 16, 15, 33, 1], [1, 1, 1, 1, 1, 1]])
  func shapes(sizes: [Int]) throws {
    var random = SeededGenerator(state: 1)
    let model = try random.model(sizes, optimizer: optimizers[4])
    #expect(try ModelFile.decode(ModelFile.encode(model), file: "m") == model)
  }

  @Test("A network of very many layers is read in the time that its bytes take", .timeLimit(.minutes(5)))
  func deep() throws {
    // Looking for each of 80,000 tensors among all of them took a quarter of an hour; the limit counts waiting as well,
    // and a busy machine makes a test wait.
    var random = SeededGenerator(state: 6)
    let architecture = try Architecture(sizes: [Int](repeating: 1, count: 40_001))
    let model = Model(
      network: try Network(architecture, parameters: random.parameters(architecture)), cost: .quadratic)
    #expect(try ModelFile.decode(ModelFile.encode(model), file: "m") == model)
  }

  @Test("Numbers of every size keep their bits")
  func numbers() throws {
    var random = SeededGenerator(state: 2)
    let base = try random.model()
    let training = try #require(base.training)
    let old = training.configuration
    for _ in 0..<2_000 {
      var model = base
      let rate = Double(bitPattern: random.next() & 0x7FEF_FFFF_FFFF_FFFF)
      guard rate > 0, rate.isFinite else { continue }
      let coefficient = Float(random.next() >> 40) * 0x1p-24
      let settings = Optimizer.AdamSettings(
        beta1: coefficient, beta2: coefficient, epsilon: max(abs(random.float()), 1))
      model.training?.configuration = try TrainingConfiguration(
        architecture: old.architecture, optimizer: .adamW(settings, weightDecay: abs(random.float())),
        learningRate: rate, schedule: .exponential(factor: rate), l2: abs(random.float()), seed: random.next())
      model.training?.checkpoint.optimizerState = [base.network.parameters, base.network.parameters]
      #expect(try ModelFile.decode(ModelFile.encode(model), file: "m") == model)
    }
  }

  @Test("The text of a file is what the documentation says")
  func text() throws {
    let architecture = try Architecture("4-3-2", hiddenActivation: .relu, outputActivation: .softmax)
    let configuration = try TrainingConfiguration(
      architecture: architecture, cost: .crossEntropy, initializer: .he, optimizer: .momentum(0.9),
      learningRate: 0.01, schedule: .oneCycle(warmUp: 0.3), batchSize: .all, l2: 1e-4, epochs: 5, horizon: 7, seed: 42)
    var checkpoint = Trainer.Checkpoint(
      random: try #require(RandomSource(state: (1, 2, 3, .max))), optimizerState: [Parameters(architecture)])
    checkpoint.epochs = 3
    checkpoint.costSum = 1
    let model = Model(
      network: try Network(architecture, parameters: Parameters(architecture)), cost: .crossEntropy,
      pictureShape: PictureShape(rows: 2, columns: 2),
      training: TrainingRecord(
        configuration: configuration, checkpoint: checkpoint,
        data: DataRecord(fingerprint: 0xABC, limit: 100, validation: 10), kernels: "avx2"))
    let content = try content(of: model)
    #expect(
      content.metadata.map { "\($0.key)=\($0.value)" } == [
        "format-version=1", "architecture=4-3-2", "activation=relu", "output-activation=softmax",
        "cost=cross-entropy", "picture=2x2", "initializer=he", "optimizer=momentum", "momentum=0.9",
        "learning-rate=0.01", "schedule=one-cycle", "warm-up=0.3", "horizon=7", "batch-size=all", "l2=0.0001",
        "epochs=5", "seed=42", "kernels=avx2", "examples=100", "validation=10",
        "examples-fingerprint=0000000000000abc", "epochs-done=3", "mini-batches-done=0", "cost-sum=3ff0000000000000",
        "hits=0", "random-state=0000000000000001-0000000000000002-0000000000000003-ffffffffffffffff",
      ])
    #expect(
      content.tensors.map { "\($0.name) \($0.shape)" } == [
        "layers.0.weight [3, 4]", "layers.0.bias [3]", "layers.1.weight [2, 3]", "layers.1.bias [2]",
        "optimizer.velocity.0.weight [3, 4]", "optimizer.velocity.0.bias [3]", "optimizer.velocity.1.weight [2, 3]",
        "optimizer.velocity.1.bias [2]",
      ])
  }

  @Test("Weights are [outputs, inputs], row by row")
  func layout() throws {
    let architecture = try Architecture("3-2")
    var parameters = Parameters(architecture)
    try parameters.setWeights([1, 2, 3, 4, 5, 6], layer: 0)
    try parameters.setBiases([7, 8], layer: 0)
    let model = Model(network: try Network(architecture, parameters: parameters), cost: .quadratic)
    let content = try content(of: model)
    #expect(
      content.tensor("layers.0.weight") == Tensor(name: "layers.0.weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6]))
    #expect(content.tensor("layers.0.bias")?.values == [7, 8])
  }

  @Test("A file of another program needs no more than the network and its cost")
  func foreign() throws {
    let file = TensorFile(
      metadata: [
        .init(key: "format", value: "pt"), .init(key: "activation", value: "gelu"),
        .init(key: "architecture", value: "2-1"), .init(key: "cost", value: "quadratic"),
        .init(key: "output-activation", value: "identity"),
      ],
      tensors: [
        Tensor(name: "layers.0.bias", shape: [1], values: [3]),
        Tensor(name: "ema.weight", shape: [1], values: [9]),
        Tensor(name: "layers.0.weight", shape: [1, 2], values: [1, 2]),
      ])
    let model = try ModelFile.decode(SafeTensors.encode(file), file: "m")
    #expect(model.training == nil && model.pictureShape == nil)
    #expect(model.cost == .quadratic)
    #expect(try model.network([10, 100]) == [213])
    // Tensors of no meaning to Downhill are not kept.
    let again = try ModelFile.decode(ModelFile.encode(model), file: "m")
    #expect(again == model)
  }

  @Test("A file by the reference implementation's order of keys is read")
  func order() throws {
    var random = SeededGenerator(state: 3)
    let model = try random.model(optimizer: optimizers[3], schedule: .oneCycle(warmUp: 0.25))
    var content = try content(of: model)
    content.metadata.sort { $0.key < $1.key }
    content.tensors.reverse()
    #expect(try ModelFile.decode(SafeTensors.encode(content), file: "m") == model)
  }

  #if os(Linux)
  @Test("A large architecture in a small file takes no memory", arguments: ["1-1000000000", "32000-32000-10", "2-2-2"])
  func large(architecture: String) async throws {
    await #expect(processExitsWith: .success) { [architecture = architecture as String] in
      var random = SeededGenerator(state: 4)
      var content = try content(of: random.model(optimizer: optimizers[4]))
      content.set("architecture", architecture)
      let bytes = try SafeTensors.encode(content)
      limitMemory(megabytes: 16)
      #expect(throws: FormatError.self) { try ModelFile.decode(bytes, file: "m") }
    }
  }
  #endif
}
