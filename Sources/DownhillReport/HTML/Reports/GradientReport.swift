import Downhill
import DownhillExplain

/// The page of a gradient: how long it is, layer by layer, and where it is steep.
public struct GradientReport: Sendable {
  /// ∇C, in the shape of the network's layers.
  public var gradient: [Backpropagation<Double>.DenseLayer]
  /// The mean cost.
  public var cost: Double
  /// The network in a line.
  public var networkName: String
  /// The examples in a line.
  public var dataName: String
  /// What the inputs are; nil for numbers without names.
  public var inputs: DataSet.Inputs?
  /// How the page was made.
  public var footer: String

  /// The page of this gradient.
  public init(
    _ gradient: [Backpropagation<Double>.DenseLayer], cost: Double, networkName: String, dataName: String,
    inputs: DataSet.Inputs?, footer: String = ""
  ) {
    self.gradient = gradient
    self.cost = cost
    self.networkName = networkName
    self.dataName = dataName
    self.inputs = inputs
    self.footer = footer
  }

  /// The page.
  public var page: ReportPage {
    ReportPage(
      title: "The gradient of the cost", subtitle: "\(networkName). \(dataName).",
      sections: [lengths] + (inputs.map { [firstLayer($0)] } ?? []), footer: footer)
  }

  private var lengths: ReportSection {
    ReportSection(id: "lengths", title: "How steep it is") {
      Markup.paragraph(
        "The gradient ∇C says, for each of the \(NumberText.grouped(gradient.parameterCount)) weights and biases, how much "
          + "the mean cost would rise per unit, if its slope stayed the same. The mean cost is "
          + "\(numberText(cost, digits: 6)), and the gradient's length ‖∇C‖ \(numberText(gradient.norm, digits: 6)): "
          + "a small step straight downhill lowers the cost by the step's length times that.")
      SignedBars(
        title: "Length of the gradient, layer by layer", quantity: "length of this part",
        bars: gradient.enumerated().flatMap { index, layer in
          [
            SignedBars.Bar(label: "layer \(index + 1) weights", value: length(layer.weights)),
            SignedBars.Bar(label: "layer \(index + 1) biases", value: length(layer.biases)),
          ]
        }
      ).figure(caption: "The square of ‖∇C‖ is the sum of the squares of these.")
    }
  }

  private func firstLayer(_ inputs: DataSet.Inputs) -> ReportSection {
    let layer = gradient[0]
    return ReportSection(id: "weights", title: "Where the first layer's weights should go") {
      switch inputs {
      case .picture(let shape): gallery(shape, layer)
      case .columns(let columns):
        SignedMatrix(columns: columns, weights: layer.weights.map { -$0 }, of: Self.firstLayerTitle).figure(
          caption: "−∇C of each weight: blue should grow, orange should shrink.")
      }
    }
  }

  private static let firstLayerTitle = "Desired changes of the weights of the first layer"

  private func gallery(_ shape: PictureShape, _ layer: Backpropagation<Double>.DenseLayer) -> Markup {
    let neurons = (0..<layer.outputs).map { Array(layer.weights[$0 * layer.inputs..<($0 + 1) * layer.inputs]) }
    let cut = Cut(neurons.map { length($0) }, limit: 32)
    return Gallery(
      title: Self.firstLayerTitle,
      items: cut.indices.map { neuron in
        Gallery.Item(
          title: "neuron \(neuron)",
          raster: Raster(rows: shape.rows, columns: shape.columns, values: neurons[neuron].map { -$0 }))
      }, style: .signed(SignedScale(layer.weights, covering: 0.99))
    ).figure(
      caption: (cut.text("whose weights should change most").map { "Shown are \($0) neurons. " } ?? "")
        + "−∇C of each weight where its pixel is: blue should grow, orange and striped should shrink. One scale for "
        + "all; the largest hundredth share its deepest colours.")
  }

  private func length(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
