import Downhill
import DownhillExplain

/// The page of what many examples wish for, each on its own and all together, with the proof that the mean of their
/// wishes is −∇C.
public struct AverageReport: Sendable {
  /// The wishes.
  public var story: AverageStory
  /// The network in a line.
  public var networkName: String
  /// The examples in a line.
  public var dataName: String
  /// What each single example is called: `train:0, a 5`.
  public var singleNames: [String]
  /// What the inputs are; nil for numbers without names.
  public var inputs: DataSet.Inputs?
  /// How the page was made.
  public var footer: String
  private let sentences: AverageSentences

  /// The page of these averages.
  public init(
    _ story: AverageStory, networkName: String, dataName: String, singleNames: [String],
    inputs: DataSet.Inputs?, outputs: OutputNames = .numbers(first: 0), footer: String = ""
  ) {
    self.story = story
    self.networkName = networkName
    self.dataName = dataName
    self.singleNames = singleNames
    self.inputs = inputs
    self.footer = footer
    sentences = AverageSentences(story, inputs: inputs, outputs: outputs)
  }

  /// The page.
  public var page: ReportPage {
    var sections = [wishes]
    if let firstWeights { sections.append(firstWeights) }
    sections.append(proof)
    if !story.slopes.isEmpty { sections.append(slopes) }
    sections.append(fireTogether)
    return ReportPage(
      title: "What \(NumberText.counted(story.all.count, "example")) wish of the network",
      subtitle: "\(networkName). \(dataName).", sections: sections, footer: footer)
  }

  /// The sections of proof, for pages that show the wishes themselves: −∇C by the engine, and by the cost itself.
  package var proofs: [ReportSection] { [proof] + (story.slopes.isEmpty ? [] : [slopes]) + [fireTogether] }

  // MARK: Side by side

  private var wishes: ReportSection {
    ReportSection(id: "wishes", title: "What each example wishes for, and what all of them agree on") {
      Markup.paragraph(sentences.wishes + " " + sentences.reading)
      wishTable.markup
      Markup.paragraph(sentences.measures)
      DataTable(
        caption: "How large they are, and where they point", columns: [""] + columnNames,
        rows: [
          ["cost"] + columns.map { numberText($0.cost) }, ["‖wish‖"] + columns.map { numberText($0.norm) },
          ["cosine"] + columns.map { signedText($0.cosine, digits: 2) },
        ]
      ).markup
      SignedBars(
        title: "How well each agrees with all", quantity: "cosine of the angle to the mean of all wishes",
        bars: zip(columnNames, columns).map { SignedBars.Bar(label: $0, value: $1.cosine) }
      ).figure()
    }
  }

  /// All in one unit, in which the largest wish of a single example has three digits before the decimal point.
  private var wishTable: DataTable {
    let unit = self.unit
    let power = NumberText.significant(unit, digits: 1)
    let unitText = power.hasPrefix("1×") ? String(power.dropFirst(2)) : power
    func single(_ value: Double) -> String {
      let text = NumberText.signed(value / unit, decimals: 1)
      return text == "0.0" ? "·" : NumberText.typographic(text)
    }
    func mean(_ value: Double) -> String { NumberText.typographic(NumberText.signed(value / unit, decimals: 2)) }
    return DataTable(
      caption: "Desired changes, −∂C/∂x\(unit == 1 ? "" : ", in units of \(unitText)"); a dot is less than 0.05",
      columns: ["weight or bias"] + columnNames,
      rows: story.parameters.indices.map { index in
        [sentences.names.indexed(story.parameters[index])] + story.singles.map { single($0.wishes[index]) }
          + [story.miniBatch, story.all].map { mean($0.wishes[index]) }
      })
  }

  private var unit: Double {
    let largest = story.singles.reduce(0) { $1.wishes.reduce($0) { max($0, $1.magnitude) } }
    guard largest > 0, largest.isFinite else { return 1 }
    var unit = 1.0
    while largest / unit >= 999.5 { unit *= 10 }
    while largest / unit < 99.95 { unit /= 10 }
    return unit
  }

  private var columns: [AverageStory.Wish] { story.singles + [story.miniBatch, story.all] }

  private var columnNames: [String] {
    singleNames + [
      "mean of \(NumberText.grouped(story.miniBatch.count))", "mean of all \(NumberText.grouped(story.all.count))",
    ]
  }

  // MARK: The first weights

  /// The mean wishes of the weights of layer 1: a picture of each neuron, or for a table a column of numbers.
  private var firstWeights: ReportSection? {
    let layer = story.meanWish[0]
    guard let inputs, inputs.count == layer.inputs else { return nil }
    let names = sentences.names
    return ReportSection(id: "pictures", title: "How all examples together want the first weights to change") {
      Markup.paragraph(
        "Each \(names.exhibit) is one neuron of layer 1: what the mean of all wishes would add to the weight of every "
          + "\(names.carried).")
      switch inputs {
      case .picture(let shape): gallery(shape, layer)
      case .columns(let columns):
        SignedMatrix(columns: columns, weights: layer.weights, of: "Mean wishes of the weights of layer 1").figure()
      }
    }
  }

  /// The pictures of the neurons that should change most.
  private func gallery(_ shape: PictureShape, _ layer: Backpropagation<Double>.DenseLayer) -> Markup {
    let rows = (0..<layer.outputs).map { Array(layer.weights[$0 * layer.inputs..<($0 + 1) * layer.inputs]) }
    let visible = Gallery.visible(rows.map { $0.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 } })
    let coloured = rows.indices.filter { visible[$0] != 0 }
    let sizes = coloured.map { size(rows[$0]) }
    let loudest = sorted(sortedIndices(sizes.count) { sizes[$0] > sizes[$1] }.prefix(16).map { coloured[$0] })
    let rest = rows.count - coloured.count
    return Gallery(
      title: "Mean wishes of the weights of layer 1",
      signed: loudest.map { neuron in
        Gallery.Item(
          title: "neuron \(neuron)",
          raster: Raster(rows: shape.rows, columns: shape.columns, values: rows[neuron]))
      }
    ).figure(
      caption: "One scale for all pictures; orange pixels are striped: they want to shrink."
        + (loudest.count < coloured.count ? " Shown are the \(loudest.count) neurons that want most." : "")
        + (rest > 0
          ? " \(NumberText.counted(rest, "neuron")) left out: less than an eighth of the largest wish, too little for a "
            + "colour." : ""))
  }

  private func size(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1 * $1 } }

  // MARK: The proof

  private var proof: ReportSection {
    ReportSection(id: "proof", title: "The mean of all wishes is −∇C") {
      Markup.paragraph(sentences.proof)
      DataTable(
        caption: "The same desired changes, computed in two ways",
        columns: ["weight or bias", "mean of all wishes", "−∇C by the engine", "difference"],
        rows: story.parameters.indices.map { index in
          [
            sentences.names.indexed(story.parameters[index]), signedText(story.all.wishes[index], digits: 7),
            signedText(story.engineWishes[index], digits: 7),
            numberText(abs(story.all.wishes[index] - story.engineWishes[index]), digits: 2),
          ]
        }
      ).markup
      Markup.paragraph(sentences.difference)
    }
  }

  private var slopes: ReportSection {
    ReportSection(id: "slopes", title: "And it is how the cost really changes") {
      Markup.paragraph(sentences.slopes)
      DataTable(
        caption: "The slope of the mean cost along random directions",
        columns: ["direction", "by the wishes", "of the cost", "difference", "may be off by"],
        rows: story.slopes.enumerated().map { index, slope in
          [
            "\(index + 1)", signedText(slope.analytic, digits: 10), signedText(slope.numerical.value, digits: 10),
            numberText(abs(slope.analytic - slope.numerical.value), digits: 2),
            numberText(slope.numerical.error, digits: 2),
          ]
        }
      ).markup
      if let kinks = sentences.kinks { Markup.note(kinks) }
    }
  }

  private var fireTogether: ReportSection {
    ReportSection(id: "fire-together", title: "Do neurons that fire together wire together?") {
      Markup.paragraph(sentences.fireTogether)
      SignedBars(
        title: "Rank correlations with the weights' mean wishes", quantity: "rank correlation",
        bars: story.fireTogether.flatMap { layer in
          [("both ends active", layer.firing), ("one active, one wanted", layer.wanted)].compactMap { what, value in
            value.map { SignedBars.Bar(label: "layer \(layer.layer): \(what)", value: $0) }
          }
        }
      ).figure()
      Markup.note(sentences.correlation)
    }
  }
}
