import Downhill
import DownhillExplain
import DownhillFormats

/// The network and the examples that a document is about.
public struct AskedExamples {
  /// The network.
  public var network: Network
  /// Its cost.
  public var cost: Cost
  /// The split that the examples are from, `train` or `test`; nil for rows of a table.
  public var split: String?
  /// The index of the first of them in the split, or in the table.
  public var first: Int
  /// The index of each row in the table; nil if the examples are consecutive.
  public var rows: [Int]?
  /// The examples.
  public var examples: Examples

  /// The network and examples of a document.
  public init(
    network: Network, cost: Cost, split: String?, first: Int, rows: [Int]? = nil, examples: Examples
  ) {
    self.network = network
    self.cost = cost
    self.split = split
    self.first = first
    self.rows = rows
    self.examples = examples
  }

  /// The number by which a user names one of the examples.
  public func number(_ index: Int) -> Int { rows.map { $0[index] } ?? first + index }

  /// How a user names one of the examples: `train:17`, or a row of a table `17`.
  public func inputName(_ index: Int) -> String { (split.map { "\($0):" } ?? "") + "\(number(index))" }

  /// What every document about examples begins with.
  public func json(schema: String) -> JSONObject {
    JSONObject([
      ("schema", .string(schema)),
      ("network", networkJSON(network, cost: cost)),
      ("parameters", .integer(network.architecture.parameterCount)),
      ("split", split.map { .string($0) } ?? .null),
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
