import Downhill
import DownhillFormats

/// The tab Averages: the wishes of many examples, and their mean beside −∇C.
final class AveragesTab {
  private var averaging: Averaging?

  /// `average`: begins a job. With `neuron` it only shows another neuron of the averages so far; with `preview` it
  /// shows what the first few examples want, unless this network's averages have begun already.
  func begin(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    let isPreview = try call.isOn("preview")
    if isPreview, averaging?.modelVersion == session.modelVersion { return Reply() }
    if let neuron = try call.integer("neuron", in: 0...Int.max) { return try look(at: neuron, session) }
    let model = try session.currentModel()
    let name = try call.string("split") ?? "train"
    guard let split = DataSet.Split(rawValue: name) else {
      throw CallError("split takes train or test, not \"\(name)\"")
    }
    let pictures = try session.data.loaded(split)
    let first = try call.integer("first", in: 0...pictures.examples.count - 1) ?? 0
    let left = pictures.examples.count - first
    let count = try call.integer("count", in: 1...left) ?? left
    let architecture = model.network.architecture
    guard architecture.inputCount == pictures.examples.inputCount else {
      throw CallError(EngineError.inputs(network: architecture.inputCount, examples: pictures.examples.inputCount))
    }
    guard architecture.outputCount == pictures.examples.outputCount else {
      throw CallError(EngineError.outputs(network: architecture.outputCount, examples: pictures.examples.outputCount))
    }
    let (version, singles) = (session.modelVersion, try call.integer("singles", in: 1...12) ?? 6)
    let (miniBatch, directions) = (
      try call.integer("batch-size", in: 1...Int.max) ?? 10, try call.integer("directions", in: 0...100) ?? 2
    )
    let seed = try call.integer("seed", in: 0...Int.max) ?? 0
    let isPaced = !(try call.isOn("quick"))
    let averaging = try engine { () throws(EngineError) in
      try Averaging(
        model, version: version, pictures.examples[first..<first + count], pictures.shape, split, first: first,
        singles: singles, miniBatch: miniBatch,
        directions: directions, seed: UInt64(seed), isPaced: isPaced)
    }
    self.averaging = averaging
    if isPreview { averaging.askSingles() } else { session.job = averaging }
    return Reply(html: averaging.view.html(AveragesView.Part.allCases))
  }

  private func look(at neuron: Int, _ session: Session) throws(CallError) -> Reply {
    guard let averaging, averaging.modelVersion == session.modelVersion else {
      throw CallError("there are no averages of this network yet")
    }
    let count = averaging.model.network.architecture.sizes[1]
    guard neuron < count else { throw CallError("the neurons of layer 1 are 0 to \(count - 1)") }
    averaging.neuron = neuron
    return Reply(html: averaging.view.html([.singles, .mean, .neurons]))
  }
}
