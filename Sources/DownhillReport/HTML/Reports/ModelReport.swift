import Downhill

/// The page of a model: what it is, how good it is, what it gets wrong, and what its weights look like.
public struct ModelReport: Sendable {
  /// An example that was answered wrongly.
  public struct Mistake: Equatable, Sendable {
    /// Which it is: `test:17`.
    public var name: String
    /// What became of it.
    public var outcome: Evaluation.Outcome
    /// Its inputs.
    public var inputs: [Double]

    /// A mistake.
    public init(name: String, outcome: Evaluation.Outcome, inputs: [Double]) {
      self.name = name
      self.outcome = outcome
      self.inputs = inputs
    }
  }

  /// What the model is called: the name of its file.
  public var name: String
  /// The network.
  public var network: Network
  /// The network in a line: `784-16-16-10, sigmoid, sigmoid outputs, quadratic cost`.
  public var networkName: String
  /// The examples it was tested on: `MNIST, test: 10,000 pictures`.
  public var dataName: String
  /// How it did on them.
  public var evaluation: Evaluation
  /// The mistakes to show, the most costly first.
  public var mistakes: [Mistake]
  /// Rows and columns of its pictures; nil if its inputs are no pixels.
  public var pictureShape: PictureShape?
  /// The ranges of its weights and biases, layer by layer.
  public var ranges: [RangeChart.Range]
  /// How it was trained, setting by setting; empty if unknown.
  public var settings: [(name: String, value: String)]
  /// How the page was made.
  public var footer: String
  /// What the classes are called, in the order of the outputs; empty if by their numbers.
  public var classNames: [String] = []

  /// A page of a model.
  public init(
    name: String, network: Network, networkName: String, dataName: String, evaluation: Evaluation,
    mistakes: [Mistake], pictureShape: PictureShape?, ranges: [RangeChart.Range],
    settings: [(name: String, value: String)], footer: String = ""
  ) {
    self.name = name
    self.network = network
    self.networkName = networkName
    self.dataName = dataName
    self.evaluation = evaluation
    self.mistakes = mistakes
    self.pictureShape = pictureShape
    self.ranges = ranges
    self.settings = settings
    self.footer = footer
  }

  /// The page.
  public var page: ReportPage {
    let confusion = ReportSection.confusion(
      evaluation.confusion, names: evaluation.confusion.indices.map { className($0) })
    var sections = [summarySection, confusion]
    if !mistakes.isEmpty { sections.append(mistakeSection) }
    if let section = weightSection { sections.append(section) }
    sections.append(.ranges(ranges))
    if !settings.isEmpty { sections.append(.settings(settings)) }
    return ReportPage(title: "The model \(name)", subtitle: networkName, sections: sections, footer: footer)
  }

  private func className(_ index: Int) -> String {
    index < classNames.count ? classNames[index] : "\(index)"
  }

  private var summarySection: ReportSection {
    let summary = evaluation.summary
    let wrong = evaluation.mistakes.count
    return ReportSection(id: "summary", title: "How good it is") {
      Markup.paragraph("Tested on \(dataName).")
      Markup.facts([
        (summary.score.measure.rawValue, NumberText.score(summary.score)),
        ("correct", NumberText.grouped(summary.examples - wrong)),
        ("wrong", NumberText.grouped(wrong)), ("mean cost", NumberText.fixed(summary.cost, decimals: 4)),
        ("weights and biases", NumberText.grouped(network.architecture.parameterCount)),
      ])
      for line in deadLines { Markup.note(line) }
    }
  }

  private var deadLines: [String] {
    evaluation.deadNeurons.enumerated().filter { $0.element > 0 }.map { index, count in
      "\(NumberText.counted(count, "ReLU")) of hidden layer \(index + 1) never fired on these examples."
    }
  }

  private var mistakeSection: ReportSection {
    ReportSection(
      id: "mistakes", title: mistakes.count == 1 ? "The worst mistake" : "The \(mistakes.count) worst mistakes"
    ) {
      if let shape = pictureShape {
        Gallery(
          title: "Pictures answered wrongly, the most costly first",
          items: mistakes.map { mistake in
            Gallery.Item(
              title: "\(className(mistake.outcome.label)), taken for \(className(mistake.outcome.prediction))",
              lines: [mistake.name, "cost \(numberText(Double(mistake.outcome.cost)))"],
              raster: Raster(rows: shape.rows, columns: shape.columns, values: mistake.inputs))
          }, style: .ink
        ).figure(caption: "The most costly first: what the label says, and what the network says.")
      } else {
        DataTable(
          columns: ["example", "label", "answer", "cost"],
          rows: mistakes.map {
            [
              $0.name, className($0.outcome.label), className($0.outcome.prediction),
              numberText(Double($0.outcome.cost)),
            ]
          }
        ).markup
      }
    }
  }

  /// What the neurons of the first layer look for, if the inputs are pictures.
  private var weightSection: ReportSection? {
    guard let shape = pictureShape, shape.pixelCount == network.architecture.inputCount else { return nil }
    let weights = network.parameters.weights(layer: 0).map { Double($0) }
    let inputs = network.architecture.inputCount
    let neurons = (0..<network.architecture.sizes[1]).map { Array(weights[$0 * inputs..<($0 + 1) * inputs]) }
    let cut = Cut(neurons.map { $0.reduce(0) { $0 + $1 * $1 } }, limit: 32)
    return ReportSection(id: "weights", title: "What the first layer looks for") {
      Gallery(
        title: "Weights of the first layer",
        items: cut.indices.map {
          Gallery.Item(
            title: "neuron \($0)", raster: Raster(rows: shape.rows, columns: shape.columns, values: neurons[$0]))
        }, style: .signed(SignedScale(weights, covering: 0.99))
      ).figure(
        caption: (cut.text("with the largest weights").map { "Shown are \($0) neurons. " } ?? "")
          + "Ink on a blue pixel raises the neuron's weighted input, ink on an orange, striped one lowers it. One scale "
          + "for all; the largest hundredth of the weights share its deepest colours.")
    }
  }
}
