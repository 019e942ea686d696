import DownhillFormats

/// The prediction for one input, as `downhill predict --json` prints it. `label` is nil if unknown.
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
  /// The same for a picture file, with how it was prepared for the network.
  public func adding(preparation: String, notes: [String]) -> JSONValue {
    adding("preparation", .string(preparation)).adding("notes", .array(notes.map { .string($0) }))
  }
}
