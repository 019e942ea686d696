/// A network with what every neuron does for one example, and lines for one number of each weight. Of wide layers only the
/// most active neurons are drawn, and the drawing says so.
public struct NetworkDiagram: DrawnFigure {
  /// Neurons side by side.
  public struct Layer: Equatable, Sendable {
    /// What is written above them.
    public var name: String
    /// a of each neuron.
    public var activations: [Double]
    /// What is written beside each neuron; its number if nothing is given.
    public var labels: [String]
    /// One number for each weight that leads here, `lines[j][i]` from neuron i of the layer before to neuron j. Of the
    /// first layer above a picture, one number for each neuron: `lines[j][0]`. Empty: no lines.
    public var lines: [[Double]]

    /// A layer.
    public init(name: String, activations: [Double], labels: [String] = [], lines: [[Double]] = []) {
      self.name = name
      self.activations = activations
      self.labels = labels
      self.lines = lines
    }
  }

  /// What it shows, in a few words.
  public let title: String
  /// What there is to be seen, for those who cannot see it.
  public let summary: String
  /// The inputs as a picture; nil to draw ``layers`` only, the first of which is then the input.
  public let input: Raster?
  /// The layers from left to right.
  public let layers: [Layer]
  /// The most neurons of a layer that are drawn.
  public let neuronLimit: Int

  /// A drawing of these layers.
  public init(title: String, summary: String = "", input: Raster? = nil, layers: [Layer], neuronLimit: Int = 20) {
    self.title = title
    self.summary = summary
    self.input = input
    self.layers = layers
    self.neuronLimit = neuronLimit
  }

  private static let radius = 9.0
  private static let pitch = 29.0
  private static let top = 42.0
  private static let pictureWidth = 176.0

  /// Where everything is.
  private struct Plan {
    let cuts: [Cut]
    let columns: [Double]
    /// How far behind the last neurons their activations are written.
    let valueOffset: Double
    let height: Double
    let width: Double

    func y(_ layer: Int, _ place: Int) -> Double {
      let count = Double(cuts[layer].places.count)
      return NetworkDiagram.top + (height - NetworkDiagram.top - 24) / 2
        + (Double(place) - (count - 1) / 2) * NetworkDiagram.pitch
    }
  }

  private var plan: Plan {
    let cuts = layers.map { Cut($0.activations, limit: neuronLimit) }
    let tallest = cuts.reduce(1) { max($0, $1.places.count) }
    // What is written beside the neurons that are drawn: before them, or behind the last ones.
    let labels = layers.indices.map { index in cuts[index].places.map { label(layers[index], $0) } }
    let first = input == nil ? max(40, TextStyle.small.width(labels.first ?? []) + 18) : Self.pictureWidth + 150
    let gap = layers.count > 4 ? 130.0 : 190.0
    let columns = layers.indices.map { first + Double($0) * gap }
    let pictureHeight = input.map { Self.pictureWidth * Double($0.rows) / Double($0.columns) } ?? 0
    let valueOffset = 18 + TextStyle.strong.width(labels.last ?? []) + 9
    let values = layers.last.map { layer in cuts[cuts.count - 1].places.map { activationText(layer.activations[$0]) } }
    let room = max(valueOffset + TextStyle.small.width(values ?? []) + 6, 100)
    return Plan(
      cuts: cuts, columns: columns, valueOffset: valueOffset,
      height: Self.top + max(Double(tallest) * Self.pitch, pictureHeight) + 24,
      width: (columns.last ?? 0) + room)
  }

  private func label(_ layer: Layer, _ neuron: Int) -> String {
    neuron < layer.labels.count ? layer.labels[neuron] : "\(neuron)"
  }

  /// The drawing.
  public var drawing: Drawing {
    let plan = self.plan
    return Drawing(width: plan.width, height: plan.height) {
      for index in layers.indices { lines(to: index, plan) }
      if let input { picture(input, plan) }
      for index in layers.indices { neurons(index, plan) }
    }
  }

  @MarkupBuilder
  private func picture(_ input: Raster, _ plan: Plan) -> Markup {
    let size = Self.pictureWidth / Double(input.columns)
    let y = Self.top + (plan.height - Self.top - 24 - size * Double(input.rows)) / 2
    Shape.text(
      "\(NumberText.grouped(input.values.count)) inputs", x: Self.pictureWidth / 2, y: 14, class: "soft small middle")
    Shape.group(y: y) {
      RasterStyle.ink.content(input, size: size)
      Shape.rectangle(
        x: 0.5, y: 0.5, width: Self.pictureWidth - 1, height: size * Double(input.rows) - 1, class: "frame")
    }
  }

  @MarkupBuilder
  private func neurons(_ index: Int, _ plan: Plan) -> Markup {
    let layer = layers[index]
    let cut = plan.cuts[index]
    let x = plan.columns[index]
    let isLast = index + 1 == layers.count
    let scale = SignedScale(layer.activations)
    Shape.text(layer.name, x: x, y: 14, class: "soft small middle")
    if let text = cut.text("most active") { Shape.text(text, x: x, y: 29, class: "soft small middle") }
    for (place, neuron) in cut.places.enumerated() {
      let y = plan.y(index, place)
      let activation = layer.activations[neuron]
      let label = label(layer, neuron)
      let share = activation.isFinite ? min(activation.magnitude / max(scale.largest, 1), 1) : 0
      Shape.group(title: "\(layer.name), neuron \(label): a = \(activationText(activation))") {
        Shape.circle(x: x, y: y, radius: Self.radius, class: "neuron")
        if share > 0 {
          // The area of the disc is the share.
          Shape.circle(
            x: x, y: y, radius: (Self.radius - 1.5) * share.squareRoot(), class: activation < 0 ? "n5" : "ink i7")
        }
        if isLast {
          Shape.text(label, x: x + 18, y: y + 4.5, class: "strong")
          Shape.text(activationText(activation), x: x + plan.valueOffset, y: y + 4.5, class: "soft small")
        } else {
          Shape.text(label, x: x - 14, y: y + 4, class: "soft small end halo wide")
        }
      }
    }
  }

  /// One path for each step of the scale, so that hundreds of lines take little room.
  @MarkupBuilder
  private func lines(to index: Int, _ plan: Plan) -> Markup {
    let values = layers[index].lines
    let scale = SignedScale(values.flatMap { $0 })
    if values.count == layers[index].activations.count, index > 0 || input != nil {
      for level in -SignedScale.steps...SignedScale.steps where level != 0 {
        let path = linePath(to: index, plan) { scale.level(values[$0][$1]) == level }
        if !path.isEmpty {
          Shape.path(path, class: "link \(level < 0 ? "falls" : "rises") w\(level.magnitude)")
        }
      }
    }
  }

  private func linePath(to index: Int, _ plan: Plan, where isDrawn: (_ to: Int, _ from: Int) -> Bool) -> PathData {
    var path = PathData()
    let x = plan.columns[index]
    for (place, neuron) in plan.cuts[index].places.enumerated() {
      let y = plan.y(index, place)
      if index == 0 {
        guard isDrawn(neuron, 0) else { continue }
        let middle = Self.top + (plan.height - Self.top - 24) / 2
        path.move(Self.pictureWidth, middle + (y - middle) * 0.28)
        path.line(x, y)
      } else {
        for (before, origin) in plan.cuts[index - 1].places.enumerated() where isDrawn(neuron, origin) {
          path.move(plan.columns[index - 1], plan.y(index - 1, before))
          path.line(x, y)
        }
      }
    }
    return path
  }

  /// Its numbers as a table.
  public var table: DataTable {
    DataTable(
      caption: title, columns: ["neuron", "activation a"],
      rows: layers.flatMap { layer in
        layer.activations.enumerated().map { index, activation in
          let label = index < layer.labels.count ? layer.labels[index] : "\(index)"
          return ["\(layer.name), \(label)", numberText(activation, digits: 4)]
        }
      }, wordColumns: [0])
  }
}
