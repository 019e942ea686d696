import KernelTable

// Phase 2: each parameter by itself.

extension Propagation {
  /// The gradient of a block, summed over the rows of the chunk in order, and its step, if there is one.
  func sumAndStep(_ block: ParameterBlock, _ thread: Int) {
    let offset = block.offset(stages[block.layer].layer)
    let sums: UnsafeMutablePointer<Float>
    let continues: Bool
    switch chunk.sums {
    case .gradient(let gradient, let isContinued): (sums, continues) = (gradient + offset, isContinued)
    case .block: (sums, continues) = (blockGradients[thread].values, false)
    case .parameters(let parameters): (sums, continues) = (parameters + offset, true)
    }
    sumGradient(block, sums, continues: continues, thread)
    if case .parameters(let parameters) = chunk.sums {
      keepTransposed(block, parameters)
    } else {
      step(block, along: sums)
    }
  }

  /// ∂C/∂wⱼᵢ = Σ aᵢ δⱼ and ∂C/∂bⱼ = Σ δⱼ (equations 4 and 3 of ``Backpropagation``).
  @inline(__always)
  private func sumGradient(
    _ block: ParameterBlock, _ sums: UnsafeMutablePointer<Float>, continues: Bool, _ thread: Int
  ) {
    let stage = stages[block.layer]
    if block.layer == 0 {
      input.sumGradient(block, sums, continues: continues, panel: panel(thread))
    } else {
      let previous = stages[block.layer - 1]
      kernels.table.multiply(
        stage.gradient(
          previous.activations + block.inputs.lowerBound, previous.layer.stride, inputs: block.inputs.count,
          rows: chunk.count, sums, continues: continues, panel(thread)))
    }
    if block.hasBiases {
      kernels.table.multiply(
        stage.gradient(
          one.values, 0, inputs: 1, rows: chunk.count, sums + block.inputs.count * stage.layer.stride,
          continues: continues, panel(thread)))
    }
  }

  /// The step of a block along its gradient, if there is one to take.
  func step(_ block: ParameterBlock, along gradient: UnsafePointer<Float>) {
    guard let update else { return }
    let layer = stages[block.layer].layer
    let weightCount = block.inputs.count * layer.stride
    update.apply(block.offset(layer), weightCount, gradient, update.weightFactors)
    if block.hasBiases { update.apply(layer.biases, layer.stride, gradient + weightCount, update.biasFactors) }
    keepTransposed(block, update.parameters)
  }

  /// Keeps the transposed weights of the backward pass up to date.
  @inline(__always)
  private func keepTransposed(_ block: ParameterBlock, _ parameters: UnsafePointer<Float>) {
    guard let transposed = stages[block.layer].transposed else { return }
    let layer = stages[block.layer].layer
    kernels.table.transpose(
      parameters + block.offset(layer), layer.stride, transposed + block.inputs.lowerBound,
      paddedToVectors(layer.inputs), block.inputs.count, layer.outputs)
  }
}
