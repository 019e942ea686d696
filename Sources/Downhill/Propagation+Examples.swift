import KernelTable

// Phase 1: each example by itself.

extension Propagation {
  /// a of every layer, and the cost.
  func propagateForwards(_ rows: Range<Int>, _ thread: Int) {
    guard !rows.isEmpty else { return }
    input.weigh(rows, chunk.parameters, thread: thread, panel: panel(thread))
    propagateOnwards(rows, thread)
  }

  /// The same, starting from z of the first layer.
  func propagateOnwards(_ rows: Range<Int>, _ thread: Int) {
    for index in 0..<stages.count {
      if index > 0 { weigh(index, rows, thread) }
      if index + 1 < stages.count {
        activateHidden(stages[index], rows)
        if let mask = chunk.mask { applyMask(index, rows, mask, thread) }
      } else {
        activateOutputs(rows)
      }
    }
    compareWithTargets(rows)
  }

  /// z = b + W a of the layer before.
  @inline(__always)
  private func weigh(_ index: Int, _ rows: Range<Int>, _ thread: Int) {
    let previous = stages[index - 1]
    kernels.table.multiply(
      stages[index].forward(previous.activations, previous.layer.stride, rows, chunk.parameters, panel(thread)))
  }

  /// a = f(z); f′(z) replaces z.
  @inline(__always)
  private func activateHidden(_ stage: Stages.Stage, _ rows: Range<Int>) {
    let first = rows.lowerBound * stage.layer.stride
    let z = stage.weighted + first
    kernels.activate(stage.activation)(z, stage.activations + first, z, rows.count * stage.layer.stride)
  }

  /// a and f′(z) of hidden layer `index`, times the factors of its mask: neurons that are dropped have neither
  /// activation nor gradient.
  @inline(never)
  private func applyMask(_ index: Int, _ rows: Range<Int>, _ mask: Mask.OfEpoch, _ thread: Int) {
    let (stage, factors) = (stages[index], maskFactors(thread))
    let stride = stage.layer.stride
    for row in rows {
      mask.write(factors, count: stride, index: Int(chunk.order[row]), layer: index)
      kernels.table.multiplyElements(stage.activations + row * stride, factors, stride)
      kernels.table.multiplyElements(stage.weighted + row * stride, factors, stride)
    }
  }

  /// The same for the outputs. The costs read their z, so f′(z) is written where the sensitivities will be.
  @inline(__always)
  private func activateOutputs(_ rows: Range<Int>) {
    let (last, stride) = (stages.last, stages.last.layer.stride)
    let first = rows.lowerBound * stride
    let (z, a) = (last.weighted + first, last.activations + first)
    switch architecture.outputActivation {
    case .elementwise(let activation):
      kernels.activate(activation)(z, a, last.sensitivities + first, rows.count * stride)
    case .exponential: kernels.table.exponential(z, a, nil, rows.count * stride)
    case .softmax: kernels.table.softmax(z, a, rows.count, last.layer.outputs, stride)
    }
  }

  /// δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ f′(zˡ), layer by layer from the outputs' (equation 2 of ``Backpropagation``).
  func propagateBackwards(_ rows: Range<Int>, _ thread: Int) {
    guard !rows.isEmpty else { return }
    var index = stages.count - 1
    while index > 0 {
      let previous = stages[index - 1]
      let first = rows.lowerBound * previous.layer.stride
      kernels.table.multiply(stages[index].backward(to: previous, rows, chunk.parameters, panel(thread)))
      kernels.table.multiplyElements(
        previous.sensitivities + first, previous.weighted + first, rows.count * previous.layer.stride)
      index -= 1
    }
  }

  // MARK: Targets

  /// Cost and sensitivity of the outputs, and whether they name the right class.
  @inline(__always)
  private func compareWithTargets(_ rows: Range<Int>) {
    guard let examples = chunk.examples else { return }
    let (last, stride) = (stages.last, stages.last.layer.stride)
    switch examples.targets {
    case .labels(let labels): compare(rows, withLabels: labels)
    case .vectors(let vectors): compare(rows, withVectors: vectors, examples.task)
    }
    let first = rows.lowerBound * stride
    costKernel(
      OutputLayer(
        weighted: last.weighted + first, activation: last.activations + first, target: targets.values + first,
        sensitivity: last.sensitivities + first, costs: costs.values + rows.lowerBound, rows: rows.count,
        outputs: last.layer.outputs, columns: stride, coefficients: coefficients.values, scale: chunk.scale))
    if chunk.weightScale != nil { applyWeights(rows) }
  }

  /// Multiplies the sensitivities of the outputs by the weight of each example.
  @inline(never)
  private func applyWeights(_ rows: Range<Int>) {
    let stride = stages.last.layer.stride
    for row in rows {
      let factor = weightFactor(row: row)
      let sensitivity = stages.last.sensitivities + row * stride
      // An example of weight 0 counts for nothing, even if its sensitivity is infinite.
      for column in 0..<stride { sensitivity[column] = factor == 0 ? 0 : sensitivity[column] * factor }
    }
  }

  private func compare(_ rows: Range<Int>, withLabels labels: UnsafePointer<Int32>) {
    let (last, stride, outputs) = (stages.last, stages.last.layer.stride, stages.last.layer.outputs)
    let middle = middle
    (targets.values + rows.lowerBound * stride).update(repeating: 0, count: rows.count * stride)
    for row in rows {
      let label = Int(labels[Int(chunk.order[row])])
      if outputs == 1 {
        targets.values[row * stride] = Float(label)
      } else {
        targets.values[row * stride + label] = 1
      }
      isCorrect[row] = namedClass(last.activations + row * stride, outputs, middle: middle) == label
    }
  }

  private func compare(_ rows: Range<Int>, withVectors vectors: UnsafePointer<Float>, _ task: LearningTask) {
    let (last, stride, outputs) = (stages.last, stages.last.layer.stride, stages.last.layer.outputs)
    let middle = middle
    let each = outputsPerTarget
    for row in rows {
      let target = targets.values + row * stride
      if each == 1 {
        for j in 0..<outputs { target[j] = vectors[Int(chunk.order[row]) * outputs + j] }
      } else {
        for j in 0..<outputs { target[j] = vectors[Int(chunk.order[row]) * (outputs / each) + j / each] }
      }
      let answer = UnsafePointer(last.activations + row * stride)
      switch task {
      case .classification:
        isCorrect[row] =
          namedClass(answer, outputs, middle: middle) == namedClass(target, outputs, middle: middle)
      case .multiLabel:
        isCorrect[row] = (0..<outputs).allSatisfy { (answer[$0] > middle) == (target[$0] > middle) }
      case .regression: isCorrect[row] = false
      }
    }
  }

  /// The midpoint between no and yes of a single output, which targets may define.
  var middle: Float { chunk.examples?.middle ?? architecture.outputActivation.middle }
}
