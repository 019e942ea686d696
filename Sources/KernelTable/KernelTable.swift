/// The functions in which training spends its time, in one value.
///
/// Each instruction set has its own table, built from the same source (`Sources/KernelsBaseline`), and `Downhill` adds
/// a reference in plain scalar loops. Tables are passed in; nothing looks one up in a global.
///
/// **Memory.** Matrices are row-major. A row of a layer's values is padded to a multiple of `KernelTable.width` floats,
/// and the padding of weights, biases and sensitivities is zero. Weights are input-major, `[inputs][outputs]`: what one
/// input adds to all outputs is contiguous, so that zero inputs can be skipped.
///
/// **Order.** Each number that a kernel writes is a sum in an order that does not depend on how many rows the call
/// covers. So work can be split between any two rows, and the bits are the same for any number of threads.
package struct KernelTable: Sendable {
  /// Floats in one vector; rows are padded to a multiple of it.
  package static let width = 16

  /// Floats of scratch space that ``BlockForward`` needs, and the panel of a `Product` has: for each row its columns
  /// and one more vector.
  package static var inputBlockRoom: Int { InputBlocks.rows * (Tuning.inputBlockColumns + width) }

  /// A matrix product: the forward pass of a dense layer, its backward pass, and its gradient.
  package typealias Multiply = @Sendable (_ product: Product) -> Void
  /// The forward pass of an input layer of one vector of outputs, for one half of the inputs: `z[r] = start + Σ
  /// x·weights[i]` over the entries. The sum is formed first and `start` added last, so that two threads can each
  /// compute one half. `weights` are those of the half.
  package typealias NarrowForward =
    @Sendable (
      _ rows: SparseRows, _ weights: UnsafePointer<Float>, _ start: Product.Start,
      _ weighted: UnsafeMutablePointer<Float>
    ) -> Void
  /// The gradient of that layer: `sums[i] += Σ x·δ[r]` over the rows, in order. `sums` are those of the half.
  package typealias NarrowGradient =
    @Sendable (_ rows: SparseRows, _ sensitivity: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>) -> Void
  /// Unpacks the entries of sparse rows for ``SparseForward``.
  package typealias Unpack = @Sendable (_ rows: SparseRows, _ unpacked: UnpackedRows) -> Void
  /// The forward pass of an input layer of any width: `z[r] = bias + Σ x·weights[i]` over the nonzero inputs.
  package typealias SparseForward =
    @Sendable (
      _ rows: UnpackedRows, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
      _ weighted: UnsafeMutablePointer<Float>, _ columns: Int
    ) -> Void
  /// Writes the inputs of at most ``InputBlocks/rows`` rows to one block, which is zero on entry.
  package typealias Scatter = @Sendable (_ rows: SparseRows, _ block: InputBlocks) -> Void
  /// The same as ``SparseForward``, to the same bits unless weights are infinite, for the rows of one block. `room` is
  /// scratch space of ``inputBlockRoom`` floats.
  package typealias BlockForward =
    @Sendable (
      _ block: InputBlocks, _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
      _ weighted: UnsafeMutablePointer<Float>, _ columns: Int, _ room: UnsafeMutablePointer<Float>
    ) -> Void
  /// The gradient of a sparse layer of any width for the inputs `inputs`: `sums[i] = start + Σ x·δ[r]` over the rows of
  /// all blocks, in order. The start is what `sums` holds if it `continues`, and zero otherwise.
  package typealias BlockGradient =
    @Sendable (
      _ blocks: InputBlocks, _ inputs: Range<Int>, _ sensitivity: UnsafePointer<Float>,
      _ sums: UnsafeMutablePointer<Float>, _ columns: Int, _ continues: Bool
    ) -> Void
  /// `a = f(z)` and, where `slope` is given, `slope = f′(z)`; `slope` may be the memory of `z`. `count` is padded.
  package typealias Activate =
    @Sendable (
      _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>,
      _ slope: UnsafeMutablePointer<Float>?, _ count: Int
    ) -> Void
  /// Softmax over the first `outputs` of every row of `columns` floats; the padding becomes zero.
  package typealias Softmax =
    @Sendable (
      _ weighted: UnsafePointer<Float>, _ activation: UnsafeMutablePointer<Float>, _ rows: Int, _ outputs: Int,
      _ columns: Int
    ) -> Void
  /// The cost of each row, and the sensitivity of its weighted inputs times `scale`.
  package typealias Cost = @Sendable (_ layer: OutputLayer) -> Void
  /// `x += y` or `x *= y`, element by element. `count` is padded.
  package typealias CombineElements =
    @Sendable (_ x: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) -> Void
  /// One optimizer step over consecutive parameters. `count` is padded.
  package typealias Step = @Sendable (_ run: ParameterRun, _ factors: StepFactors) -> Void
  /// Copies `rows` rows of `columns` floats from `matrix` into the columns of `transposed`. The rows of `matrix` are
  /// padded.
  package typealias Transpose =
    @Sendable (
      _ matrix: UnsafePointer<Float>, _ matrixStride: Int, _ transposed: UnsafeMutablePointer<Float>,
      _ transposedStride: Int, _ rows: Int, _ columns: Int
    ) -> Void
  /// Encodes the bytes `inputs`, one half of an example's, as `SparseRows` describes, and returns the number of
  /// entries. One vector past them may be written. Every table writes the same entries.
  package typealias Encode =
    @Sendable (_ bytes: UnsafeRawPointer, _ inputs: Range<Int>, _ entries: UnsafeMutablePointer<UInt16>) -> Int

  /// Multiplies and adds in registers alone: `count` vectors of `width` multiply-adds, a multiple of 12. The result
  /// depends on each of them.
  package typealias MultiplyAdds = @Sendable (_ count: Int) -> Float
  /// Reads `count` consecutive floats, a multiple of 64, and returns their sum.
  package typealias ReadMemory = @Sendable (_ memory: UnsafePointer<Float>, _ count: Int) -> Float

  /// The table's name on the command line and in model files.
  package var name: String
  /// See ``Multiply``.
  package var multiply: Multiply
  /// See ``NarrowForward``.
  package var narrowForward: NarrowForward
  /// See ``NarrowGradient``.
  package var narrowGradient: NarrowGradient
  /// See ``Unpack``.
  package var unpack: Unpack
  /// See ``SparseForward``.
  package var sparseForward: SparseForward
  /// See ``Scatter``.
  package var scatter: Scatter
  /// See ``BlockForward``; `nil` where working row by row is as fast.
  package var blockForward: BlockForward?
  /// See ``BlockGradient``.
  package var blockGradient: BlockGradient
  /// The activation functions, one entry each.
  package var activations: Activations
  /// See ``Softmax``.
  package var softmax: Softmax
  /// eᶻ of outputs, whose slope no cost reads.
  package var exponential: Activate
  /// The costs joined with the output activation they are differentiated through, one entry each.
  package var costs: Costs
  /// `x += y`, see ``CombineElements``.
  package var addElements: CombineElements
  /// `x *= y`, see ``CombineElements``.
  package var multiplyElements: CombineElements
  /// The optimizers, one entry each.
  package var steps: Steps
  /// See ``Transpose``.
  package var transpose: Transpose
  /// See ``Encode``.
  package var encode: Encode
  /// Measures the most that the machine can do with these instructions.
  package var probes: Probes

  /// One function for each element-wise activation.
  package struct Activations: Sendable {
    package var sigmoid, tanh, relu, leakyReLU, elu, selu, softplus, mish, gelu, silu, identity: Activate

    package init(
      sigmoid: @escaping Activate, tanh: @escaping Activate, relu: @escaping Activate, leakyReLU: @escaping Activate,
      elu: @escaping Activate, selu: @escaping Activate, softplus: @escaping Activate, mish: @escaping Activate,
      gelu: @escaping Activate, silu: @escaping Activate, identity: @escaping Activate
    ) {
      self.sigmoid = sigmoid
      self.tanh = tanh
      self.relu = relu
      self.leakyReLU = leakyReLU
      self.elu = elu
      self.selu = selu
      self.softplus = softplus
      self.mish = mish
      self.gelu = gelu
      self.silu = silu
      self.identity = identity
    }
  }

  /// One function for each pairing of cost and output activation.
  package struct Costs: Sendable {
    /// ½ Σ (a − y)² through any element-wise activation.
    package var quadratic: Cost
    /// Σ |a − y| through any element-wise activation.
    package var absolute: Cost
    /// Huber's cost through any element-wise activation, with δ from the row of coefficients.
    package var huber: Cost
    /// The pinball loss through any element-wise activation, with the quantiles from the row of coefficients.
    package var quantile: Cost
    /// Σ a − y ln a through an exponential, computed from z.
    package var poisson: Cost
    /// Binary cross-entropy through a sigmoid, computed from z.
    package var sigmoidCrossEntropy: Cost
    /// Categorical cross-entropy through a softmax, computed from z.
    package var softmaxCrossEntropy: Cost

    package init(
      quadratic: @escaping Cost, absolute: @escaping Cost, huber: @escaping Cost, quantile: @escaping Cost,
      poisson: @escaping Cost, sigmoidCrossEntropy: @escaping Cost, softmaxCrossEntropy: @escaping Cost
    ) {
      self.quadratic = quadratic
      self.absolute = absolute
      self.huber = huber
      self.quantile = quantile
      self.poisson = poisson
      self.sigmoidCrossEntropy = sigmoidCrossEntropy
      self.softmaxCrossEntropy = softmaxCrossEntropy
    }
  }

  /// One function for each optimizer; AdamW is `adam` with a `keep` below 1.
  package struct Steps: Sendable {
    package var sgd, momentum, nesterov, adam: Step

    package init(sgd: @escaping Step, momentum: @escaping Step, nesterov: @escaping Step, adam: @escaping Step) {
      self.sgd = sgd
      self.momentum = momentum
      self.nesterov = nesterov
      self.adam = adam
    }
  }

  /// Not used in training: its speed is compared with these.
  package struct Probes: Sendable {
    /// See ``MultiplyAdds``: the peak of arithmetic.
    package var multiplyAdds: MultiplyAdds
    /// See ``ReadMemory``: the bandwidth of memory.
    package var read: ReadMemory

    package init(multiplyAdds: @escaping MultiplyAdds, read: @escaping ReadMemory) {
      self.multiplyAdds = multiplyAdds
      self.read = read
    }
  }

  package init(
    name: String, multiply: @escaping Multiply, narrowForward: @escaping NarrowForward,
    narrowGradient: @escaping NarrowGradient, unpack: @escaping Unpack, sparseForward: @escaping SparseForward,
    scatter: @escaping Scatter, blockForward: BlockForward?, blockGradient: @escaping BlockGradient,
    activations: Activations, softmax: @escaping Softmax, exponential: @escaping Activate, costs: Costs,
    addElements: @escaping CombineElements, multiplyElements: @escaping CombineElements, steps: Steps,
    transpose: @escaping Transpose, encode: @escaping Encode, probes: Probes
  ) {
    self.name = name
    self.multiply = multiply
    self.narrowForward = narrowForward
    self.narrowGradient = narrowGradient
    self.unpack = unpack
    self.sparseForward = sparseForward
    self.scatter = scatter
    self.blockForward = blockForward
    self.blockGradient = blockGradient
    self.activations = activations
    self.softmax = softmax
    self.exponential = exponential
    self.costs = costs
    self.addElements = addElements
    self.multiplyElements = multiplyElements
    self.steps = steps
    self.transpose = transpose
    self.encode = encode
    self.probes = probes
  }
}
