import DownhillFormats
import DownhillReport

/// What the page receives: a document as the command line prints it, markup for parts of the page, and small facts for
/// its controls; or an error.
struct Reply {
  /// What `downhill … --json` prints for the same thing.
  var document: JSONValue?
  /// Markup for parts of the page, `data-part="NAME"`.
  var html: [(part: String, markup: Markup)] = []
  /// Truth values, names and texts that are ready to be shown.
  var state: [(key: String, value: JSONValue)] = []
  /// Bytes that go with it.
  var attachment: [UInt8] = []
  private(set) var error: CallError?

  init(
    document: JSONValue? = nil, html: [(part: String, markup: Markup)] = [],
    state: [(key: String, value: JSONValue)] = [], attachment: [UInt8] = []
  ) {
    self.document = document
    self.html = html
    self.state = state
    self.attachment = attachment
  }

  /// What went wrong.
  init(_ error: CallError) { self.error = error }

  /// The reply as JSON text, in UTF-8.
  var bytes: [UInt8] { json.bytes() }

  /// The reply as JSON.
  var json: JSONValue {
    if let error {
      return .object(
        JSONObject([
          ("ok", .bool(false)),
          (
            "error",
            .object(
              JSONObject([("message", .string(error.message)), ("status", .integer(error.status.rawValue))]))
          ),
        ]))
    }
    var members: [(key: String, value: JSONValue)] = [("ok", .bool(true))]
    if let document { members.append(("document", document)) }
    if !html.isEmpty {
      members.append(("html", .object(JSONObject(html.map { ($0.part, .string($0.markup.source)) }))))
    }
    if !state.isEmpty { members.append(("state", .object(JSONObject(state)))) }
    return .object(JSONObject(members))
  }
}
