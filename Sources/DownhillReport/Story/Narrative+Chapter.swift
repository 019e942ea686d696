import Downhill
import DownhillExplain

/// The sentences of the chapter, from the answer back to the first weights and on to the step: each rule, and what it
/// means for this example.
extension Narrative {
  // MARK: Drawing

  /// The invitation to draw, while nothing is drawn.
  public static let blankPaper = "Draw here, with a finger, a pen or a mouse."

  /// What the network says of a drawing, and its second choice; `firstLabel` is the label of class 0.
  public static func answer(to activations: [Double], firstLabel: Int = 0) -> String {
    func largest(besides other: Int?) -> Int? {
      var best: Int?
      for index in activations.indices where index != other {
        if let best, activations[index] <= activations[best] { continue }
        best = index
      }
      return best
    }
    guard let first = largest(besides: nil) else { return "" }
    let said = "The network says it is \(NumberText.article(first + firstLabel))"
    guard let second = largest(besides: first) else { return said + "." }
    return said
      + ", at \(activationText(activations[first])); next comes \(NumberText.article(second + firstLabel)), at "
      + "\(activationText(activations[second]))."
  }

  // MARK: The outputs

  /// What the cost of the example is made of, and which output makes most of it.
  public var costOfExample: String {
    let j = largest(explanation.costParts)
    let made: String
    switch explanation.objective {
    case .quadratic: made = "half the square of each output's distance from its target, added up"
    case .absolute: made = "each output's distance from its target, added up"
    case .huber(let delta, _):
      made =
        "half the square of each output's distance from its target, or its distance times δ less half of δ², if "
        + "it is farther than δ = \(NumberText.shortest(Double(delta))), added up"
    case .quantile: made = "each output's distance from its target, weighted by its quantile, added up"
    case .poisson: made = "each mean count less its target times the logarithm of the mean, added up"
    case .binaryCrossEntropy: made = "the cross-entropy of each output and its target, added up"
    case .categoricalCrossEntropy: made = "minus the logarithm of the correct output"
    }
    let most =
      "\(capitalized(name(layer: explanation.layers.count, neuron: j))) makes most of it, \(number(explanation.costParts[j]))."
    return "The cost of this example is \(number(explanation.cost)): \(made)."
      + (explanation.costParts.filter { $0 != 0 }.count > 1 ? " " + most : "")
  }

  /// What the arrows of the outputs mean.
  public var arrowRule: String {
    "Each arrow leads from where an output is to where it should be: the longer, the more the output matters."
  }

  // MARK: The levers

  /// Why there are three ways to move a neuron, and what each brings.
  public var leverRule: String {
    "Its weighted input is z = b + Σ w·a: it moves with its bias, with a weight, or with an activation before "
      + "it. One unit of the bias adds one unit to z; one unit of a weight adds the activation it carries, so "
      + "\(names.strong) ones count most; one unit of an activation adds its weight."
  }

  // MARK: The requests

  /// How wishes become requests to the layer before.
  public func requestRule(layer number: Int) -> String {
    guard number + 1 == explanation.layers.count else {
      return "The same again, one layer further back: every wish of \(plural(layer: number + 1)) becomes "
        + "requests to \(plural(layer: number))."
    }
    return
      "Activations cannot be set; they follow from what comes before. So each of \(plural(layer: number + 1)) "
      + "asks each of \(plural(layer: number)) to grow or to shrink: its own wish times the weight between "
      + "them, −w·δ. The requests are added up, and their sum is the desired change of the activation."
  }

  // MARK: The weights

  /// Why the weights from an example want to change by copies of it.
  public var pixelRule: String {
    "Nothing can be asked of the inputs: here the wishes end, in the weights. A weight "
      + "wants to change by its neuron's wish times the \(names.areColumns ? "value" : "brightness") of its "
      + "\(names.carried), −δ·a⁰. So the weights of each "
      + "neuron want to change by a copy of the \(names.example), blue where the neuron wants to grow, orange where it wants "
      + "to shrink."
  }

  /// Whether what fires together wires together, in this example.
  public func wiringRule(_ layers: [FireTogether]) -> String {
    func list(_ correlation: (FireTogether) -> Double?) -> String {
      layers.map { layer in
        (correlation(layer).map { NumberText.signed($0, decimals: 2) } ?? "none") + " in layer \(layer.layer)"
      }.joined(separator: ", ")
    }
    return
      "Fire together, wire together? A weight grows where one end fires and the other should: the rank correlation of "
      + "its wish with the activation it carries, times the change wanted at its other end, is \(list { $0.wanted }). "
      + "With the activations at both ends it is \(list { $0.firing })."
  }

  // MARK: The step

  /// What a step is, and what it proves.
  public var stepRule: String {
    "A wish is a prediction: follow it a little way, and the cost falls accordingly. Each step below moves every weight and "
      + "bias by the learning rate η times its desired change, and runs the network again. The smaller the step, the closer "
      + "the measured change is to the predicted one."
  }

  /// What one step did: the cost as predicted and as measured, and what the network says then.
  public func outcome(_ step: StepOutcome) -> String {
    let costs =
      "With η = \(NumberText.shortest(step.learningRate)) the cost should change by \(signed(step.predicted)) and "
      + "changes by \(signed(step.measured)), from \(number(explanation.cost)) to "
      + "\(number(explanation.cost + step.measured))."
    // After too long a step the outputs may be NaN.
    guard let says = explanation.outputActivation.answer(step.outputs) else { return costs }
    let change = says == explanation.prediction ? "still" : "now"
    return costs + " The network \(change) says it is \(outputs.named(says))."
  }

  // MARK: One weight

  /// The value of a weight or bias, what it carries, and the slope of the cost.
  public func slope(_ curve: CostCurve) -> String {
    let who = capitalized(name(curve.parameter))
    guard curve.parameter.input != nil else {
      return "\(who) is \(number(curve.present.value)). For each unit more, the cost should change by "
        + "\(signed(curve.sensitivity)), if the slope stayed the same."
    }
    guard curve.carried != 0 else {
      return
        "\(who) is \(number(curve.present.value)) and carries nothing, as its input is 0: changing it has no effect."
    }
    return
      "\(who) is \(number(curve.present.value)) and carries \(number(curve.carried)). For each unit more, the "
      + "cost should change by \(signed(curve.sensitivity)), if the slope stayed the same."
  }

  /// What the slope predicts for a moved weight or bias, and what is measured.
  public func moved(_ curve: CostCurve, to point: CostCurve.Point) -> String {
    let predicted = curve.predicted(at: point.value) - curve.present.cost
    let measured = point.cost - curve.present.cost
    let off =
      predicted == 0
      ? "" : " The straight line is off by \(NumberText.percent(abs(measured / predicted - 1), decimals: 1))."
    return "Moved by \(signed(point.value - curve.present.value)) to \(number(point.value)), the cost should change by "
      + "\(signed(predicted)) and changes by \(signed(measured)), to \(number(point.cost))." + off
  }
}
