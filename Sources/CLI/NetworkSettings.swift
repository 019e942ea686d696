import Downhill

/// The fresh network that the options of `train` describe, all but its number of inputs, which the data decides.
struct NetworkSettings {
  let classCount: Int
  let hidden: [Int]
  let hiddenActivation: Activation
  let outputActivation: OutputActivation
  let cost: Cost
  /// nil for the one that suits the activations.
  let initializer: Initializer?

  init(_ arguments: ParsedArguments) throws {
    classCount = try arguments.integer("classes") ?? 10
    hidden = try arguments.integerList("hidden") ?? [16, 16]
    hiddenActivation = try arguments.choice("activation", Activation.init(rawValue:)) ?? .sigmoid
    outputActivation =
      try arguments.choice("output-activation", OutputActivation.init(name:)) ?? .elementwise(.sigmoid)
    cost = try arguments.choice("cost", Cost.init(rawValue:)) ?? .quadratic
    initializer = try arguments.choice("initializer", Initializer.init(rawValue:))
  }

  func architecture(inputs: Int, outputs: Int) throws(EngineError) -> Architecture {
    try Architecture(
      sizes: [inputs] + hidden + [outputs], hiddenActivation: hiddenActivation, outputActivation: outputActivation)
  }

  /// The network that `train` starts from with this seed.
  func freshNetwork(inputs: Int, seed: UInt64) throws(EngineError) -> Network {
    var random = RandomSource(seed: seed, stream: 0)
    return Network(
      try architecture(inputs: inputs, outputs: classCount),
      initializer: initializer ?? .suited(to: hiddenActivation), random: &random)
  }

  /// The learning rate of `train` for plain gradient descent on such a network.
  var learningRate: Double {
    TrainingConfiguration.Defaults(
      optimizer: .sgd, cost: cost, hiddenActivation: hiddenActivation, outputActivation: outputActivation
    ).learningRate
  }

  /// Throws if the cost cannot follow the outputs.
  func checkPairing() throws(UsageError) {
    guard !cost.follows(outputActivation) else { return }
    throw .badPairing(
      "--cost \(cost.rawValue)", "--output-activation \(outputActivation.name)",
      valid: Cost.allCases.map { cost in
        "\(cost.rawValue) with " + OutputActivation.all.filter(cost.follows).map(\.name).joined(separator: " ")
      })
  }
}
