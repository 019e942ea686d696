import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill train`: reads the data, trains, and saves the model.
struct TrainCommand {
  private let settings: TrainSettings
  private let data: TrainingData
  private let trainer: Trainer
  private let kernels: Kernels
  private let workers: Workers
  /// How long it took to read and prepare the data.
  private let loadingSeconds: Double
  private var progress: Progress
  private var log: EpochLog?
  private var epochs: [JSONValue] = []
  /// The mean cost of each epoch of this run.
  private var costs: [Double] = []

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let start = ContinuousClock.now
    let table = arguments.tablePath
    var settings = try TrainSettings(arguments, isTable: table != nil)
    let resumed = try settings.resume.map { path in
      try arguments.checkMemory(ofModel: path)
      return try ResumedModel(path: path, settings: settings)
    }
    let kernels = try arguments.kernels(recorded: resumed?.record.kernels)
    try arguments.checkKeepsData("--save", settings.save)
    try arguments.checkKeepsHeldOut("--save", settings.save)
    try Files.checkWritable(settings.save)
    if let log = settings.log {
      try arguments.checkKeepsData("--log", log)
      try arguments.checkKeepsHeldOut("--log", log)
      try Appender.check(log)
    }
    if let table {
      for option in [Setting.classes, Shared.transposed, Shared.pictureSize] as [any DeclaredOption]
      where arguments.isGiven(option) {
        throw Failure(
          .usage, "\(option.specification.flag) is for pictures, and \(TableFile.name(of: table)) is a table")
      }
      let input = try TableInput(table, arguments, settings, resumed)
      settings = try TrainSettings(arguments, isTable: true, task: input.defaults(settings))
      try MemoryNeed.inputs(of: input.training.count, input.preparation).check(
        "train with \(NumberText.counted(input.preparation.inputCount, "input")) of "
          + NumberText.counted(input.training.count, "row"),
        advice: "give it fewer rows (--limit) or columns (--drop)")
      var command = try TrainCommand(
        arguments, settings, TrainingData(input, arguments, resumed), resumed, kernels, start)
      return try command.run()
    }
    try arguments.checkIsForPictures(resumed)
    if case .column(let name)? = arguments[validationSplit] {
      throw Failure(
        .usage, "--validation-split \(printable(name, limit: 40)): pictures have no columns; give random or last")
    }
    let source = try arguments.dataSource(for: resumed?.model)
    if let extent = source.extent(of: .train) {
      let configuration =
        try resumed?.configuration(settings)
        ?? settings.configuration(
          inputs: extent.pixels,
          outputs: source.classCount(settings.dataRequest(source, resumed)) ?? settings.classCount)
      try arguments.checkMemory(
        .training(
          configuration, source, examples: extent.examples, replaced: Files.byteCount(of: settings.save) ?? 0),
        configuration.architecture)
    }
    let data = try TrainingData(source, arguments, settings, resumed)
    var command = try TrainCommand(arguments, settings, data, resumed, kernels, start)
    return try command.run()
  }

  private init(
    _ arguments: ParsedArguments, _ settings: TrainSettings, _ data: TrainingData, _ resumed: ResumedModel?,
    _ kernels: Kernels, _ start: ContinuousClock.Instant
  ) throws {
    self.settings = settings
    self.kernels = kernels
    self.data = data
    let configuration =
      try resumed?.configuration(settings)
      ?? settings.configuration(
        inputs: data.training.inputCount, outputs: data.training.outputCount)
    workers = arguments.workers(work: configuration.workOfStep(examples: data.training.count))
    if let resumed {
      do {
        trainer = try Trainer(
          configuration, network: resumed.lastNetwork(), checkpoint: resumed.record.checkpoint,
          examples: data.training, heldOut: data.heldOut.map(\.examples), validation: data.validationIndex,
          kernels: kernels, workers: workers)
      } catch {
        throw Failure(.badData, "\(resumed.path): \(error)")
      }
    } else {
      trainer = try Trainer(
        configuration, examples: data.training, heldOut: data.heldOut.map(\.examples),
        validation: data.validationIndex, kernels: kernels, workers: workers)
    }
    if configuration.patience != nil, data.validationIndex == nil, arguments.isGiven(Setting.patience) {
      throw UsageError.optionWithoutEffect("--patience", needs: ["--validation"])
    }
    loadingSeconds = start.duration(to: .now).seconds
    progress = Progress(isQuiet: settings.isQuiet, firstEpoch: trainer.checkpoint.epochs)
    log = try settings.log.map { try EpochLog(path: $0, continues: resumed != nil) }
    announce(resumed)
  }

  private mutating func run() throws -> ExitStatus {
    Interruption.deferSignals()
    let (isFinished, divergence) = try train()
    progress.end()
    let seconds = progress.seconds
    let saved = try Interruption.whileSaving { try save(isResumable: divergence == nil) }
    log?.close()
    Interruption.endDeferral()
    let judged = data.judged.examples
    let evaluator = try Evaluator(
      trainer.network.architecture, cost: trainer.configuration.cost, kernels: kernels, workers: workers,
      capacity: judged.count)
    let evaluation = try evaluator.evaluate(trainer.kept, judged)
    let diagnosis = try LearningDiagnosis(
      trainer, training: data.training, evaluation: evaluation, costs: costs, classes: data.classes,
      words: LearningDiagnosis.Words(example: data.preparation == nil ? "picture" : "row", judged: data.judged.name))
    let summary = TrainSummary(
      trainer: trainer, evaluation: evaluation,
      warnings: data.warnings + (divergence.map { [$0] } ?? diagnosis.findings),
      data: data, path: settings.save, size: saved.size, replaced: saved.replaced,
      loadingSeconds: loadingSeconds, seconds: seconds, threads: workers.count, isFinished: isFinished)
    Console.out(settings.isJSON ? .json(summary.json(epochs: epochs)) : .lines(summary.lines(log: log)))
    if let failure = log?.failure {
      throw Failure(.inputOutput, "\(failure). The model is saved as \(settings.save)")
    }
    return isFinished ? .success : Interruption.status ?? .success
  }

  /// Trains to the end, or until it is stopped.
  ///
  /// - Returns: whether it got to the end, and what to say if it diverged after an epoch whose weights are kept.
  private mutating func train() throws -> (isFinished: Bool, divergence: String?) {
    do throws(EngineError) {
      let isFinished = try trainer.run { event in
        switch event {
        case .miniBatchEnded(let state): progress.show(state)
        case .epochEnded(let report): record(report)
        }
        return Interruption.status == nil ? .proceed : .stop
      }
      return (isFinished, nil)
    } catch {
      guard case .diverged = error, let best = trainer.checkpoint.best, best.parameters != nil else { throw error }
      return (
        true,
        "\(error); try a smaller --learning-rate. The weights of epoch \(best.epoch), the best before, are saved; training "
          + "cannot resume from them"
      )
    }
  }

  private mutating func record(_ report: EpochReport) {
    let seconds = progress.show(report, heldOut: data.heldOut.map(\.name))
    let heldOut = zip(data.heldOut, report.heldOut).map { (name: $0.name, summary: $1) }
    let line = epochJSON(report.training, heldOut: heldOut, seconds: seconds)
    epochs.append(line)
    costs.append(report.training.cost)
    guard let failure = log?.append(line) else { return }
    // Training continues without its log, with an immediate warning.
    Console.err("warning: \(failure). The log ends there, and training continues\n")
  }

  /// Writes the model to its path or, if that fails, elsewhere.
  ///
  /// - Returns: its size in bytes, and what it replaced.
  private func save(isResumable: Bool) throws -> (size: Int, replaced: String?) {
    var record = TrainingRecord(
      configuration: trainer.configuration, checkpoint: trainer.checkpoint, data: data.record, kernels: kernels.name)
    let kept = trainer.kept
    if kept != trainer.network { record.last = trainer.network.parameters }
    var model = Model(
      network: kept, cost: trainer.configuration.cost, pictureShape: data.pictureShape,
      training: isResumable ? record : nil)
    if data.preparation == nil {
      model.firstLabel = data.classes.firstNumber ?? 0
      if case .words(let names) = data.classes { model.classNames = names }
    }
    model.pictureManner = data.pictureManner
    model.table = data.preparation?.record
    let bytes = try ModelFile.encode(model, file: settings.save)
    let replaced = Files.isRegular(settings.save) ? describeFile(settings.save, limit: 16 * bytes.count + 1 << 26) : nil
    do throws(FileError) {
      try ResultFile.write(bytes, to: settings.save)
    } catch .copied(let copy, let cause) {
      throw Failure(Failure(cause).status, "\(cause). Instead, the model is saved as \(copy)")
    } catch {
      throw Failure(
        Failure(error).status,
        "\(error). The model could not be saved in the working folder or the folder for temporary files either")
    }
    return (bytes.count, replaced)
  }

  private func announce(_ resumed: ResumedModel?) {
    let configuration = trainer.configuration
    let network = trainer.network
    progress.say(
      "\(network.title), \(configuration.cost.name) cost: "
        + "\(NumberText.grouped(network.architecture.parameterCount)) parameters")
    progress.say(data.title)
    for note in data.notes { progress.say(note) }
    for warning in data.warnings { progress.say("warning: \(warning)") }
    progress.say(
      "\(configuration.stepText), seed \(configuration.seed); kernels \(kernels.name), "
        + (workers.count == 1 ? "1 thread" : "\(workers.count) threads"))
    if let resumed {
      progress.say(resumed.title(trainer.checkpoint, of: configuration))
      if resumed.record.kernels != kernels.name {
        progress.say(
          "warning: it was trained with the kernels \(resumed.record.kernels), which do not run here; "
            + "the result will be close, not the same bits")
      }
    }
    progress.say("")
  }
}

/// A model that training resumes from.
struct ResumedModel {
  let path: String
  let model: Model
  let record: TrainingRecord

  init(path: String, settings: TrainSettings) throws {
    self.path = path
    model = try Model.read(path)
    guard let record = model.training else {
      throw Failure(.badData, "\(path): the file does not say how it was trained, so training cannot resume")
    }
    self.record = record
    try settings.checkAgreement(with: record, model: path)
    if let epochs = settings.epochs, epochs < record.checkpoint.epochs {
      throw Failure(
        .usage, "--epochs \(epochs) is less than the \(record.checkpoint.epochs) that \(path) has been trained for")
    }
  }

  /// The network from which training continues.
  func lastNetwork() throws -> Network {
    try record.last.map { try Network(model.network.architecture, parameters: $0) } ?? model.network
  }

  /// The settings of the model, with the epochs asked for now.
  func configuration(_ settings: TrainSettings) throws -> TrainingConfiguration {
    guard let epochs = settings.epochs else { return record.configuration }
    return try record.configuration.lasting(epochs: epochs)
  }

  func title(_ checkpoint: Trainer.Checkpoint, of configuration: TrainingConfiguration) -> String {
    let position =
      checkpoint.miniBatches == 0 ? "" : " and \(NumberText.grouped(checkpoint.miniBatches)) mini-batches of the next"
    return checkpoint.epochs >= configuration.epochs
      ? "\(path) is trained for \(NumberText.counted(checkpoint.epochs, "epoch")) already: ask for more with --epochs"
      : "resuming \(path) after \(NumberText.counted(checkpoint.epochs, "epoch"))\(position)"
  }
}

extension TrainingConfiguration {
  /// Multiplications between two synchronizations of the threads.
  fileprivate func workOfStep(examples: Int) -> Int {
    let batch: Int
    switch batchSize {
    case .count(let count): batch = min(count, examples)
    case .all: batch = examples
    }
    return architecture.parameterCount * batch
  }

  /// Optimizer, mini-batch and learning rate in one line, and the initializer, if it is not the activation's default.
  fileprivate var stepText: String {
    let batch: String
    switch batchSize {
    case .count(let count): batch = "mini-batches of \(count)"
    case .all: batch = "all examples at once"
    }
    let rate: String
    switch schedule {
    case .constant: rate = ""
    case .exponential(let factor): rate = " × \(shortest(factor)) each epoch"
    case .step(let factor, let epochs): rate = " × \(shortest(factor)) every \(NumberText.counted(epochs, "epoch"))"
    case .linear(let epochs): rate = " falling to 0 in \(shortest(epochs)) \(epochs == 1 ? "epoch" : "epochs")"
    case .cosine: rate = " falling along a cosine"
    case .oneCycle: rate = " in one cycle"
    }
    let penalty = l2 == 0 ? "" : ", L2 \(l2)"
    let isUsual = initializer == .suited(to: architecture.hiddenActivations)
    let weights = isUsual ? "" : ", weights by \(initializer.rawValue)"
    let biases = biasDeviation == 0 ? "" : ", biases of deviation \(biasDeviation)"
    return "\(optimizer.name), \(batch), learning rate \(shortest(learningRate))\(rate)\(penalty)\(weights)\(biases)"
  }
}

/// A number without a needless `.0`.
func shortest(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
