import Downhill
import DownhillFormats

/// The shape of a network, as every verb's JSON has it.
public func networkJSON(_ network: Network, cost: Cost) -> JSONValue {
  let architecture = network.architecture
  return .object(
    JSONObject([
      ("architecture", .string(architecture.description)),
      ("sizes", .array(architecture.sizes.map { .integer($0) })),
      ("activation", .string(architecture.hiddenActivations.text)),
      ("outputActivation", .string(architecture.outputActivation.name)),
      ("cost", .string(cost.name)),
    ]))
}

/// A network's results on examples.
public func evaluationJSON(_ evaluation: Evaluation) -> JSONValue {
  .object(
    JSONObject([
      ("examples", .integer(evaluation.summary.examples)),
      (evaluation.summary.score.measure.key, .number(evaluation.summary.score.value)),
      ("cost", .number(evaluation.summary.cost)),
      ("accuracyOfClass", .array(evaluation.accuracyOfClass.map { $0.map { .number($0) } ?? .null })),
      (
        "confusion",
        evaluation.confusion.isEmpty ? .null : .array(evaluation.confusion.map { .array($0.map { .integer($0) }) })
      ),
    ]))
}
