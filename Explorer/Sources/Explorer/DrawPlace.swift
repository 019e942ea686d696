/// The first place: a digit is drawn, and the network answers while it is.
final class DrawPlace {
  /// `draw`: grey bytes of a canvas, as they are.
  func draw(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    throw AskError("drawing is not there yet", status: .internalError)
  }
}
