import Downhill
import DownhillFormats
import DownhillReport

/// The fourth place: a network learns.
final class TrainPlace {
  /// What `reset` goes back to: the network that training began with, and its settings.
  private var start: (configuration: TrainingConfiguration, network: Network, checkpoint: Trainer.Checkpoint?)?
  /// Whether the network has come from its settings and the data alone, so that its file may say so.
  private var isWhole = true
  private var course: Course?

  /// `new-network`: a network as `train` begins with, by the options of `train`.
  func newNetwork(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    let shape = session.pictures[.train]?.shape ?? session.pictures[.test]?.shape ?? PictureShape(rows: 28, columns: 28)
    let configuration = try TrainingOptions(ask.object("settings")).configuration(inputs: shape.rows * shape.columns)
    var random = RandomSource(seed: configuration.seed, stream: 0)
    let network = Network(configuration.architecture, initializer: configuration.initializer, random: &random)
    begin(configuration, network, nil, session)
    session.use(Model(network: network, cost: configuration.cost, pictureShape: shape), name: "model.safetensors")
    return opening(session)
  }

  /// A model file has been opened: training goes on where its file says it stood.
  func takeOver(_ model: Model, _ session: Session) throws(AskError) {
    if let record = model.training {
      begin(record.configuration, model.network, record.checkpoint, session)
    } else {
      let configuration = try engine { () throws(EngineError) in
        try TrainingConfiguration(architecture: model.network.architecture, cost: model.cost)
      }
      begin(configuration, model.network, nil, session)
      isWhole = false
    }
  }

  private func begin(
    _ configuration: TrainingConfiguration, _ network: Network, _ checkpoint: Trainer.Checkpoint?, _ session: Session
  ) {
    session.job = nil
    start = (configuration, network, checkpoint)
    isWhole = true
    course = nil
  }

  /// `reset`: back to the network that training began with.
  func reset(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    guard let start else { throw AskError("there is no network yet") }
    let record = session.model?.pictureShape
    begin(start.configuration, start.network, start.checkpoint, session)
    session.use(Model(network: start.network, cost: start.configuration.cost, pictureShape: record))
    return opening(session)
  }

  /// `train`: begins a job, or goes on with it.
  func begin(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    let name = try ask.string("until") ?? "end"
    guard let until = TrainJob.Until(name: name) else {
      throw AskError("until takes step, epoch or end, not \"\(name)\"")
    }
    let only = try ask.string("only").map { text throws(AskError) in try session.example(ExampleName(text)) }
    let course = try course(only: only, until: until, session)
    session.job = TrainJob(course, until: until)
    return Answer(state: session.networkState())
  }

  /// The course that goes on, or another one from where that one stands.
  private func course(only: ChosenExample?, until: TrainJob.Until, _ session: Session) throws(AskError) -> Course {
    if start == nil { _ = try newNetwork(Ask(name: "new-network"), session) }
    guard let start else { throw AskError("there is no network yet") }
    if let course, course.only?.name == only?.name, !course.isDone { return course }
    let test = try session.pictures.loaded(.test)
    let before = course
    let network = before?.trainer.network ?? start.network
    var configuration = start.configuration
    let next: Course
    if let only {
      isWhole = false
      next = try engine { () throws(EngineError) in
        try Course(only: only, configuration, network: network, test: test)
      }
    } else {
      let training = try session.pictures.loaded(.train)
      let checkpoint = before == nil ? start.checkpoint : before?.only == nil ? before?.trainer.checkpoint : nil
      let done = checkpoint?.epochs ?? 0
      if done >= configuration.epochs {
        configuration.epochs = until == .end ? done + configuration.epochs : done + 1
      }
      if let fingerprint = session.model?.training?.data.fingerprint, before == nil {
        isWhole = isWhole && fingerprint == training.fingerprint
      }
      let isWhole = isWhole
      next = try engine { () throws(EngineError) in
        try Course(
          configuration, network: network, checkpoint: checkpoint, training: training, test: test, isWhole: isWhole)
      }
    }
    if let before, before.only == nil, only == nil { next.goOn(from: before) }
    course = next
    return next
  }

  /// What is to be seen of a course now.
  func picture(of course: Course, document: JSONValue?) -> Answer {
    let figures = TrainFigures(course)
    return Answer(
      document: document, html: [("curves", figures.curves), ("weights", figures.weights)], state: figures.state)
  }

  /// What there is to be seen of a network that has not been trained here yet.
  private func opening(_ session: Session) -> Answer {
    guard let start else { return Answer() }
    return Answer(
      html: [
        ("curves", .empty), ("weights", TrainFigures.weights(of: start.network, shape: session.model?.pictureShape)),
      ],
      state: session.networkState() + [("settings", TrainingOptions.texts(of: start.configuration))])
  }
}
