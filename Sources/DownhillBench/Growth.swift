import Downhill

/// How the time of training grows with one quantity, the others being constant.
package struct Growth: Equatable, Sendable {
  /// What grows.
  package enum Quantity: String, CaseIterable, Sendable {
    /// Training examples: the time of an epoch of the network 784-16-16-10.
    case examples
    /// Weights and biases: the time that one example takes in a network of two hidden layers.
    case parameters
    /// Epochs: the time of a whole training on a few examples.
    case epochs
  }

  /// One size and its time.
  package struct Point: Equatable, Sendable {
    /// Examples, parameters or epochs.
    package var count: Int
    /// Seconds of each repetition.
    package var seconds: [Double]

    /// Their median.
    package var median: Double { Statistics.median(seconds) }
    /// The fastest.
    package var minimum: Double { seconds.min() ?? .nan }
  }

  /// What grew.
  package var quantity: Quantity
  /// The times, the smallest size first.
  package var points: [Point]

  /// The power of the quantity that the time grows with, 1 where it grows in proportion: the slope of the line through
  /// the logarithms of sizes and medians.
  package var exponent: Double {
    Statistics.exponent(points.map { (x: Double($0.count), y: $0.median) })
  }
}

/// Measures ``Growth`` over three decades of each quantity.
package struct GrowthBenchmark {
  private let training: Examples
  private let kernels: Kernels
  private let workers: Workers
  private let clock = ContinuousClock()

  /// Sizes of each quantity. Those of the parameters are widths of the two hidden layers.
  static let exampleCounts = [60, 200, 600, 2_000, 6_000, 20_000, 60_000]
  static let widths = [16, 48, 128, 320, 768, 1_536, 3_072]
  static let epochCounts = [1, 3, 10, 30, 100, 300, 1_000]

  /// Measures on the first of these examples.
  package init(training: Examples, kernels: Kernels, threads: Int) {
    self.training = training
    self.kernels = kernels
    workers = Workers(count: threads)
  }

  /// Measures one quantity. `tell` is called before each size.
  package func measure(
    _ quantity: Growth.Quantity, tell: (_ count: Int) -> Void = { _ in }
  ) throws(EngineError) -> Growth {
    var points: [Growth.Point] = []
    switch quantity {
    case .examples:
      for count in Self.exampleCounts where count <= training.count {
        tell(count)
        points.append(Growth.Point(count: count, seconds: try epochs(of: training[0..<count])))
      }
    case .parameters:
      for width in Self.widths {
        let architecture = try Architecture(sizes: [training.inputCount, width, width, training.outputCount])
        tell(architecture.parameterCount)
        points.append(
          Growth.Point(count: architecture.parameterCount, seconds: try secondsOfExample(architecture)))
      }
    case .epochs:
      for count in Self.epochCounts {
        tell(count)
        points.append(Growth.Point(count: count, seconds: try runs(of: count)))
      }
    }
    return Growth(quantity: quantity, points: points)
  }

  /// Seconds of epochs: a tenth of a second of them at least, and no fewer than five.
  private func epochs(of examples: Examples) throws(EngineError) -> [Double] {
    let trainer = try trainer(seedNetwork(), examples, batchSize: 10)
    var seconds: [Double] = []
    var total = 0.0
    var isWarm = false
    var begin = clock.now
    try trainer.run { event in
      guard case .epochEnded = event else { return .proceed }
      let end = clock.now
      if isWarm { seconds.append(begin.duration(to: end).seconds) }
      isWarm = true
      total += seconds.last ?? 0
      begin = clock.now
      return seconds.count >= 5 && total >= 0.1 ? .stop : .proceed
    }
    return seconds
  }

  /// Seconds of an example of mini-batches of 100: five repetitions of as many steps as a tenth of a second takes.
  private func secondsOfExample(_ architecture: Architecture) throws(EngineError) -> [Double] {
    let batchSize = min(100, training.count)
    let trainer = try trainer(architecture, training, batchSize: batchSize)
    func seconds(ofSteps count: Int) throws(EngineError) -> Double {
      var steps = 0
      let begin = clock.now
      try trainer.run { event in
        guard case .miniBatchEnded = event else { return .proceed }
        steps += 1
        return steps == count ? .stop : .proceed
      }
      return begin.duration(to: clock.now).seconds
    }
    var steps = 1
    while try seconds(ofSteps: steps) < 0.1 { steps *= 2 }
    var repetitions: [Double] = []
    for _ in 0..<5 { repetitions.append(try seconds(ofSteps: steps) / Double(steps * batchSize)) }
    return repetitions
  }

  /// Seconds of a whole training of `epochs` epochs on 600 examples: five times, or as often as half a second allows.
  private func runs(of epochs: Int) throws(EngineError) -> [Double] {
    let few = training[0..<min(600, training.count)]
    var seconds: [Double] = []
    var total = 0.0
    while seconds.isEmpty || seconds.count < 5 && total < 2 {
      let trainer = try trainer(seedNetwork(), few, batchSize: 10, epochs: epochs)
      seconds.append(try clock.seconds { () throws(EngineError) in _ = try trainer.run { _ in .proceed } })
      total += seconds.last ?? 0
    }
    return seconds
  }

  private func seedNetwork() throws(EngineError) -> Architecture {
    try Architecture(sizes: [training.inputCount, 16, 16, training.outputCount])
  }

  /// Plain gradient descent. The rate is small enough for every width.
  private func trainer(
    _ architecture: Architecture, _ examples: Examples, batchSize: Int,
    epochs: Int = TrainingConfiguration.epochLimit
  ) throws(EngineError) -> Trainer {
    let recipe = Workload.Recipe(cost: .quadratic, optimizer: .sgd, learningRate: 0.1, batchSize: batchSize)
    return try Trainer(
      recipe.configuration(architecture, epochs: epochs), examples: examples, kernels: kernels, workers: workers)
  }
}
