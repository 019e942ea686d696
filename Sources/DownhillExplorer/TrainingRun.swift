import Downhill
import DownhillFormats
import DownhillReport

/// A training run: the trainer, and the points of its curves so far.
final class TrainingRun {
  /// What is trained, and on what.
  let trainer: Trainer
  let training: Examples
  let test: LoadedSplit
  let evaluator: Evaluator
  /// The one example it trains on; nil for all.
  let only: ChosenExample?
  /// What the model's file says about the data; nil if the network is not the result of these settings and data alone.
  private let data: DataRecord?
  /// How the pictures it is trained on lie.
  private let manner: PictureManner

  /// Training cost and accuracy between one point and the next; x counts epochs, or steps for one example only.
  private(set) var trained: [(x: Double, cost: Double, score: Double)] = []
  /// Evaluations on the test pictures.
  private(set) var tested: [(x: Double, summary: EvaluationSummary, calledLabel: Double)] = []
  /// A finished epoch that has not been evaluated on the test pictures yet.
  private(set) var untested: EpochProgress?
  private(set) var pace: Pace
  private var seen = (epoch: 0, examples: 0, cost: 0.0, correct: 0.0)
  private(set) var examplesDone = 0

  /// Training on all examples. With a checkpoint it resumes, otherwise it begins with `network`, or fresh.
  init(
    _ configuration: TrainingConfiguration, network: Network?, checkpoint: Trainer.Checkpoint?, training: LoadedSplit,
    test: LoadedSplit, isWhole: Bool
  ) throws(EngineError) {
    if let network {
      trainer = try Trainer(
        configuration, network: network, checkpoint: checkpoint ?? .fresh(configuration), examples: training.examples)
    } else {
      trainer = try Trainer(configuration, examples: training.examples)
    }
    evaluator = try Evaluator(configuration.architecture, cost: configuration.cost)
    self.training = training.examples
    self.test = test
    only = nil
    manner = training.manner
    data =
      isWhole
      ? DataRecord(fingerprint: training.fingerprint, limit: training.examples.count, validation: 0) : nil
    pace = Pace(first: 500)
    try test.examples.check(against: configuration)
  }

  /// Training on one example: a step at a time, always of the same size.
  init(
    only example: ChosenExample, _ configuration: TrainingConfiguration, network: Network, test: LoadedSplit
  ) throws(EngineError) {
    let alone = try TrainingConfiguration(
      architecture: configuration.architecture, cost: configuration.cost, initializer: configuration.initializer,
      biasDeviation: configuration.biasDeviation,
      optimizer: configuration.optimizer, learningRate: configuration.learningRate, schedule: .constant,
      batchSize: .count(1), l2: configuration.l2, epochs: TrainingConfiguration.epochLimit, seed: configuration.seed)
    trainer = try Trainer(alone, network: network, checkpoint: .fresh(alone), examples: example.example)
    evaluator = try Evaluator(configuration.architecture, cost: configuration.cost)
    training = example.example
    self.test = test
    only = example
    data = nil
    manner = test.manner
    pace = Pace(first: 1)
  }

  /// Takes over the curves of a run that this one continues.
  func goOn(from before: TrainingRun) {
    (trained, tested, seen, examplesDone, pace) =
      (before.trained, before.tested, before.seen, before.examplesDone, before.pace)
  }

  /// The model as its file has it.
  var model: Model {
    let configuration = trainer.configuration
    var model = Model(
      network: trainer.network, cost: configuration.cost, pictureShape: test.shape,
      training: data.map {
        TrainingRecord(
          configuration: configuration, checkpoint: trainer.checkpoint, data: $0, kernels: Kernels.best.name)
      })
    model.pictureManner = manner
    model.firstLabel = test.set.firstLabel
    return model
  }

  /// Epochs done, with the share of the present one.
  var x: Double {
    let checkpoint = trainer.checkpoint
    let miniBatches = Double(trainer.configuration.miniBatches(examples: training.count))
    return Double(checkpoint.epochs) + Double(checkpoint.miniBatches) / miniBatches
  }

  /// Whether all its epochs are done.
  var isDone: Bool { trainer.checkpoint.epochs >= trainer.configuration.epochs }

  /// Digits a second while it trained.
  var speed: Double? { pace.seconds > 0.1 ? Double(examplesDone) / pace.seconds : nil }
}

// MARK: Slices

extension TrainingRun {
  /// Trains for a slice, to the end of a step or of the epoch at the latest.
  ///
  /// - Returns: the epoch's progress, if it has ended.
  func advance(now: Double, until stop: TrainJob.Until, steps: Int) throws(EngineError) -> EpochProgress? {
    let budget = only == nil ? pace.begin(now: now) : steps
    if only != nil { _ = pace.begin(now: now) }
    var left = budget
    var stepsLeft = stop == .step ? 1 : Int.max
    var latest: EpochProgress?
    var ended: EpochProgress?
    try trainer.run(stopsWithinStep: { rows in
      left -= rows
      return left <= 0
    }) { event in
      switch event {
      case .miniBatchEnded(let progress):
        latest = progress
        stepsLeft -= 1
        // The last step of an epoch ends it.
        return progress.miniBatch < progress.miniBatches && (left <= 0 || stepsLeft <= 0) ? .stop : .proceed
      case .epochEnded(let report):
        ended = report.training
        return only != nil && left > 0 && stepsLeft > 0 ? .proceed : .stop
      }
    }
    pace.did(budget - left)
    examplesDone += budget - left
    if let latest { note(latest) }
    if only == nil { untested = ended ?? untested }
    return ended
  }

  /// Ends the timing of the last slice.
  func rest(now: Double) { pace.close(now: now) }

  /// Adds a point to the curve, if it is far enough from the last.
  private func note(_ progress: EpochProgress) {
    let correct = (progress.score.value * Double(progress.examples)).rounded()
    if progress.epoch != seen.epoch { seen = (progress.epoch, 0, 0, 0) }
    let examples = progress.examples - seen.examples
    guard examples > 0, only != nil || examples * 20 >= training.count || progress.miniBatch == progress.miniBatches
    else { return }
    let cost = progress.cost * Double(progress.examples)
    trained.append((x, (cost - seen.cost) / Double(examples), (correct - seen.correct) / Double(examples)))
    seen = (progress.epoch, progress.examples, cost, correct)
  }

  /// Keeps an evaluation on the test pictures; `calledLabel` is the share for which the one example's label is
  /// predicted.
  func note(_ summary: EvaluationSummary, calledLabel: Double = 0) {
    tested.append((x, summary, calledLabel))
    untested = nil
  }
}

extension Trainer.Checkpoint {
  /// The beginning of training with these settings.
  static func fresh(_ configuration: TrainingConfiguration) -> Trainer.Checkpoint {
    Trainer.Checkpoint(
      random: RandomSource(seed: configuration.seed, stream: 1),
      optimizerState: configuration.optimizer.stateNames.map { _ in Parameters(configuration.architecture) })
  }
}

extension Examples {
  /// Throws unless inputs and outputs fit the network.
  func check(against configuration: TrainingConfiguration) throws(EngineError) {
    let architecture = configuration.architecture
    guard inputCount == architecture.inputCount else {
      throw .inputs(network: architecture.inputCount, examples: inputCount)
    }
    guard outputCount == architecture.outputCount else {
      throw .outputs(network: architecture.outputCount, examples: outputCount)
    }
  }
}
