import Downhill
import DownhillFiles
import DownhillMNIST
import Testing

@testable import DownhillExplain

/// S11: quick inaccurate steps against slow accurate ones.
@Suite struct RaceTests {
  private static let digits = Result { try DataSource(name: "MNIST", files: MNIST.files).load(.test).examples }

  /// 600 digits for training and 200 for the test.
  private func track(kernels: Kernels = .best, threads: Int? = 1) throws -> RaceTrack {
    var random = RandomSource(seed: 3)
    let digits = try Self.digits.get()
    return RaceTrack(
      start: Network(try Architecture("784-8-10"), initializer: .lecun, random: &random), cost: .quadratic,
      training: digits[0..<600], measured: 300, test: digits[600..<800], seed: 3, kernels: kernels, threads: threads)
  }

  private func entrant(_ batchSize: TrainingConfiguration.BatchSize, _ rate: Double = 1) -> Entrant {
    Entrant(batchSize: batchSize, learningRate: rate)
  }

  @Test func `a race over the same examples shows them to all, and small steps come farther`() throws {
    let race = try Race(try track(), limit: .epochs(4)) { 0 }
    var costs: [Double] = []
    for (batchSize, steps) in [(.all, 4), (.count(100), 24), (.count(7), 344), (.count(1), 2_400)]
      as [(TrainingConfiguration.BatchSize, Int)]
    {
      let racer = try race.run(entrant(batchSize))
      #expect(racer.end.examples == 2_400 && racer.end.steps == steps)
      #expect(
        racer.points[0]
          == RacePoint(
            seconds: 0, steps: 0, examples: 0, cost: racer.points[0].cost, testCost: racer.points[0].testCost,
            testAccuracy: racer.points[0].testAccuracy))
      #expect(zip(racer.points, racer.points.dropFirst()).allSatisfy { $0.steps < $1.steps })
      #expect(racer.points.count <= 26 && racer.path.isEmpty && !racer.hasDiverged)
      costs.append(racer.end.cost)
    }
    #expect(costs == costs.sorted(by: >), "\(costs)")
  }

  @Test func `a racer does what a trainer of its settings does`() throws {
    let track = try track()
    let racer = try Race(track, limit: .epochs(3), keepsPaths: true) { 0 }.run(entrant(.count(32), 0.5))
    let trainer = try Trainer(
      TrainingConfiguration(
        architecture: track.start.architecture, learningRate: 0.5, schedule: .constant, batchSize: .count(32),
        epochs: 3, seed: 3),
      network: track.start,
      checkpoint: Trainer.Checkpoint(random: RandomSource(seed: 3, stream: 1), optimizerState: []),
      examples: track.training)
    try trainer.run { _ in .proceed }
    #expect(racer.network == trainer.network)
    #expect(racer.path.first == track.start && racer.path.last == trainer.network)
    #expect(racer.path.count == racer.points.count)
    let evaluator = try Evaluator(track.start.architecture, cost: .quadratic)
    #expect(racer.end.cost == (try evaluator.summary(trainer.network, track.training[0..<300]).cost))
    let test = try evaluator.summary(trainer.network, track.test)
    #expect(racer.end.testCost == test.cost && racer.end.testAccuracy == test.score.value)
  }

  /// A clock on which everything between two looks at it takes a second.
  @Test func `a race against time ends when the time is over, whatever looking costs`() throws {
    var time = 0.0
    let race = try Race(try track(), limit: .seconds(50)) {
      time += 1
      return time
    }
    let racer = try race.run(entrant(.count(10)))
    #expect(racer.end.steps == 50 && racer.end.seconds == 50)
    #expect(racer.points.dropFirst().allSatisfy { $0.seconds == Double($0.steps) })
  }

  @Test(arguments: [1, 40, 250]) func `racers that take turns come to the same as each alone`(examples turn: Int) throws
  {
    let track = try track()
    let entrants = [entrant(.all, 3), entrant(.count(10)), entrant(.count(1), 0.3)]
    let alone = try entrants.map { try Race(track, limit: .epochs(2), keepsPaths: true) { 0 }.run($0) }
    let runners = try entrants.map { try RaceRunner(track, $0, limit: .epochs(2), keepsPath: true) }
    while let runner = runners.filter({ !$0.isOver }).min(by: { $0.seconds < $1.seconds }) {
      if runner.isDue { try runner.look() }
      var left = turn
      try runner.run { examples in
        left -= examples
        return left > 0
      }
      runner.spend(seconds: Double(turn - left))
    }
    for (racer, runner) in zip(alone, runners) {
      #expect(runner.racer.network == racer.network && runner.racer.path == racer.path)
      #expect(runner.racer.points.map(\.cost) == racer.points.map(\.cost))
      #expect(runner.racer.points.map(\.steps) == racer.points.map(\.steps))
      #expect(runner.seconds == 1_200 && runner.steps == racer.end.steps)
    }
  }

  /// A second passes for each example.
  @Test func `a race against time is looked at evenly, even within long steps`() throws {
    let runner = try RaceRunner(try track(), entrant(.all), limit: .seconds(1_500), looks: 5, spacing: .even(early: 0))
    while !runner.isOver {
      if runner.isDue { try runner.look() }
      try runner.run { examples in
        runner.spend(seconds: Double(examples))
        return false
      }
    }
    let points = runner.racer.points
    // Chunks of 128 of 600 examples: the first that end after 300, 600, …, 1,500 seconds.
    #expect(points.map(\.seconds) == [0, 384, 600, 984, 1_200, 1_584])
    #expect(points.map(\.steps) == [0, 0, 1, 1, 2, 2])
    #expect(points[1].cost == points[0].cost && points[2].cost < points[1].cost)
    #expect(throws: EngineError.self) { try RaceRunner(try track(), entrant(.all), limit: .epochs(0)) }
  }

  @Test func `a racer whose cost is no number any more gives up`() throws {
    var steep = try track()
    steep.start = try {
      var random = RandomSource(seed: 1)
      let architecture = try Architecture(
        "784-8-10", hiddenActivation: .identity, outputActivation: .elementwise(.identity))
      return Network(architecture, initializer: .lecun, random: &random)
    }()
    let racer = try Race(steep, limit: .epochs(5)) { 0 }.run(entrant(.count(1), 1_000))
    #expect(racer.hasDiverged && racer.points.count >= 1 && racer.end.examples < 3_000)
    #expect(racer.points.allSatisfy { $0.cost.isFinite && $0.testCost.isFinite })
    // Where nobody keeps a number, there is nothing to compare.
    var time = 0.0
    let hopeless = ComparisonExperiment(track: steep, batchSizes: [.count(1)], rates: [1_000], seconds: 5, epochs: 2) {
      time += 1
      return time
    }
    #expect(
      throws: EngineError.setting(
        name: "the learning rate", value: "1000.0",
        expected: "so small that the cost of one racer at least stays a number")
    ) { try hopeless.run() }
  }

  @Test func `the trial finds the rate of the lowest cost, and refuses those that diverge`() throws {
    let search = RateSearch(try track(), rates: [1e-4, 1, 900])
    #expect(try search.best(for: .count(10)) == 1)
    #expect(try search.best(for: .all) == 1)
    #expect(RateSearch.rates(around: 3).map { ($0 * 1e6).rounded() / 1e6 } == [0.1, 0.3, 1, 3, 9, 30])
  }

  @Test(arguments: [1, 130, 5_000]) func `trials in parts find the same`(part: Int) throws {
    let search = RateSearch(try track(), rates: [0.1, 1, 3, 900], exampleLimit: 250)
    #expect(search.trialExamples == 250)
    for batchSize in [TrainingConfiguration.BatchSize.all, .count(10)] {
      let trials = search.begin(for: batchSize)
      var parts = 0
      while !trials.isComplete {
        try trials.advance(examples: part)
        parts += 1
      }
      #expect(try trials.best == search.best(for: batchSize))
      #expect(part == 5_000 || parts > 8)
    }
  }

  // MARK: All of it

  private func comparison(
    kernels: Kernels, threads: Int, rates: [Double] = [0.3, 1, 3],
    sizes: [TrainingConfiguration.BatchSize] = [.all, .count(600), .count(50), .count(5)]
  ) throws -> Comparison {
    var time = 0.0
    return try ComparisonExperiment(
      track: try track(kernels: kernels, threads: threads), batchSizes: sizes, rates: rates, seconds: 20, epochs: 2,
      draws: 10, gridSize: 4
    ) {
      time += 1
      return time
    }.run()
  }

  @Test func `but for the clock everything is the same on any number of threads`() throws {
    let one = try comparison(kernels: .reference, threads: 1)
    let three = try comparison(kernels: .reference, threads: 3)
    #expect(one.counted.map(\.network) == three.counted.map(\.network))
    #expect(one.counted.map { $0.points.map(\.cost) } == three.counted.map { $0.points.map(\.cost) })
    #expect(one.startAgreement == three.startAgreement && one.trainedAgreement == three.trainedAgreement)
    #expect(one.landscape == three.landscape && one.landscape != nil)
  }

  @Test func `a mini-batch of all examples is the full batch and runs once`() throws {
    let comparison = try comparison(kernels: .best, threads: 1)
    #expect(comparison.counted.map(\.batchSize) == [600, 50, 5])
    #expect(comparison.timed.map(\.entrant) == comparison.counted.map(\.entrant))
    #expect(comparison.isFullBatch(comparison.counted[0]) && !comparison.isFullBatch(comparison.counted[1]))
    #expect(comparison.startAgreement.batches.map(\.batchSize) == [1, 5, 10, 50, 100, 600])
    #expect(comparison.counted[comparison.winner].end.cost == comparison.counted.map(\.end.cost).min())
    #expect(comparison.landscape?.paths.count == 3)
  }

  @Test func `one learning rate is given to all without a trial`() throws {
    let comparison = try comparison(kernels: .best, threads: 1, rates: [0.123])
    #expect(comparison.counted.allSatisfy { $0.entrant.learningRate == 0.123 })
  }

  @Test func `what cannot be run is refused`() throws {
    #expect(throws: EngineError.setting(name: "the learning rates", value: "none", expected: "one or more")) {
      try comparison(kernels: .best, threads: 1, rates: [])
    }
    #expect(throws: EngineError.setting(name: "the racers", value: "none", expected: "one or more")) {
      try comparison(kernels: .best, threads: 1, sizes: [])
    }
    #expect(throws: EngineError.setting(name: "the time of the race", value: "0.0", expected: "above 0")) {
      try Race(try track(), limit: .seconds(0)) { 0 }
    }
  }
}
