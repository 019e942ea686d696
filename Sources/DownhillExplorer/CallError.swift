import Downhill
import DownhillFormats

/// Why a call fails: the command line's sentence and exit status for the same mistake.
struct CallError: Error, Equatable, Sendable {
  /// One sentence.
  var message: String
  /// The exit status of the command line.
  var status: Status

  /// The command line's exit statuses.
  enum Status: Int, Sendable {
    /// An impossible request.
    case usage = 64
    /// Bytes of a wrong format.
    case badData = 65
    /// Something missing.
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
    case .architecture, .pairing, .costOfQuantities, .setting: self.init(error.description)
    case .inputs, .outputs, .label, .noExamples, .noWeight, .count, .notFinite, .overflow:
      self.init(error.description, status: .badData)
    case .diverged: self.init("\(error.description); try a smaller learning rate", status: .badData)
    case .running: self.init(error.description, status: .internalError)
    }
  }
}

/// Runs `body`, with the engine's errors as those of a call.
func engine<Value>(_ body: () throws(EngineError) -> Value) throws(CallError) -> Value {
  do { return try body() } catch { throw CallError(error) }
}

/// Runs `body`, with errors of formats as those of a call.
func format<Value>(_ body: () throws(FormatError) -> Value) throws(CallError) -> Value {
  do { return try body() } catch { throw CallError(error) }
}
