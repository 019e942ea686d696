/// One step of the chapter. How many there are depends on the layers of the network.
enum ChapterStep: Equatable {
  /// The digit, the network's answer, and its cost.
  case answer
  /// What the outputs want.
  case outputs
  /// Three ways to move one neuron.
  case levers
  /// What the layer after `layer` asks of it.
  case requests(layer: Int)
  /// How the weights from the pixels want to change.
  case pictures
  /// Which weights and biases want to change most.
  case nudges
  /// A step along the wishes.
  case descent
  /// The proof of the numbers.
  case proof

  /// All steps, in their order.
  static func all(layerCount: Int) -> [ChapterStep] {
    [.answer, .outputs, .levers] + (1..<max(layerCount, 1)).reversed().map { .requests(layer: $0) }
      + [.pictures, .nudges, .descent, .proof]
  }
}
