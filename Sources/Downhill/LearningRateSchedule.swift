/// How the learning rate changes during training, as a factor of the rate that was set.
public enum LearningRateSchedule: Equatable, Sendable {
  /// The rate that was set, always.
  case constant
  /// Multiplied by `factor` after every epoch.
  case exponential(factor: Double)
  /// Multiplied by `factor` after every `epochs` epochs.
  case step(factor: Double, epochs: Int)
  /// Falls from the rate to 0 along a line during so many epochs, a little with every mini-batch, and stays there.
  case linear(epochs: Double)
  /// Falls from the rate to 0 along half a cosine (Loshchilov and Hutter 2017), a little with every mini-batch.
  case cosine
  /// Rises from 1/25 of the rate to the rate during the share `warmUp` of all steps, then falls to 1/250,000 of it, both
  /// along half a cosine (Smith and Topin 2018, with PyTorch's factors).
  case oneCycle(warmUp: Double)

  /// The schedules without their coefficients. The raw value is the word of the command line and of model files.
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

  /// One with its usual coefficients.
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

  /// Its coefficients, each under its setting. By this one list they are read, written, checked and explained.
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

  /// The word of the command line and of model files.
  public var name: String { kind.rawValue }

  /// Whether the rate depends on how long training is to be.
  public var hasHorizon: Bool {
    switch self {
    case .constant, .exponential, .step, .linear: false
    case .cosine, .oneCycle: true
    }
  }

  /// The factor of the rate for the step number `step`, counted from 0, of which there are `stepsPerEpoch` in an epoch
  /// and `horizon` epochs in all. Beyond the horizon the factor stays what it was at the end. No number may be below 0, and
  /// an epoch must have a step.
  public func factor(step: Int, stepsPerEpoch: Int, horizon: Int) -> Double {
    precondition(
      step >= 0 && stepsPerEpoch > 0 && horizon >= 0, "step \(step) of \(stepsPerEpoch) in each of \(horizon) epochs")
    let epoch = step / stepsPerEpoch
    // More than a number holds, where numbers have 32 digits, is as good as without end.
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
      // Without a horizon to fall towards, the rate has fallen.
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

/// From `start` at share 0 to `end` at share 1 along half a cosine.
private func between(_ start: Double, _ end: Double, share: Double) -> Double {
  end + (start - end) * (1 + Elementary.cosPi(share)) / 2
}
