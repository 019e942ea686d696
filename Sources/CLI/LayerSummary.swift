import Downhill
import DownhillFormats
import DownhillReport

/// One layer in numbers; layer 0 is the input, so the first with weights is layer 1.
struct LayerSummary {
  let index: Int
  let inputs: Int
  let outputs: Int
  let activation: String
  let weights: NumberSummary
  let biases: NumberSummary
  var parameters: Int { (inputs + 1) * outputs }

  init(_ network: Network, index: Int) {
    let layer = network.parameters.layers[index]
    self.index = index + 1
    inputs = layer.inputs
    outputs = layer.outputs
    activation =
      index + 1 < network.architecture.layerCount
      ? network.architecture.hiddenActivations[index].rawValue : network.architecture.outputActivation.name
    weights = NumberSummary(network.parameters.weights(layer: index))
    biases = NumberSummary(network.parameters.biases(layer: index))
  }

  var json: JSONValue {
    .object(
      JSONObject([
        ("layer", .integer(index)),
        ("inputs", .integer(inputs)),
        ("outputs", .integer(outputs)),
        ("activation", .string(activation)),
        ("parameters", .integer(parameters)),
        ("weights", weights.json),
        ("biases", biases.json),
      ]))
  }
}

/// Statistics of some numbers.
struct NumberSummary {
  let minimum: Double
  let maximum: Double
  let mean: Double
  let deviation: Double

  init(_ numbers: [Float]) {
    let count = Double(max(numbers.count, 1))
    let mean = numbers.reduce(0) { $0 + Double($1) } / count
    self.mean = mean
    minimum = Double(numbers.min() ?? 0)
    maximum = Double(numbers.max() ?? 0)
    deviation = (numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
  }

  var rangeText: String {
    NumberText.fixed(minimum, decimals: 3) + " … " + NumberText.fixed(maximum, decimals: 3)
  }

  var json: JSONValue {
    .object(
      JSONObject([
        ("minimum", .number(minimum)), ("maximum", .number(maximum)), ("mean", .number(mean)),
        ("deviation", .number(deviation)),
      ]))
  }
}
