/// How the learning rate changes during training, as a factor of the rate set.
public enum LearningRateSchedule: Equatable, Sendable {
  /// The rate set, throughout.
  case constant
  /// Multiplied by `factor` after every epoch.
  case exponential(factor: Double)
  /// Multiplied by `factor` after every `epochs` epochs.
  case step(factor: Double, epochs: Int)
  /// Falls linearly from the rate to 0 over `epochs` epochs, mini-batch by mini-batch, and stays there.
  case linear(epochs: Double)
  /// Falls from the rate to 0 along half a cosine, mini-batch by mini-batch (Loshchilov and Hutter 2017).
  case cosine
  /// Rises from 1/25 of the rate to the rate during the fraction `warmUp` of all steps, then falls to 1/250,000 of it,
  /// each along half a cosine (Smith and Topin 2018, with PyTorch's factors).
  case oneCycle(warmUp: Double)

  /// The schedules without their coefficients. The raw value is the name on the command line and in model files.
  public enum Kind: String, CaseIterable, Sendable {
    case constant
    case exponential
    case step
    case linear
    case cosine
    case oneCycle = "one-cycle"
  }

  /// Which one it is.
  public var kind: Kind {
    switch self {
    case .constant: .constant
    case .exponential: .exponential
    case .step: .step
    case .linear: .linear
    case .cosine: .cosine
    case .oneCycle: .oneCycle
    }
  }

  /// A schedule with its default coefficients.
  public init(usual kind: Kind) {
    switch kind {
    case .constant: self = .constant
    case .exponential: self = .exponential(factor: 0.8)
    case .step: self = .step(factor: 0.8, epochs: 10)
    case .linear: self = .linear(epochs: Double(TrainingConfiguration.Usual.epochs))
    case .cosine: self = .cosine
    case .oneCycle: self = .oneCycle(warmUp: 0.3)
    }
  }

  /// Its coefficients, each under its setting; this one list serves reading, writing, checks and help.
  mutating func exchange(with coefficients: inout Coefficients) {
    switch self {
    case .constant, .cosine: break
    case .exponential(var factor):
      coefficients.exchange(.decay, &factor)
      self = .exponential(factor: factor)
    case .step(var factor, var epochs):
      coefficients.exchange(.decay, &factor)
      coefficients.exchange(.stepEpochs, &epochs)
      self = .step(factor: factor, epochs: epochs)
    case .linear(var epochs):
      coefficients.exchange(.fallEpochs, &epochs)
      self = .linear(epochs: epochs)
    case .oneCycle(var warmUp):
      coefficients.exchange(.warmUp, &warmUp)
      self = .oneCycle(warmUp: warmUp)
    }
  }

  /// Its name on the command line and in model files.
  public var name: String { kind.rawValue }

  /// Whether the rate depends on the length of training.
  public var hasHorizon: Bool {
    switch self {
    case .constant, .exponential, .step, .linear: false
    case .cosine, .oneCycle: true
    }
  }

  /// The factor of the rate at step `step`, counted from 0, with `stepsPerEpoch` steps in each of `horizon` epochs.
  /// Past the horizon the factor stays what it was at its end. `step` and `horizon` must be at least 0, `stepsPerEpoch`
  /// at least 1.
  public func factor(step: Int, stepsPerEpoch: Int, horizon: Int) -> Double {
    precondition(
      step >= 0 && stepsPerEpoch > 0 && horizon >= 0, "step \(step) of \(stepsPerEpoch) in each of \(horizon) epochs")
    let epoch = step / stepsPerEpoch
    // An overflow, where `Int` has 32 bits, counts as an endless training.
    let (product, isTooLarge) = stepsPerEpoch.multipliedReportingOverflow(by: horizon)
    let steps = isTooLarge ? Int.max : product
    switch self {
    case .constant:
      return 1
    case .exponential(let factor):
      return power(factor, epoch)
    case .step(let factor, let epochs):
      return power(factor, epoch / epochs)
    case .linear(let epochs):
      return max(0, 1 - Double(step) / (epochs * Double(stepsPerEpoch)))
    case .cosine:
      // With a horizon of no steps, the rate has fallen already.
      return steps == 0 ? 0 : between(1, 0, share: Double(min(step, steps)) / Double(steps))
    case .oneCycle(let warmUp):
      let low = 1.0 / 25
      let end = low / 10_000
      let last = Double(max(steps - 1, 1))
      let peak = min(max(warmUp * Double(steps) - 1, 0), last)
      let position = min(Double(step), last)
      if position <= peak {
        return peak == 0 ? 1 : between(low, 1, share: position / peak)
      }
      return between(1, end, share: (position - peak) / (last - peak))
    }
  }
}

/// Half a cosine from `start` at share 0 to `end` at share 1.
private func between(_ start: Double, _ end: Double, share: Double) -> Double {
  end + (start - end) * (1 + Elementary.cosPi(share)) / 2
}
