extension Network {
  /// The mean cost of some examples and its gradient, computed by the kernels in `Float`. For many gradients use
  /// ``GradientEvaluator``, which keeps its buffers.
  public func gradient(
    of examples: Examples, cost: Cost, kernels: Kernels = .best, workers: Workers = Workers()
  ) throws(EngineError) -> (cost: Double, gradient: Gradient) {
    guard examples.count > 0 else { throw .noExamples }
    return try GradientEvaluator(
      architecture, cost: cost, kernels: kernels, workers: workers, capacity: examples.count
    ).gradient(self, of: examples)
  }
}
