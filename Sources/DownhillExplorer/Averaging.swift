import Downhill
import DownhillExplain
import DownhillFormats
import DownhillReport

/// The job of the averages: −∇C by the engine, then the wishes of all examples one after the other, compared at 1, 2,
/// 5, 10, … examples with the engine's gradient of the same; at last the slopes of the cost itself.
final class Averaging: Job {
  /// The network, its version in the session, and the examples, `first` being the index of the first in its split.
  let model: Model
  let modelVersion: Int
  let examples: Examples
  let shape: PictureShape
  let split: DataSet.Split
  let first: Int

  private(set) var walk: AverageWalk
  /// The engine's gradient of all examples.
  private(set) var byEngine: [Backpropagation<Double>.DenseLayer]?
  /// The differences so far.
  private(set) var marks: [Mark] = []
  /// The results of the finished walk.
  private(set) var story: AverageStory?
  /// The neuron of layer 1 that is shown.
  var neuron: Int?

  /// The mean of the first `count` wishes beside the engine's gradients.
  struct Mark {
    var count: Int
    /// Against the gradient of all examples.
    var toAll: GradientDifference
    /// Against that of the same examples.
    var toSame: GradientDifference
  }

  private let evaluator: GradientEvaluator
  private var engineGradient: Gradient?
  private var stage = Stage.engine
  /// Parts that have changed and are to be drawn, each in a slice of its own.
  private var changed: ArraySlice<AveragesView.Part> = []
  /// Numbers of examples at which differences are still to be computed.
  private var due: ArraySlice<Int>
  private let isPaced: Bool
  private var began: Double?
  private var lastTold = -Double.infinity
  private var gradientPace = Pace(first: 500)
  private var wishPace = Pace(first: 20)
  private var slopePace = Pace(first: 20)

  private enum Stage {
    /// The engine's gradient of all examples is summed.
    case engine
    case wishes
    /// The engine's gradient of the examples so far is summed.
    case mark
    case slopes
    case done
  }

  /// The least time between two events, in milliseconds.
  private static let patience = 90.0
  /// Milliseconds in which the number of examples grows tenfold: unpaced, the first thousand would be over at once.
  private static let decade = 700.0

  /// A walk through examples; `isPaced` slows it down so that a visitor can follow.
  init(
    _ model: Model, version: Int, _ examples: Examples, _ shape: PictureShape, _ split: DataSet.Split, first: Int,
    singles: Int,
    miniBatch: Int,
    directions: Int, seed: UInt64, isPaced: Bool
  ) throws(EngineError) {
    self.model = model
    modelVersion = version
    self.examples = examples
    self.shape = shape
    self.split = split
    self.first = first
    self.isPaced = isPaced
    let explainer = try Explainer(model.network, cost: model.cost)
    walk = AverageWalk(
      explainer, examples, singles: singles, miniBatch: miniBatch, directions: directions,
      random: RandomSource(seed: seed))
    evaluator = try GradientEvaluator(model.network.architecture, cost: model.cost)
    due = Self.counts(to: examples.count)[...]
    try evaluator.begin(model.network, of: examples)
  }

  /// 1, 2, 5, 10, 20, 50 … and the last.
  static func counts(to last: Int) -> [Int] {
    var counts: [Int] = []
    var power = 1
    while power < last {
      for factor in [1, 2, 5] where factor * power < last { counts.append(factor * power) }
      power *= 10
    }
    return counts + [last]
  }

  /// Computes the first few at once, for a preview.
  func askSingles() {
    walk.advance(examples: walk.singles)
    neuron = loudestNeuron(walk.average.wish)
  }

  // MARK: Slices

  override func advance(now: Double, _ session: Session) throws(CallError) -> Progress {
    // The time of the last slice ends here.
    gradientPace.close(now: now)
    wishPace.close(now: now)
    slopePace.close(now: now)
    if let part = changed.popFirst() {
      lastTold = now
      return .event(Reply(html: view.html([part])))
    }
    switch stage {
    case .engine:
      evaluator.advance(examples: gradientPace.begin(now: now))
      guard evaluator.isComplete else { return .working }
      let (cost, gradient) = evaluator.result
      guard cost.isFinite else { throw CallError(.overflow) }
      engineGradient = gradient
      let layers = [Backpropagation<Double>.DenseLayer](gradient)
      byEngine = layers
      if neuron == nil { neuron = loudestNeuron(layers) }
      stage = .wishes
      began = now
      changed = AveragesView.atBeginning[...]
      return .working
    case .wishes:
      let allowed = min(allowed(now), due.first ?? .max) - walk.average.count
      guard allowed > 0 else {
        // While the pace makes it wait, it does what does not depend on the wishes.
        guard !walk.hasSlopes else { return .waiting }
        walk.measureSlopes(examples: slopePace.begin(now: now))
        return .working
      }
      let count = min(wishPace.begin(now: now), allowed)
      walk.advance(examples: count)
      wishPace.did(count)
      if walk.average.count == due.first { return try beginMark(now) }
      if now - lastTold >= Self.patience { changed = [.mean] }
      return .working
    case .mark:
      evaluator.advance(examples: gradientPace.begin(now: now))
      guard evaluator.isComplete else { return .working }
      endMark([Backpropagation<Double>.DenseLayer](evaluator.result.gradient))
      return .working
    case .slopes:
      guard walk.hasSlopes else {
        walk.measureSlopes(examples: slopePace.begin(now: now))
        if now - lastTold >= Self.patience { changed = [.proof] }
        return .working
      }
      if let engineGradient { story = walk.story(engine: engineGradient) }
      stage = .done
      changed = AveragesView.atEnd[...]
      return .working
    case .done:
      return .ended(Reply(document: view.document, state: [("sentence", .string(view.ending))]))
    }
  }

  /// How many examples the pace allows by now.
  private func allowed(_ now: Double) -> Int {
    guard isPaced, let began else { return .max }
    let exponent = (now - began) / Self.decade
    return exponent < 9 ? Int(Elementary.exp(exponent * 2.302585092994046)) : .max
  }

  private func beginMark(_ now: Double) throws(CallError) -> Progress {
    let count = walk.average.count
    due.removeFirst()
    stage = .mark
    guard count < examples.count else {
      // The engine has computed these already.
      if let byEngine { endMark(byEngine) }
      return .working
    }
    try engine { () throws(EngineError) in try evaluator.begin(model.network, of: examples[0..<count]) }
    return .working
  }

  private func endMark(_ same: [Backpropagation<Double>.DenseLayer]) {
    let gradient = walk.average.gradient
    let bounds = walk.average.bounds(.float) ?? walk.explainer.backpropagation.zeroGradient
    marks.append(
      Mark(
        count: walk.average.count, toAll: GradientDifference(gradient, byEngine ?? same, bounds: bounds),
        toSame: GradientDifference(gradient, same, bounds: bounds)))
    stage = walk.isComplete ? .slopes : .wishes
    changed = AveragesView.atMark[...]
  }

  /// The neuron of layer 1 whose weights should change most.
  private func loudestNeuron(_ gradient: [Backpropagation<Double>.DenseLayer]) -> Int {
    let layer = gradient[0]
    var (loudest, largest) = (0, -1.0)
    for neuron in 0..<layer.outputs {
      var sum = 0.0
      for weight in layer.weights[neuron * layer.inputs..<(neuron + 1) * layer.inputs] { sum += weight * weight }
      if sum > largest { (loudest, largest) = (neuron, sum) }
    }
    return loudest
  }

  /// Its markup.
  var view: AveragesView { AveragesView(self) }
}
