/// The second place: what one example wishes, from the outputs back to the pixels.
final class WishesPlace {
  /// `explain`: a step of the chapter about one example.
  func explain(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    throw AskError("explaining is not there yet", status: .internalError)
  }

  /// `adjust`: a weight or bias is dragged, and the cost follows or leaves its tangent.
  func adjust(_ ask: Ask, _ session: Session) throws(AskError) -> Answer {
    throw AskError("adjusting is not there yet", status: .internalError)
  }
}
