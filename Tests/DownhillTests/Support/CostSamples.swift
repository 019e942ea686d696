@testable import Downhill

extension Cost {
  /// Every cost, with coefficients that no default has; there are two quantiles.
  static let samples: [Cost] = Kind.allCases.map { kind in
    switch kind {
    case .quadratic: .quadratic
    case .absolute: .absolute
    case .huber: .huber(delta: 0.375)
    case .quantile: .quantile([0.25, 0.875])
    case .poisson: .poisson
    case .crossEntropy: .crossEntropy
    }
  }
}
