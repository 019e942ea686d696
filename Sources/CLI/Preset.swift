import Downhill

/// A named set of options, which the command line overrides.
enum Preset: String, CaseIterable {
  /// The network of the defaults.
  case seed
  /// The first network of Nielsen's book, reported at 95.42 %.
  case nielsen30 = "nielsen-30"
  /// The same with 100 hidden neurons, reported at 96.59 %.
  case nielsen100 = "nielsen-100"
  /// The most accurate network that trains within a minute.
  case accurate
  /// The network for tables; outputs, cost and mini-batches follow from the table.
  case table

  /// Settings and their values, as typed.
  var settings: [Setting: String] {
    switch self {
    case .seed: [:]
    case .nielsen30: nielsen(hidden: 30)
    case .nielsen100: nielsen(hidden: 100)
    case .table:
      [
        .hidden: "64,64", .activation: "relu", .initializer: "xavier", .biasDeviation: "0.5", .optimizer: "adamw",
        .weightDecay: "0.1", .epochs: "200", .patience: "20",
      ]
    case .accurate:
      [
        .hidden: "512,512", .activation: "relu", .outputActivation: "softmax", .cost: "cross-entropy",
        .optimizer: "adamw", .learningRate: "0.002", .schedule: "one-cycle", .batchSize: "128", .epochs: "12",
        .weightDecay: "0.1",
      ]
    }
  }

  private func nielsen(hidden: Int) -> [Setting: String] {
    [.hidden: "\(hidden)", .initializer: "gaussian", .learningRate: "3", .schedule: "constant", .epochs: "30"]
  }
}
