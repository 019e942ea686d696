import DownhillExplain

/// How the wishes travel back: levers, requests, and what becomes of the weights.
extension ExplanationReport {
  // MARK: Levers

  func leverSection(_ levers: Levers) -> ReportSection {
    let name = neuronName(levers.layer, levers.neuron)
    return ReportSection(id: "levers", title: "Three ways to move \(name)") {
      Markup.paragraph(
        "A neuron's weighted input is z = b + Σ w·a: it moves if its bias moves, if one of its weights moves, or if an "
          + "activation before it does. One unit of the bias brings z one unit; one unit of a weight brings what it "
          + "carries, so weights from bright neurons count most; one unit of an activation brings its weight.")
      SignedBars(
        title: "What one unit of each lever brings \(name)", summary: "The levers of \(name), ranked.",
        quantity: "what one unit brings z", bars: leverBars(levers)
      ).figure(
        caption: "The largest of \(NumberText.grouped(levers.inputCount)) weights and as many activations. Behind each "
          + "bar its desired change: for an activation this is the neuron's request to it.")
      Markup.element("h3", text: "Tried: predicted and measured")
      leverTable(levers).markup
      Markup.note(
        "Each lever was moved by \(numberText(levers.step, digits: 1)) in its desired direction, for this neuron alone. "
          + "Predicted is slope times step, as if the cost were a straight line; measured is what the network then did."
      )
    }
  }

  private static let shownLevers = 8

  private func leverBars(_ levers: Levers) -> [SignedBars.Bar] {
    let shown = [levers.bias] + levers.weights.prefix(Self.shownLevers) + levers.activations.prefix(Self.shownLevers)
    return shown.map { lever in
      SignedBars.Bar(
        label: leverName(lever.kind, levers), value: lever.weightedInputPerUnit,
        note: "wants \(signedText(lever.desiredChange))", isMarked: lever.kind == .bias)
    }
  }

  private func leverTable(_ levers: Levers) -> DataTable {
    let shown = [levers.bias] + levers.weights.prefix(Self.shownLevers) + levers.activations.prefix(Self.shownLevers)
    return DataTable(
      caption: "What moving each lever does",
      columns: ["lever", "is now", "brings z", "step", "a predicted", "a measured", "C predicted", "C measured"],
      rows: shown.map { lever in
        [
          leverName(lever.kind, levers), signedText(lever.value, digits: 3),
          signedText(lever.weightedInputPerUnit, digits: 3), signedText(lever.step, digits: 1),
          signedText(lever.predicted.activation, digits: 3), signedText(lever.measured.activation, digits: 3),
          signedText(lever.predicted.cost, digits: 3), signedText(lever.measured.cost, digits: 3),
        ]
      }, wordColumns: [0])
  }

  private func leverName(_ kind: Lever.Kind, _ levers: Levers) -> String {
    switch kind {
    case .bias: "its bias"
    case .weight(let input): "weight from \(neuronName(levers.layer - 1, input))"
    case .activation(let input): "activation of \(neuronName(levers.layer - 1, input))"
    }
  }

  // MARK: Requests

  /// What the layer after `number` asks of it.
  func requestSection(_ number: Int) -> ReportSection {
    let layer = explanation.layer(number)
    let next = explanation.layer(number + 1)
    let askers = (0..<next.count).map { neuronName(number + 1, $0) }
    let asked = (0..<layer.count).map { "\($0)" }
    let title =
      "What the \(layerName(number + 1)) ask\(number + 1 == explanation.layers.count ? "" : "s") of \(layerName(number))"
    return ReportSection(id: "requests-\(number)", title: title) {
      Markup.paragraph(
        "Activations cannot be set; they only follow from what comes before. So every neuron after this layer asks each "
          + "neuron of it to grow or to shrink, by −w·δ: more where the weight between them is large, and where its own "
          + "wish is. The requests are added up, and their sum is what the neuron passes on, one layer further back.")
      RequestRibbons(
        title: "Requests to \(layerName(number)) and their sums",
        summary: "Ribbons lead from those who ask, on the right, to those who are asked, on the left.",
        askers: askers, wishes: next.desiredBiases, asked: asked, requests: layer.requests,
        sums: layer.desiredActivations
      ).figure(
        caption: "The width of a ribbon is the size of the request: blue and solid asks to grow, orange and hollow to "
          + "shrink. Who asks is followed by its own wish −δ, the desired change of its weighted input. Point at a "
          + "ribbon to follow all that its neuron is asked.")
      SignedMatrix(
        title: "The same requests as numbers", summary: "A row for each neuron of \(layerName(number)).",
        rowTitle: "asked: \(layerName(number))", columnTitle: "asked by: \(layerName(number + 1))", rows: asked,
        columns: (0..<next.count).map { "\($0)" },
        values: (0..<layer.count).map { i in layer.requests.map { $0[i] } }, sums: layer.desiredActivations
      ).figure(
        caption: "Request by request: −w·δ of the neuron above to the neuron at the left. A dot rounds to nothing.")
      askedList(number)
    }
  }

  /// Neuron by neuron, who asked it to grow and who to shrink.
  private func askedList(_ number: Int) -> Markup {
    let layer = explanation.layer(number)
    let sums = layer.desiredActivations
    let cut = Cut(sums, limit: 32)
    return .element("details") {
      Markup.element("summary", text: "Who asked which neuron, in words")
      Markup.element("ul") {
        for neuron in cut.places {
          Markup.element("li") {
            Markup.element("b", text: neuronName(number, neuron))
            " is asked for \(signedText(sums[neuron])) in all. "
            requestText("To grow", number, neuron, isGrowing: true)
            requestText("To shrink", number, neuron, isGrowing: false)
          }
        }
      }
    }
  }

  private func requestText(_ verb: String, _ number: Int, _ neuron: Int, isGrowing: Bool) -> String {
    let requests = explanation.layer(number).requests.map { $0[neuron] }
    let sorted = requests.indices.filter { isGrowing ? requests[$0] > 0 : requests[$0] < 0 }
      .sorted { (requests[$0].magnitude, $1) > (requests[$1].magnitude, $0) }
    guard !sorted.isEmpty else { return "\(verb): nobody. " }
    let named = sorted.prefix(3).map { "\(neuronName(number + 1, $0)) (\(signedText(requests[$0])))" }
    let rest = sorted.count > 3 ? " and \(sorted.count - 3) with less" : ""
    return "\(verb): \(named.joined(separator: ", "))\(rest). "
  }

  // MARK: Weights

  /// The first layer's weights, one picture for each neuron; nil if the inputs are no picture.
  var firstWeightSection: ReportSection? {
    guard let input else { return nil }
    let layer = explanation.layer(1)
    let cut = Cut(layer.sensitivities, limit: 32)
    let items = cut.places.map { neuron in
      Gallery.Item(
        title: neuronName(1, neuron), lines: ["−δ = \(signedText(-layer.sensitivities[neuron]))"],
        raster: Raster(rows: input.rows, columns: input.columns, values: layer.desiredWeights(neuron: neuron)))
    }
    return ReportSection(id: "first-weights", title: "What becomes of the first weights") {
      Markup.paragraph(
        "The input is given and cannot be asked for anything: here the wishes end, in the weights. A weight's desired "
          + "change is −δ·a⁰, the wish of its neuron times the brightness of its pixel, so each neuron's weights want "
          + "to change by a copy of the picture: in blue where the neuron wants to grow, in orange where it wants to shrink."
      )
      Gallery(title: "Desired changes of the weights of \(layerName(1))", signed: items).figure(
        caption: (cut.text("that want most").map { "Shown are \($0) neurons. " } ?? "")
          + "One scale for all pictures. Orange pixels are striped: they want to shrink.")
    }
  }

  var nudgeSection: ReportSection {
    ReportSection(id: "nudges", title: "What moves most") {
      if let first = nudges.first {
        Markup.paragraph(
          "Most of all wants to change the \(placeName(first.place)), by \(signedText(first.desiredChange)): the "
            + "neuron it leads to wants \(signedText(-first.sensitivity)), and it carries "
            + "\(numberText(first.carried, digits: 2)). Those two are multiplied.")
      }
      SignedBars(
        title: "The largest desired changes of weights and biases", summary: "Ranked by their size.",
        quantity: "desired change −∂C/∂x",
        bars: nudges.prefix(20).map { nudge in
          SignedBars.Bar(
            label: placeName(nudge.place), value: nudge.desiredChange,
            note:
              "\(signedText(-nudge.sensitivity)) × \(numberText(nudge.carried, digits: 2)), is \(signedText(nudge.value))"
          )
        }
      ).figure(
        caption:
          "Behind each bar: the wish −δ of the neuron it leads to, times what the weight carries, and its value now.")
    }
  }

  private func placeName(_ place: ParameterPlace) -> String {
    let neuron = neuronName(place.layer, place.neuron)
    return place.input.map { "weight \(neuronName(place.layer - 1, $0)) → \(neuron)" } ?? "bias of \(neuron)"
  }

  // MARK: Proof

  var proofSection: ReportSection {
    ReportSection(id: "proof", title: "How we know the numbers are true") {
      if let step {
        Markup.paragraph(
          "One step along all desired changes at once, with the learning rate "
            + "\(numberText(step.learningRate, digits: 2)), should change the cost by \(signedText(step.predicted, digits: 3)) if "
            + "the cost were a straight line: −η‖∇C‖². The network was changed so and run again: the cost changed by "
            + "\(signedText(step.measured, digits: 3)).")
      }
      if !checks.isEmpty {
        DataTable(
          caption: "The same numbers by other ways", columns: ["what", "here", "by the other way", "difference"],
          rows: checks.map { [$0.claim, $0.one, $0.other, $0.difference] }, wordColumns: [0]
        ).markup
      }
    }
  }
}
