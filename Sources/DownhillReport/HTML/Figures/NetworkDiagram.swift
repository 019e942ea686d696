/// A network with the activation of every neuron for one example, and a line for one number of each weight. Of wide
/// layers only the most active neurons are drawn, and the drawing says so.
package struct NetworkDiagram: DrawnFigure {
  /// Neurons side by side.
  package struct Layer: Equatable, Sendable {
    /// The text above them.
    package var name: String
    /// a of each neuron.
    var activations: [Double]
    /// The text beside each neuron; its number if empty.
    var labels: [String]
    /// One number for each weight that leads here, `lines[j][i]` from neuron i of the previous layer to neuron j; in
    /// the first layer after a picture one for each neuron, `lines[j][0]`. Empty: no lines.
    var lines: [[Double]]
    /// What each neuron should change by, drawn as a triangle that points up or down, its area relative to the largest
    /// of the layer. Empty: no triangles.
    var wishes: [Double]
    /// What choosing each neuron does; empty: nothing.
    var touches: [Touch]

    /// A layer.
    package init(
      name: String, activations: [Double], labels: [String] = [], lines: [[Double]] = [], wishes: [Double] = [],
      touches: [Touch] = []
    ) {
      self.name = name
      self.activations = activations
      self.labels = labels
      self.lines = lines
      self.wishes = wishes
      self.touches = touches
    }
  }

  /// How large everything is.
  package enum Size: Equatable, Sendable {
    /// For a page's whole width, with the numbers of hidden neurons.
    case wide
    /// For a phone.
    case narrow
  }

  /// What it shows, in a few words.
  package let title: String
  /// A description for those who cannot see it.
  package let summary: String
  /// The inputs as a picture; nil to draw ``layers`` only, the first of which is then the input.
  let input: Raster?
  /// The layers from left to right.
  let layers: [Layer]
  /// The most neurons of a layer that are drawn.
  let neuronLimit: Int
  /// How large everything is.
  let size: Size

  /// A drawing of these layers.
  package init(
    title: String, summary: String = "", input: Raster? = nil, layers: [Layer], neuronLimit: Int = 20,
    size: Size = .wide
  ) {
    self.title = title
    self.summary = summary
    self.input = input
    self.layers = layers
    self.neuronLimit = neuronLimit
    self.size = size
  }

  private var radius: Double { size == .wide ? 9 : 6.5 }
  private var pitch: Double { size == .wide ? 29 : 19.5 }
  private var top: Double { size == .wide ? 42 : 28 }
  private var bottom: Double { size == .wide ? 24 : 6 }
  private var pictureWidth: Double { size == .wide ? 176 : 84 }
  /// From the picture to the first neurons.
  private var pictureRoom: Double { size == .wide ? 150 : 52 }

  /// The distance between layers, with this much room for the neurons before the last and for the text after them.
  private func gap(first: Double, room: Double) -> Double {
    switch size {
    case .wide: layers.count > 4 ? 130 : 190
    case .narrow: max((Drawing.phoneWidth - 4 - first - room) / Double(max(layers.count - 1, 1)), 36)
    }
  }

  /// Where everything is.
  private struct Plan {
    let cuts: [Cut]
    package let columns: [Double]
    /// The distance from the last neurons to their activations.
    let valueOffset: Double
    let middle: Double
    let pitch: Double
    let height: Double
    let width: Double

    func y(_ layer: Int, _ position: Int) -> Double {
      middle + (Double(position) - Double(cuts[layer].indices.count - 1) / 2) * pitch
    }
  }

  private var plan: Plan {
    let cuts = layers.map { Cut($0.activations, limit: neuronLimit) }
    let tallest = cuts.reduce(1) { max($0, $1.indices.count) }
    // The text beside the neurons drawn: before them, or after the last ones.
    let labels = layers.indices.map { index in cuts[index].indices.map { label(layers[index], $0) } }
    let first = input == nil ? max(40, TextStyle.small.width(labels.first ?? []) + 18) : pictureWidth + pictureRoom
    let pictureHeight = input.map { pictureWidth * Double($0.rows) / Double($0.columns) } ?? 0
    let valueOffset = labelOffset + TextStyle.strong.width(labels.last ?? []) + (size == .wide ? 9 : 5)
    let values = layers.last.map { layer in cuts[cuts.count - 1].indices.map { activationText(layer.activations[$0]) } }
    let room = max(valueOffset + TextStyle.small.width(values ?? []) + 6, size == .wide ? 100 : 60)
    let gap = gap(first: first, room: room)
    let columns = layers.indices.map { first + Double($0) * gap }
    let height = top + max(Double(tallest) * pitch, pictureHeight) + bottom
    return Plan(
      cuts: cuts, columns: columns, valueOffset: valueOffset, middle: top + (height - top - bottom) / 2, pitch: pitch,
      height: height, width: (columns.last ?? 0) + room)
  }

  /// From the last neurons to their names, past their triangles, if any.
  private var labelOffset: Double { (size == .wide ? 18 : 13) + (layers.last?.wishes.isEmpty == false ? 13 : 0) }

  private func label(_ layer: Layer, _ neuron: Int) -> String {
    neuron < layer.labels.count ? layer.labels[neuron] : "\(neuron)"
  }

  /// The drawing.
  package var drawing: Drawing {
    let plan = self.plan
    let hasTouches = layers.contains { !$0.touches.isEmpty }
    return Drawing(width: plan.width, height: plan.height, hasTouches: hasTouches) {
      for index in layers.indices { lines(to: index, plan) }
      if let input { picture(input, plan) }
      for index in layers.indices { neurons(index, plan) }
    }
  }

  @MarkupBuilder
  private func picture(_ input: Raster, _ plan: Plan) -> Markup {
    let size = pictureWidth / Double(input.columns)
    let y = plan.middle - size * Double(input.rows) / 2
    Shape.text(
      "\(NumberText.grouped(input.values.count)) inputs", x: pictureWidth / 2, y: 14, class: "soft small middle")
    Shape.group(y: y) {
      RasterStyle.ink.content(input, size: size)
      Shape.rectangle(
        x: 0.5, y: 0.5, width: pictureWidth - 1, height: size * Double(input.rows) - 1, class: "frame")
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
    if let text = cut.text("most active"), size == .wide { Shape.text(text, x: x, y: 29, class: "soft small middle") }
    for (position, neuron) in cut.indices.enumerated() {
      let y = plan.y(index, position)
      let activation = layer.activations[neuron]
      let label = label(layer, neuron)
      let share = activation.isFinite ? min(activation.magnitude / max(scale.largest, 1), 1) : 0
      let title = "\(layer.name), neuron \(label): a = \(activationText(activation))"
      Shape.group(title: title, touch: layer.touches.at(neuron)) {
        if layer.touches.at(neuron) != nil {
          // Fingers are wider than neurons.
          Shape.rectangle(
            x: x - pitch * 0.6, y: y - pitch / 2, width: pitch * 1.2 + (isLast ? plan.width - x - pitch * 0.6 : 10),
            height: pitch, class: "room", radius: 3)
        }
        Shape.circle(x: x, y: y, radius: radius, class: "neuron")
        if share > 0 {
          // The area of the disc is the share.
          Shape.circle(
            x: x, y: y, radius: (radius - 1.5) * share.squareRoot(), class: activation < 0 ? "n5" : "ink i7")
        }
        if neuron < layer.wishes.count { wish(layer.wishes[neuron], SignedScale(layer.wishes), x: x, y: y) }
        if isLast {
          Shape.text(label, x: x + labelOffset, y: y + 4.5, class: "strong")
          Shape.text(activationText(activation), x: x + plan.valueOffset, y: y + 4.5, class: "soft small")
        } else if size == .wide {
          Shape.text(label, x: x - 14, y: y + 4, class: "soft small end halo wide")
        }
      }
    }
  }

  /// A triangle beside a neuron, its area the size of the wish; too small ones are left out.
  @MarkupBuilder
  private func wish(_ wish: Double, _ scale: SignedScale, x: Double, y: Double) -> Markup {
    let share = wish.isFinite ? min(wish.magnitude / scale.largest, 1) : 0
    let height = radius * 1.75 * share.squareRoot()
    if height >= 1.5 {
      Shape.triangle(
        x: x + radius * 2 + 2, y: y + (wish < 0 ? -height : height) / 2, height: wish < 0 ? -height : height,
        class: wish < 0 ? "wish falls" : "wish rises")
    }
  }

  /// One path for each step of the scale, so that hundreds of lines take little room. On a phone the thinnest are left out.
  @MarkupBuilder
  private func lines(to index: Int, _ plan: Plan) -> Markup {
    let values = layers[index].lines
    let scale = SignedScale(values.flatMap { $0 })
    if values.count == layers[index].activations.count, index > 0 || input != nil {
      for level in -SignedScale.steps...SignedScale.steps where level.magnitude >= (size == .wide ? 1 : 2) {
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
    for (position, neuron) in plan.cuts[index].indices.enumerated() {
      let y = plan.y(index, position)
      if index == 0 {
        guard isDrawn(neuron, 0) else { continue }
        let spread = size == .wide ? 0.28 : 0.2
        path.move(pictureWidth, plan.middle + (y - plan.middle) * spread)
        path.line(x, y)
      } else {
        for (before, origin) in plan.cuts[index - 1].indices.enumerated() where isDrawn(neuron, origin) {
          path.move(plan.columns[index - 1], plan.y(index - 1, before))
          path.line(x, y)
        }
      }
    }
    return path
  }

  /// Its numbers as a table.
  package var table: DataTable {
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
