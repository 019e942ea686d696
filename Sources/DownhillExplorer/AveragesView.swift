import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFormats
import DownhillReport

/// The markup of an ``Averaging``.
struct AveragesView {
  private let averaging: Averaging
  let sentences: FillingSentences

  init(_ averaging: Averaging) {
    self.averaging = averaging
    let architecture = averaging.model.network.architecture
    sentences = FillingSentences(
      layerCount: architecture.layerCount, parameterCount: architecture.parameterCount,
      exampleCount: averaging.examples.count)
  }

  private var examples: Examples { averaging.examples }
  private var average: AverageWish { averaging.walk.average }
  private var neuron: Int { averaging.neuron ?? 0 }

  // MARK: Parts

  /// A part of the page, in the page's order.
  enum Part: String, CaseIterable {
    case singles, mean, neurons, difference, parameters, proof
  }

  /// Once the engine's gradient is known.
  static let atBeginning: [Part] = [.singles, .mean, .neurons, .parameters]
  /// At 1, 2, 5, 10, … examples.
  static let atMark: [Part] = [.mean, .difference, .parameters]
  /// When all is done.
  static let atEnd: [Part] = [.mean, .parameters, .proof]

  /// Some parts; empty where nothing is known yet.
  func html(_ parts: [Part]) -> [(part: String, markup: Markup)] {
    parts.map { (part: $0.rawValue, markup: markup($0)) }
  }

  private func markup(_ part: Part) -> Markup {
    switch part {
    case .singles: singles
    case .mean: mean
    case .neurons: neurons
    case .difference: difference
    case .parameters: parameters
    case .proof: proof
    }
  }

  // MARK: Single examples

  private func name(_ index: Int) -> String {
    "\(averaging.split.rawValue):\(averaging.first + index), \(NumberText.article(examples.label(index) + averaging.model.firstLabel))"
  }

  private func label(_ index: Int) -> Int { examples.label(index) }

  private var singleWishes: [ExampleWish] {
    (0..<averaging.walk.singles).map { averaging.walk.explainer.wish(examples, index: $0) }
  }

  private var singles: Markup {
    let wishes = singleWishes
    let pictures = wishes.map { wish in
      let delta = wish.sensitivities[0][neuron]
      return wish.pass.activations[0].map { $0 == 0 ? 0 : -delta * $0 }
    }
    let biases = wishes.map { $0.sensitivities[$0.sensitivities.count - 1].map { -$0 } }
    let agree = biases.indices.allSatisfy { index in
      biases[index].indices.allSatisfy { ($0 == label(index)) == (biases[index][$0] > 0) }
    }
    return section("What each of them wants") {
      Markup.element("figure") {
        Markup.element("div", [.class("gallery cards")]) {
          for index in wishes.indices {
            Markup.element("div", [.class("item")]) {
              Markup.element("b", text: name(index))
              ink(index)
              wishPicture(
                pictures[index], SignedScale(pictures[index]),
                title: "What \(name(index)) wants of the weights of \(neuronName)")
              outputColumns(
                biases[index], SignedScale(biases[index]), title: "What \(name(index)) wants of the outputs' biases",
                marked: label(index))
              Markup.element("span", text: "length \(text(wishes[index].norm))")
            }
          }
        }
        Markup.element("figcaption", text: sentences.singles(wishes.count, neuron: neuron, agree: agree))
        biasTable(
          caption: "What each wants of the outputs' biases", wishes.indices.map { (name: name($0), biases: biases[$0]) }
        ).details
      }
    }
  }

  private func ink(_ index: Int) -> Markup {
    RasterFigure(title: name(index), raster: raster(examples.inputs(index).map { Double($0) }), style: .ink, width: 168)
      .svg
  }

  // MARK: The mean

  /// The mean beside −∇C, or alone while that is not known.
  private var mean: Markup {
    let engine = averaging.byEngine?.scaled(by: -1)
    guard engine != nil || average.count > 0 else { return .empty }
    let mean = average.count > 0 ? average.wish : averaging.walk.explainer.backpropagation.zeroGradient
    var pictures = [(name: sentences.meanName(average.count), layers: mean)]
    if let engine {
      pictures.append((name: sentences.engineName, layers: engine))
      pictures.append((name: "difference", layers: zip(mean, engine).map { $0.difference($1) }))
    }
    let scale = SignedScale(row(engine ?? mean))
    let columns = SignedScale(outputBiases(engine ?? mean))
    return section(engine == nil ? "What they want together" : "What all of them want") {
      Markup.element("p", [.class("standing")], text: sentences.progress(average.count))
      Markup.element("figure") {
        Markup.element("div", [.class("gallery trio")]) {
          for index in pictures.indices {
            let (name, layers) = pictures[index]
            Markup.element("div", [.class("item")]) {
              Markup.element("b", text: name)
              wishPicture(row(layers), scale, title: "\(name): the weights of \(neuronName)")
              outputColumns(outputBiases(layers), columns, title: "\(name): the outputs' biases")
              Markup.element("span", text: "length \(text(layers.norm))")
              if index == 0, let engine { Markup.element("span", text: "cosine \(signed(mean.cosine(engine)))") }
            }
          }
        }
        Markup.element("figcaption", text: engine == nil ? sentences.few : sentences.engine)
        biasTable(
          caption: "The outputs' biases", pictures.map { (name: $0.name, biases: outputBiases($0.layers)) }
        ).details
      }
    }
  }

  /// −∇C of the neurons of layer 1 as small pictures, from which to choose one.
  private var neurons: Markup {
    guard let layer = averaging.byEngine?.scaled(by: -1)[0] else { return .empty }
    let rows = (0..<layer.outputs).map { Array(layer.weights[$0 * layer.inputs..<($0 + 1) * layer.inputs]) }
    let scale = SignedScale(rows.flatMap { $0 })
    let sizes = rows.map { $0.reduce(0) { $0 + $1 * $1 } }
    let shown = sizes.indices.sorted { (sizes[$0], $1) > (sizes[$1], $0) }.prefix(16).sorted()
    guard shown.count > 1 else { return .empty }
    return .element(
      "div", [.class("strip"), Attribute("role", "group"), Attribute("aria-label", "Which neuron is shown")]
    ) {
      for index in shown {
        Markup.element(
          "button",
          [
            Attribute("type", "button"), Attribute("aria-pressed", index == neuron ? "true" : "false"),
            Attribute("aria-label", "Show \(sentences.neuronName(index))"),
            Attribute("data-call", "{\"do\":\"average\",\"neuron\":\(index)}"),
          ]
        ) { wishPicture(rows[index], scale, title: sentences.neuronName(index)) }
      }
    }
  }

  // MARK: The difference

  private var difference: Markup {
    let marks = averaging.marks
    guard let last = marks.last else { return .empty }
    let bounds = marks.map { $0.toSame.largest.bound }
    return section("How far the mean is from −∇C") {
      Markup.paragraph(sentences.difference(last.toAll.largest, count: last.count))
      LineChart(
        title: "The largest difference between the mean wish and −∇C",
        summary: sentences.difference(last.toAll.largest, count: last.count),
        x: LineChart.Measure("examples averaged", isLogarithmic: true, including: [1, Double(examples.count)]),
        y: LineChart.Measure("largest difference", isLogarithmic: true, including: bounds),
        series: [
          LineChart.Series(
            name: sentences.towardsAll,
            points: marks.map { LineChart.Point(Double($0.count), $0.toAll.largest.difference) },
            formulas: marks.map { sentences.formula($0.toAll.largest, count: $0.count, ofAll: true) }),
          LineChart.Series(
            name: sentences.towardsSame,
            points: marks.map { LineChart.Point(Double($0.count), $0.toSame.largest.difference) },
            formulas: marks.map { sentences.formula($0.toSame.largest, count: $0.count, ofAll: false) }),
          LineChart.Series(
            name: sentences.bound, points: marks.map { LineChart.Point(Double($0.count), $0.toSame.largest.bound) }),
        ]
      ).adaptive.figure(caption: sentences.shrinking)
    }
  }

  // MARK: Chosen weights and biases

  private var parameters: Markup {
    guard let engine = averaging.byEngine else { return .empty }
    let gradient = engine.scaled(by: -1)
    let parameters = averaging.walk.explainer.tellingParameters(gradient)
    let wishes = singleWishes
    let mean = average.count > 0 ? average.wish : averaging.walk.explainer.backpropagation.zeroGradient
    let names = NeuronNames(layerCount: mean.count)
    return section("The same numbers, one by one") {
      SignedTable(
        caption:
          "Desired changes, −∂C/∂x, of some weights (layer:neuron:input) and biases; each example in a unit of its own",
        rowTitle: "x", rows: parameters.map { (name: "\($0)", meaning: names.name($0)) },
        groups: wishes.indices.map { index in
          SignedTable.Group(
            title: name(index), columns: [""], values: [parameters.map { wishes[index].wish($0) }],
            formulas: [parameters.map { formula(wishes[index], $0) }])
        } + [
          SignedTable.Group(
            title: "all together", columns: [sentences.meanName(average.count), sentences.engineName],
            values: [mean, gradient].map { layers in parameters.map { layers[$0] } },
            formulas: [
              parameters.map { meanFormula(mean[$0], $0) },
              parameters.map { "−∂C/∂\(symbol($0)) = \(signed(gradient[$0], digits: 7)), by the engine" },
            ])
        ]
      ).markup
    }
  }

  private func symbol(_ parameter: ParameterIndex) -> String { parameter.input == nil ? "b" : "w" }

  private func formula(_ wish: ExampleWish, _ parameter: ParameterIndex) -> String {
    let delta = signed(-wish.sensitivities[parameter.layer - 1][parameter.neuron])
    guard let input = parameter.input else { return "−∂C/∂b = −δ = \(delta)" }
    return
      "−∂C/∂w = a·(−δ) = \(text(wish.pass.activations[parameter.layer - 1][input]))·\(delta) = \(signed(wish.wish(parameter)))"
  }

  private func meanFormula(_ mean: Double, _ parameter: ParameterIndex) -> String {
    let count = NumberText.grouped(average.count)
    let sum = signed(mean * Double(average.count))
    return "Σ(−∂C/∂\(symbol(parameter))) / \(count) = \(sum) / \(count) = \(signed(mean, digits: 7))"
  }

  // MARK: The proof

  private var proof: Markup {
    guard let story = averaging.story else {
      return averaging.walk.isComplete ? .note(sentences.measuring(averaging.walk.slopesDone)) : .empty
    }
    let report = AverageReport(
      story, networkName: "", dataName: "", singleNames: story.singles.indices.map { name($0) },
      inputs: .picture(averaging.shape))
    return .joined(report.proofs.map { $0.markup })
  }

  /// What `downhill average --json` prints.
  var document: JSONValue? {
    averaging.story.map {
      averageJSON(
        $0,
        AskedExamples(
          network: averaging.model.network, cost: averaging.model.cost, split: averaging.split.rawValue,
          first: averaging.first, examples: examples))
    }
  }

  /// The sentence at the end.
  var ending: String { sentences.progress(average.count) }

  // MARK: Pieces

  private var neuronName: String { sentences.neuronName(neuron) }

  private func row(_ layers: [Backpropagation<Double>.DenseLayer]) -> [Double] {
    Array(layers[0].weights[neuron * layers[0].inputs..<(neuron + 1) * layers[0].inputs])
  }

  private func outputBiases(_ layers: [Backpropagation<Double>.DenseLayer]) -> [Double] {
    layers[layers.count - 1].biases
  }

  private func raster(_ values: [Double]) -> Raster {
    Raster(rows: averaging.shape.rows, columns: averaging.shape.columns, values: values)
  }

  private func wishPicture(_ values: [Double], _ scale: SignedScale, title: String) -> Markup {
    RasterFigure(title: title, raster: raster(values), style: .signed(scale), width: 168).svg
  }

  private func outputColumns(_ values: [Double], _ scale: SignedScale, title: String, marked: Int? = nil) -> Markup {
    SignedColumns(
      title: title, labels: values.indices.map { "\($0)" }, values: values, scale: scale, marked: marked
    ).svg
  }

  private func biasTable(caption: String, _ rows: [(name: String, biases: [Double])]) -> DataTable {
    let count = rows.first?.biases.count ?? 0
    return DataTable(
      caption: caption, columns: [""] + (0..<count).map { "\($0)" },
      rows: rows.map { [$0.name] + $0.biases.map { signed($0) } })
  }

  private func section(_ title: String, @MarkupBuilder _ content: () -> Markup) -> Markup {
    .element("section") {
      Markup.element("h2", text: title)
      content()
    }
  }

  private func text(_ value: Double) -> String {
    NumberText.typographic(NumberText.significant(value, digits: 3))
  }

  private func signed(_ value: Double, digits: Int = 3) -> String {
    NumberText.typographic(NumberText.significant(value, digits: digits, signed: true))
  }
}

extension Backpropagation<Double>.DenseLayer {
  /// The difference from another of the same shape.
  fileprivate func difference(_ other: Self) -> Self {
    Self(
      inputs: inputs, weights: zip(weights, other.weights).map { $0 - $1 },
      biases: zip(biases, other.biases).map { $0 - $1 })
  }
}

extension ExampleWish {
  /// The length of all its wishes: Σ‖δˡ‖²·(‖aˡ⁻¹‖² + 1), for a gradient of one example is δ times a (equations 3 and 4).
  fileprivate var norm: Double {
    func square(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1 * $1 } }
    return sensitivities.indices.reduce(0) { sum, layer in
      sum + square(sensitivities[layer]) * (square(pass.activations[layer]) + 1)
    }.squareRoot()
  }

  /// −∂C/∂x of a weight or bias.
  fileprivate func wish(_ parameter: ParameterIndex) -> Double {
    let delta = sensitivities[parameter.layer - 1][parameter.neuron]
    return parameter.input.map { -pass.activations[parameter.layer - 1][$0] * delta } ?? -delta
  }
}
