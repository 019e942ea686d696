// What kernels are handed. All of it is public, though the module is no product of the package: only what is public is
// inlined into other modules, and kernels call nothing.

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
    /// Zero.
    case zero
    /// The same row of floats in each row.
    case row(UnsafePointer<Float>)
    /// What is there.
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
  /// If the right-hand side is given by its columns: how many there are. Column `c` is then the `depth` floats from
  /// `right + c · rightStride` on, and the columns up to `columns` are zero. This needs a ``panel``.
  public var rightColumns: Int?
  /// Where the sums go: row r, column c at `r · resultStride + c`.
  public var result: UnsafeMutablePointer<Float>
  /// Floats from one row of ``result`` to the next.
  public var resultStride: Int
  /// Rows of ``left`` and of ``result``.
  public var rows: Int
  /// Products of a sum.
  public var depth: Int
  /// A multiple of `KernelTable.width`.
  public var columns: Int
  /// What each sum begins with.
  public var start: Start
  /// Room for `panelCount` floats that nobody else uses meanwhile, on a cache line: for copies of what is read often.
  public var panel: UnsafeMutablePointer<Float>?

  /// Floats of ``panel``: a block of the left-hand side and a panel of the right-hand side, as deep as panels of the
  /// narrowest columns are; or what a slab's forward pass takes.
  public static var panelCount: Int {
    let depth = Tuning.packedPanel / KernelTable.width
    return max(Tuning.packedRows * depth + Tuning.packedPanel, KernelTable.slabRoom)
  }

  /// This product.
  @inlinable
  public init(
    left: UnsafePointer<Float>, leftRowStride: Int, leftDepthStride: Int, right: UnsafePointer<Float>, rightStride: Int,
    rightColumns: Int? = nil, result: UnsafeMutablePointer<Float>, resultStride: Int, rows: Int, depth: Int,
    columns: Int, start: Start, panel: UnsafeMutablePointer<Float>? = nil
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
    self.start = start
    self.panel = panel
  }
}

/// The non-zero inputs of some examples, or of one half of their inputs: row `r` is example `order[r]`. The entries of the
/// first half of example `e` are `entries[offsets[2e] ..< offsets[2e + 1]]`, those of the second half go on to
/// `offsets[2e + 2]`; both are sorted by input.
///
/// An entry is `byte << 8 | step`. Its input lies `step` behind that of the entry before, or, if it is the first of its
/// half, behind the first input of the half; the input's value is byte / 255. Entries of byte 0 bridge gaps of more than
/// 255 inputs and fill each half up to a multiple of ``quad``. `KernelTable.width` places behind the last entry can be
/// read too.
public struct SparseRows {
  /// Entries that are read at once.
  @inlinable public static var quad: Int { 4 }
  /// The longest step.
  @inlinable public static var longestStep: Int { 255 }
  /// Inputs behind the last entry after which the next eight could be out of a step's reach.
  @inlinable public static var farStep: Int { longestStep - 7 }

  /// Entries of byte 0 that listing may add to the two halves of so many inputs.
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
  /// Rows of `order` behind these that will be asked for next; a kernel may have them fetched meanwhile.
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

/// The inputs of some examples that are listed, unpacked: row `r` has `counts[r]` of them, the inputs
/// `inputs[r * pitch ..< r * pitch + counts[r]]` in rising order, with the values at the same places of `values`. Those
/// that are not zero are among them, each once.
public struct UnpackedRows {
  /// The inputs that are listed.
  public var inputs: UnsafeMutablePointer<UInt32>
  /// Their values.
  public var values: UnsafeMutablePointer<Float>
  /// How many each row has.
  public var counts: UnsafeMutablePointer<Int>
  /// Places from one row to the next: room for the longest row, a multiple of `KernelTable.width`.
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

/// The inputs of some rows as bytes, input by input: a slab for each `rowsOfSlab` rows. In a slab, input `i` has 32 bytes
/// from `32 i` on, one for each row; its value is byte / 255, and where there is no row the byte is zero.
///
/// So all rows in which an input is not zero are known at a glance.
public struct InputSlabs {
  /// The most rows of a slab.
  @inlinable public static var rows: Int { 32 }

  /// The first slab; each begins on a cache line, ``pitch(inputs:)`` bytes behind the one before.
  public var bytes: UnsafeMutablePointer<UInt8>
  /// Inputs of a row.
  public var inputs: Int
  /// Bytes from one slab to the next, see ``pitch(inputs:)``.
  public let pitch: Int
  /// The rows of every slab but the last, at most ``rows``.
  public var rowsOfSlab: Int
  /// The rows of all slabs.
  public var rowCount: Int

  /// Slabs in this memory.
  @inlinable
  public init(bytes: UnsafeMutablePointer<UInt8>, inputs: Int, rowsOfSlab: Int, rowCount: Int) {
    self.bytes = bytes
    self.inputs = inputs
    self.pitch = Self.pitch(inputs: inputs)
    self.rowsOfSlab = rowsOfSlab
    self.rowCount = rowCount
  }

  /// Bytes of a slab: there are as many inputs more, always zero, as make them a multiple of four.
  @inlinable
  public static func pitch(inputs: Int) -> Int { (inputs &+ 3) / 4 &* 4 &* rows }
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
  /// How many examples there are.
  public var rows: Int
  /// How many outputs each has.
  public var outputs: Int
  /// Floats from one row to the next.
  public var columns: Int
  /// One over the size of the mini-batch: the one place where the average is taken.
  public var scale: Float

  /// This layer.
  @inlinable
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
  /// What the step changes.
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
