import KernelTable

/// What the last chunk came to: costs, scores, outputs and gradients, row by row.
extension Propagation {
  /// Adds the costs and scores of the first `count` rows.
  func add(to tally: inout Tally, count: Int) {
    if hasWeights { return addWeighted(to: &tally, count: count) }
    tally.weight += Double(count)
    for row in 0..<count { tally.cost += Double(costs.values[row]) }
    switch scoring.task {
    case .classification, .multiLabel:
      for row in 0..<count where isCorrect[row] { tally.score += 1 }
    case .regression:
      for row in 0..<count { tally.score += squaredDistance(row: row) }
    }
    tally.examples += count
  }

  /// The same, each times its weight. Examples of weight 0 are passed over: their costs may be infinite.
  private func addWeighted(to tally: inout Tally, count: Int) {
    for row in 0..<count where rowWeights.values[row] > 0 {
      let weight = Double(rowWeights.values[row])
      tally.weight += weight
      tally.cost += weight * Double(costs.values[row])
      switch scoring.task {
      case .classification, .multiLabel: tally.score += isCorrect[row] ? weight : 0
      case .regression: tally.score += weight * squaredDistance(row: row)
      }
    }
    tally.examples += count
  }

  /// What the sensitivities of a row are multiplied by: its weight over the mean weight of the mini-batch.
  func weightFactor(row: Int) -> Float {
    chunk.weightScale.map { Float(Double(rowWeights.values[row]) * $0) } ?? 1
  }

  /// The squared distances of the outputs of row `row` from its targets, each times the weight of its output.
  private func squaredDistance(row: Int) -> Double {
    let (outputs, target) = (
      activation(layer: stages.count - 1, row: row), targets.values + row * stages.last.layer.stride
    )
    return scoring.weights.indices.reduce(0.0) { sum, output in
      let distance = Double(outputs[output]) - Double(target[output])
      return sum + scoring.weights[output] * distance * distance
    }
  }

  /// The gradient of the last step.
  var summedGradient: UnsafePointer<Float> { UnsafePointer(shardSums.root) }
  /// The activations of layer `layer` (0 is the first hidden one) in row `row`.
  func activation(layer: Int, row: Int) -> UnsafePointer<Float> {
    UnsafePointer(stages[layer].activations + row * stages[layer].layer.stride)
  }
  /// The cost of row `row`.
  func cost(row: Int) -> Float { costs.values[row] }
  /// Whether the outputs of the first `count` rows are finite: if they are not, neither is the cost.
  func hasAnswers(count: Int) -> Bool { (0..<count).allSatisfy { costs.values[$0].isFinite } }
  /// The class that the outputs of row `row` name.
  func prediction(row: Int) -> Int {
    namedClass(activation(layer: stages.count - 1, row: row), stages.last.layer.outputs, middle: middle)
  }

  /// ‖∇C‖², times its weight over their mean, of the example in row `row` of the chunk that was last summed: Σ ‖δˡ‖²·(‖aˡ⁻¹‖² + 1) over the layers, for the
  /// gradient of one example is the product of δˡ with aˡ⁻¹ and, for the biases, with 1 (equations 3 and 4 of
  /// ``Backpropagation``).
  func squaredGradientNorm(row: Int) -> Double {
    var sum = 0.0
    for index in 0..<stages.count {
      let layer = stages[index].layer
      let carried =
        index == 0 ? input.squaredNorm(row: row) : squaredNorm(activation(layer: index - 1, row: row), layer.inputs)
      sum += squaredNorm(stages[index].sensitivities + row * layer.stride, layer.outputs) * (carried + 1)
    }
    let factor = Double(weightFactor(row: row))
    // The sensitivities were multiplied by it, too.
    return factor == 0 ? 0 : sum / (Double(chunk.scale) * Double(chunk.scale) * factor)
  }
}
