import Downhill
import DownhillFormats
import DownhillReport

/// The tab Train: a network learns.
final class TrainTab {
  /// What `reset` restores: the model that training began with, its settings, and its past.
  private var start: Beginning?
  private var past = Past.nothing
  private var run: TrainingRun?

  /// A class, since copying all of this is much code.
  private final class Beginning {
    let model: Model
    let configuration: TrainingConfiguration
    let past: Past

    init(_ model: Model, _ configuration: TrainingConfiguration, _ past: Past) {
      (self.model, self.configuration, self.past) = (model, configuration, past)
    }
  }

  /// What the network was trained on so far. Its file records only a past that leads to the same network again.
  private enum Past: Equatable {
    /// Nothing: its weights are those of its settings' seed.
    case nothing
    /// The examples of this fingerprint, by its settings and these kernels.
    case examples(UInt64)
    /// Something else as well, or it is unknown.
    case unknown
  }

  /// `new-network`: a network as `train` begins with, by the options of `train`.
  func newNetwork(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    let (shape, classNames) = (session.data.shape, session.data.classNames)
    let configuration = try TrainingOptions(call.object("settings"))
      .configuration(inputs: shape.pixelCount, outputs: classNames.count)
    var random = RandomSource(seed: configuration.seed, stream: 0)
    let network = Network(
      configuration.architecture, initializer: configuration.initializer, biasDeviation: configuration.biasDeviation,
      random: &random)
    var model = Model(network: network, cost: configuration.cost, pictureShape: shape)
    model.pictureManner = session.data[.train]?.manner ?? .mnist
    if case .numbers(let first, _) = classNames { model.firstLabel = first }
    begin(model, configuration, .nothing, session)
    session.use(model, name: "model.safetensors")
    return opening(session)
  }

  /// A model file has been opened: training resumes from its checkpoint.
  func takeOver(_ model: Model, _ session: Session) throws(CallError) {
    if let record = model.training {
      let past = record.kernels == Kernels.best.name ? Past.examples(record.data.fingerprint) : .unknown
      begin(model, record.configuration, past, session)
    } else {
      let configuration = try engine { () throws(EngineError) in
        try TrainingConfiguration(architecture: model.network.architecture, cost: model.cost)
      }
      begin(model, configuration, .unknown, session)
    }
  }

  private func begin(_ model: Model, _ configuration: TrainingConfiguration, _ past: Past, _ session: Session) {
    session.job = nil
    start = Beginning(model, configuration, past)
    self.past = past
    run = nil
  }

  /// `reset`: back to the network that training began with.
  func reset(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    guard let start else { throw CallError("there is no network yet") }
    begin(start.model, start.configuration, start.past, session)
    session.use(start.model)
    return opening(session)
  }

  /// `train`: begins or resumes a job.
  func begin(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    let name = try call.string("until") ?? "end"
    guard let until = TrainJob.Until(name: name) else {
      throw CallError("until takes step, epoch or end, not \"\(name)\"")
    }
    let only = try call.string("only").map { text throws(CallError) in try session.example(PictureName(text)) }
    let run = try run(only: only, until: until, session)
    session.job = TrainJob(run, until: until)
    return Reply(state: session.networkState())
  }

  /// The run that resumes, or a new one from its network.
  private func run(only: ChosenExample?, until: TrainJob.Until, _ session: Session) throws(CallError) -> TrainingRun {
    if start == nil { _ = try newNetwork(Call(name: "new-network"), session) }
    guard let start else { throw CallError("there is no network yet") }
    if let run, run.only?.name == only?.name, !run.isDone { return run }
    let test = try session.data.loaded(.test)
    let before = run
    let network = before?.trainer.network ?? start.model.network
    var configuration = start.configuration
    let next: TrainingRun
    if let only {
      next = try engine { () throws(EngineError) in
        try TrainingRun(only: only, configuration, network: network, test: test)
      }
      past = .unknown
    } else {
      let training = try session.data.loaded(.train)
      let checkpoint =
        before == nil ? start.model.training?.checkpoint : before?.only == nil ? before?.trainer.checkpoint : nil
      let done = checkpoint?.epochs ?? 0
      if done >= configuration.epochs {
        let epochs = until == .end ? done + configuration.epochs : done + 1
        configuration = try engine { () throws(EngineError) in try configuration.lasting(epochs: epochs) }
      }
      let longer = configuration
      let isWhole = past == .nothing || past == .examples(training.fingerprint)
      next = try engine { () throws(EngineError) in
        try TrainingRun(
          longer, network: network, checkpoint: checkpoint, training: training, test: test, isWhole: isWhole)
      }
      past = isWhole ? .examples(training.fingerprint) : .unknown
    }
    if let before, before.only == nil, only == nil { next.goOn(from: before) }
    run = next
    return next
  }

  /// The figures of a run now.
  func picture(of run: TrainingRun, document: JSONValue?) -> Reply {
    let figures = TrainFigures(run)
    return Reply(
      document: document, html: [("curves", figures.curves), ("weights", figures.weights)], state: figures.state)
  }

  /// The figures of a network that has not been trained here yet.
  private func opening(_ session: Session) -> Reply {
    guard let start else { return Reply() }
    return Reply(
      html: [
        ("curves", .empty),
        ("weights", TrainFigures.weights(of: start.model.network, shape: session.model?.pictureShape)),
      ],
      state: session.networkState() + [("settings", TrainingOptions.texts(of: start.configuration))])
  }
}
