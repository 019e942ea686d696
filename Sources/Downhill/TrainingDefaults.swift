extension TrainingConfiguration {
  /// The default learning rate, schedule and initializer: they depend on the network, the cost, the optimizer and the
  /// batch size.
  ///
  /// **Narrow networks** have rates found by trial: 3 for sigmoids under the quadratic cost, 0.5 for sigmoids under the
  /// cross-entropy (Nielsen 2015, chapters 1 and 3), less where more of the gradient is passed on.
  ///
  /// **Width.** A step of η moves the weighted input of a neuron by η·|δ|·n·q, with δ its sensitivity and n inputs of
  /// mean square q. The curvature of the cost along its weights grows with n·q too, so that only rates below a bound
  /// that falls with 1/(n·q) are stable (LeCun et al. 1998; Karakida, Akaho and Amari 2019). Sigmoids have a q of at
  /// least ¼, since their mean is ½: the first step of a wide layer would take all outputs to 0, where they are flat.
  /// So the rate falls with 1/n from 64 neurons on, from 32 on where the outputs have a slope of 1. n is that of the
  /// last hidden layer, which the outputs sum; a layer before it acts through narrower ones, and counts an eighth.
  /// Other activations are as small as the inputs, whose curvature outweighs theirs up to 4,096 neurons in all layers.
  ///
  /// **Depth.** A layer of sigmoids with LeCun's weights passes on a quarter of the gradient, four layers 1/256. From
  /// four layers on, and where the rate has to be small, the initializer is ``Initializer/kumar``, which passes on all
  /// of it.
  ///
  /// **Batch.** The noise of a mini-batch of B falls with 1/√B, so the rate grows with √(B/10) (Krizhevsky 2014), at
  /// most twofold, and never beyond the bound of stability.
  ///
  /// **Momentum** of μ makes steps 1/(1−μ) times as long, and the rate is 1−μ of the plain one. Without Nesterov's look
  /// ahead it overshoots, and sigmoids under the quadratic cost do not recover from saturation: they get half of that,
  /// wide ones a quarter. **Adam** moves every weight by about η whatever its gradient. n inputs of one sign, as
  /// sigmoids are, move a weighted input by up to η·n/2, inputs of both signs by about η·√n: the rates fall with 1/n
  /// from 16 and with 1/√n from 64 neurons on. Consecutive layers of identities are a linear product, whose steps all
  /// point the same way: their rates fall with 1/n from 64 on (Yang et al. 2021). Adam's denominator contains the
  /// noise, so its rate does not depend on B.
  ///
  /// **Hidden layers of different activations** get the rates of those that are no sigmoids: they are the smaller ones.
  public struct Defaults: Equatable, Sendable {
    /// The rate, rounded to two digits, as it would be typed.
    public let learningRate: Double
    /// Its schedule.
    public let schedule: LearningRateSchedule
    /// How the weights begin.
    public let initializer: Initializer

    /// What suits these settings.
    public init(_ architecture: Architecture, cost: Cost, optimizer: Optimizer, batchSize: BatchSize = .count(10)) {
      let hidden = architecture.sizes.dropFirst().dropLast()
      let widest = hidden.max() ?? 1
      // The width that the bound of stability depends on.
      let width = max(hidden.last ?? 1, widest / 8)
      let isSigmoid = !hidden.isEmpty && architecture.hiddenActivations.areAll(.sigmoid)
      let narrow = NarrowRate(architecture, cost: cost, isSigmoid: isSigmoid)
      let size = isSigmoid ? width : hidden.reduce(1, +)
      let bound = Double(narrow.size) / Double(size)
      let growth = batchSize.growth
      let plain = narrow.rate * (growth > 1 ? min(growth, bound) : growth * min(1, bound))
      var needsSignal = hidden.count > 3
      switch optimizer.pace {
      case .plain, .momentum:
        let overshoots = narrow.saturates && optimizer.pace.overshoots
        learningRate = twoDigits(plain * (1 - optimizer.pace.momentum) * (overshoots ? bound < 1 ? 0.25 : 0.5 : 1))
        needsSignal = needsSignal || widest > 128 || narrow.size < 64
      case .adaptive:
        let width = Double(isSigmoid ? width : widest)
        let share = min(1, 64 / width)
        let isLinear = hidden.count > 1 && architecture.hiddenActivations.areAll(.identity)
        learningRate = twoDigits(
          isSigmoid ? 0.01 * min(1, 16 / width) : 0.002 * (isLinear ? share : share.squareRoot()))
      }
      schedule = Self.schedule(
        optimizer: optimizer, cost: cost, hiddenActivations: architecture.hiddenActivations,
        outputActivation: architecture.outputActivation)
      initializer = isSigmoid && needsSignal ? .kumar : .suited(to: architecture.hiddenActivations)
    }

    /// The schedule, whatever the widths: where the rate of narrow networks is 3, it decays.
    public static func schedule(
      optimizer: Optimizer, cost: Cost, hiddenActivations: [Activation], outputActivation: OutputActivation
    ) -> LearningRateSchedule {
      switch optimizer.pace {
      case .plain:
        let isAllSigmoid = hiddenActivations.areAll(.sigmoid) && outputActivation == .elementwise(.sigmoid)
        return isAllSigmoid && cost == .quadratic ? LearningRateSchedule(usual: .exponential) : .constant
      case .momentum, .adaptive:
        return .constant
      }
    }
  }
}

/// The rate of plain gradient descent for mini-batches of 10, up to a size.
private struct NarrowRate {
  let rate: Double
  /// The number of neurons from which on it falls: of the widest hidden layer for sigmoids, of all of them otherwise.
  let size: Int
  /// Whether too long a step saturates all outputs.
  var saturates: Bool { rate == 3 }

  init(_ architecture: Architecture, cost: Cost, isSigmoid: Bool) {
    switch (cost, isSigmoid, architecture.outputActivation) {
    case (.quadratic, true, .elementwise(.sigmoid)): (rate, size) = (3, 64)
    case (.quadratic, true, _), (.huber, true, _), (.absolute, true, _), (.quantile, true, _), (.poisson, true, _):
      (rate, size) = (0.2, 32)
    case (.crossEntropy, true, _): (rate, size) = (0.5, 64)
    case (.quadratic, false, .elementwise(.sigmoid)): (rate, size) = (0.2, 4_096)
    case (.quadratic, false, _), (.huber, false, _), (.absolute, false, _), (.quantile, false, _), (.poisson, false, _):
      // Such outputs are linear in the weights: nothing dampens too long a step.
      let isLinear = architecture.layerCount == 1 || architecture.hiddenActivations.areAll(.identity)
      (rate, size) = (isLinear ? 0.015 : 0.03, 4_096)
    case (.crossEntropy, false, _): (rate, size) = (0.03, 4_096)
    }
  }
}

extension Optimizer.Pace {
  /// Whether steps overshoot: with momentum, but without Nesterov's look ahead.
  fileprivate var overshoots: Bool {
    if case .momentum(let coefficient, looksAhead: false) = self { coefficient > 0 } else { false }
  }

  /// μ; 0 without momentum.
  fileprivate var momentum: Double {
    switch self {
    case .momentum(let coefficient, _): coefficient
    case .plain, .adaptive: 0
    }
  }
}

extension TrainingConfiguration.BatchSize {
  /// The factor of the rate for 10 examples that larger mini-batches allow.
  fileprivate var growth: Double {
    switch self {
    case .count(let count): min(2, (Double(count) / 10).squareRoot())
    case .all: 2
    }
  }
}

/// A positive number rounded to two digits.
private func twoDigits(_ number: Double) -> Double {
  guard number > 0 else { return number }
  var scale = 1.0
  while number * scale < 10 { scale *= 10 }
  return (number * scale).rounded() / scale
}
