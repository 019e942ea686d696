import Downhill

/// The new network that the options of `train` describe, except for its number of inputs, which the data decides.
package struct NetworkSettings: Sendable {
  /// Classes of the examples, one output for each.
  package let classCount: Int
  /// Neurons of each hidden layer.
  package let hidden: [Int]
  /// The activation of each hidden layer, or one for all of them.
  package let hiddenActivations: [Activation]
  /// The activation of the outputs.
  package let outputActivation: OutputActivation
  /// The cost that is minimized.
  package let cost: Cost
  /// nil for the one that suits the activations.
  package let initializer: Initializer?
  /// The standard deviation of the initial biases of hidden neurons.
  package let biasDeviation: Float
  /// The seed of its weights.
  package let seed: UInt64

  /// Reads them.
  package init(_ texts: SettingTexts) throws(SettingError) { self.init(try texts.values()) }

  /// The settings of these values, with defaults for those not given.
  init(_ values: SettingValues) {
    classCount = values.whole(.classes) ?? TrainingConfiguration.Usual.classes
    hidden = if case .list(let sizes)? = values[.hidden] { sizes } else { TrainingConfiguration.Usual.hidden }
    hiddenActivations = values.hiddenActivations
    outputActivation = values.outputActivation
    cost = values.cost
    initializer = values.word(.initializer)
    biasDeviation = values.single(.biasDeviation) ?? TrainingConfiguration.Usual.biasDeviation
    seed = values.seed
  }

  /// The network's shape for data of `outputs` classes, labels or quantities.
  package func architecture(inputs: Int, outputs: Int) throws(EngineError) -> Architecture {
    try Architecture(
      sizes: [inputs] + hidden + [outputs * cost.outputsPerTarget], hiddenActivations: hiddenActivations,
      outputActivation: outputActivation)
  }

  /// The network that `train` starts from, by plain gradient descent.
  package func freshNetwork(inputs: Int, outputs: Int? = nil) throws(EngineError) -> Network {
    var random = RandomSource(seed: seed, stream: 0)
    let architecture = try architecture(inputs: inputs, outputs: outputs ?? classCount)
    let usual = TrainingConfiguration.Defaults(architecture, cost: cost, optimizer: .sgd)
    return Network(
      architecture, initializer: initializer ?? usual.initializer, biasDeviation: biasDeviation, random: &random)
  }

  /// Throws if the cost cannot follow the outputs.
  package func checkPairing() throws(SettingError) {
    guard !cost.follows(outputActivation) else { return }
    throw .badPairing(
      "--cost \(cost.name)", "--output-activation \(outputActivation.name)",
      // The outputs that the cost follows, and the costs that follow the outputs.
      valid: [
        OutputActivation.all.reduce("\(cost.name) with") { cost.follows($1) ? $0 + " " + $1.name : $0 }
      ]
        + Cost.all.filter { $0.follows(outputActivation) }.map { "\($0.name) with \(outputActivation.name)" })
  }
}
