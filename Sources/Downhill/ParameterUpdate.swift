import KernelTable

/// Consecutive inputs of one layer with all their weights, and perhaps the layer's biases: what one task of phase 2
/// owns.
struct ParameterBlock {
  var layer: Int
  var inputs: Range<Int>
  var hasBiases: Bool
  /// Which of two threads in lockstep owns the block: for the first layer, the half of the inputs.
  var half: Int
}

/// Cuts all layers into blocks of whole input rows, small enough for a core's second-level cache and, where the network
/// is large enough to share, at least one for each thread. A first layer of one vector is cut in the middle only, as
/// its sparse encoding is. Blocks of wide layers have several rows; where sums stay where they are made, small blocks
/// gain nothing, and a block has as many rows as a product packs at once.
func parameterBlocks(_ layers: [Layer], threads: Int, sumsStay: Bool) -> [ParameterBlock] {
  let total = layers.reduce(0) { $0 + $1.inputs * $1.stride }
  let target = max(min(Tuning.floatsOfBlock, (total + threads - 1) / threads), Tuning.leastFloatsOfBlock)
  var blocks: [ParameterBlock] = []
  for (index, layer) in layers.enumerated() {
    let isWide = index > 0 && layer.stride >= Tuning.strideOfWideBlock
    let share = layer.inputs / (Tuning.wideBlocksOfThread * threads)
    let tile = Tuning.rowsOfLargestTile
    let shared = sumsStay ? min(Tuning.packedRows, (share + tile - 1) / tile * tile) : 0
    let rows = max(isWide ? max(Tuning.leastRowsOfWideBlock, shared) : 1, target / layer.stride)
    let middle = index == 0 && layer.isNarrow ? layer.inputs / 2 : 0
    var first = 0
    while first < layer.inputs {
      let end = middle > 0 ? (first < middle ? middle : layer.inputs) : min(first + rows, layer.inputs)
      let half = index == 0 ? (first < middle ? 0 : 1) : blocks.count % 2
      blocks.append(ParameterBlock(layer: index, inputs: first..<end, hasBiases: end == layer.inputs, half: half))
      first = end
    }
  }
  return blocks
}

extension ParameterBlock {
  /// The offset of its weights among all parameters.
  func offset(_ layer: Layer) -> Int { layer.weights + inputs.lowerBound * layer.stride }

  /// The number of its parameters: weights, and biases after them.
  func count(_ layer: Layer) -> Int { (inputs.count + (hasBiases ? 1 : 0)) * layer.stride }
}

/// How a summed gradient changes the parameters.
struct ParameterUpdate {
  var parameters: UnsafeMutablePointer<Float>
  var first: UnsafeMutablePointer<Float>?
  var second: UnsafeMutablePointer<Float>?
  var step: KernelTable.Step
  var weightFactors: StepFactors
  var biasFactors: StepFactors
  /// η, where the step is −η times the gradient and nothing else.
  var plainRate: Float?

  /// Step `step`, counted from 1, of an optimizer with this `state`.
  init(
    _ optimizer: Optimizer, rate: Double, l2: Float, step: Int, kernels: Kernels,
    parameters: UnsafeMutablePointer<Float>, state: (UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?)
  ) {
    self.parameters = parameters
    (first, second) = state
    self.step = optimizer.kernel(kernels.table)
    (weightFactors, biasFactors) = optimizer.factors(rate: rate, l2: l2, step: step)
    plainRate = optimizer == .sgd && l2 == 0 ? Float(rate) : nil
  }

  /// Takes the step of `count` parameters from `offset` on, along their `gradient`.
  func apply(_ offset: Int, _ count: Int, _ gradient: UnsafePointer<Float>, _ factors: StepFactors) {
    guard count > 0 else { return }
    step(
      ParameterRun(
        parameters: parameters + offset, gradient: gradient, first: first.map { $0 + offset },
        second: second.map { $0 + offset }, count: count),
      factors)
  }
}
