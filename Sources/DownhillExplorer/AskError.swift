import Downhill
import DownhillFormats

/// Why an ask cannot be answered: the command line's sentence and exit status for the same mistake.
struct AskError: Error, Equatable, Sendable {
  /// One sentence.
  var message: String
  /// As the program would end.
  var status: Status

  /// The command line's exit statuses.
  enum Status: Int, Sendable {
    /// Something that cannot be asked for.
    case usage = 64
    /// Bytes that are not what they should be.
    case badData = 65
    /// Something that is not there.
    case missingInput = 66
    /// A mistake of the page or of this module.
    case internalError = 70
  }

  /// An error with its sentence.
  init(_ message: String, status: Status = .usage) {
    self.message = message
    self.status = status
  }

  init(_ error: FormatError) { self.init(error.description, status: .badData) }

  init(_ error: EngineError) {
    switch error {
    case .architecture, .pairing, .setting: self.init(error.description)
    case .inputs, .outputs, .label, .noExamples, .count, .notFinite, .overflow:
      self.init(error.description, status: .badData)
    case .diverged: self.init("\(error.description); try a smaller learning rate", status: .badData)
    case .running: self.init(error.description, status: .internalError)
    }
  }
}

/// What the engine says, with its errors as those of an ask.
func engine<Value>(_ body: () throws(EngineError) -> Value) throws(AskError) -> Value {
  do { return try body() } catch { throw AskError(error) }
}

/// What a file says, with its errors as those of an ask.
func format<Value>(_ body: () throws(FormatError) -> Value) throws(AskError) -> Value {
  do { return try body() } catch { throw AskError(error) }
}
