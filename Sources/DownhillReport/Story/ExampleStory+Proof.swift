import DownhillExplain

extension ExampleStory {
  /// Measured over predicted change of the cost, which nears 1 as the step gets smaller; nil where the step changes the
  /// cost by no more than its last digits.
  func ratio(of step: StepOutcome) -> Double? {
    guard step.predicted != 0, abs(step.predicted) > 1e-13 * abs(explanation.cost) else { return nil }
    return step.measured / step.predicted
  }
}
