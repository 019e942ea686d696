import Downhill

/// The settings that follow from a table where nothing else is said.
struct TableDefaults {
  let task: LearningTask
  let outputs: Int
  /// Rows to train on.
  let rows: Int
  /// The cost, if it is given.
  let cost: Cost.Kind?

  /// Outputs, cost and mini-batches; the rest is ``Preset/table``.
  var settings: [Setting: String] {
    var settings: [Setting: String] = [.batchSize: "\(batchSize)"]
    switch task {
    case .classification where outputs > 1:
      (settings[.outputActivation], settings[.cost]) = ("softmax", "cross-entropy")
    case .classification, .multiLabel:
      (settings[.outputActivation], settings[.cost]) = ("sigmoid", "cross-entropy")
    case .regression:
      settings[.outputActivation] = cost == .poisson ? "exponential" : "identity"
      settings[.cost] = "quadratic"
    }
    return settings
  }

  /// About 50 steps an epoch, from 16 to 256 examples each.
  private var batchSize: Int {
    var size = 16
    while size < 256, size * 50 < rows { size *= 2 }
    return size
  }
}
