import Downhill
import DownhillFormats

/// The fourth place: a network learns.
final class TrainPlace {
  /// `new-network`: a network as `train` would begin with.
  func newNetwork(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    let configuration = try engine { () throws(EngineError) in
      try TrainingConfiguration(architecture: try Architecture("784-16-16-10"))
    }
    var random = RandomSource(seed: configuration.seed, stream: 0)
    let network = Network(configuration.architecture, initializer: configuration.initializer, random: &random)
    session.use(Model(network: network, cost: configuration.cost, pictureShape: PictureShape(rows: 28, columns: 28)))
    return Answer(state: session.networkState())
  }

  /// A model file has been opened.
  func takeOver(_ model: Model, _ session: Session) throws(AskError) {}

  /// `train`: begins a job, or goes on with it.
  func begin(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    throw AskError("training is not there yet", status: .internalError)
  }

  /// `reset`: back to the beginning.
  func reset(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    throw AskError("training is not there yet", status: .internalError)
  }
}
