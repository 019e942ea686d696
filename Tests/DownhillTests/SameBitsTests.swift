import Testing

@testable import Downhill

/// Same seed, data, settings and kernel table: the same bits, whatever the number of threads and wherever training was
/// stopped and taken up again.
@Suite struct SameBitsTests {
  /// A configuration and how many examples it is given.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let configuration: TrainingConfiguration
    let examples: Examples
    var testDescription: String { name }

    init(
      _ name: String, sizes: [Int], hidden: Activation, output: OutputActivation, cost: Cost, optimizer: Optimizer,
      batch: TrainingConfiguration.BatchSize, examples count: Int, floats: Bool = false, epochs: Int = 2,
      schedule: LearningRateSchedule? = nil, l2: Float = 0
    ) {
      do {
        let architecture = try Architecture(sizes: sizes, hiddenActivation: hidden, outputActivation: output)
        self.name = name
        configuration = try TrainingConfiguration(
          architecture: architecture, cost: cost, optimizer: optimizer, schedule: schedule, batchSize: batch, l2: l2,
          epochs: epochs, seed: 77)
        examples = try SameBitsTests.examples(count, inputs: sizes[0], classes: sizes[sizes.count - 1], floats: floats)
      } catch { preconditionFailure("\(error)") }
    }
  }

  /// Pictures of which most pixels are paper, or floats.
  static func examples(_ count: Int, inputs: Int, classes: Int, floats: Bool = false) throws -> Examples {
    var random = RandomSource(seed: UInt64(count))
    let labels = (0..<count).map { _ in random.nextInteger(below: classes) }
    if floats {
      let numbers = (0..<count * inputs).map { _ in Float(random.nextNormal()) }
      return try Examples(inputs: numbers, inputCount: inputs, labels: labels, classCount: classes)
    }
    let bytes = (0..<count * inputs).map { _ in
      random.nextInteger(below: 4) == 0 ? UInt8(random.nextInteger(below: 256)) : 0
    }
    return try Examples(bytes: bytes, inputCount: inputs, labels: labels.map(UInt8.init), classCount: classes)
  }

  static let cases = [
    Case(
      "the first network", sizes: [784, 16, 16, 10], hidden: .sigmoid, output: .elementwise(.sigmoid),
      cost: .quadratic, optimizer: .sgd, batch: .count(10), examples: 205),
    Case(
      "wide input, Adam", sizes: [784, 128, 10], hidden: .relu, output: .softmax, cost: .crossEntropy,
      optimizer: .adam(.init()), batch: .count(32), examples: 150),
    Case(
      "wide layers of floats", sizes: [64, 300, 200, 10], hidden: .tanh, output: .elementwise(.sigmoid),
      cost: .crossEntropy, optimizer: .nesterov(0.9), batch: .count(100), examples: 230, floats: true),
    Case(
      "all at once, in chunks", sizes: [20, 40, 5], hidden: .gelu, output: .softmax, cost: .crossEntropy,
      optimizer: .adamW(.init(), weightDecay: 0.1), batch: .all, examples: 2_500, epochs: 3),
    Case(
      "all at once, in chunks of floats", sizes: [7, 33, 3], hidden: .silu, output: .elementwise(.identity),
      cost: .quadratic, optimizer: .momentum(0.9), batch: .all, examples: 4_200, floats: true),
  ]

  /// All that a run shows for itself.
  struct Run: Equatable {
    var network: Network
    var checkpoint: Trainer.Checkpoint
    var progress: [EpochProgress] = []
    var reports: [EpochReport] = []
  }

  static func train(_ test: Case, threads: Int, kernels: Kernels = .best) throws -> Run {
    let trainer = try Trainer(
      test.configuration, examples: test.examples, heldOut: [test.examples[0..<40]], kernels: kernels,
      workers: Workers(count: threads))
    var run = Run(network: trainer.network, checkpoint: trainer.checkpoint)
    try trainer.run { event in
      switch event {
      case .miniBatchEnded(let progress): run.progress.append(progress)
      case .epochEnded(let report): run.reports.append(report)
      }
      return .proceed
    }
    run.network = trainer.network
    run.checkpoint = trainer.checkpoint
    return run
  }

  // MARK: Threads

  @Test func chunksAreWhatTheirCasesSay() {
    for test in Self.cases where test.configuration.batchSize == .all {
      #expect(chunkCapacity(test.configuration.architecture) < test.examples.count)
    }
  }

  @Test(arguments: cases) func sameSeedTwice(_ test: Case) throws {
    let first = try Self.train(test, threads: 1)
    #expect(try Self.train(test, threads: 1) == first)
    let other = try TrainingConfiguration(
      architecture: test.configuration.architecture, cost: test.configuration.cost, seed: 78)
    #expect(
      try Trainer(other, examples: test.examples).network
        != Trainer(test.configuration, examples: test.examples).network)
    // Something was learned, or equality would prove nothing.
    #expect(try first.network != Trainer(test.configuration, examples: test.examples).network)
  }

  @Test(arguments: cases, Kernels.available) func trainingOnAnyNumberOfThreads(_ test: Case, _ kernels: Kernels) throws
  {
    let alone = try Self.train(test, threads: 1, kernels: kernels)
    for threads in [2, 3, 7] {
      #expect(try Self.train(test, threads: threads, kernels: kernels) == alone, "\(threads) threads")
    }
    #expect(Self.paddingIsZero(alone.network.parameters))
    #expect(alone.checkpoint.optimizerState.allSatisfy(Self.paddingIsZero))
  }

  @Test(arguments: cases) func evaluationAndGradientOnAnyNumberOfThreads(_ test: Case) throws {
    let network = try Trainer(test.configuration, examples: test.examples).network
    let cost = test.configuration.cost
    let alone = try Evaluator(network.architecture, cost: cost).evaluate(network, test.examples)
    let outputs = try Evaluator(network.architecture, cost: cost).outputs(network, test.examples)
    let gradient = try network.gradient(of: test.examples, cost: cost)
    for threads in [2, 3, 7] {
      let workers = Workers(count: threads)
      let evaluator = try Evaluator(network.architecture, cost: cost, workers: workers)
      #expect(try evaluator.evaluate(network, test.examples) == alone)
      #expect(try evaluator.summary(network, test.examples) == alone.summary)
      #expect(try evaluator.outputs(network, test.examples) == outputs)
      let found = try network.gradient(of: test.examples, cost: cost, workers: workers)
      #expect(found.cost == gradient.cost && found.gradient == gradient.gradient)
    }
    #expect(Self.paddingIsZero(gradient.gradient))
  }

  static func paddingIsZero(_ parameters: Parameters) -> Bool {
    parameters.layers.allSatisfy { layer in
      (0...layer.inputs).allSatisfy { row in
        (layer.outputs..<layer.stride).allSatisfy { parameters.values[layer.weights + row * layer.stride + $0] == 0 }
      }
    }
  }

  // MARK: Left within a step

  /// Full batches that are left after every chunk, or after some, and once read in between.
  @Test(arguments: cases, [1, 2]) func leftWithinSteps(_ test: Case, _ threads: Int) throws {
    let whole = try Self.train(test, threads: threads)
    for every in [1, 3] {
      let trainer = try Trainer(
        test.configuration, examples: test.examples, heldOut: [test.examples[0..<40]],
        workers: Workers(count: threads))
      var run = Run(network: trainer.network, checkpoint: trainer.checkpoint)
      var (asked, pauses, isDone) = (0, 0, false)
      while !isDone {
        let before = (trainer.network, trainer.checkpoint)
        var events = 0
        isDone = try trainer.run(stopsWithinStep: { examples in
          #expect(examples > 0)
          asked += 1
          return asked % every == 0
        }) { event in
          events += 1
          switch event {
          case .miniBatchEnded(let progress): run.progress.append(progress)
          case .epochEnded(let report): run.reports.append(report)
          }
          return .proceed
        }
        // In the midst of a step nothing has changed that others see.
        if !isDone, events == 0 { #expect(before.0 == trainer.network && before.1 == trainer.checkpoint) }
        if !isDone { pauses += 1 }
      }
      run.network = trainer.network
      run.checkpoint = trainer.checkpoint
      #expect(run == whole, "left \(pauses) times")
      let chunks = (test.examples.count - 1) / chunkCapacity(test.configuration.architecture)
      if test.configuration.batchSize == .all, every == 1 {
        #expect(pauses == chunks * test.configuration.epochs && pauses > 0)
      }
    }
  }

  // MARK: Stopped and taken up again

  /// 53 examples in mini-batches of 10: the last of six has three.
  static let resumed: [Case] = [
    Optimizer.sgd, .momentum(0.9), .nesterov(0.9), .adam(.init()), .adamW(.init(), weightDecay: 0.05),
  ].flatMap { optimizer in
    [LearningRateSchedule.exponential(factor: 0.8), .linear(epochs: 2.5), .cosine, .oneCycle(warmUp: 0.3)].map {
      schedule in
      Case(
        "\(optimizer.name), \(schedule.name)", sizes: [30, 20, 4], hidden: .sigmoid, output: .elementwise(.sigmoid),
        cost: .quadratic, optimizer: optimizer, batch: .count(10), examples: 53, epochs: 3, schedule: schedule, l2: 0.01
      )
    }
  }

  @Test(arguments: resumed) func stoppedAnywhere(_ test: Case) throws {
    let whole = try Self.train(test, threads: 1)
    // Numbers of events, of seven in an epoch: first, middle and last mini-batch, end of the epoch, and the next ones.
    for stops in [[1], [3], [6], [7], [8], [13], [14], [20], [2, 6, 7, 9], Array(1...20)] {
      var network = try Trainer(test.configuration, examples: test.examples).network
      var checkpoint = try Trainer(test.configuration, examples: test.examples).checkpoint
      var run = Run(network: network, checkpoint: checkpoint)
      var events = 0
      var isDone = false
      while !isDone {
        let trainer = try Trainer(
          test.configuration, network: network, checkpoint: checkpoint, examples: test.examples,
          heldOut: [test.examples[0..<40]])
        isDone = try trainer.run { event in
          events += 1
          switch event {
          case .miniBatchEnded(let progress): run.progress.append(progress)
          case .epochEnded(let report): run.reports.append(report)
          }
          return stops.contains(events) ? .stop : .proceed
        }
        network = trainer.network
        checkpoint = trainer.checkpoint
      }
      run.network = network
      run.checkpoint = checkpoint
      #expect(run == whole, "stopped after events \(stops)")
      #expect(events == 21)
    }
  }

  /// The same trainer may be run again after a stop, and more epochs may be asked of a finished one.
  @Test func runningOnInTheSameTrainer() throws {
    let test = Self.resumed[0]
    let whole = try Self.train(test, threads: 1)
    let trainer = try Trainer(test.configuration, examples: test.examples)
    var events = 0
    while try !trainer.run({ _ in
      events += 1
      return events % 4 == 0 ? .stop : .proceed
    }) {}
    #expect(trainer.network == whole.network && events == 21)
    #expect(try trainer.run { _ in .stop })

    var longer = test.configuration
    longer = try longer.lasting(epochs: 5)
    let straight = try Trainer(longer, examples: test.examples)
    try straight.run { _ in .proceed }
    let after = try Trainer(
      longer, network: whole.network, checkpoint: whole.checkpoint, examples: test.examples)
    try after.run { _ in .proceed }
    #expect(after.network == straight.network && after.checkpoint == straight.checkpoint)
  }

  /// Reading the network during training gives a value that later steps leave alone, and leaves their bits alone.
  @Test func networksReadBetweenEvents() throws {
    let test = Self.cases[0]
    let whole = try Self.train(test, threads: 2)
    let trainer = try Trainer(test.configuration, examples: test.examples, workers: Workers(count: 2))
    var kept: [(Network, [Float])] = []
    try trainer.run { event in
      let network = trainer.network
      kept.append((network, network.parameters.weights(layer: 2)))
      return .proceed
    }
    #expect(trainer.network == whole.network)
    #expect(kept.allSatisfy { $0.parameters.weights(layer: 2) == $1 })
    #expect(kept[0].1 != kept[1].1)
  }
}
