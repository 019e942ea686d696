// What kernels are handed. All of it is public, though the module is not a product of the package: only public code is
// inlined into other modules, and kernels call nothing.

/// `result[r] = start + Σ_k left[r, k] · right[k]`: rows × depth times depth × columns.
///
/// The strides of `left` are free, so that one kernel serves the three products of a dense layer:
///
///     forward    Z  = bias + A·W       left = A,  right = W    [inputs][outputs]
///     backward   Δ′ = Δ·Wᵀ             left = Δ,  right = Wᵀ   [outputs][inputs]
///     gradient   G  = Aᵀ·Δ             left = Aᵀ, right = Δ    [examples][outputs]
public struct Product {
  /// What each row of the result starts from.
  public enum Start {
    /// Zero.
    case zero
    /// The same row of floats for every row.
    case row(UnsafePointer<Float>)
    /// What the result already holds.
    case result
  }

  /// The left-hand side: row r, depth k at `r · leftRowStride + k · leftDepthStride`.
  public var left: UnsafePointer<Float>
  /// Floats from one row of ``left`` to the next.
  public var leftRowStride: Int
  /// Floats from one step of depth of ``left`` to the next.
  public var leftDepthStride: Int
  /// The right-hand side: depth k, column c at `k · rightStride + c`.
  public var right: UnsafePointer<Float>
  /// Floats from one row, or column, of ``right`` to the next.
  public var rightStride: Int
  /// The number of columns, if the right-hand side is given column by column: column `c` is then the `depth` floats
  /// from `right + c · rightStride` on, and the columns from there up to `columns` are zero. This needs a ``panel``.
  public var rightColumns: Int?
  /// Where the sums go: row r, column c at `r · resultStride + c`.
  public var result: UnsafeMutablePointer<Float>
  /// Floats from one row of ``result`` to the next.
  public var resultStride: Int
  /// Rows of ``left`` and of ``result``.
  public var rows: Int
  /// Products in each sum.
  public var depth: Int
  /// A multiple of `KernelTable.width`.
  public var columns: Int
  /// In the columns from here on the right-hand side is zero, and so is what the sums start from.
  public var filledColumns: Int
  /// What each sum starts from.
  public var start: Start
  /// Scratch space of `panelCount` floats, aligned to a cache line, for copies of what is read often.
  public var panel: UnsafeMutablePointer<Float>?

  /// Floats of ``panel``: a block of the left-hand side and a panel of the right-hand side, at the depth of the
  /// narrowest panels; or the scratch space of an input block's forward pass.
  public static var panelCount: Int {
    let depth = Tuning.packedPanel / KernelTable.width
    return max(Tuning.packedRows * depth + Tuning.packedPanel, KernelTable.inputBlockRoom)
  }

  /// This product.
  @inlinable
  public init(
    left: UnsafePointer<Float>, leftRowStride: Int, leftDepthStride: Int, right: UnsafePointer<Float>, rightStride: Int,
    rightColumns: Int? = nil, result: UnsafeMutablePointer<Float>, resultStride: Int, rows: Int, depth: Int,
    columns: Int, filledColumns: Int? = nil, start: Start, panel: UnsafeMutablePointer<Float>? = nil
  ) {
    self.left = left
    self.leftRowStride = leftRowStride
    self.leftDepthStride = leftDepthStride
    self.right = right
    self.rightStride = rightStride
    self.rightColumns = rightColumns
    self.result = result
    self.resultStride = resultStride
    self.rows = rows
    self.depth = depth
    self.columns = columns
    self.filledColumns = filledColumns ?? columns
    self.start = start
    self.panel = panel
  }
}

/// The sparse encoding of some examples' inputs, or of one half of them: row `r` is example `order[r]`. The entries of
/// the first half of example `e` are `entries[offsets[2e] ..< offsets[2e + 1]]`, those of the second half follow up to
/// `offsets[2e + 2]`; both are sorted by input.
///
/// An entry is `byte << 8 | step`. Its input comes `step` after that of the previous entry, or, if it is the first of
/// its half, after the first input of the half; the input's value is byte / 255. Entries of byte 0 bridge gaps of more
/// than 255 inputs and pad each half to a multiple of ``quad``. `KernelTable.width` elements past the last entry may be
/// read too.
public struct SparseRows {
  /// Entries that are read together.
  @inlinable public static var quad: Int { 4 }
  /// The longest step.
  @inlinable public static var longestStep: Int { 255 }
  /// Inputs past the last entry from which on the next eight could be more than ``longestStep`` away.
  @inlinable public static var farStep: Int { longestStep - 7 }

  /// The most entries of byte 0 that the encoding adds to the two halves of an example of `inputCount` inputs.
  public static func mostFillers(_ inputCount: Int) -> Int { inputCount / farStep + 2 * (quad - 1) }

  /// The entries of all examples.
  public var entries: UnsafePointer<UInt16>
  /// Where the halves of each example begin in ``entries``.
  public var offsets: UnsafePointer<Int>
  /// The example of each row.
  public var order: UnsafePointer<Int32>
  /// The first input of the second half.
  public var middle: Int
  /// 0 ..< 1, 1 ..< 2, or 0 ..< 2 for all inputs.
  public var halves: Range<Int>
  /// How many rows there are.
  public var count: Int
  /// Rows of `order` after these that will be read next; a kernel may prefetch them.
  public var following: Int

  /// These rows.
  @inlinable
  public init(
    entries: UnsafePointer<UInt16>, offsets: UnsafePointer<Int>, order: UnsafePointer<Int32>, middle: Int,
    halves: Range<Int>, count: Int, following: Int = 0
  ) {
    self.entries = entries
    self.offsets = offsets
    self.order = order
    self.middle = middle
    self.halves = halves
    self.count = count
    self.following = following
  }
}

/// Sparse inputs of some examples, unpacked: row `r` has `counts[r]` of them, `inputs[r * pitch ..< r * pitch +
/// counts[r]]` in ascending order, with their values at the same indices of `values`. Every nonzero input is among them
/// exactly once.
public struct UnpackedRows {
  /// The indices of the inputs.
  public var inputs: UnsafeMutablePointer<UInt32>
  /// Their values.
  public var values: UnsafeMutablePointer<Float>
  /// The number of inputs in each row.
  public var counts: UnsafeMutablePointer<Int>
  /// Elements from one row to the next: enough for the longest row, a multiple of `KernelTable.width`.
  public var pitch: Int
  /// How many rows there are.
  public var count: Int

  /// Room for these rows.
  @inlinable
  public init(
    inputs: UnsafeMutablePointer<UInt32>, values: UnsafeMutablePointer<Float>, counts: UnsafeMutablePointer<Int>,
    pitch: Int, count: Int
  ) {
    self.inputs = inputs
    self.values = values
    self.counts = counts
    self.pitch = pitch
    self.count = count
  }
}

/// The inputs of some rows as bytes, input by input, in blocks of `rowsOfBlock` rows. In a block, input `i` has 32
/// bytes from `32 i` on, one for each row; its value is byte / 255, and where there is no row the byte is zero.
///
/// So one comparison finds all rows in which an input is not zero.
public struct InputBlocks {
  /// The most rows of a block.
  @inlinable public static var rows: Int { 32 }

  /// The first block; each begins on a cache line, ``pitch(inputs:)`` bytes after the previous one.
  public var bytes: UnsafeMutablePointer<UInt8>
  /// Inputs of a row.
  public var inputs: Int
  /// Bytes from one block to the next, see ``pitch(inputs:)``.
  public let pitch: Int
  /// The rows of every block but the last, at most ``rows``.
  public var rowsOfBlock: Int
  /// The rows of all blocks.
  public var rowCount: Int

  /// Blocks in this memory.
  @inlinable
  public init(bytes: UnsafeMutablePointer<UInt8>, inputs: Int, rowsOfBlock: Int, rowCount: Int) {
    self.bytes = bytes
    self.inputs = inputs
    self.pitch = Self.pitch(inputs: inputs)
    self.rowsOfBlock = rowsOfBlock
    self.rowCount = rowCount
  }

  /// Bytes of a block: its inputs are padded with zeros to a multiple of four.
  @inlinable
  public static func pitch(inputs: Int) -> Int { (inputs &+ 3) / 4 &* 4 &* rows }
}

/// The output layer of some examples: rows of `columns` floats, of which the first `outputs` are used and the rest
/// padding.
public struct OutputLayer {
  /// z, read by the cross-entropies and the Poisson cost.
  public var weighted: UnsafePointer<Float>
  /// a = f(z).
  public var activation: UnsafePointer<Float>
  /// y; the padding is zero.
  public var target: UnsafePointer<Float>
  /// On entry f′(z), which the costs that follow any activation read; on return ∂C/∂z times `scale`, with zero padding.
  public var sensitivity: UnsafeMutablePointer<Float>
  /// The cost of each row, not scaled.
  public var costs: UnsafeMutablePointer<Float>
  /// The number of examples.
  public var rows: Int
  /// The number of outputs.
  public var outputs: Int
  /// Floats from one row to the next.
  public var columns: Int
  /// A row with δ of Huber's cost, or with the quantile of each output; not read by other costs.
  public var coefficients: UnsafePointer<Float>
  /// One over the size of the mini-batch: the average is taken here and nowhere else.
  public var scale: Float

  /// This layer.
  @inlinable
  public init(
    weighted: UnsafePointer<Float>, activation: UnsafePointer<Float>, target: UnsafePointer<Float>,
    sensitivity: UnsafeMutablePointer<Float>, costs: UnsafeMutablePointer<Float>, rows: Int, outputs: Int,
    columns: Int, coefficients: UnsafePointer<Float>, scale: Float
  ) {
    self.weighted = weighted
    self.activation = activation
    self.target = target
    self.sensitivity = sensitivity
    self.costs = costs
    self.rows = rows
    self.outputs = outputs
    self.columns = columns
    self.coefficients = coefficients
    self.scale = scale
  }
}

/// Consecutive parameters, their gradient, and the optimizer's state for them (`nil` where it has less).
public struct ParameterRun {
  /// The parameters that the step changes.
  public var parameters: UnsafeMutablePointer<Float>
  /// ∂C/∂ of each parameter.
  public var gradient: UnsafePointer<Float>
  /// The velocity of momentum and Nesterov, the first moment of Adam.
  public var first: UnsafeMutablePointer<Float>?
  /// The second moment of Adam.
  public var second: UnsafeMutablePointer<Float>?
  /// A multiple of `KernelTable.width`.
  public var count: Int

  /// This run.
  @inlinable
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

  /// These factors; by default those of plain gradient descent.
  @inlinable
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
