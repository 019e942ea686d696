import Downhill
import DownhillExplain

/// One example's wishes in a terminal: one screen for each step, 80 characters wide.
public struct TerminalStory: Sendable {
  /// What is not in the story.
  public struct Setting: Sendable {
    /// The example as the user named it: `test:17`.
    public var example: String
    /// The network in one line.
    public var network: String
    /// What the inputs are; nil for numbers without names.
    public var inputs: DataSet.Inputs?
    /// What the outputs answer.
    public var outputs: OutputNames
    /// Where a row of a table is from.
    public var source: String?
    /// The columns of a row of a table, of which the inputs are made.
    public var columns: [ExampleColumn] = []
    /// Whether the class of the example is known.
    public var isLabelled: Bool
    /// How many of the largest are listed.
    public var limit: Int
    /// Whether colours may be used.
    public var hasColour: Bool

    /// Everything named.
    public init(
      example: String, network: String, inputs: DataSet.Inputs?, outputs: OutputNames, isLabelled: Bool, limit: Int,
      hasColour: Bool
    ) {
      self.example = example
      self.network = network
      self.inputs = inputs
      self.outputs = outputs
      self.isLabelled = isLabelled
      self.limit = limit
      self.hasColour = hasColour
    }
  }

  /// One step of the story.
  public struct Screen: Equatable, Sendable {
    /// What it shows.
    public var title: String
    /// Its lines, without the title.
    public var lines: [String]
  }

  let story: ExampleStory
  let setting: Setting
  let narrative: Narrative
  var explanation: Explanation { story.explanation }

  /// The story of one example.
  public init(_ story: ExampleStory, _ setting: Setting) {
    self.story = story
    self.setting = setting
    narrative = Narrative(
      story.explanation, isLabelled: setting.isLabelled, inputs: setting.inputs, outputs: setting.outputs)
  }

  /// All screens, from the example over its outputs back to the inputs, and the proof.
  public var screens: [Screen] {
    var screens = [example, outputs, levers]
    for number in (1..<explanation.layers.count).reversed() { screens.append(requests(layer: number)) }
    screens += [firstLayer, nudges, proof]
    return screens
  }

  /// A screen with its heading, ready to print.
  public func text(_ screen: Screen, number: Int, of count: Int) -> String {
    let head = "\(number)/\(count)  \(screen.title)"
    let rule = String(repeating: "─", count: 80)
    let heading = filled(head, to: 80 - setting.example.count) + setting.example
    return ([bold(heading), rule] + screen.lines).map { $0.trimmingTrailingBlanks() }.joined(separator: "\n") + "\n"
  }

  // MARK: The example

  private var example: Screen {
    let inputs = explanation.inputs
    var facts =
      (setting.source.map { TextLines.wrapped($0, width: 80) } ?? []) + [
        setting.network,
        "",
        "\(NumberText.counted(inputs.count, "input")), \(NumberText.grouped(inputs.filter { $0 != 0 }.count)) of them not 0.",
      ]
    facts += TextLines.wrapped(narrative.answer, width: setting.columns.isEmpty ? 46 : 80)
    facts += ["Cost of this example: \(number(explanation.cost))", ""]
    for layer in explanation.layers.dropLast() {
      let strip = layer.activations.prefix(44).map { Strip.character($0, limit: stripLimit(layer)) }
      facts += ["Activations of layer \(layer.number)", String(strip) + (layer.count > 44 ? "…" : "")]
    }
    facts += columnLines
    guard case .picture(let shape)? = setting.inputs, shape.columns <= 32, shape.rows <= 40 else {
      return Screen(title: "The example", lines: facts)
    }
    let picture = TerminalPicture(rows: shape.rows, columns: shape.columns, pixels: inputs.map { Float($0) })
    let lines = sideBySide(
      [picture.lines(setting.hasColour ? .grey : .plain), facts], width: picture.columns, gap: 4)
    return Screen(title: "The example", lines: lines)
  }

  /// What each column of a row says, with its input as a bar.
  private var columnLines: [String] {
    guard !setting.columns.isEmpty else { return [] }
    let shown = setting.columns.ranked(explanation.inputs).prefix(setting.limit)
    let limit = shown.first.map { abs($0.input) } ?? 0
    return ["", filled("The columns", to: 64) + " their inputs"]
      + shown.map {
        filled(TextLines.cut($0.sentence, to: 64), to: 64) + SignedBar.text($0.input, limit: limit, halfWidth: 7)
      } + cut(shown.count, of: setting.columns.count, "columns are shown, those with the largest inputs")
  }

  private func stripLimit(_ layer: LayerExplanation) -> Double {
    max(1, layer.activations.reduce(0) { max($0, abs($1)) })
  }

  // MARK: The outputs

  private var outputs: Screen {
    let output = explanation.output
    let shown = indices(of: narrative.distances, limit: 10)
    let limit = narrative.wishes.reduce(0) { max($0, abs($1)) }
    // Long names leave shorter bars.
    let names = shown.map { TextLines.cut(narrative.names.short(layer: output.number, $0), to: 20) }
    let width = names.reduce(6) { max($0, $1.count) }
    var lines = [padded("output", to: width) + "      is should be        cost    should change by", ""]
    for (name, j) in zip(names, shown) {
      lines.append(
        padded(name, to: width) + padded(NumberText.fixed(output.activations[j], decimals: 4), to: 8)
          + padded(NumberText.shortest(explanation.target[j]), to: 10)
          + padded(NumberText.significant(explanation.costParts[j], digits: 2), to: 12)
          + padded(NumberText.significant(narrative.wishes[j], digits: 3, signed: true), to: 13) + "  "
          + SignedBar.text(narrative.wishes[j], limit: limit, halfWidth: 12 - (width - 6) / 2))
    }
    lines += cut(shown.count, of: output.count, "outputs are shown, those farthest from their targets") + [""]
    lines += TextLines.wrapped(narrative.outputWish, width: 80)
    if let reading = narrative.outputReading { lines += TextLines.wrapped(reading, width: 80) }
    lines += TextLines.wrapped(narrative.costSentence, width: 80)
    return Screen(title: "What the outputs want", lines: lines)
  }

  // MARK: The levers

  private var levers: Screen {
    let levers = story.levers
    let layer = explanation.layer(levers.layer)
    let name = narrative.name(layer: levers.layer, neuron: levers.neuron)
    var lines = TextLines.wrapped(narrative.wish(layer: levers.layer, neuron: levers.neuron), width: 80)
    if levers.layer < explanation.layers.count {
      lines += TextLines.wrapped(narrative.loudestRequest(layer: levers.layer, neuron: levers.neuron), width: 80)
    }
    lines += [
      "z = bias + sum of weight × activation = \(number(layer.weightedInputs[levers.neuron])),  "
        + "a = \(activationText(levers.layer)) = \(number(layer.activations[levers.neuron]))", "",
      "                         z changes  step     a changes by       cost changes by",
      "                 is now  per unit     of  predict. measured  predict. measured",
    ]
    lines += ["1 its bias: counts as itself", leverLine("bias", levers.bias)]
    let count = min(setting.limit, 4)
    lines += ["2 its weights: each counts as its input, so \(narrative.names.strong) inputs count most"]
    for lever in levers.weights.prefix(count) {
      if case .weight(let input) = lever.kind { lines.append(leverLine(short(levers.layer - 1, input), lever)) }
    }
    lines += [
      "3 the activations before it: each counts as its weight"
        + (levers.layer == 1 ? " (but inputs stay as they are)" : " (but they cannot be set)")
    ]
    for lever in levers.activations.prefix(count) {
      if case .activation(let input) = lever.kind { lines.append(leverLine(short(levers.layer - 1, input), lever)) }
    }
    return Screen(title: "Three ways to move \(name)", lines: lines)
  }

  /// One line for each lever. The effects on the cost may be tiny.
  private func leverLine(_ name: String, _ lever: Lever) -> String {
    func tiny(_ value: Double) -> String {
      padded(NumberText.significant(value, digits: 2, signed: true), to: 10)
    }
    func cell(_ value: Double, _ width: Int) -> String {
      padded(NumberText.signed(value, decimals: 4), to: width)
    }
    return "  " + filled(TextLines.cut(name, to: 13), to: 13)
      + padded(NumberText.signed(lever.value, decimals: 3), to: 8)
      + padded(NumberText.signed(lever.weightedInputPerUnit, decimals: 3), to: 11)
      + padded(NumberText.signed(lever.step, decimals: 1), to: 7) + cell(lever.predicted.activation, 9)
      + cell(lever.measured.activation, 9) + tiny(lever.predicted.cost) + tiny(lever.measured.cost)
  }

  private func activationText(_ layer: Int) -> String {
    guard layer == explanation.layers.count else { return "\(explanation.hiddenActivations[layer - 1].rawValue)(z)" }
    switch explanation.outputActivation {
    case .elementwise(let activation): return "\(activation.rawValue)(z)"
    case .exponential: return "e to the z"
    case .softmax: return "its share of the softmax of all z"
    }
  }

  // MARK: The requests

  private func requests(layer number: Int) -> Screen {
    let layer = explanation.layer(number)
    let next = explanation.layer(number + 1)
    let rows = indices(of: layer.desiredActivations, limit: 16)
    let columns = indices(of: next.sensitivities, limit: next.count <= 10 ? 10 : 16)
    let table = RequestTable(
      layer: layer, rows: rows, columns: columns, names: columns.map { narrative.names.short(layer: number + 1, $0) })
    var lines = TextLines.wrapped(
      "\(capitalized(narrative.plural(layer: number + 1))) (columns) ask \(narrative.plural(layer: number)) (rows) to change: "
        + "each by the wish of its own z times the weight between them. Unit: \(table.unitText).", width: 80)
    lines += table.lines.map { setting.hasColour ? $0.coloured : $0.plain }
    lines += cut(rows.count, of: layer.count, "neurons are shown, those asked most")
    lines += cut(
      columns.count, of: next.count, "that ask are shown, those with the strongest wishes; the sums are of all")
    let featured = featuredNeuron(number)
    lines += TextLines.wrapped(
      narrative.wish(layer: number, neuron: featured) + " " + narrative.loudestRequest(layer: number, neuron: featured),
      width: 80)
    return Screen(
      title: "What \(narrative.plural(layer: number + 1)) ask of \(narrative.plural(layer: number))", lines: lines)
  }

  /// The neuron that the user chose, or the one that is asked most.
  private func featuredNeuron(_ number: Int) -> Int {
    if story.levers.layer == number { return story.levers.neuron }
    let desired = explanation.layer(number).desiredActivations
    return desired.indices.reduce(0) { abs(desired[$1]) > abs(desired[$0]) ? $1 : $0 }
  }

  // MARK: The first layer

  private var firstLayer: Screen {
    let title = "How the weights of layer 1 want to change"
    switch setting.inputs {
    case .picture(let shape)? where shape.columns <= 40 && shape.rows <= 40:
      return Screen(title: title, lines: pictureLines(shape))
    case .columns(let names)?: return Screen(title: title, lines: columnBars(names))
    case .picture?, nil:
      return Screen(title: title, lines: nudgeLines(story.explanation.largestNudges(layer: 1, setting.limit)))
    }
  }

  /// What is drawn for the neurons that want most.
  private func firstLayerRule(_ drawn: String, _ legend: String) -> [String] {
    let noun = narrative.names.carried
    return TextLines.wrapped(
      "Each weight of layer 1 carries one \(noun), and should change by the wish of its neuron's z times the "
        + "\(noun). The neurons that want most, with the wish of z above \(drawn): \(legend)", width: 80)
  }

  /// The neurons of layer 1 that want most, at most three; weaker ones would be blank beside the strongest.
  private var loudest: [Int] {
    let wishes = explanation.layer(1).sensitivities
    let largest = indices(of: wishes, limit: 3, sorted: true)
    let limit = largest.map { abs(wishes[$0]) }.max() ?? 0
    return largest.filter { abs(wishes[$0]) >= limit / 8 }
  }

  /// A line for each input, with a bar for each neuron.
  private func columnBars(_ names: [String]) -> [String] {
    let (layer, neurons) = (explanation.layer(1), loudest)
    let inputs = indices(of: explanation.inputs, limit: setting.limit, sorted: true).filter {
      explanation.inputs[$0] != 0
    }
    let limit =
      neurons.first.flatMap { j in
        inputs.first.map { abs(layer.desiredWeight(neuron: j, input: $0)) }
      } ?? 0
    let head = neurons.map { j in
      filled("neuron \(j): \(NumberText.significant(-layer.sensitivities[j], digits: 2, signed: true))", to: 19)
    }
    return firstLayerRule("each column of bars", "to the right up, to the left down.") + [
      filled("", to: 22) + head.joined()
    ]
      + inputs.map { input in
        filled(TextLines.cut(names[input], to: 21), to: 22)
          + neurons.map {
            SignedBar.text(layer.desiredWeight(neuron: $0, input: input), limit: limit, halfWidth: 8) + "  "
          }.joined()
      } + cut(inputs.count, of: names.count, "inputs are shown, the largest")
  }

  private func pictureLines(_ shape: PictureShape) -> [String] {
    let layer = explanation.layer(1)
    let neurons = loudest
    let limit = neurons.first.map { abs(layer.sensitivities[$0]) } ?? 0
    let margin = TerminalPicture(
      rows: shape.rows, columns: shape.columns, pixels: explanation.inputs.map { Float($0) }
    ).emptyMargin
    let blocks = neurons.map { j -> [String] in
      let picture = SignedTerminalPicture(
        rows: shape.rows, columns: shape.columns, values: layer.desiredWeights(neuron: j), limit: limit
      ).cropped(by: margin)
      let head = filled(
        "neuron \(j): \(NumberText.significant(-layer.sensitivities[j], digits: 3, signed: true))", to: picture.columns)
      return [head] + picture.lines(inColour: setting.hasColour)
    }
    let width = max(1, shape.columns - 2 * margin)
    let perLine = max(1, min(3, 80 / (width + 4)))
    return firstLayerRule("each picture", setting.hasColour ? "blue up, orange down." : "+ # up, - = down.")
      + sideBySide(Array(blocks.prefix(perLine)), width: width, gap: 4)
  }

  // MARK: The nudges

  private var nudges: Screen {
    var lines: [String] = []
    if let first = story.nudges.first(where: { $0.parameter.input != nil }) ?? story.nudges.first,
      first.desiredChange != 0
    {
      lines += TextLines.wrapped(narrative.reason(first), width: 80)
    }
    lines += nudgeLines(story.nudges) + [""] + wiring
    return Screen(title: "What changes: the largest of all \(NumberText.grouped(parameterCount)) wishes", lines: lines)
  }

  private func nudgeLines(_ nudges: [Nudge]) -> [String] {
    let limit = nudges.first.map { abs($0.desiredChange) } ?? 0
    // Long names leave shorter bars.
    let sources = nudges.map { nudge in
      TextLines.cut(nudge.parameter.input.map { short(nudge.parameter.layer - 1, $0) } ?? "bias", to: 22)
    }
    let ends = nudges.map { TextLines.cut(short($0.parameter.layer, $0.parameter.neuron), to: 16) }
    let width = (sources.reduce(16) { max($0, $1.count) } + 1, ends.reduce(11) { max($0, $1.count) } + 1)
    return [filled("from", to: width.0) + filled("to", to: width.1) + "  is now  carries   should change by"]
      + zip(nudges.indices, nudges).map { index, nudge in
        filled(sources[index], to: width.0) + filled(ends[index], to: width.1)
          + padded(NumberText.signed(nudge.value, decimals: 3), to: 8)
          + padded(nudge.parameter.input == nil ? "–" : NumberText.fixed(nudge.carried, decimals: 3), to: 9)
          + padded(NumberText.significant(nudge.desiredChange, digits: 3, signed: true), to: 14) + " "
          + SignedBar.text(nudge.desiredChange, limit: limit, halfWidth: 9 - (width.0 + width.1 - 28) / 2)
      }
  }

  private var parameterCount: Int {
    explanation.layers.reduce(0) { $0 + ($1.parameters.inputs + 1) * $1.count }
  }

  // MARK: Parts

  private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }

  /// `output 7`, `layer 2: 5`, `input 350`, `age`.
  func short(_ layer: Int, _ neuron: Int) -> String {
    if layer > 0, layer < explanation.layers.count { return "layer \(layer): \(neuron)" }
    return layer == 0 && narrative.names.areColumns
      ? narrative.names.short(layer: 0, neuron) : narrative.name(layer: layer, neuron: neuron)
  }

  /// All indices, or those of the largest numbers if there are too many: in their order, or the largest first.
  private func indices(of numbers: [Double], limit: Int, sorted: Bool = false) -> [Int] {
    guard sorted || numbers.count > limit else { return Array(numbers.indices) }
    let largest = sortedIndices(numbers.count) { (abs(numbers[$0]), -$0) > (abs(numbers[$1]), -$1) }.prefix(limit)
    return sorted ? Array(largest) : Downhill.sorted(largest)
  }

  private func cut(_ shown: Int, of count: Int, _ which: String) -> [String] {
    shown == count ? [] : ["(\(shown) of \(NumberText.grouped(count)) \(which))"]
  }

  private func bold(_ text: String) -> String { setting.hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
