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

extension JSONValue {
  /// A document about a picture of one's own, with what was done to it before the network saw it.
  public func adding(preparation: String, notes: [String]) -> JSONValue {
    adding("preparation", .string(preparation)).adding("notes", .array(notes.map { .string($0) }))
  }
}
