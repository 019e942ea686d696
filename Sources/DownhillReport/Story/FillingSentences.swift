import DownhillExplain

/// The sentences about a mean of wishes as it forms, for the explorer.
package struct FillingSentences: Sendable {
  /// Weights and biases of the network.
  let parameterCount: Int
  /// The number of examples.
  let exampleCount: Int
  private let names: NeuronNames

  /// The sentences about the mean wish of these examples for this network.
  package init(layerCount: Int, parameterCount: Int, exampleCount: Int) {
    self.parameterCount = parameterCount
    self.exampleCount = exampleCount
    names = NeuronNames(layerCount: layerCount)
  }

  private func number(_ value: Double) -> String { NumberText.significant(value, digits: 2) }

  // MARK: Single examples

  /// What is shown of each example. `agree` says whether each wants its own class up and all others down.
  package func singles(_ count: Int, neuron: Int, agree: Bool) -> String {
    "What each of them wants of the same weights and biases. The picture: the weights from the pixels to "
      + "\(names.name(layer: 1, neuron: neuron)), blue where one should grow, striped orange where it should shrink. The "
      + "columns: the biases of the outputs"
      + (agree ? ", that of its own class up, the others down. " : ", that of its own class in bold type. ")
      + "Each example has its own scale; how strongly it wishes is the length of the vector of all "
      + "\(NumberText.grouped(parameterCount)) wishes."
      + (count > 1 ? " They want different things, and each is one of \(NumberText.grouped(exampleCount))." : "")
  }

  /// What choosing a neuron shows.
  package func neuronName(_ neuron: Int) -> String { names.name(layer: 1, neuron: neuron) }

  // MARK: The mean

  /// The progress of the mean.
  package func progress(_ count: Int) -> String {
    if count == 0 { return "No example has been asked yet." }
    if count == exampleCount {
      return
        "All \(NumberText.grouped(exampleCount)) have been asked: the mean of their wishes is −∇C, the way downhill."
    }
    let asked = "\(NumberText.grouped(count)) of \(NumberText.grouped(exampleCount)) asked."
    return count == 1
      ? "\(asked) The mean of one wish is that wish."
      : "\(asked) What each wants for itself cancels; what many want stays."
  }

  /// What the mean is called.
  package func meanName(_ count: Int) -> String {
    count == 1 ? "one wish" : "mean of \(NumberText.grouped(count)) wishes"
  }

  /// What the mean of a few is, before all are asked.
  package var few: String {
    "Their wishes, added up and divided by their number. A few may agree by chance; the mean of all "
      + "\(NumberText.grouped(exampleCount)) is −∇C, the way downhill."
  }

  /// What the engine's gradient is.
  package var engineName: String { "−∇C, by the engine" }

  /// Where it comes from.
  package var engine: String {
    "−∇C of all \(NumberText.grouped(exampleCount)) comes from the engine: other code, half the precision, "
      + "and no wish of a single example is formed. All three pictures have one scale; as their difference "
      + "vanishes, it turns as pale as paper."
  }

  // MARK: The difference

  /// Where the mean so far is farthest from −∇C of all.
  package func difference(_ finding: GradientDifference.Finding, count: Int) -> String {
    let whose = names.name(finding.parameter)
    guard count == exampleCount else {
      return "The largest difference of all \(NumberText.grouped(parameterCount)) is now "
        + "\(number(finding.difference)), at \(whose)."
    }
    return "The largest difference of all \(NumberText.grouped(parameterCount)) is \(number(finding.difference)), at "
      + "\(whose); rounding can make it \(number(finding.bound)) there."
  }

  /// What the chart of the differences says.
  package var shrinking: String {
    "The largest difference of any weight or bias, over the number of examples asked, on logarithmic axes. "
      + "From −∇C of all \(NumberText.grouped(exampleCount)) one wish is far away; a hundred times as many "
      + "are about ten times nearer, and the last one closes the gap. From −∇C of the same examples their mean differs by "
      + "rounding only, and always by less than the bound derived for the engine's 24 binary digits."
  }

  /// The line against −∇C of all.
  package var towardsAll: String { "from −∇C of all" }
  /// The line against −∇C of the same examples.
  package var towardsSame: String { "of the same" }
  /// The bound.
  package var bound: String { "bound" }

  /// The progress of measuring the slopes.
  package func measuring(_ count: Int) -> String {
    "Measuring how the cost itself changes, example by example: \(NumberText.grouped(count)) of "
      + "\(NumberText.grouped(exampleCount))."
  }

  /// The formula at a point of the chart.
  package func formula(_ finding: GradientDifference.Finding, count: Int, ofAll: Bool) -> String {
    let whose =
      ofAll ? "−∇C of all \(NumberText.grouped(exampleCount))" : "−∇C of the same \(NumberText.grouped(count))"
    return NumberText.typographic(
      "\(NumberText.counted(count, "example"))\n|mean wish − \(whose)| = \(number(finding.difference))\nat "
        + "\(names.name(finding.parameter))" + (ofAll ? "" : "\nbound there: \(number(finding.bound))"))
  }
}
