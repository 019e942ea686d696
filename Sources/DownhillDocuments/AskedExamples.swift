import Downhill
import DownhillExplain
import DownhillFormats

/// The network and the examples that a document is about.
public struct AskedExamples {
  /// The network.
  public var network: Network
  /// Its cost.
  public var cost: Cost
  /// The split that the examples are from: `train` or `test`.
  public var split: String
  /// The index of the first of them in the split.
  public var first: Int
  /// The examples.
  public var examples: Examples

  /// The network and examples of a document.
  public init(network: Network, cost: Cost, split: String, first: Int, examples: Examples) {
    self.network = network
    self.cost = cost
    self.split = split
    self.first = first
    self.examples = examples
  }

  /// How a user names one of the examples: `train:17`.
  public func inputName(_ index: Int) -> String { "\(split):\(first + index)" }

  /// What every document about examples begins with.
  public func json(schema: String) -> JSONObject {
    JSONObject([
      ("schema", .string(schema)),
      ("network", networkJSON(network, cost: cost)),
      ("parameters", .integer(network.architecture.parameterCount)),
      ("split", .string(split)),
      ("first", .integer(first)),
      ("examples", .integer(examples.count)),
    ])
  }
}

/// Which weight or bias.
public func parameterJSON(_ parameter: ParameterIndex) -> [(key: String, value: JSONValue)] {
  [
    ("place", .string(parameter.description)),
    ("layer", .integer(parameter.layer)),
    ("neuron", .integer(parameter.neuron)),
    ("input", parameter.input.map { .integer($0) } ?? .null),
  ]
}
