/// The shape of a feed-forward network: the neurons of each layer and their activations.
public struct Architecture: Equatable, Sendable {
  /// Neurons of each layer, the input (layer 0) first.
  public let sizes: [Int]
  /// The activation of each hidden layer, the first one first. A network without hidden layers keeps one, which nothing
  /// uses.
  public let hiddenActivations: [Activation]
  /// The activation of the last layer.
  public let outputActivation: OutputActivation

  /// The largest number of weights and biases accepted: 2³⁰, four gigabytes.
  public static let parameterLimit = 1 << 30
  /// The largest number of layers read from a text.
  public static let layerLimit = 65_536

  /// Hidden layers of one activation. Checks the sizes: at least two layers, no empty layer, no more than
  /// ``parameterLimit`` parameters.
  public init(
    sizes: [Int], hiddenActivation: Activation = .sigmoid, outputActivation: OutputActivation = .elementwise(.sigmoid)
  ) throws(EngineError) {
    try self.init(sizes: sizes, hiddenActivations: [hiddenActivation], outputActivation: outputActivation)
  }

  /// The same with an activation for each hidden layer, the first one first, or with one for all of them.
  public init(
    sizes: [Int], hiddenActivations: [Activation], outputActivation: OutputActivation = .elementwise(.sigmoid)
  ) throws(EngineError) {
    func error(_ reason: String) -> EngineError { .architecture(text: written(sizes), reason: reason) }
    guard sizes.count >= 2 else { throw error("it needs an input and an output layer") }
    guard sizes.allSatisfy({ $0 >= 1 }) else { throw error("every layer needs at least one neuron") }
    var parameters = 0
    for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
      // The padded size, which is what is allocated.
      let (product, overflow) = (inputs &+ 1).multipliedReportingOverflow(by: paddedToVectors(outputs))
      guard inputs < Self.parameterLimit, outputs < Self.parameterLimit, !overflow, product <= Self.parameterLimit,
        parameters + product <= Self.parameterLimit
      else {
        throw error("it has more than \(Self.parameterLimit) parameters")
      }
      parameters += product
    }
    let hidden = sizes.count - 2
    guard hiddenActivations.count == 1 || hiddenActivations.count == hidden else {
      throw .setting(
        name: "the number of activations", value: "\(hiddenActivations.count)",
        expected: hidden > 1
          ? "1 or \(hidden) for \(hidden) hidden layers" : "1 for \(hidden == 1 ? "1" : "no") hidden layer")
    }
    self.sizes = sizes
    self.hiddenActivations =
      hiddenActivations.count == 1 && hidden > 1
      ? [Activation](repeating: hiddenActivations[0], count: hidden) : hiddenActivations
    self.outputActivation = outputActivation
  }

  /// Reads sizes written like `784-16-16-10`.
  public init(
    _ text: String, hiddenActivation: Activation = .sigmoid,
    outputActivation: OutputActivation = .elementwise(.sigmoid)
  ) throws(EngineError) {
    try self.init(text, hiddenActivations: [hiddenActivation], outputActivation: outputActivation)
  }

  /// Reads sizes written like `784-16-16-10`, with an activation for each hidden layer or one for all of them.
  public init(
    _ text: String, hiddenActivations: [Activation], outputActivation: OutputActivation = .elementwise(.sigmoid)
  ) throws(EngineError) {
    var sizes: [Int] = []
    // A text of too many layers is not split, which would take many times its memory.
    let separators = text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "-") ? 1 : 0) }
    guard separators < Self.layerLimit else {
      throw .architecture(text: text, reason: "it has more than \(Self.layerLimit) layers")
    }
    for part in parts(of: text, at: UInt8(ascii: "-")) {
      guard let size = decimal(part) else {
        throw .architecture(text: text, reason: "a layer's size is a whole number")
      }
      sizes.append(size)
    }
    try self.init(sizes: sizes, hiddenActivations: hiddenActivations, outputActivation: outputActivation)
  }

  /// Inputs of the network.
  public var inputCount: Int { sizes[0] }
  /// Outputs of the network.
  public var outputCount: Int { sizes[sizes.count - 1] }
  /// Layers that have weights: all but the input.
  public var layerCount: Int { sizes.count - 1 }
  /// Weights and biases.
  public var parameterCount: Int {
    zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }
}

extension [Activation] {
  /// As they are typed, `relu,tanh`: one name where all are the same.
  @inline(never)
  public var text: String {
    if areAll(self[0]) { return self[0].rawValue }
    var text = ""
    for activation in self { text += (text.isEmpty ? "" : ",") + activation.rawValue }
    return text
  }

  /// Whether every layer has this activation.
  @inline(never)
  func areAll(_ activation: Activation) -> Bool {
    for each in self where each != activation { return false }
    return true
  }
}

extension Architecture: CustomStringConvertible {
  /// The sizes, written like `784-16-16-10`.
  public var description: String { written(sizes) }
}

/// The sizes of the layers, written like `784-16-16-10`.
private func written(_ sizes: [Int]) -> String { sizes.map { "\($0)" }.joined(separator: "-") }

/// The parts of a text that a separator separates.
@inline(never)
package func parts(of text: String, at separator: UInt8) -> [ArraySlice<UInt8>] {
  Array(text.utf8).split(separator: separator, omittingEmptySubsequences: false)
}

/// The same as texts.
@inline(never)
package func texts(of text: String, at separator: UInt8) -> [String] {
  parts(of: text, at: separator).map { String(decoding: $0, as: UTF8.self) }
}

/// A whole number of at most nine digits, and nothing else.
package func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
  guard (1...9).contains(digits.count) else { return nil }
  var value = 0
  for digit in digits {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
    value = value * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return value
}
