import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// How the program ends: the numbers of BSD's sysexits, and 128 plus the signal after a signal.
enum ExitStatus: Int32 {
  case success = 0
  case usage = 64
  case badData = 65
  case missingInput = 66
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case hungUp = 129
  case interrupted = 130
  case terminated = 143
}

/// Why the program cannot continue, as printed on standard error.
struct Failure: Error, Equatable {
  var status: ExitStatus
  var message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  /// The failure for an error of any library.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as FormatError: self.init(.badData, error.description)
    case let error as ArrayError: self.init(.badData, error.description)
    case let error as ForeignFileError: self.init(.badData, error.description)
    case let error as PictureError: self.init(.badData, error.description)
    case let error as JPEGError: self.init(.badData, error.description)
    case let error as TableError: self.init(.badData, error.description)
    case let error as DataError: self.init(error)
    case let error as FileError: self.init(error)
    case let error as EngineError: self.init(error)
    default: self.init(.internalError, "\(error)")
    }
  }

  private init(_ error: DataError) {
    switch error {
    case .label(_, _, _, let classes, let first, let labels):
      let count = labels.lowerBound == 1 ? labels.upperBound : labels.upperBound + 1
      let facts = "\(error); the labels are \(labels.lowerBound) to \(labels.upperBound)"
      // More classes do not help if the model counts them from another label.
      self.init(
        .badData,
        classes >= count && first != min(1, labels.lowerBound)
          ? "\(facts): these are not the examples that the classes were learned from; name their data with --data"
          : "\(facts): say how many classes there are with --classes \(count)")
    default: self.init(.badData, "\(error)")
    }
  }

  private init(_ error: FileError) {
    switch error {
    case .missing, .unreadable: self.init(.missingInput, "\(error)")
    case .cannotCreate: self.init(.cannotCreate, "\(error)")
    case .cannotWrite, .incomplete, .cannotAppend: self.init(.inputOutput, "\(error)")
    case .copied(_, let cause): self.init(Failure(cause).status, "\(error)")
    }
  }

  private init(_ error: EngineError) {
    switch error {
    case .architecture(let text, let reason):
      self.init(.usage, Self.tooLarge(sizes: text, reason) ?? "\(error)")
    case .pairing, .costOfQuantities, .setting: self.init(.usage, "\(error)")
    case .inputs, .outputs, .label, .noExamples, .noWeight, .count, .notFinite, .overflow:
      self.init(.badData, "\(error)")
    case .diverged: self.init(.badData, "\(error); try a smaller --learning-rate. Nothing was saved")
    case .running: self.init(.internalError, "\(error)")
    }
  }

  /// The message for sizes that are valid, but too large; nil for others.
  private static func tooLarge(sizes text: String, _ reason: String) -> String? {
    let sizes = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Double($0) }
    guard sizes.count >= 2, sizes.allSatisfy({ $0 >= 1 }) else { return nil }
    let parameters = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    guard parameters < 1e18 else { return nil }
    return "the network \(text) is too large, with \(NumberText.grouped(Int(parameters))) parameters, "
      + "\(NumberText.bytes(4 * Int(parameters))) for one copy of them: \(reason); give it smaller layers with --hidden"
  }
}
