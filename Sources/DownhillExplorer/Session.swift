import Downhill
import DownhillFormats

/// One visitor's session: the data, the network at hand, the drawing, the five places and the job that runs.
///
/// It looks at no clock and knows nothing of pages: asks come in as bytes, answers go out as bytes.
final class Session {
  /// The data that have been loaded.
  var data = LoadedData()
  /// The network that all places look at.
  private(set) var model: Model?
  /// How sentences and documents call it.
  private(set) var modelName = "model.safetensors"
  /// Grows with each other network, so that a place knows when what it has kept is out of date.
  private(set) var modelVersion = 0
  /// What was drawn; nil for blank paper.
  var drawing: Drawing?
  /// What goes on between asks; nothing else may.
  var job: Job?

  let draw = DrawPlace()
  let wishes = WishesPlace()
  let averages = AveragesPlace()
  let train = TrainPlace()
  let race = RacePlace()

  /// A session with nothing in it.
  init() {}

  /// Has all places look at this network from now on.
  func use(_ model: Model, name: String? = nil) {
    self.model = model
    if let name { modelName = name }
    modelVersion += 1
  }

  /// The network at hand.
  func currentModel() throws(AskError) -> Model {
    guard let model else { throw AskError("there is no network yet: make one, train one, or open a model file") }
    return model
  }
}

// MARK: Asks

extension Session {
  /// Answers an ask: JSON, and its attachments behind it. `release` is called when the bytes have been read.
  func answer(to bytes: UnsafeRawBufferPointer, jsonCount: Int, release: () -> Void = {}) -> Answer {
    do throws(AskError) {
      let ask = try Ask(bytes, jsonCount: jsonCount)
      release()
      return try answer(to: ask)
    } catch {
      return Answer(error)
    }
  }

  func answer(to ask: Ask) throws(AskError) -> Answer {
    switch ask.name {
    case "describe-data": return try describeData(ask)
    case "load-data": return try loadData(ask)
    case "load-model": return try loadModel(ask)
    case "save-model": return try saveModel()
    case "settings": return Answer(state: TrainingOptions.form)
    case "new-network": return try train.newNetwork(ask, self)
    case "examples": return try examples(ask)
    case "draw": return try draw.draw(ask, self)
    case "explain": return try wishes.explain(ask, self)
    case "adjust": return try wishes.adjust(ask, self)
    case "average": return try averages.begin(ask, self)
    case "race": return try race.begin(ask, self)
    case "train": return try train.begin(ask, self)
    case "reset": return try train.reset(ask, self)
    case "pause":
      job = nil
      return Answer()
    default: throw AskError("nobody answers \(ask.name)", status: .internalError)
    }
  }
}

// MARK: Jobs

/// What `goOn` has done.
enum JobState: Int, Sendable {
  /// Nothing to tell yet; there is more to do.
  case working = 0
  /// There is something to tell, and more to do.
  case told = 1
  /// There is something to tell, and that was all.
  case ended = 2
  /// Nothing is going on.
  case idle = 3
  /// Nothing to tell yet, and nothing to do for the next hundredth of a second.
  case waiting = 4
}

/// Work that takes longer than a page may wait, done in slices.
class Job {
  /// What a slice has come to.
  enum Progress {
    case working
    /// There will be more to do in a hundredth of a second.
    case waiting
    case told(Answer)
    case ended(Answer)
  }

  /// One slice: some 20 ms of work. `now` is the time at its beginning in milliseconds, of a clock that only ever grows.
  func advance(now: Double, _ session: Session) throws(AskError) -> Progress { .ended(Answer()) }
}

extension Session {
  /// One slice of the job at hand, and what it has to tell.
  func goOn(now: Double) -> (JobState, Answer?) {
    guard let job else { return (.idle, nil) }
    do throws(AskError) {
      switch try job.advance(now: now, self) {
      case .working: return (.working, nil)
      case .waiting: return (.waiting, nil)
      case .told(let answer): return (.told, answer)
      case .ended(let answer):
        if self.job === job { self.job = nil }
        return (.ended, answer)
      }
    } catch {
      self.job = nil
      return (.ended, Answer(error))
    }
  }
}
