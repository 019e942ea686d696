import Downhill
import DownhillFormats

/// One visitor's session: the data, the present network, the drawing, the five tabs and the running job.
///
/// It has no clock and knows nothing of the page: calls come in as bytes, replies go out as bytes.
final class Session {
  /// The data that have been loaded.
  var data = LoadedData()
  /// The network that all tabs show.
  private(set) var model: Model?
  /// Its name in sentences and documents.
  private(set) var modelName = "model.safetensors"
  /// Grows with every change of network, so that a tab knows when what it keeps is out of date.
  private(set) var modelVersion = 0
  /// What was drawn; nil for blank paper.
  var drawing: Drawing?
  /// The running job, the only thing that may run between calls.
  var job: Job?

  let draw = DrawTab()
  let wishes = WishesTab()
  let averages = AveragesTab()
  let train = TrainTab()
  let race = RaceTab()

  /// A session with nothing in it.
  init() {}

  /// Has all tabs show this network from now on.
  func use(_ model: Model, name: String? = nil) {
    self.model = model
    if let name { modelName = name }
    modelVersion += 1
  }

  /// The present network.
  func currentModel() throws(CallError) -> Model {
    guard let model else { throw CallError("there is no network yet: make one, train one, or open a model file") }
    return model
  }
}

// MARK: Calls

extension Session {
  /// Answers a call: JSON, followed by its attachments. `release` is called when the bytes have been read.
  func reply(to bytes: UnsafeRawBufferPointer, jsonCount: Int, release: () -> Void = {}) -> Reply {
    do throws(CallError) {
      let call = try Call(bytes, jsonCount: jsonCount)
      release()
      return try reply(to: call)
    } catch {
      return Reply(error)
    }
  }

  func reply(to call: Call) throws(CallError) -> Reply {
    switch call.name {
    case "describe-data": return try describeData(call)
    case "load-data": return try loadData(call)
    case "load-model": return try loadModel(call)
    case "save-model": return try saveModel()
    case "form": return Reply(state: Form.fields)
    case "new-network": return try train.newNetwork(call, self)
    case "examples": return try examples(call)
    case "draw": return try draw.draw(call, self)
    case "explain": return try wishes.explain(call, self)
    case "adjust": return try wishes.adjust(call, self)
    case "average": return try averages.begin(call, self)
    case "race": return try race.begin(call, self)
    case "train": return try train.begin(call, self)
    case "reset": return try train.reset(call, self)
    case "pause":
      job = nil
      return Reply()
    default: throw CallError("there is no call \(call.name)", status: .internalError)
    }
  }
}

// MARK: Jobs

/// The state after `goOn`.
enum JobState: Int, Sendable {
  /// No event; there is more to do.
  case working = 0
  /// An event, and there is more to do.
  case event = 1
  /// The last event: the job has ended.
  case ended = 2
  /// There is no job.
  case idle = 3
  /// No event, and nothing to do for the next 10 ms.
  case waiting = 4
}

/// Work that takes longer than a page may wait, done in slices.
class Job {
  /// The result of a slice.
  enum Progress {
    case working
    /// There will be more to do in 10 ms.
    case waiting
    case event(Reply)
    case ended(Reply)
  }

  /// One slice: some 20 ms of work. `now` is the time at its beginning in milliseconds, of a steady clock.
  func advance(now: Double, _ session: Session) throws(CallError) -> Progress { .ended(Reply()) }
}

extension Session {
  /// One slice of the running job, and its event.
  func goOn(now: Double) -> (JobState, Reply?) {
    guard let job else { return (.idle, nil) }
    do throws(CallError) {
      switch try job.advance(now: now, self) {
      case .working: return (.working, nil)
      case .waiting: return (.waiting, nil)
      case .event(let reply): return (.event, reply)
      case .ended(let reply):
        if self.job === job { self.job = nil }
        return (.ended, reply)
      }
    } catch {
      self.job = nil
      return (.ended, Reply(error))
    }
  }
}
