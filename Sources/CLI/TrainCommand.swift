import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `downhill train`: reads the data, trains, and saves what came of it.
struct TrainCommand {
  private let settings: TrainSettings
  private let data: TrainingData
  private let trainer: Trainer
  private let kernels: Kernels
  private let workers: Workers
  private var progress: Progress
  private var log: EpochLog?
  private var epochs: [JSONValue] = []

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try TrainSettings(arguments)
    let source = try arguments.dataSource()
    let resumed = try settings.resume.map { path in
      try ResumedModel(path: path, settings: settings)
    }
    let kernels = try arguments.kernels(recorded: resumed?.record.kernels)
    try Files.checkWritable(settings.save)
    if let log = settings.log { try Files.checkWritable(log) }
    var command = try TrainCommand(arguments, settings, source, resumed, kernels)
    return try command.run()
  }

  private init(
    _ arguments: ParsedArguments, _ settings: TrainSettings, _ source: DataSource, _ resumed: ResumedModel?,
    _ kernels: Kernels
  ) throws {
    self.settings = settings
    self.kernels = kernels
    data = try TrainingData(source, arguments, settings, resumed)
    let configuration =
      try resumed?.configuration(settings)
      ?? settings.configuration(
        inputs: data.training.inputCount, outputs: settings.classCount)
    try checkMemory(for: configuration)
    workers = try arguments.workers(work: configuration.workOfStep(examples: data.training.count))
    if let resumed {
      do {
        trainer = try Trainer(
          configuration, network: resumed.model.network, checkpoint: resumed.record.checkpoint,
          examples: data.training, heldOut: data.heldOut.map(\.examples), kernels: kernels, workers: workers)
      } catch {
        throw Failure(.badData, "\(resumed.path): \(error)")
      }
    } else {
      trainer = try Trainer(
        configuration, examples: data.training, heldOut: data.heldOut.map(\.examples), kernels: kernels,
        workers: workers)
    }
    progress = Progress(isQuiet: settings.isQuiet, firstEpoch: trainer.checkpoint.epochs)
    log = try settings.log.map { try EpochLog(path: $0, continues: resumed != nil) }
    announce(resumed)
  }

  private mutating func run() throws -> ExitStatus {
    Interruption.deferSignals()
    var failure: (any Error)?
    let isFinished = try trainer.run { event in
      switch event {
      case .miniBatchEnded(let state): progress.show(state)
      case .epochEnded(let report):
        do { try record(report) } catch { failure = error }
      }
      return Interruption.status == nil && failure == nil ? .proceed : .stop
    }
    progress.end()
    let seconds = progress.seconds
    let saved = try Interruption.whileSaving { try save() }
    Interruption.endDeferral()
    if let failure { throw failure }
    let evaluator = try Evaluator(
      trainer.network.architecture, cost: trainer.configuration.cost, kernels: kernels, workers: workers,
      capacity: data.test.count)
    let summary = TrainSummary(
      trainer: trainer, evaluation: try evaluator.evaluate(trainer.network, data.test), data: data, path: settings.save,
      size: saved.size, replaced: saved.replaced, seconds: seconds, isFinished: isFinished)
    Console.out(settings.isJSON ? summary.json(epochs: epochs).text() + "\n" : summary.text(log: log))
    return isFinished ? .success : Interruption.status ?? .success
  }

  private mutating func record(_ report: EpochReport) throws {
    let seconds = progress.show(report, heldOut: data.heldOut.map(\.name))
    let heldOut = zip(data.heldOut, report.heldOut).map { (name: $0.name, summary: $1) }
    let line = epochJSON(report.training, heldOut: heldOut, seconds: seconds)
    epochs.append(line)
    try log?.append(line)
  }

  /// Writes the model.
  ///
  /// - Returns: its size in bytes, and what stood in its place before.
  private func save() throws -> (size: Int, replaced: String?) {
    let record = TrainingRecord(
      configuration: trainer.configuration, checkpoint: trainer.checkpoint, data: data.record, kernels: kernels.name)
    var model = Model(
      network: trainer.network, cost: trainer.configuration.cost, pictureShape: data.pictureShape, training: record)
    model.firstLabel = data.firstLabel
    let replaced = Files.isRegular(settings.save) ? describeFile(settings.save) : nil
    let bytes = ModelFile.encode(model)
    try Files.write(bytes, to: settings.save)
    return (bytes.count, replaced)
  }

  private func announce(_ resumed: ResumedModel?) {
    let configuration = trainer.configuration
    let network = trainer.network
    progress.say(
      "\(network.title), \(configuration.cost.rawValue) cost: "
        + "\(NumberText.grouped(network.architecture.parameterCount)) parameters")
    progress.say(data.title)
    if let note = data.note { progress.say(note) }
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

/// A model that training goes on with.
struct ResumedModel {
  let path: String
  let model: Model
  let record: TrainingRecord

  init(path: String, settings: TrainSettings) throws {
    self.path = path
    model = try Model.read(path)
    guard let record = model.training else {
      throw Failure(.badData, "\(path): the file does not say how it was trained, so training cannot go on")
    }
    self.record = record
    try settings.checkAgreement(with: record, model: path)
    if let epochs = settings.epochs, epochs < record.checkpoint.epochs {
      throw Failure(
        .usage, "--epochs \(epochs) is less than the \(record.checkpoint.epochs) that \(path) has been trained for")
    }
  }

  /// The settings of the model, with the epochs that are asked for now.
  func configuration(_ settings: TrainSettings) -> TrainingConfiguration {
    var configuration = record.configuration
    if let epochs = settings.epochs { configuration.epochs = epochs }
    return configuration
  }

  func title(_ checkpoint: Trainer.Checkpoint, of configuration: TrainingConfiguration) -> String {
    let place =
      checkpoint.miniBatches == 0 ? "" : " and \(NumberText.grouped(checkpoint.miniBatches)) mini-batches of the next"
    return checkpoint.epochs >= configuration.epochs
      ? "\(path) is trained for \(NumberText.counted(checkpoint.epochs, "epoch")) already: ask for more with --epochs"
      : "going on with \(path) after \(NumberText.counted(checkpoint.epochs, "epoch"))\(place)"
  }
}

extension TrainingConfiguration {
  /// Multiplications between two meetings of the threads.
  fileprivate func workOfStep(examples: Int) -> Int {
    let batch: Int
    switch batchSize {
    case .count(let count): batch = min(count, examples)
    case .all: batch = examples
    }
    return architecture.parameterCount * batch
  }

  /// Optimizer, mini-batch and learning rate in one line.
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
    case .step(let factor, let epochs): rate = " × \(shortest(factor)) every \(epochs) epochs"
    case .linear(let epochs): rate = " falling to 0 in \(shortest(epochs)) epochs"
    case .cosine: rate = " falling along a cosine"
    case .oneCycle: rate = " in one cycle"
    }
    let penalty = l2 == 0 ? "" : ", L2 \(l2)"
    return "\(optimizer.name), \(batch), learning rate \(shortest(learningRate))\(rate)\(penalty)"
  }
}

/// A number without a needless `.0`.
func shortest(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Throws if the system has not got the memory that training takes, before it is asked for in earnest.
private func checkMemory(for configuration: TrainingConfiguration) throws {
  // Parameters, gradient and transposed weights, and what the optimizer remembers.
  let copies = 3 + configuration.optimizer.stateNames.count
  let bytes = configuration.architecture.parameterCount * copies * MemoryLayout<Float>.size
  // Not `malloc`, which the compiler may take for granted.
  let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
  guard let memory, memory != MAP_FAILED else {
    throw Failure(
      .usage,
      "the network \(configuration.architecture) takes \(NumberText.bytes(bytes)) to train, more than there is; "
        + "give it smaller layers with --hidden")
  }
  munmap(memory, bytes)
}
