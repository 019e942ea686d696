/// `result[r] = start + Σ_k left[r, k] · right[k]`: rows × depth times depth × columns.
///
/// The strides of `left` are free, so that one kernel serves the three products of a dense layer:
///
///     forward    Z  = bias + A·W       left = A,  right = W    [inputs][outputs]
///     backward   Δ′ = Δ·Wᵀ             left = Δ,  right = Wᵀ   [outputs][inputs]
///     gradient   G  = Aᵀ·Δ             left = Aᵀ, right = Δ    [examples][outputs]
public struct Product {
  /// What a row of the result begins with, before the sum.
  public enum Start {
    case zero
    case row(UnsafePointer<Float>)
    case result
  }

  public var left: UnsafePointer<Float>
  public var leftRowStride: Int
  public var leftDepthStride: Int
  public var right: UnsafePointer<Float>
  public var rightStride: Int
  public var result: UnsafeMutablePointer<Float>
  public var resultStride: Int
  public var rows: Int
  public var depth: Int
  /// A multiple of `KernelTable.width`.
  public var columns: Int
  public var start: Start

  public init(
    left: UnsafePointer<Float>, leftRowStride: Int, leftDepthStride: Int, right: UnsafePointer<Float>, rightStride: Int,
    result: UnsafeMutablePointer<Float>, resultStride: Int, rows: Int, depth: Int, columns: Int, start: Start
  ) {
    self.left = left
    self.leftRowStride = leftRowStride
    self.leftDepthStride = leftDepthStride
    self.right = right
    self.rightStride = rightStride
    self.result = result
    self.resultStride = resultStride
    self.rows = rows
    self.depth = depth
    self.columns = columns
    self.start = start
  }
}

/// The non-zero inputs of some examples: row `r` is example `order[r]`, whose entries are
/// `entries[offsets[order[r]] ..< offsets[order[r] + 1]]`, sorted by input.
///
/// An entry is `input << 8 | byte`; the input's value is `values[byte]`.
public struct SparseRows {
  public var entries: UnsafePointer<UInt32>
  public var offsets: UnsafePointer<Int>
  public var order: UnsafePointer<Int32>
  public var values: UnsafePointer<Float>
  public var count: Int

  public init(
    entries: UnsafePointer<UInt32>, offsets: UnsafePointer<Int>, order: UnsafePointer<Int32>,
    values: UnsafePointer<Float>, count: Int
  ) {
    self.entries = entries
    self.offsets = offsets
    self.order = order
    self.values = values
    self.count = count
  }
}

/// The output layer of some examples, rows of `columns` floats of which the first `outputs` count.
public struct OutputLayer {
  /// z, read by the cross-entropies.
  public var weighted: UnsafePointer<Float>
  /// a = f(z).
  public var activation: UnsafePointer<Float>
  /// y; the padding is zero.
  public var target: UnsafePointer<Float>
  /// On entry f′(z), which the quadratic cost reads; on return ∂C/∂z times `scale`, with zero padding.
  public var sensitivity: UnsafeMutablePointer<Float>
  /// The cost of each row, not scaled.
  public var costs: UnsafeMutablePointer<Float>
  public var rows: Int
  public var outputs: Int
  public var columns: Int
  /// One over the size of the mini-batch: the one place where the average is taken.
  public var scale: Float

  public init(
    weighted: UnsafePointer<Float>, activation: UnsafePointer<Float>, target: UnsafePointer<Float>,
    sensitivity: UnsafeMutablePointer<Float>, costs: UnsafeMutablePointer<Float>, rows: Int, outputs: Int,
    columns: Int, scale: Float
  ) {
    self.weighted = weighted
    self.activation = activation
    self.target = target
    self.sensitivity = sensitivity
    self.costs = costs
    self.rows = rows
    self.outputs = outputs
    self.columns = columns
    self.scale = scale
  }
}

/// A run of parameters, their gradient, and what the optimizer remembers of them (`nil` where it remembers less).
public struct ParameterRun {
  public var parameters: UnsafeMutablePointer<Float>
  public var gradient: UnsafePointer<Float>
  /// The velocity of momentum and Nesterov, the first moment of Adam.
  public var first: UnsafeMutablePointer<Float>?
  /// The second moment of Adam.
  public var second: UnsafeMutablePointer<Float>?
  /// A multiple of `KernelTable.width`.
  public var count: Int

  public init(
    parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, first: UnsafeMutablePointer<Float>?,
    second: UnsafeMutablePointer<Float>?, count: Int
  ) {
    self.parameters = parameters
    self.gradient = gradient
    self.first = first
    self.second = second
    self.count = count
  }
}

/// The numbers of one optimizer step that are the same for all parameters of a run.
public struct StepFactors {
  /// The learning rate; for Adam already divided by the first bias correction.
  public var rate: Float
  /// The L2 coefficient: `l2 · w` is added to the gradient.
  public var l2: Float
  /// What the weights keep before the step: 1 − rate · weight decay for AdamW, 1 otherwise.
  public var keep: Float
  /// The momentum coefficient, or Adam's β₁.
  public var momentum: Float
  /// Adam's β₂.
  public var secondMomentum: Float
  /// One over the square root of Adam's second bias correction.
  public var secondScale: Float
  /// Adam's ε.
  public var epsilon: Float

  public init(
    rate: Float, l2: Float = 0, keep: Float = 1, momentum: Float = 0, secondMomentum: Float = 0,
    secondScale: Float = 1, epsilon: Float = 0
  ) {
    self.rate = rate
    self.l2 = l2
    self.keep = keep
    self.momentum = momentum
    self.secondMomentum = secondMomentum
    self.secondScale = secondScale
    self.epsilon = epsilon
  }
}
