/// The third place: the wishes of many examples, and their mean beside −∇C.
final class AveragesPlace {
  /// `average`: begins a job.
  func begin(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    throw AskError("averaging is not there yet", status: .internalError)
  }
}
