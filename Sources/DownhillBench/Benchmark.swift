import Downhill

/// Times workloads and measures the machine they run on.
///
/// Only the work is timed: examples are in memory, buffers are allocated, one repetition has warmed everything up, and
/// accuracy is measured afterwards. The exceptions are the fifty steps of W5, which are not warmed up; single pictures,
/// each with the 30 ns of reading the clock; and W8, which is timed from outside with everything it does.
package final class Benchmark {
  /// Runs a ``ColdRun`` with this seed and number of threads as a process, and waits for it.
  package typealias ColdStart = (_ seed: UInt64, _ threads: Int) throws -> ColdReport

  /// The outcome of such a process.
  package struct ColdReport: Sendable {
    /// From before its start to after its end.
    package var seconds: Double
    /// Its accuracy on the test examples at its end.
    package var testAccuracy: Double
    /// The most memory that it held.
    package var peakResidentBytes: Int?

    /// An outcome.
    package init(seconds: Double, testAccuracy: Double, peakResidentBytes: Int?) {
      self.seconds = seconds
      self.testAccuracy = testAccuracy
      self.peakResidentBytes = peakResidentBytes
    }
  }

  private let training: Examples
  private let test: Examples
  private let kernels: Kernels
  private let repetitions: Repetitions
  private let coldStart: ColdStart
  private let clock = ContinuousClock()
  private let arithmetic: ArithmeticProbe
  private var pools: [Int: Workers] = [:]
  /// The fastest arithmetic seen so far, by the number of threads.
  private var peaks: [Int: Double] = [:]

  /// Calls in one repetition of predicting a single picture.
  private static let calls = 10_000

  /// A benchmark on these examples, MNIST's in their order.
  package init(
    training: Examples, test: Examples, kernels: Kernels, repetitions: Repetitions, coldStart: @escaping ColdStart
  ) {
    self.training = training
    self.test = test
    self.kernels = kernels
    self.repetitions = repetitions
    self.coldStart = coldStart
    arithmetic = ArithmeticProbe(kernels)
  }

  /// Times a workload with this many threads; a single picture always has one.
  package func measure(_ workload: Workload, threads: Int) throws -> Measurement {
    let threads = workload.task == .oneImage ? 1 : threads
    let workers = workers(threads)
    var result = Measurement(
      workload: workload, threads: threads, seconds: [], work: workload.work(trainingExamples: training.count))
    let before = peak(workers)
    switch workload.task {
    case .epoch(let recipe): try trainEpochs(recipe, workers, &result)
    case .steps(let count, let recipe): try trainSteps(count, recipe, workers, &result)
    case .gradient(let cost): try takeGradients(cost, workers, &result)
    case .oneImage: try answerOneByOne(workers, &result)
    case .images(let count): try answerAtOnce(count, workers, &result)
    case .coldRun: try startProcesses(&result)
    }
    result.peakMeanwhile = min(before, peak(workers))
    return result
  }

  /// The machine's limits for each number of threads. Takes 256 MiB for a moment.
  package func limits(threadCounts: [Int]) -> MachineLimits {
    let reading = ReadProbe(kernels)
    return MachineLimits(
      limits: threadCounts.map { threads in
        let workers = workers(threads)
        _ = peak(workers, runs: 12)
        return MachineLimits.Limit(
          threads: threads, operationsPerSecond: peaks[threads] ?? .nan,
          bytesPerSecond: reading.bytesPerSecond(workers, runs: 8))
      })
  }

  private func workers(_ count: Int) -> Workers {
    if let pool = pools[count] { return pool }
    let pool = Workers(count: count)
    pools[count] = pool
    return pool
  }

  private func peak(_ workers: Workers, runs: Int = 3) -> Double {
    let peak = arithmetic.operationsPerSecond(workers, runs: runs)
    peaks[workers.count] = max(peak, peaks[workers.count] ?? 0)
    return peak
  }
}

// MARK: Training

extension Benchmark {
  private func trainEpochs(
    _ recipe: Workload.Recipe, _ workers: Workers, _ result: inout Measurement
  ) throws(EngineError) {
    let trainer = try trainer(recipe, workers, result.workload)
    var seconds: [Double] = []
    var isWarm = false
    var begin = clock.now
    try trainer.run { event in
      guard case .epochEnded = event else { return .proceed }
      let end = clock.now
      if isWarm { seconds.append(begin.duration(to: end).seconds) }
      isWarm = true
      begin = clock.now
      return repetitions.areEnough(seconds) ? .stop : .proceed
    }
    result.seconds = seconds
    result.testAccuracy = try accuracy(trainer.network, recipe.cost)
  }

  private func trainSteps(
    _ count: Int, _ recipe: Workload.Recipe, _ workers: Workers, _ result: inout Measurement
  ) throws(EngineError) {
    let trainer = try trainer(recipe, workers, result.workload)
    while !repetitions.areEnough(result.seconds) {
      var steps = 0
      let begin = clock.now
      try trainer.run { event in
        guard case .miniBatchEnded = event else { return .proceed }
        steps += 1
        return steps == count ? .stop : .proceed
      }
      result.seconds.append(begin.duration(to: clock.now).seconds)
    }
    result.testAccuracy = try accuracy(trainer.network, recipe.cost)
  }

  private func trainer(
    _ recipe: Workload.Recipe, _ workers: Workers, _ workload: Workload
  ) throws(EngineError) -> Trainer {
    try Trainer(
      recipe.configuration(workload.architecture()), examples: training, kernels: kernels, workers: workers)
  }

  private func accuracy(_ network: Network, _ cost: Cost) throws(EngineError) -> Double {
    try Evaluator(network.architecture, cost: cost, kernels: kernels).summary(network, test).score.value
  }

  private func takeGradients(
    _ cost: Cost, _ workers: Workers, _ result: inout Measurement
  ) throws(EngineError) {
    let network = try freshNetwork(result.workload)
    let evaluator = try GradientEvaluator(
      network.architecture, cost: cost, kernels: kernels, workers: workers)
    _ = try evaluator.gradient(network, of: training)
    while !repetitions.areEnough(result.seconds) {
      result.seconds.append(
        try clock.seconds { () throws(EngineError) in _ = try evaluator.gradient(network, of: training) })
    }
  }

  private func freshNetwork(_ workload: Workload) throws(EngineError) -> Network {
    let architecture = try workload.architecture()
    var random = RandomSource(seed: 1)
    return Network(architecture, initializer: .suited(to: architecture.hiddenActivations), random: &random)
  }
}

// MARK: Predicting

extension Benchmark {
  private func answerOneByOne(_ workers: Workers, _ result: inout Measurement) throws(EngineError) {
    let respondent = try PicturePredictor(freshNetwork(result.workload), kernels: kernels, workers: workers)
    let images = (0..<min(test.count, Self.calls)).map { test[$0..<$0 + 1].bytes }
    for image in images.prefix(1_000) { _ = respondent.firstOutput(image) }
    for _ in 0..<(repetitions.count ?? 5) {
      var times: [Double] = []
      times.reserveCapacity(Self.calls)
      for call in 0..<Self.calls {
        let image = images[call % images.count]
        let begin = clock.now
        _ = respondent.firstOutput(image)
        times.append(begin.duration(to: clock.now).seconds)
      }
      let median = Statistics.median(times)
      if median < result.minimum || result.seconds.isEmpty {
        result.percentile99 = Statistics.quantile(0.99, of: times)
      }
      result.seconds.append(median)
    }
  }

  private func answerAtOnce(_ count: Int, _ workers: Workers, _ result: inout Measurement) throws(EngineError) {
    let respondent = try PicturePredictor(freshNetwork(result.workload), kernels: kernels, workers: workers)
    let images = test[0..<min(count, test.count)]
    _ = try respondent.predictions(images)
    while !repetitions.areEnough(result.seconds) {
      result.seconds.append(
        try clock.seconds { () throws(EngineError) in _ = try respondent.predictions(images) })
    }
  }
}

/// Predicts pictures with the engine.
private struct PicturePredictor {
  private let network: Network
  private let predictor: Predictor
  private let evaluator: Evaluator

  init(_ network: Network, kernels: Kernels, workers: Workers) throws(EngineError) {
    self.network = network
    predictor = Predictor(network, kernels: kernels)
    let isSoftmax = network.architecture.outputActivation == .softmax
    evaluator = try Evaluator(
      network.architecture, cost: isSoftmax ? .crossEntropy : .quadratic, kernels: kernels, workers: workers)
  }

  /// The first output for one picture of bytes.
  func firstOutput(_ image: [UInt8]) -> Float {
    image.withUnsafeBufferPointer { predictor.withOutputs($0) { $0[0] } }
  }

  /// The predictions for many pictures.
  func predictions(_ images: Examples) throws(EngineError) -> [Int] { try evaluator.predictions(network, images) }
}

extension Examples {
  /// The inputs as bytes again, example after example.
  fileprivate var bytes: [UInt8] {
    (0..<count).flatMap { inputs($0).map { UInt8(max(0, min(255, ($0 * 255).rounded()))) } }
  }
}

// MARK: Processes

extension Benchmark {
  /// Seeds 1, 2, … one process each. The accuracy is the lowest of them, the memory the largest.
  private func startProcesses(_ result: inout Measurement) throws {
    for seed in 1...(repetitions.count ?? 5) {
      let report = try coldStart(UInt64(seed), result.threads)
      result.seconds.append(report.seconds)
      result.testAccuracy = min(result.testAccuracy ?? 1, report.testAccuracy)
      result.peakResidentBytes = [result.peakResidentBytes, report.peakResidentBytes].compactMap { $0 }.max()
    }
  }
}
