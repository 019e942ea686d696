import Downhill
import DownhillExplain

/// The sentences that lead through the chapter, from the answer back to the first weights and on to the step: what is
/// the rule, and what it means for this example.
extension Narrative {
  // MARK: Drawing

  /// What a page says while there is nothing on its paper.
  public static let blankPaper = "Draw here, with a finger, a pen or a mouse."

  /// What the network says of a drawing, and what it would say next; `firstLabel` is the number that class 0 is called by.
  public static func answer(to activations: [Double], firstLabel: Int = 0) -> String {
    func largest(besides other: Int?) -> Int? {
      var found: Int?
      for index in activations.indices where index != other {
        if let best = found, activations[index] <= activations[best] { continue }
        found = index
      }
      return found
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
    case .binaryCrossEntropy: made = "the cross-entropy of each output and its target, added up"
    case .categoricalCrossEntropy: made = "minus the logarithm of what the right output says"
    }
    let most = "Output \(j) makes most of it, \(number(explanation.costParts[j]))."
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
    "Its weighted input is z = b + Σ w·a: it moves if the bias moves, if a weight moves, or if an activation before "
      + "it does. One unit of the bias brings z one unit; one unit of a weight brings what it carries, so bright "
      + "ones count most; one unit of an activation brings its weight."
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

  /// Why the weights from a picture want to change by copies of it.
  public var pixelRule: String {
    "The inputs stay as they are and cannot be asked for anything: here the wishes end, in the weights. A weight "
      + "wants to change by the wish of its neuron times the brightness of its pixel, −δ·a⁰. So the weights of each "
      + "neuron want to change by a copy of the picture, blue where the neuron wants to grow, orange where it wants "
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
      "Fire together, wire together? A weight grows where one end fires and the other ought to: the rank correlation of "
      + "its wish with the activation it carries, times the change wanted at its other end, is \(list { $0.wanted }). "
      + "With the activations at both ends it is \(list { $0.firing })."
  }

  // MARK: The step

  /// What a step is, and what it proves.
  public var stepRule: String {
    "A wish is a promise: follow it a little way, and the cost falls as told. Each step below moves every weight and "
      + "bias by the learning rate η times its desired change, and runs the network again. The smaller the step, the "
      + "straighter the way, and the nearer what is found comes to what was told."
  }

  /// What one step did: the cost as told and as found, and what the network says then.
  public func outcome(_ step: StepOutcome) -> String {
    let told =
      "With η = \(NumberText.shortest(step.learningRate)) the cost should change by \(signed(step.predicted)) and "
      + "changes by \(signed(step.measured)), from \(number(explanation.cost)) to "
      + "\(number(explanation.cost + step.measured))."
    // A step may be so long that nothing is a number behind it.
    guard let says = explanation.outputActivation.answer(step.outputs) else { return told }
    let change = says == explanation.prediction ? "still" : "now"
    return told + " The network \(change) says it is \(NumberText.article(says))."
  }

  // MARK: One weight

  /// What a weight or bias is, what it carries, and how fast the cost follows it.
  public func slope(_ curve: CostCurve) -> String {
    let who = capitalized(name(curve.parameter))
    guard curve.parameter.input != nil else {
      return "\(who) is \(number(curve.present.value)). For each unit that it is raised by, the cost should change by "
        + "\(signed(curve.sensitivity)), if it went on as it begins."
    }
    guard curve.carried != 0 else {
      return
        "\(who) is \(number(curve.present.value)) and carries nothing, for the activation before it is 0: it may be "
        + "changed at will, and nothing happens."
    }
    return
      "\(who) is \(number(curve.present.value)) and carries \(number(curve.carried)). For each unit that it is raised "
      + "by, the cost should change by \(signed(curve.sensitivity)), if it went on as it begins."
  }

  /// What the straight line tells of a moved weight or bias, and what is found.
  public func moved(_ curve: CostCurve, to point: CostCurve.Point) -> String {
    let told = curve.told(at: point.value) - curve.present.cost
    let found = point.cost - curve.present.cost
    let off = told == 0 ? "" : " The straight line is off by \(NumberText.percent(abs(found / told - 1), decimals: 1))."
    return "Moved by \(signed(point.value - curve.present.value)) to \(number(point.value)), the cost should change by "
      + "\(signed(told)) and changes by \(signed(found)), to \(number(point.cost))." + off
  }
}
