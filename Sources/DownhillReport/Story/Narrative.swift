import Downhill
import DownhillExplain

/// The sentences about one example's wishes, for terminal and page alike.
public struct Narrative: Sendable {
  /// The explanation.
  public let explanation: Explanation
  /// Whether the class of the example is known; otherwise the network's answer is used instead.
  public let isLabelled: Bool
  /// What the outputs answer.
  public let outputs: OutputNames
  let names: NeuronNames

  /// The sentences about `explanation`. `inputs` are what the network's inputs are; nil for numbers without names.
  public init(
    _ explanation: Explanation, isLabelled: Bool, inputs: DataSet.Inputs? = nil,
    outputs: OutputNames = .numbers(first: 0)
  ) {
    self.explanation = explanation
    self.isLabelled = isLabelled
    self.outputs = outputs
    names = NeuronNames(layerCount: explanation.layers.count, inputs: inputs, outputs: outputs)
  }

  // MARK: Names

  /// `output 7`, `neuron 5 of layer 2`: see `NeuronNames`.
  public func name(layer: Int, neuron: Int) -> String { names.name(layer: layer, neuron: neuron) }

  /// `the outputs`, `the neurons of layer 2`.
  public func plural(layer: Int) -> String { names.plural(layer: layer) }

  /// `the weight from neuron 3 of layer 2 to output 7`, `the bias of output 7`.
  public func name(_ parameter: ParameterIndex) -> String { names.name(parameter) }

  // MARK: The answer

  /// What the network says and whether it is right.
  public var answer: String {
    let said = "The network says \(statement(explanation.output.activations))"
    let noun = outputs.targetNoun
    guard isLabelled else { return said + ". There is no \(noun), so that answer is taken as the target." }
    switch outputs {
    case .numbers, .classes, .labels:
      return targetText == answerText
        ? said + ", and is right." : said + ", but the \(noun) say\(noun == "labels" ? "" : "s") \(targetText)."
    case .quantities(let quantities):
      return said + "; the \(noun) \(quantities.count == 1 ? "is" : "are") \(targetText)."
    }
  }

  /// What the network answers: `a 7`, `Adelie`, `3,210`.
  var answerText: String {
    outputs.answer(
      explanation.output.activations, label: explanation.prediction, through: explanation.outputActivation)
  }

  /// What it should answer.
  var targetText: String {
    outputs.answer(explanation.target, label: explanation.label, through: explanation.outputActivation)
  }

  /// What these outputs say: `it is a 7`, `species is Adelie`.
  private func statement(_ activations: [Double]) -> String {
    outputs.statement(
      activations, label: explanation.outputActivation.answer(activations) ?? 0, through: explanation.outputActivation)
  }

  /// How the outputs are read, where they are in another unit than what they answer.
  var outputReading: String? {
    let j = farthestOutput
    return outputs.reading(explanation.output.activations[j], target: explanation.target[j], index: j)
  }

  private func output(_ j: Int) -> String { capitalized(name(layer: explanation.layers.count, neuron: j)) }

  // MARK: The outputs

  /// yⱼ − aⱼ for every output: its distance from its target.
  public var distances: [Double] { zip(explanation.target, explanation.output.activations).map { $0 - $1 } }

  /// What every output should change by: its activation, or, where the derivatives of cost and activation cancel, its
  /// weighted input.
  public var wishes: [Double] {
    switch explanation.objective {
    case .quadratic, .absolute, .huber, .quantile: explanation.output.desiredActivations
    case .poisson, .binaryCrossEntropy, .categoricalCrossEntropy: distances
    }
  }

  /// The output farthest from its target.
  public var farthestOutput: Int { largest(distances) }

  /// Which output wants to change most, and why.
  public var outputWish: String {
    let j = farthestOutput
    let distance = distances[j]
    guard distance != 0 else { return "Every output is exactly at its target: there is nothing to wish for." }
    let goal =
      "it is at \(number(explanation.output.activations[j])) and should be "
      + "\(NumberText.shortest(explanation.target[j])), so it wants to go \(distance > 0 ? "up" : "down")"
    switch explanation.objective {
    case .quadratic, .poisson, .binaryCrossEntropy, .categoricalCrossEntropy:
      return "\(output(j)) wants to change most: \(goal) by \(number(abs(distance)))."
    case .absolute, .huber, .quantile:
      return "\(output(j)) is farthest from its target: \(goal); its wish is \(signed(wishes[j]))."
    }
  }

  /// What the cost is made of, and how the distance of an output becomes the wish of its weighted input.
  public var costSentence: String {
    let j = farthestOutput
    let pushed = signed(-explanation.output.sensitivities[j])
    switch explanation.objective {
    case .quadratic(let activation):
      return
        "The cost is half the sum of the squares of the distances, so each output should change by its distance from "
        + "its target: the far ones matter most. \(passedOn(activation))"
    case .absolute(let activation):
      return
        "The cost is the sum of the distances, so every wish has the same size, 1, however far the output is from its "
        + "target. \(passedOn(activation))"
    case .huber(let delta, let activation):
      let bound = NumberText.shortest(Double(delta))
      return
        "The cost grows with the square of the distance up to \(bound) and along a line beyond, so each output should "
        + "change by its distance from its target, but by \(bound) at most: one far off asks for no more. "
        + passedOn(activation)
    case .quantile(let quantiles, let activation):
      let quantile = Double(quantiles[j % quantiles.count])
      return
        "\(output(j)) estimates the quantile \(NumberText.shortest(quantile)): whatever the distance, it should go up by "
        + "\(number(quantile)) if it is too low, and down by \(number(1 - quantile)) if it is too high. "
        + passedOn(activation)
    case .poisson:
      return "With the Poisson cost over exponential outputs, each output's weighted input z should change by the "
        + "distance of the mean count from its target: the far ones matter most."
    case .binaryCrossEntropy, .categoricalCrossEntropy:
      return "With the cross-entropy, each output's weighted input z should change by its distance from its target: "
        + "the far ones matter most."
    }
    func passedOn(_ activation: Activation) -> String {
      let slope = number(activation.slope(explanation.output.weightedInputs[j]))
      return "Its weighted input z should change by that times the slope of its activation function: "
        + "\(signed(wishes[j])) × \(slope) = \(pushed)."
    }
  }

  // MARK: One neuron

  /// What a neuron should change by, and who asks for it.
  public func wish(layer index: Int, neuron: Int) -> String {
    let layer = explanation.layer(index)
    let who = name(layer: index, neuron: neuron)
    let activation = number(layer.activations[neuron])
    if index == explanation.layers.count {
      let distance = distances[neuron]
      return
        "\(capitalized(who)) is at \(activation) and should be \(NumberText.shortest(explanation.target[neuron])): "
        + (distance == 0 ? "it is where it should be." : "it wants to go \(distance > 0 ? "up" : "down").")
    }
    let desired = layer.desiredActivations[neuron]
    guard desired != 0 else { return "No neuron asks \(who), at \(activation), to change." }
    return "\(capitalized(who)) is at \(activation), asked to change by \(signed(desired))."
  }

  /// Which neuron asks loudest for what all together ask, and why.
  public func loudestRequest(layer index: Int, neuron: Int) -> String {
    let desired = explanation.layer(index).desiredActivations[neuron]
    let agreeing = requests(layer: index, neuron: neuron).first { $0.request * desired > 0 }
    guard let loudest = agreeing else { return "" }
    let next = explanation.layer(index + 1)
    return "\(capitalized(name(layer: index + 1, neuron: loudest.from))) asks loudest: its z by "
      + "\(signed(-next.sensitivities[loudest.from])) times the weight "
      + "\(signed(next.weight(neuron: loudest.from, input: neuron))) is \(signed(loudest.request))."
  }

  /// What each neuron of the next layer asks of a neuron, the loudest first.
  public func requests(layer number: Int, neuron: Int) -> [(from: Int, request: Double)] {
    explanation.requestsByStrength(layer: number, neuron: neuron)
  }

  // MARK: The nudges

  /// Why a weight or bias wants to change as it does.
  public func reason(_ nudge: Nudge) -> String {
    let neuron = name(layer: nudge.parameter.layer, neuron: nudge.parameter.neuron)
    let what = nudge.parameter.input == nil ? "biases" : "weights"
    let wish =
      "Of all \(what), \(name(nudge.parameter)) should change most, by \(signed(nudge.desiredChange)): "
      + "the z of \(neuron) should change by \(signed(-nudge.sensitivity))"
    guard let input = nudge.parameter.input else { return wish + "." }
    let carried = nudge.parameter.layer == 1 && names.areColumns ? "value" : "activation"
    return wish + ", and the weight carries \(number(nudge.carried)), the \(carried) of "
      + "\(name(layer: nudge.parameter.layer - 1, neuron: input))."
  }

  // MARK: Wiring

  /// What the rank correlations of a layer say.
  public func wiring(_ layer: FireTogether) -> String {
    func text(_ correlation: Double?) -> String {
      correlation.map { NumberText.signed($0, decimals: 2) } ?? "none (all are equal)"
    }
    return "layer \(layer.layer): firing \(text(layer.firing)), wanted \(text(layer.wanted))"
  }

  // MARK: The proof

  /// What the proof says, one sentence for each part.
  public func sentences(_ proof: ExampleProof) -> [String] {
    var sentences: [String] = []
    if explanation.layers.count > 1 {
      sentences.append(
        "The requests add up: their sum for each hidden neuron, times the slope of its activation function, "
          + "is what backpropagation computes; largest difference \(number(proof.requestsDifference)).")
    }
    sentences.append(
      "The engine finds the same: its gradient, in numbers of 24 binary digits, differs by at most "
        + "\(number(proof.engine.largest.difference)), at \(name(proof.engine.largest.parameter)), where rounding can account for "
        + "\(number(proof.engine.largest.bound))"
        + (proof.engine.largest.bound < largestWish ? "." : ": a loose bound, as no wish is larger.")
        + (proof.engine.isWithinBounds ? "" : " But somewhere the difference is more than rounding explains."))
    let numerical = proof.numerical
    let moved =
      proof.isComplete
      ? "each of the \(NumberText.grouped(numerical.checked)) weights and biases"
      : "each of the \(NumberText.grouped(numerical.checked)) weights and biases that should change most"
    let kinks =
      numerical.kinked == 0
      ? "" : " \(NumberText.grouped(numerical.kinked)) are at a kink, where there is no slope, and were left out."
    sentences.append(
      "So does trial and error, without calculus: \(moved) was moved a little up and down, and the cost changed as predicted; "
        + "largest difference \(number(numerical.largestDifference))"
        + (numerical.agrees ? ", less than the error of such a trial." : ", more than the error of such a trial.")
        + kinks)
    return sentences
  }

  /// The largest desired change of any weight or bias.
  private var largestWish: Double { explanation.largestNudges(1).first.map { abs($0.desiredChange) } ?? 0 }

  // MARK: Numbers

  func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
  func signed(_ value: Double) -> String { NumberText.significant(value, digits: 3, signed: true) }

  func largest(_ numbers: [Double]) -> Int {
    numbers.indices.reduce(0) { abs(numbers[$1]) > abs(numbers[$0]) ? $1 : $0 }
  }
}

/// `text` with its first letter as at the beginning of a sentence.
func capitalized(_ text: String) -> String {
  guard let first = text.utf8.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else { return text }
  return String(decoding: [first - 32], as: UTF8.self) + text.dropFirst()
}
