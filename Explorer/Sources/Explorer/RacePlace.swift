/// The fifth place: quick inaccurate steps against slow accurate ones.
final class RacePlace {
  /// `race`: begins a job.
  func begin(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    throw AskError("racing is not there yet", status: .internalError)
  }
}
