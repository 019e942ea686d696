import DownhillFormats

/// What a network makes of one input, as `downhill predict --json` prints it for each. `label` is nil if nobody has said it.
public func predictionJSON(input: String, label: Int?, prediction: Int, activations: [Float]) -> JSONValue {
  .object(
    JSONObject([
      ("input", .string(input)),
      ("label", label.map { .integer($0) } ?? .null),
      ("prediction", .integer(prediction)),
      ("activations", .array(activations.map { .number(Double($0)) })),
    ]))
}
