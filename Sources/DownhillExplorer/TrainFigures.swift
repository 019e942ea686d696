import Downhill
import DownhillFormats
import DownhillReport

/// The figures of a training run.
struct TrainFigures {
  private let run: TrainingRun

  init(_ run: TrainingRun) { self.run = run }

  /// The curves of cost and accuracy.
  var curves: Markup {
    if let only = run.only {
      let first = if case .numbers(let first, _) = only.classes { first } else { 0 }
      let label = only.label.map { "called \(NumberText.article($0 + first))" } ?? "called so"
      return .joined([
        chart("the cost of this one example", "cost", [("cost", run.trained.map { ($0.x, $0.cost) })]),
        chart(
          "what becomes of all the others", "share of the test pictures",
          [
            ("accuracy", run.tested.map { ($0.x, $0.summary.score.value) }),
            (label, run.tested.map { ($0.x, $0.calledLabel) }),
          ]),
      ])
    }
    return .joined([
      chart(
        "cost", "mean cost",
        [
          ("training", run.trained.map { ($0.x, $0.cost) }), ("test", run.tested.map { ($0.x, $0.summary.cost) }),
        ]),
      chart(
        "accuracy", "accuracy",
        [
          ("training", run.trained.map { ($0.x, $0.score) }),
          ("test", run.tested.map { ($0.x, $0.summary.score.value) }),
        ]),
    ])
  }

  private func chart(_ title: String, _ measure: String, _ lines: [(name: String, points: [(Double, Double)])])
    -> Markup
  {
    LineChart(
      title: title,
      x: run.only == nil
        ? .init("epochs", including: [0, Double(run.trainer.configuration.epochs)]) : .init("steps", including: [0]),
      y: .init(measure, including: [0]),
      series: lines.map { line in
        .init(name: line.name, points: line.points.map { LineChart.Point($0.0, $0.1) })
      }
    ).picture
  }

  /// The weights of the first layer's neurons as pictures.
  var weights: Markup { Self.weights(of: run.trainer.network, shape: run.test.shape) }

  /// The most neurons that are shown.
  private static let limit = 32

  static func weights(of network: Network, shape: PictureShape?) -> Markup {
    let layer = network.parameters.layers[0]
    guard let shape, shape.pixelCount == layer.inputs else { return .empty }
    let all = network.parameters.weights(layer: 0)
    let shown = min(layer.outputs, limit)
    let numbers = all[..<(shown * layer.inputs)].map(Double.init)
    let style = RasterStyle.signed(SignedScale(numbers, covering: 0.995))
    return Gallery(
      title: "What each neuron of the first layer looks for",
      items: (0..<shown).map { neuron in
        .init(
          title: "\(neuron)",
          raster: Raster(
            rows: shape.rows, columns: shape.columns,
            values: Array(numbers[neuron * layer.inputs..<(neuron + 1) * layer.inputs])))
      }, style: style
    ).picture
  }

  /// The facts beside the pictures.
  var state: [(key: String, value: JSONValue)] {
    let configuration = run.trainer.configuration
    let checkpoint = run.trainer.checkpoint
    let epoch: String
    if run.only != nil {
      epoch = NumberText.counted(checkpoint.epochs, "step")
    } else if checkpoint.miniBatches == 0 {
      epoch = "\(checkpoint.epochs) of \(configuration.epochs)"
    } else {
      epoch = "\(checkpoint.epochs + 1) of \(configuration.epochs)"
    }
    let accuracy = run.tested.last.map { NumberText.score($0.summary.score) } ?? "–"
    let cost = run.trained.last.map { NumberText.fixed($0.cost, decimals: 4) } ?? "–"
    var state: [(key: String, value: JSONValue)] = [
      ("epoch", .string(epoch)), ("accuracy", .string(accuracy)), ("cost", .string(cost)),
    ]
    if run.only == nil, let speed = run.speed {
      state.append(("speed", .string("\(NumberText.grouped(Self.rounded(speed))) pictures a second")))
    }
    state.append(("sentence", .string("Epoch \(epoch): test accuracy \(accuracy).")))
    return state
  }

  /// To three digits.
  private static func rounded(_ number: Double) -> Int {
    var unit = 1.0
    while number / unit >= 1000 { unit *= 10 }
    return Int((number / unit).rounded() * unit)
  }
}
