extension Network {
  /// The mean cost of some examples and its gradient, computed by the kernels in `Float`.
  public func gradient(
    of examples: Examples, cost: Cost, kernels: Kernels = .best, workers: Workers = Workers()
  ) throws(EngineError) -> (cost: Double, gradient: Gradient) {
    guard examples.count > 0 else { throw .noExamples }
    let objective = try Objective(cost, through: architecture.outputActivation)
    try examples.check(against: architecture, objective)
    let propagation = Propagation(
      architecture, objective: objective, kernels: kernels, workers: workers,
      capacity: min(examples.count, chunkCapacity(architecture)), training: true)
    propagation.prepareBackwardWeights(parameters.values)
    let order = examples.range.map { Int32($0) }
    var tally = Tally()
    order.withUnsafeBufferPointer {
      propagation.step(
        examples.storage, order: $0.baseAddress!, count: $0.count, parameters: parameters.values, update: nil,
        tally: &tally)
    }
    var gradient = Gradient(architecture)
    if let end = gradient.layers.last?.end {
      gradient.mutableValues().update(from: propagation.summedGradient, count: end)
    }
    return (EvaluationSummary(tally).cost, gradient)
  }
}
