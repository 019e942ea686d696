/// What the engine refuses, and why. Errors are data; ``description`` makes the sentences. Indirect, so that functions
/// that throw it pass on one word.
public indirect enum EngineError: Error, Equatable, Sendable {
  /// An architecture such as `784--10` that names no network.
  case architecture(text: String, reason: String)
  /// A cost that cannot be differentiated through this output activation.
  case pairing(cost: Cost, outputActivation: OutputActivation)
  /// A cost for quantities on examples of classes or labels.
  case costOfQuantities(Cost)
  /// A setting outside its range.
  case setting(name: String, value: String, expected: String)
  /// Examples that do not fit the network.
  case inputs(network: Int, examples: Int)
  /// More classes among the examples than the network has outputs, or fewer.
  case outputs(network: Int, examples: Int)
  /// A label that is not one of the classes.
  case label(example: Int, label: Int, classes: Int)
  /// A data set, or what is left of it, without examples.
  case noExamples
  /// Examples whose weights are all 0, of which there is no mean.
  case noWeight
  /// A number of values that does not fit the shape they are for.
  case count(what: String, expected: Int, found: Int)
  /// An input, target or parameter that is NaN or infinite.
  case notFinite(what: String, value: Float)
  /// The cost became NaN or infinite.
  case diverged(epoch: Int, miniBatch: Int)
  /// Weights so large that outputs or a gradient are NaN or infinite.
  case overflow
  /// A trainer's listener called its `run`.
  case running
}

extension EngineError: CustomStringConvertible {
  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .architecture(let text, let reason):
      return "\"\(text)\" is not a network: \(reason); write its layer sizes like 784-16-16-10"
    case .pairing(let cost, let outputActivation):
      return "\(cost.name) cost cannot follow \(outputActivation.name) outputs; it follows "
        + OutputActivation.all.filter { cost.follows($0) }.map { $0.name }.joined(separator: ", ")
    case .costOfQuantities(let cost):
      return
        "\(cost.name) cost is for targets that are quantities, but these are classes; cross-entropy or quadratic cost "
        + "suits them"
    case .setting(let name, let value, let expected):
      return "\(name) must be \(expected), not \(value)"
    case .inputs(let network, let examples):
      return "the network reads \(network) inputs, but each example has \(examples)"
    case .outputs(let network, let examples):
      return "the network has \(network) outputs, but the examples have \(examples) classes"
    case .label(let example, let label, 1):
      return "example \(example) has the label \(label), but one output knows only 0 and 1"
    case .label(let example, let label, let classes):
      return "example \(example) has the label \(label), but there are \(classes) classes (0 to \(classes - 1))"
    case .noExamples:
      return "there are no examples"
    case .noWeight:
      return "the weights of all examples are 0: one at least must be above"
    case .count(let what, let expected, let found):
      return "\(what) must be \(expected) numbers, not \(found)"
    case .notFinite(let what, let value):
      return "\(what) must be a finite number, not \(value)"
    case .diverged(let epoch, let miniBatch):
      return "the cost stopped being a number in epoch \(epoch), mini-batch \(miniBatch): "
        + "the learning rate is too large for this network"
    case .overflow:
      return "the network has no answer: its weights are so large that what it computes is no number"
    case .running:
      return "this training is running already: its listener cannot run it"
    }
  }
}
